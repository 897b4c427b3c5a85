"""The article page's layout: nothing is lost, and what is cited is marked, whatever the text."""

from collections.abc import Iterable
from dataclasses import dataclass

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus import (
    SHIPPED_ARTICLES,
    Article,
    Document,
    Sentence,
    Source,
    read_sources,
    read_structure,
    shipped_vocabulary,
)
from index import Heading, Searcher
from web.pages.article import WINDOW, ArticleLayout, BlockKind, lay_out

SHIPPED = [read_structure(source, shipped_vocabulary()) for source in read_sources(SHIPPED_ARTICLES)]

LINES = st.sampled_from(
    (
        "A heading", "Plain words. More of them.", "- an item", "* another", "1. a third", "## Marked heading", "-----",
        "", "Ann Lee said:", "“We agree.", "“We do.”", "Ann Lee\n020 7946 0001", "Add your comment", "é",
        "spaced\u00a0out  ", "title: A header", "publisher: A press", "\ufeffmarked", "🦊 runs. 🦊 rests.",
    )
)  # fmt: skip
TEXTS = (st.lists(LINES, min_size=1).map("\n".join) | st.text(min_size=1)).filter(lambda text: bool(text.strip()))


@dataclass(frozen=True, slots=True)
class OneArticle(Searcher):
    """A searcher of one article; `lost` is the heading of its every section."""

    document: Document
    lost: Heading | None = None

    def article(self, article_id: str) -> Article | None:
        return self.document.article

    def sentence_numbers(self, article_id: str) -> range:
        return range(len(self.document.sentences))

    def sentences(self, numbers: Iterable[int]) -> tuple[Sentence, ...]:
        return tuple(self.document.sentences[number] for number in numbers)

    def headings(self, numbers: Iterable[int]) -> tuple[Heading | None, ...]:
        return tuple(self.lost for _ in numbers)


def layout(text: str, cited: tuple[int, int] | None = None) -> ArticleLayout:
    document = read_structure(Source("a", text), shipped_vocabulary())
    return lay_out(document.article, OneArticle(document), cited)


def shown(reading: ArticleLayout, *, cited: bool = False) -> str:
    """The page's text without white space; `cited`: of the marked pieces only."""
    blocks = [block for group in reading.groups for block in group.blocks]
    pieces = [piece for block in blocks for piece in block.pieces if piece.cited or not cited]
    return solid("".join(piece.text for piece in pieces))


def solid(text: str) -> str:
    return "".join(text.split())


def kinds(reading: ArticleLayout) -> list[BlockKind]:
    return [group.kind for group in reading.groups]


@pytest.mark.parametrize("document", SHIPPED, ids=lambda document: document.article.id)
def test_every_character_of_a_shipped_article_is_shown(document: Document) -> None:
    reading = lay_out(document.article, OneArticle(document))
    assert shown(reading) == solid(document.article.text)
    assert len(kinds(reading)) > 3


@given(TEXTS)
def test_every_character_of_any_text_is_shown(text: str) -> None:
    document = read_structure(Source("a", text), shipped_vocabulary())
    assert shown(layout(text)) == solid(document.article.read(0, len(text)))


