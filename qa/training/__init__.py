"""Fitting the models that answering goes by, from judged questions; `python -m qa.training --help` tells how."""
