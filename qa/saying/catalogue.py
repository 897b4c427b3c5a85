"""What is asked about the articles themselves is answered from their catalogue, exactly: how many there are, the
newest, who publishes them, how many say something. The passages beside such an answer are the articles' own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from corpus import Role
from index import ArticleCard, ArticleQuery, Filters, Order, Searcher, Selection
from qa.asking.forms import Catalogued, Form
from qa.asking.question import Question, read_question
from qa.asking.times import TimeAsked
from qa.finding.candidates import candidates_of
from qa.finding.look import measure
from qa.finding.ranker import Rankers
from qa.finding.ranking import Ranked, best_of
from qa.gathering.evidence import Evidence
from qa.gathering.mentions import find_mentions
from qa.saying.citing import cite_passages
from qa.values import AnswerKind, Origin, Passage, ShortAnswer, ShortItem

Told = tuple[ShortAnswer, tuple[Passage, ...]]
"""What a catalogue tells, and passages of the articles that this is about, at least one."""

_PAGE = 500
"""How many articles are looked up at a time."""

_PUBLISHERS = 20
"""At most how many publishers are named."""

_SECTIONS = 5
"""At most how many sections are named of those that stand in most articles."""

_CANNOT_OPEN = (Role.HEADING, Role.FURNITURE)


def ask_catalogue(
    form: Form,
    question: Question,
    filters: Filters,
    within: Selection | None,
    searcher: Searcher,
    rankers: Rankers,
    *,
    limit: int,
) -> Told | None:
    """Answer a question about the articles that pass filters, and are of the time that it names, where it means theirs;
    None where there are none to tell of.
    """
    time = question.time if form.timed else None
    if time is not None:
        filters = _narrowed(filters, time)
        within = searcher.select(filters)
    total = searcher.n_articles if within is None else within.articles
    if not total:
        return None
    if form.asks is Catalogued.MENTIONS:
        own = {term.term for term in read_question(form.about).terms}
        about = replace(question, terms=tuple(term for term in question.terms if term.term in own))
        return _mentions(about, _articles(total) + _published(time), within, searcher, rankers, limit)
    cards = _cards(filters, searcher, Order.PUBLISHED)
    items: tuple[str, ...] = ()
    if form.asks in (Catalogued.NEWEST, Catalogued.OLDEST):
        newest = form.asks is Catalogued.NEWEST
        shown, text = _by_day(_until_now(cards, question.time) if newest else cards, total, newest=newest)
    elif form.asks is Catalogued.PUBLISHERS:
        shown = _of_each_publisher(_cards(filters, searcher, Order.PUBLISHER))
        items = tuple(card.publisher for card in shown if card.publisher is not None)
        text = items[0] if items else f"no publisher is known of {_articles(total)}"
    else:
        shown = list(islice(_until_now(cards, question.time) if form.asks is Catalogued.NEW else cards, limit))
        text = _in_words(form, total, len(shown), within, searcher, time)
    passages = _openings(shown[: max(1, limit)] or list(islice(_cards(filters, searcher, Order.ID), 1)), searcher)
    if not passages:
        return None
    named = tuple(
        ShortItem(name, AnswerKind.CORPUS, min(rank, len(passages)), Origin.CORPUS, None)
        for rank, name in enumerate(items, 1)
    )
    return ShortAnswer(text, AnswerKind.CORPUS, 1, Origin.CORPUS, None, named or None), passages


def _articles(count: int) -> str:
    return "1 article" if count == 1 else f"{count:,} articles"


def _narrowed(filters: Filters, time: TimeAsked) -> Filters:
    """Return filters that articles pass which pass those given and were published in a time."""
    start, end = (None if day is None else day.isoformat() for day in (time.start, time.end))
    return replace(
        filters,
        published_from=max(filter(None, (filters.published_from, start)), default=None),
        published_to=min(filter(None, (filters.published_to, end)), default=None),
    )


def _published(time: TimeAsked | None) -> str:
    """Return in words when articles of a time were published."""
    if time is None:
        return ""
    if time.start == time.end:
        return f" published on {time.start}"
    return f" published{f' from {time.start}' if time.start else ''}{f' to {time.end}' if time.end else ''}"


def _cards(filters: Filters, searcher: Searcher, order: Order) -> Iterator[ArticleCard]:
    """Yield the articles that pass filters, in an order."""
    numbers = searcher.find_articles(ArticleQuery(filters), order=order).numbers
    for start in range(0, len(numbers), _PAGE):
        yield from (card for card, _ in searcher.cards_of(numbers[start : start + _PAGE]))


def _until_now(cards: Iterator[ArticleCard], time: TimeAsked | None) -> Iterator[ArticleCard]:
    """Yield articles without those that are dated later than the day that a time was counted from."""
    today = None if time is None or time.counted_from is None else time.counted_from.isoformat()
    return (card for card in cards if today is None or card.published is None or card.published <= today)


def _by_day(cards: Iterator[ArticleCard], total: int, *, newest: bool) -> tuple[list[ArticleCard], str]:
    """Return the articles of the last, or the first, day that is known, and the answer in words."""
    same: list[ArticleCard] = []
    for card in cards:
        if card.published is None:
            break
        if not same or same[0].published == card.published:
            same.append(card)
        elif newest:
            break
        else:
            same = [card]
    if not same:
        return [], f"no day of publication is known of {_articles(total)}"
    more = f" and {len(same) - 1:,} more of that day" if len(same) > 1 else ""
    return same, f"{same[0].label}, {same[0].published}{more}"


def _of_each_publisher(cards: Iterator[ArticleCard]) -> list[ArticleCard]:
    """Return the first article of each publisher, at most _PUBLISHERS of them."""
    first: dict[str, ArticleCard] = {}
    for card in cards:
        if card.publisher is not None:
            first.setdefault(card.publisher, card)
        if len(first) == _PUBLISHERS:
            break
    return list(first.values())


def _in_words(
    form: Form, total: int, shown: int, within: Selection | None, searcher: Searcher, time: TimeAsked | None
) -> str:
    """Return how many articles there are, which of them are shown, what they are about, or what can be asked."""
    count = _articles(total) + _published(time)
    if form.asks in (Catalogued.ALL, Catalogued.NEW):
        order = "the newest first, " if form.asks is Catalogued.NEW and total > 1 else ""
        return f"{count}, {order}{'all' if shown == total else f'{shown:,}'} shown"
    if form.asks is Catalogued.ABILITY:
        return f"answers in the words of {count}, each with its source"
    if form.asks is Catalogued.ABOUT and within is None:
        known = searcher.figures()
        days = f", published {known.first} to {known.last}" if known.first and known.last else ""
        sections = [card.name for card in searcher.coverage().sections if card.articles > 1][:_SECTIONS]
        return f"{count}{days}{', with sections such as ' + '; '.join(sections) if sections else ''}"
    return count


def _openings(cards: Sequence[ArticleCard], searcher: Searcher) -> tuple[Passage, ...]:
    """Return the first sentence of each article."""
    question = Question("", AnswerKind.CORPUS, None, ())
    numbers = [number for card in cards if (number := _opening(card.id, searcher)) is not None]
    found = zip(numbers, searcher.sentences(numbers), searcher.headings(numbers), strict=True)
    ranked = [Ranked(number, sentence, heading, 0.0, 0.0, (), True, (), {}) for number, sentence, heading in found]
    return cite_passages(question, [Evidence(one, ()) for one in ranked], searcher)


def _opening(article_id: str, searcher: Searcher) -> int | None:
    """Return the number of an article's first sentence, a line that is none only where it has no other."""
    numbers = searcher.sentence_numbers(article_id)
    sentences = list(zip(numbers, searcher.sentences(numbers), strict=True))
    prose = (number for number, sentence in sentences if sentence.role is Role.PROSE)
    others = (number for number, sentence in sentences if sentence.role not in _CANNOT_OPEN)
    return next(prose, next(others, None))


def _mentions(
    question: Question, among: str, within: Selection | None, searcher: Searcher, rankers: Rankers, limit: int
) -> Told | None:
    """Tell how many articles say what a question's terms are about, with a passage of each; None where none does.
    `among`: how many there are, in words.
    """
    numbers = find_mentions(question, searcher, within) if question.terms else ()
    if not numbers:
        return None
    shown = numbers[:limit]
    measured = measure(question, searcher, candidates_of(shown, searcher))
    ranked = sorted(best_of(question, searcher, measured, rankers, len(shown)), key=lambda one: one.number)
    passages = cite_passages(question, [Evidence(one, ()) for one in ranked], searcher)
    told = "all shown" if len(passages) == len(numbers) else f"{len(passages):,} shown"
    text = f"{len(numbers):,} of {among}, {told}"
    return (ShortAnswer(text, AnswerKind.CORPUS, 1, Origin.CORPUS, None), passages) if passages else None
