"""Which sentences may answer: candidates, what is measured of them, and the learned ranking."""
