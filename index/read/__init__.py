"""A generation, opened: search, terms, likeness and documents."""
