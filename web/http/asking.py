"""Which requests have questions answered, as their address tells before the app sees them."""

_CALLS = frozenset({"/api/v1/ask", "/api/ask", "/turn", "/api/v1/feedback", "/feedback"})
"""What says of an answer what it is worth has the question answered again."""

_PAGES = frozenset({"/", "/embed", "/export/conversation.md", "/export/conversation.json"})
"""What holds a conversation, if its address does."""


def asks(path: str, query: str) -> bool:
    """Whether a request to a path with a query has a question answered."""
    return path in _CALLS or (path in _PAGES and "q=" in query)