@given(TEXTS, st.data())
def test_exactly_what_is_cited_is_marked_and_its_beginning_once(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    article = read_structure(Source("a", text), shipped_vocabulary()).article
    assume(article.read(start, end).strip())
    reading = layout(text, (start, end))
    assert shown(reading, cited=True) == solid(article.read(start, end))
    cited = [piece for group in reading.groups for block in group.blocks for piece in block.pieces if piece.cited]
    assert [piece.opens for piece in cited] == [True] + [False] * (len(cited) - 1)


def test_a_citation_may_run_over_a_heading_and_several_paragraphs() -> None:
    text = "First words.\n\nA heading\n\nLast words."
    reading = layout(text, (6, len(text) - 6))
    assert shown(reading, cited=True) == "words.AheadingLast"


def test_the_blocks_are_what_their_reader_takes_them_for() -> None:
    text = (
        "Latest news >\n\nThe story\n\nIt began.\n\nThese won:\n\n- one\n\n- two\n\n"
        "Ann Lee, a minister, said:\n\nWe are glad.\n\nWe are proud.\n\nAnn Lee\n020 7946 0001"
    )
    expected = [
        BlockKind.FURNITURE,
        BlockKind.TITLE,
        BlockKind.PROSE,
        BlockKind.LIST,
        BlockKind.PROSE,
        BlockKind.SPEECH,
        BlockKind.CONTACT,
    ]
    assert kinds(layout(text)) == expected


def test_a_paragraph_that_says_who_speaks_is_no_quotation_but_what_follows_is() -> None:
    reading = layout("The story\n\nAnn Lee said: “We are glad.\n\n“We are proud.”\n\nIt ended.")
    assert kinds(reading) == [BlockKind.TITLE, BlockKind.PROSE, BlockKind.SPEECH, BlockKind.PROSE]


@pytest.mark.parametrize(
    ("items", "bulleted"),
    [
        ("- one\n\n- two", True),
        ("1. one\n\n2. two", True),
        ("2,000 fewer\n\nFaster help", False),
        ("**One** more\n\n**Two** more", False),
    ],
    ids=["bullets", "numbers", "none", "bold"],
)
def test_an_items_own_mark_is_known(items: str, bulleted: bool) -> None:
    listed = next(
        group for group in layout(f"These are the results:\n\n{items}").groups if group.kind is BlockKind.LIST
    )
    assert [block.bulleted for block in listed.blocks] == [bulleted, bulleted]


def test_a_ruler_line_is_dimmed_rather_than_lost() -> None:
    assert BlockKind.FURNITURE in kinds(layout("One thing.\n\n-----\n\nAnother thing."))


def test_a_heading_that_only_another_article_shows_stands_above_its_section() -> None:
    document = read_structure(Source("a", "Words of a section."), shipped_vocabulary())
    lost = Heading("The lost one", "b", 3, 15, inferred=True)
    first, second = lay_out(document.article, OneArticle(document, lost)).groups
    assert (first.kind, first.blocks[0].lost_heading) == (BlockKind.LOST_HEADING, lost)
    assert second.kind is BlockKind.PROSE


def test_a_heading_that_stands_in_the_text_is_not_said_twice() -> None:
    document = read_structure(Source("a", "Words of a section."), shipped_vocabulary())
    own = Heading("Own", "a", 0, 3, inferred=False)
    assert kinds(lay_out(document.article, OneArticle(document, own))) == [BlockKind.PROSE]


LONG = "\n\n".join(
    f"Part {part}\n\n" + " ".join(f"The quay of part {part} has bollard {n}." for n in range(40)) for part in range(60)
)
LONG_DOCUMENT = read_structure(Source("a", LONG), shipped_vocabulary())


def window(cited: tuple[int, int] | None = None, first: int | None = None) -> ArticleLayout:
    return lay_out(LONG_DOCUMENT.article, OneArticle(LONG_DOCUMENT), cited, first)


def test_the_windows_of_a_long_article_show_each_of_its_characters_once() -> None:
    at: int | None = 0
    seen, windows = "", 0
    while at is not None:
        reading = window(first=at)
        seen, windows, at = seen + shown(reading), windows + 1, reading.after
        assert (reading.before is None) == (windows == 1)
    assert seen == solid(LONG)
    assert windows == -(-len(LONG_DOCUMENT.sentences) // WINDOW)


@pytest.mark.parametrize("words", ["bollard 0", "part 31 has bollard 7", "part 59 has bollard 39"])
def test_the_window_is_around_what_is_cited(words: str) -> None:
    start = LONG.index(words)
    reading = window((start, start + len(words)))
    assert reading.marked and shown(reading, cited=True) == solid(words)
    assert len(shown(reading)) < 0.4 * len(solid(LONG))
    assert (reading.before is None) == (words == "bollard 0")
    assert (reading.after is None) == ("part 59" in words)


def test_a_window_without_what_is_cited_says_so() -> None:
    assert not window((0, 5), first=1500).marked
    assert window(first=10**8).groups  # beyond the end is the end


def test_an_article_of_one_endless_paragraph_is_cut_all_the_same() -> None:
    text = "The ferry rests. " * 5_000
    document = read_structure(Source("a", text), shipped_vocabulary())
    at: int | None = 0
    seen = ""
    while at is not None:
        reading = lay_out(document.article, OneArticle(document), None, at)
        assert len(shown(reading)) < 20_000
        seen, at = seen + shown(reading), reading.after
    assert seen == solid(text)
