"""What to say: how sure, with which citations, and where sources differ."""
