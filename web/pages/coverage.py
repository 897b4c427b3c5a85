"""What the articles cover, in words and numbers for its page: its figures, what people and topics stand in most
articles by time, and which articles have which sections.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from index import ArticleCard, CorpusFigures, Coverage, Searcher, SectionCard
from qa import Subject, find_subjects, suggest_questions_about
from web.pages.filters import spelt
from web.wording import day

SHADES = 5
"""How many shades tell how much a cell says, the emptiest aside."""

PEOPLE, TOPICS = 12, 20
"""How many people and how many topics are shown at most."""

MOST_TIMES = 10
"""How many years, or months of one year, stand in columns, the newest; the first column counts all."""

FEW_ARTICLES = 30
"""Up to how many articles a map of their sections is drawn, however little these tell."""

SHARED = 0.1
"""In what share of more articles a section stands at least, for a map of sections to be drawn."""


@dataclass(frozen=True, slots=True)
class Shade:
    """What a shade stands for: from how many sentences up to how many."""

    number: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What an article has in a section: how many sentences that can answer, `label` in words; 0 where it has none.

    `shade`: 1 to SHADES. `question`: one that is known to be answered from there, where one was found.
    """

    sentences: int
    shade: int
    label: str
    question: str | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many articles hold a name in some time, and where they are listed; 0 where none does."""

    articles: int
    shade: int
    href: str


@dataclass(frozen=True, slots=True)
class SubjectTable:
    """People, or topics: each with the articles that hold it, in all and by time."""

    name: str
    rows: tuple[tuple[str, Count, tuple[Count, ...]], ...]


@dataclass(frozen=True, slots=True)
class CoveragePage:
    """The corpus as the page shows it. `times`: the columns of `subjects`; `figures`: numbers and what they count;
    `longest`: the longest article's id, what it is called, and its length in code points; `columns`: articles, each
    with how many of its sentences that can answer stand in none of the sections shown; `rows`: sections, each with a
    cell for each column; `left_out`: sentences that say what a larger picture would hold.
    """

    times: tuple[str, ...]
    subjects: tuple[SubjectTable, ...]
    figures: tuple[tuple[int, str], ...]
    known: CorpusFigures
    longest: tuple[str, str, int] | None
    built: str
    version: str
    columns: tuple[tuple[ArticleCard, int], ...]
    rows: tuple[tuple[SectionCard, tuple[Cell, ...]], ...]
    shades: tuple[Shade, ...]
    left_out: tuple[str, ...]


def draw_coverage(searcher: Searcher) -> CoveragePage:
    """Draw the picture of an index, which asks a few questions about each section that is shown.

    Raises GenerationError where the index turns out unreadable.
    """
    covered, known = _telling(searcher.coverage(), searcher.n_articles), searcher.figures()
    times, subjects = _draw_subjects(searcher)
    shades = tuple(_shades([n for row in covered.cells for n in row if n]))
    rows = []
    for section, row in zip(covered.sections, covered.cells, strict=True):
        holding = {article.id for article, sentences in zip(covered.articles, row, strict=True) if sentences}
        questions = suggest_questions_about(section.name, holding, searcher)
        cells = (
            Cell(n, _shade(n, shades), counted(n, "sentence"), questions.get(article.id))
            for article, n in zip(covered.articles, row, strict=True)
        )
        rows.append((section, tuple(cells)))
    totals = [sum(column) for column in zip(*covered.cells, strict=True)]
    figures = (
        (searcher.n_articles, "article"),
        (searcher.n_sentences, "sentence"),
        (known.words, "different word"),
        (covered.all_sections, "named section"),
        (known.speakers, "speaker"),
        (known.publishers, "publisher"),
    )
    longest = None if known.longest is None else searcher.article(known.longest)
    return CoveragePage(
        times=times,
        subjects=subjects,
        figures=tuple((n, thing if n == 1 else f"{thing}s") for n, thing in figures if n),
        known=known,
        longest=None if longest is None else (longest.id, longest.label, len(longest.text)),
        built=f"{day(searcher.built_at[:10])}, {searcher.built_at[11:16]} UTC",
        version=searcher.version,
        columns=tuple((card, card.sentences - total) for card, total in zip(covered.articles, totals, strict=True)),
        rows=tuple(rows),
        shades=shades,
        left_out=tuple(_left_out(covered, searcher.n_articles)),
    )


def _telling(covered: Coverage, articles: int) -> Coverage:
    """The sections, where they tell what articles share; of many articles that share none they tell nothing."""
    most = covered.sections[0].articles if covered.sections else 0
    if articles <= FEW_ARTICLES or most >= SHARED * articles:
        return covered
    return Coverage((), (), (), covered.all_sections, covered.all_articles)


def _draw_subjects(searcher: Searcher) -> tuple[tuple[str, ...], tuple[SubjectTable, ...]]:
    """The columns of time, and people and topics against them."""
    found = find_subjects(searcher, people=PEOPLE, topics=TOPICS)
    known = sorted({month for subject in (*found.people, *found.topics) for month, _ in subject.months if month})
    size = 4 if len({month[:4] for month in known}) > 1 else 7
    every = sorted({month[:size] for month in known})
    times = tuple(every[-MOST_TIMES:]) if len(every) > 1 else ()
    tables = []
    for name, subjects in (("People", found.people), ("Topics", found.topics)):
        counts = [n for subject in subjects for n in _by_time(subject, times)]
        shades = tuple(_shades([n for n in counts if n]))
        rows = tuple(_row(subject, times, shades) for subject in subjects)
        if rows:
            tables.append(SubjectTable(name, rows))
    return tuple(map(spelt, times)), tuple(tables)


def _by_time(subject: Subject, times: Sequence[str]) -> list[int]:
    """How many articles hold a name in each time."""
    counts = Counter[str]()
    for month, n in subject.months:
        if month is not None and times:
            counts[month[: len(times[0])]] += n
    return [counts[time] for time in times]


def _row(subject: Subject, times: Sequence[str], shades: Iterable[Shade]) -> tuple[str, Count, tuple[Count, ...]]:
    def listed(n: int, shade: int, **time: str) -> Count:
        return Count(n, shade, f"/articles?{urlencode({'search': subject.search, 'in': 'texts', **time})}" if n else "")

    counts = _by_time(subject, times)
    cells = [listed(n, _shade(n, shades), **{"from": t, "to": t}) for t, n in zip(times, counts, strict=True)]
    return subject.name, listed(subject.articles, 0), tuple(cells)


def counted(number: int, thing: str) -> str:
    """Return a number with what it counts: "1 sentence", "2,000 sentences"."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _left_out(covered: Coverage, articles: int) -> Iterator[str]:
    """Say what the picture does not show."""
    sections, shown = len(covered.sections), len(covered.articles)
    if covered.all_sections > sections:
        yield f"These are the {sections:,} sections that stand in most articles, of {covered.all_sections:,}."
    if covered.all_articles > shown:
        yield f"Of the {covered.all_articles:,} articles that have any, these are the {shown:,} that have most of them."
    without = articles - covered.all_articles
    if without and sections:
        has = "has" if without == 1 else "have"
        yield f"{counted(without, 'article')} {has} none of these sections, and so no column."


def _shades(occurring: Collection[int]) -> Iterator[Shade]:
    """Cut what occurs in the cells, from the fewest sentences to the most, into equal steps; no step of nothing."""
    fewest, most = min(occurring, default=0), max(occurring, default=-1)
    steps = min(SHADES, most - fewest + 1)
    for step in range(steps):
        first = fewest + -(-step * (most - fewest + 1) // steps)
        last = fewest + -(-(step + 1) * (most - fewest + 1) // steps) - 1
        yield Shade(step * (SHADES - 1) // max(steps - 1, 1) + 1, first, last)


def _shade(sentences: int, shades: Iterable[Shade]) -> int:
    return next((shade.number for shade in shades if shade.least <= sentences <= shade.most), 0)
