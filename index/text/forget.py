"""Letting go of what is remembered of texts and their words beside the generations."""

from index.text.analysis import cut, find_term, stem_of, written
from index.text.spelling import is_english, measure_rarity, sound
from index.text.variants import fold_word


def forget_texts() -> None:
    """Forget the texts and words that were looked at, as when an article that held them may have been removed."""
    for remembering in (cut, written, find_term, stem_of, fold_word, is_english, measure_rarity, sound):
        remembering.cache_clear()
