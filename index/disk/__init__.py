"""The files of a generation: each format is written and read in one place."""
