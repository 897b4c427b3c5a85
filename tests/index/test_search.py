"""Searching a generation: what is found, in the order that corpora have, and what comes back as it was read."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Role
from index import Filters, Generation, Hit, Order, build_index, extract_terms, open_index
from index.disk.database import DATABASE, selecting

WORDS = ("crisis", "house", "team", "nurse", "care", "home", "sea")
TEXTS = {
    "a": "Barnsley\n\nA crisis house opens. The nurse is at home.\n\nAnn Lee, the chair, said: “We care.”",
    "b": "Kent\n\nA crisis house opens. A team of nurses works.\n\nMenu\n\nIt is by the sea.",
    "c": "Ads by the sea\n\nThe house. The house. The house.",
}


@pytest.fixture(scope="module")
def generation(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """The index of three short articles."""
    folder = tmp_path_factory.mktemp("articles")
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    place = tmp_path_factory.mktemp("index")
    build_index(folder, place)
    return open_index(place)


def found(generation: Generation, hits: Sequence[Hit]) -> list[str]:
    """The texts of some hits."""
    return [sentence.text for sentence in generation.sentences(hit.sentence for hit in hits)]


# --- a generation ---


def test_the_best_sentence_comes_first_and_equal_ones_in_corpus_order(generation: Generation) -> None:
    hits = generation.search({"crisi": 1.0, "hous": 1.0}, limit=10)
    assert found(generation, hits)[:2] == ["A crisis house opens.", "A crisis house opens."]
    first, second = hits[:2]
    assert first.score == second.score and first.sentence < second.sentence
    assert generation.sentences([first.sentence])[0].article_id == "a"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_within_leaves_only_the_articles_asked_for(generation: Generation) -> None:
    hits = generation.search(
        {"crisi": 1.0, "hous": 1.0}, limit=10, within=generation.select(Filters(articles=("b", "unknown")))
    )
    assert {sentence.article_id for sentence in generation.sentences(hit.sentence for hit in hits)} == {"b"}
    assert generation.search({"crisi": 1.0}, limit=10, within=generation.select(Filters(articles=()))) == ()


def test_limit_cuts_and_an_unknown_term_finds_nothing(generation: Generation) -> None:
    assert len(generation.search({"hous": 1.0}, limit=2)) == 2
    assert generation.search({"hous": 1.0}, limit=0) == ()
    assert generation.search({"zebra": 1.0}, limit=5) == generation.search({}, limit=5) == ()


def test_headings_and_furniture_are_never_found_but_count_with_the_sentences_under_them(generation: Generation) -> None:
    hits = generation.search(dict.fromkeys(extract_terms("Kent sea ads"), 1.0), limit=20)
    roles = {sentence.role for sentence in generation.sentences(hit.sentence for hit in hits)}
    assert roles.isdisjoint((Role.HEADING, Role.FURNITURE))
    assert "A team of nurses works." in found(generation, generation.search({"kent": 1.0}, limit=9))


def test_a_sentence_is_found_by_its_speakers_name(generation: Generation) -> None:
    (hit,) = generation.search({"lee": 1.0}, limit=9)
    (sentence,) = generation.sentences([hit.sentence])
    assert sentence.speaker is not None and sentence.speaker.text == "Ann Lee"


def test_frequencies_and_idf_count_sentences(generation: Generation) -> None:
    assert generation.document_frequency("crisi") == 2
    assert generation.idf("crisi") == pytest.approx(np.log((generation.n_rows + 1) / 2))
    assert generation.document_frequency("zebra") == 0
    assert generation.idf("zebra") == pytest.approx(np.log((generation.n_rows + 1) / 0.5))


def test_every_sentence_and_article_comes_back_as_it_was_read(generation: Generation) -> None:
    for card in generation.cards():
        article = generation.article(card.id)
        assert article is not None
        assert article.text == TEXTS[card.id]
        own = generation.sentences(generation.sentence_numbers(card.id))
        assert all(article.text[s.start : s.end] == s.text and s.article_id == card.id for s in own)
        assert card.characters == len(article.text)
        assert card.sentences == sum(s.role not in (Role.HEADING, Role.FURNITURE) for s in own)
    assert generation.article("unknown") is None
    assert generation.sentence_numbers("unknown") == range(0)
    assert generation.n_articles == 3
    assert generation.n_sentences == sum(card.sentences for card in generation.cards())


def test_the_heading_over_a_sentence_is_its_sections(generation: Generation) -> None:
    numbers = generation.sentence_numbers("b")
    over = {s.text: generation.headings([n])[0] for n, s in zip(numbers, generation.sentences(numbers), strict=True)}
    heading = over["A team of nurses works."]
    assert heading is not None and (heading.text, heading.start, heading.inferred) == ("Kent", 0, False)


def test_cards_are_searched_paged_and_in_order(tmp_path: Path) -> None:
    rows = [("b", "Über alles", "The Times"), ("a", "100% sure", None), ("c", None, "the times_x")]
    lines = [f'{{"id": "{i}", "text": "Words.", "title": {_json(t)}, "publisher": {_json(p)}}}' for i, t, p in rows]
    (tmp_path / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(tmp_path / "all.jsonl", tmp_path / "index")
    generation = open_index(tmp_path / "index")

    def ids(**how: object) -> list[str]:
        return [card.id for card in generation.cards(**how)]  # type: ignore[arg-type]

    assert ids() == ["a", "b", "c"]
    assert ids(after="a", limit=1) == ["b"]
    assert ids(search="ÜBER times") == ["b"]
    assert ids(search="%") == ["a"]
    assert ids(search="_") == ["c"]
    assert ids(search="'; DROP TABLE articles") == []


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("id", ["a", "b", "c", "d", "e"]),
        ("title", ["b", "c", "a", "d", "e"]),
        ("publisher", ["c", "b", "e", "a", "d"]),
        ("published", ["d", "b", "c", "a", "e"]),
        ("sentences", ["e", "a", "b", "c", "d"]),
    ],
)
def test_cards_come_in_any_order_and_page_by_page(tmp_path: Path, order: str, ids: list[str]) -> None:
    rows = [
        {"id": "a", "title": "one", "text": "Words."},
        {"id": "b", "publisher": "Times", "published": "2013-11-01", "text": "Words."},
        {"id": "c", "title": "Both", "publisher": "mercury", "published": "2013-11-01", "text": "Words."},
        {"id": "d", "title": "One", "published": "2014-01-02", "text": "Words."},
        {"id": "e", "title": "Two", "publisher": "times", "text": "Words here. And there. And more."},
    ]
    (tmp_path / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    build_index(tmp_path / "all.jsonl", tmp_path / "index")
    generation = open_index(tmp_path / "index")

    def page(**how: Any) -> list[str]:
        return [card.id for card in generation.cards(order=Order(order), **how)]

    assert page() == ids
    assert [page(after=after, limit=2) for after in ids] == [ids[n + 1 : n + 3] for n in range(5)]
    assert page(search="words") == []
    assert page(search="T") == [each for each in ids if each in "bce"]
    assert page(search="t", after=ids[2]) == [each for each in ids[3:] if each in "bce"]
    assert page(after="0") == ids


# --- filters ---

ARTICLES: list[dict[str, str]] = [
    {"id": "a", "publisher": "Times", "published": "2013-11-01"},
    {"id": "b", "publisher": "Times"},
    {"id": "c", "publisher": "Mercury", "published": "2013-11-02"},
    {"id": "d", "published": "2014-01-02"},
    {"id": "e", "publisher": "times", "published": "2013-11-01"},
    {"id": "f", "publisher": "Times", "published": "2014-01-02"},
]
DAYS = st.none() | st.sampled_from(["2013-11-01", "2013-11-02", "2013-12-31", "2014-01-02"])


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the index of ARTICLES, each of two sentences."""
    folder = tmp_path_factory.mktemp("published")
    lines = [json.dumps({**article, "text": "A crisis house. A team."}) for article in ARTICLES]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "all.jsonl", folder / "index")
    return folder / "index"


