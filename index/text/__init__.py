"""Words: their analysis, spelling, names and vectors, the same for sentences and questions."""
