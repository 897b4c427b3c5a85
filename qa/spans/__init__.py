"""Spans of a text that may answer in short, by their type: quantities, dates, places, names, offices, contacts."""