def names(*known: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    """Some names to filter by, in any order, some of them twice or unknown, or no such filter."""
    return st.none() | st.lists(st.sampled_from([*known, "unknown", "a\0", "'"]), max_size=4).map(tuple)


@given(filters=st.builds(Filters, names(*"abcdef"), names("Times", "times", "Mercury"), DAYS, DAYS))
def test_the_articles_selected_are_those_whose_cards_pass_the_filters(published: Path, filters: Filters) -> None:
    generation = open_index(published)
    cards = [
        card
        for card in generation.cards()
        if (filters.articles is None or card.id in filters.articles)
        and (filters.publishers is None or card.publisher in filters.publishers)
        and (filters.published_from is None or (card.published or "") >= filters.published_from)
        and (filters.published_to is None or (card.published or "9") <= filters.published_to)
    ]
    selection = generation.select(filters)
    own = [number for card in cards for number in generation.sentence_numbers(card.id)]
    assert (selection.articles, [number for numbers in selection.ranges for number in numbers]) == (len(cards), own)
    hits = generation.search({"crisi": 1.0}, limit=10, within=selection)
    assert [hit.sentence for hit in hits] == own[::2]


def test_the_sentences_of_articles_beside_one_another_are_one_range(published: Path) -> None:
    selection = open_index(published).select(Filters(articles=("e", "b", "a")))
    assert list(selection.ranges) == [range(4), range(8, 10)]


@pytest.mark.parametrize(
    ("filters", "how"),
    [
        (Filters(articles=("a", "b")), "(id=?)"),
        (Filters(tuple(map(str, range(200))), ("Times",), None, "2014-01-01"), "(id=?)"),
        (Filters(publishers=("Times", "times")), "COVERING INDEX of_publishers (publisher=?)"),
        (
            Filters(None, ("Times",), "2013-01-01", "2014-01-01"),
            "COVERING INDEX of_publishers (publisher=? AND published>? AND published<?)",
        ),
        (Filters(published_from="2013-01-01"), "COVERING INDEX of_days (published>?)"),
        (Filters(published_to="2014-01-01"), "COVERING INDEX of_days (published<?)"),
    ],
    ids=["ids", "many-ids-and-all-else", "publishers", "publishers-and-days", "from-a-day", "up-to-a-day"],
)
def test_filters_look_at_no_article_that_passes_none_of_them(published: Path, filters: Filters, how: str) -> None:
    query, values = selecting(filters)
    (path,) = published.glob(f"generations/*/{DATABASE}")
    with closing(sqlite3.connect(path)) as database:
        ((*_, plan),) = database.execute(f"EXPLAIN QUERY PLAN {query}", values)
    assert plan.startswith("SEARCH articles USING") and plan.endswith(how)


def _json(text: str | None) -> str:
    return "null" if text is None else f'"{text}"'


def test_threads_share_a_generation(generation: Generation) -> None:
    def ask(number: int) -> list[str]:
        query = dict.fromkeys(extract_terms(WORDS[number % len(WORDS)]), 1.0)
        assert generation.article("abc"[number % 3]) is not None
        return found(generation, generation.search(query, limit=5))

    alone = [ask(number) for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, [*range(60)] * 5)) == alone * 5


