"""Letting go of what is remembered of texts and questions beside an open index."""

from index import forget_texts as forget_analysed
from qa.asking.clauses import cut_words, find_asking
from qa.asking.kind_features import classes_of
from qa.asking.naming import read_thing
from qa.asking.question import counted_noun
from qa.selection.asked_noun import read_noun
from qa.selection.likeness import forget_words
from qa.selection.relations import read_relation
from qa.selection.wanted import read_wanted
from qa.spans.assertions import read_assertion
from qa.spans.dates import find_dates, find_loose_dates
from qa.spans.names import find_runs
from qa.spans.quantities import find_quantities
from qa.subjects import terms_of_name

_OF_TEXTS = (find_quantities, find_dates, find_loose_dates, find_runs, read_assertion, terms_of_name)
_OF_QUESTIONS = (cut_words, find_asking, classes_of, counted_noun, read_noun, read_thing, read_relation, read_wanted)


def forget_texts() -> None:
    """Forget every text that is remembered beside the index, as when one of them may have been removed; and every
    question: what stayed of them would keep a process from giving back the memory of all the rest.
    """
    forget_analysed()
    forget_words()
    for remembering in (*_OF_TEXTS, *_OF_QUESTIONS):
        remembering.cache_clear()
