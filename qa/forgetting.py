"""Letting go of all that is remembered of articles' texts beside the index."""

from index import forget_texts as forget_analysed
from qa.finding import expressions


def forget_texts() -> None:
    """Forget the texts that were looked at, as when one of them may have been removed."""
    forget_analysed()
    expressions.forget_texts()
