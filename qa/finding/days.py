"""How near a candidate is to the time that a question asks of: by the day its article was published, and by the dates
that it holds itself. It is a preference: nothing is left out for its day.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from index import ArticleQuery, Filters, Order, Searcher, Selection
from qa.asking.question import Question
from qa.asking.rewriting import mark_time
from qa.asking.times import TimeAsked, read_time
from qa.finding.terms_of_office import find_last_term
from qa.selection.office_holders import office_asked
from qa.values import AnswerKind

Column = NDArray[np.float64]

UNKNOWN = 0.5
"""How near an article of unknown day is to any time."""

_SHORTEST, _LONGEST = 7, 60
"""An article so many days outside of the time asked is half as near: a quarter of that time, within these."""

_FIRST_YEAR = 1000
"""A day of an earlier year tells none, as the first of the first year does."""

_LOOKED_AT = 20
"""Of how many articles, newest first, one is looked for whose day is known."""

_HALF_AS_NEW = 365
"""By how many days an article is older than the newest candidate's that is half as near to now."""


def select_days(question: Question, searcher: Searcher, within: Selection | None) -> Selection | None:
    """Return the articles, of those within, that were published in the time asked or shortly before or after, or in
    the last year where the newest are asked for; None for a question of no time, or of one that is open on a side.
    """
    time = question.time
    if time is None:
        return None
    if time.newest:
        newest = time.counted_from or newest_day(searcher)
        if newest is None:
            return None
        first, last = newest.toordinal() - _HALF_AS_NEW, newest.toordinal()
    elif time.start is None or time.end is None:
        return None
    else:
        about = _fades_in(time)
        first, last = (max(1, time.start.toordinal() - about), time.end.toordinal() + about)
    found = searcher.select(
        Filters(
            published_from=date.fromordinal(first).isoformat(),
            published_to=date.fromordinal(min(last, date.max.toordinal())).isoformat(),
        )
    )
    return found if within is None else found.common(within)


def in_time(question: Question, searcher: Searcher, asked_on: str | None = None) -> Question:
    """Return a question with the time that it asks of, if any; the holder of an office is asked for as it is now, where
    any article has a day.

    "Last month" is counted from the day of the newest article; from the one on which it is asked, ISO 8601, where that
    is given and of the same month. So a request and an index always give the same. An article of a later day than that
    on which it is asked does not count.
    """
    day = None if asked_on is None else date.fromisoformat(asked_on)
    last = newest_day(searcher, day)
    same = last is not None and day is not None and (last.year, last.month) == (day.year, day.month)
    before = find_last_term(question.text, searcher, last)
    if before is not None:
        (start, end), first, until = before
        return mark_time(question, TimeAsked(first, until, False, (question.text[start:end],), ((start, end),)))
    dated = searcher.figures().last is not None
    held = dated and question.kind is AnswerKind.PERSON and office_asked(question.text) is not None
    return mark_time(question, read_time(question.text, day if same else last, held_now=held))


def newest_day(searcher: Searcher, asked_on: date | None = None) -> date | None:
    """Return the day of the newest article, of those up to the day on which it is asked if there are any; None where
    none is known. One whose month or year alone is told is not the newest while another one has a day.
    """
    last = searcher.figures().last
    if last is None:
        return None
    until = last if asked_on is None else asked_on.isoformat()
    day = _day_of(last)
    return day if day is not None and last <= until else _newest_until(until, searcher) or day


def _newest_until(day: str, searcher: Searcher) -> date | None:
    found = searcher.find_articles(ArticleQuery(Filters(published_to=day)), order=Order.PUBLISHED).numbers
    days = (_day_of(card.published) for card, _ in searcher.cards_of(found[:_LOOKED_AT]))
    return next((day for day in days if day is not None), None)


def _day_of(published: str | None) -> date | None:
    """Return the day that a date of publication tells, if it tells one."""
    try:
        day = date.fromisoformat((published or "")[: len("2013-10-01")])
    except ValueError:
        return None
    return day if day.year >= _FIRST_YEAR else None


def is_published_in(time: TimeAsked, days: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which articles were published in a time, by their first and last days, (n, 2): (n,)."""
    known = days[:, 0] > 0
    dated = time.start is not None or time.end is not None
    return np.asarray(known & (_outside(time, days) == 0) & dated)


def near_in_time(time: TimeAsked, days: NDArray[np.int32], told: Column) -> Column:
    """Return how near candidates are to a time: (n,), 0 to 1.

    `days`, (n, 2): the first and the last on which the article of each may have been published, 0 if unknown. `told`,
    (n,): how much of the time's words each holds itself.
    """
    known = days[:, 0] > 0
    if time.newest:
        known &= ~are_ahead(time, days)
        newest = days[known, 1].max(initial=0)
        near = 0.5 ** (np.maximum(0, newest - days[:, 1]) / _HALF_AS_NEW)
    else:
        near = 0.5 ** (_outside(time, days) / _fades_in(time))
    return np.maximum(np.where(known, near, UNKNOWN), told)


def are_ahead(time: TimeAsked, days: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which articles are dated later than the day that a time was counted from, (n,): none of them is new."""
    return np.asarray(days[:, 0] > (time.counted_from or date.max).toordinal())


def _outside(time: TimeAsked, days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how many days before or after a time each article was published: (n,), 0 for one within."""
    first = time.start.toordinal() if time.start is not None else 0
    last = time.end.toordinal() if time.end is not None else date.max.toordinal()
    return np.maximum(0, np.maximum(first - days[:, 1], days[:, 0] - last)).astype(np.int64)


def _fades_in(time: TimeAsked) -> int:
    """Return how many days outside of a time an article is half as near."""
    if time.start is None or time.end is None:
        return _LONGEST
    return max(_SHORTEST, min(_LONGEST, (time.end - time.start).days // 4))