# --- corpora of little ---


@pytest.fixture
def place() -> Iterator[Path]:
    """An empty folder."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("It is. They are.", 2, id="function-words"),
        pytest.param("Advertisement\n\nRead more", 0, id="furniture"),
        pytest.param("- - -\n\n***", 0, id="rules"),
        pytest.param("x", 1, id="a-letter"),
        pytest.param("🦊🦊. 🦊!", 2, id="emoji"),
    ],
)
def test_an_article_that_says_nothing_is_indexed_all_the_same(place: Path, text: str, sentences: int) -> None:
    (place / "a.txt").write_text(text, encoding="utf-8")
    report = build_index(place, place / "index")
    generation = open_index(place / "index")
    assert report.sentences == generation.n_sentences == sentences
    assert generation.search({"zebra": 1.0}, limit=5) == ()
    article = generation.article("a")
    assert article is not None and article.text == text


def test_the_contact_blocks_of_sections_are_those_that_stand_there(shipped_index: Path) -> None:
    searcher = open_index(shipped_index)
    every = searcher.sentences(range(searcher.n_rows))
    for reach in (1, 3, 40):
        expected = [
            place
            for number, sentence in enumerate(every)
            for place, other in enumerate(every[number : number + reach], number)
            if other.role is Role.CONTACT
            and (other.article_id, other.section) == (sentence.article_id, sentence.section)
        ]
        assert searcher.contacts(range(searcher.n_rows), reach=reach) == list(dict.fromkeys(expected))
    assert searcher.contacts([], reach=3) == []
