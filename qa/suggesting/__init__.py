"""Questions that are known to have an answer."""
