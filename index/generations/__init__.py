"""A folder of generations: published, opened, verified."""
