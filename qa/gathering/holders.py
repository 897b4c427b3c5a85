"""Who holds an office now: of the passages that name somebody in it, the newest comes first."""

from collections.abc import Sequence

import numpy as np

from index import Searcher
from qa.asking.question import Question
from qa.finding.days import are_ahead
from qa.finding.ranking import Ranked
from qa.selection.office_holders import office_asked, title_asked
from qa.spans.offices import holds_title, names_holder

_AS_WELL = 0.85
"""A passage is of the office that is asked for if it covers the question so well, beside the one that does best."""


def lacks_holder(question: Question, ranked: Sequence[Ranked]) -> bool:
    """Whether a question asks who holds an office, and no candidate has its title: none of its words may be missing,
    and a deputy is another.
    """
    title = title_asked(question.text)
    return title is not None and not any(holds_title(candidate.sentence.text, title) for candidate in ranked)


def put_holder_first(question: Question, ranked: Sequence[Ranked], searcher: Searcher) -> list[Ranked]:
    """Return candidates in order of rank, but that first which names the holder of the office that is asked for and was
    published last; of equal days the best. Where none names one their order stays.
    """
    office = office_asked(question.text)
    if office is None or not ranked:
        return list(ranked)
    enough = _AS_WELL * max(candidate.cover for candidate in ranked)
    telling = [
        candidate for candidate in ranked if candidate.cover >= enough and names_holder(candidate.sentence.text, office)
    ]
    if not telling:
        return list(ranked)
    days = searcher.published(searcher.rows([candidate.number for candidate in telling]).articles)
    ahead = False if question.time is None else are_ahead(question.time, days)
    newest = telling[int(np.argmax(np.where(ahead, 0, days[:, 1])))]
    return [newest, *(candidate for candidate in ranked if candidate is not newest)]
