"""Judged question files: read, asked, reported, compared; and the gate before a new index."""
