"""Judging: how well questions with known answers are answered."""
