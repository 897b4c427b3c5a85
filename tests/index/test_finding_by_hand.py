"""Articles that are looked for by hand: by day, kind, publisher, the words of titles, and those of texts."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from small import Corpus

from index import ArticleQuery, Filters, FoundArticles, Generation, IndexDamaged, Order, build_index, open_index
from index.text.title_kinds import find_title_kinds

ROWS: list[dict[str, str]] = [
    {"id": "a", "title": "Notice: Café hours", "published": "2023-05-02", "publisher": "Harbour Board"},
    {"id": "b", "title": "NOTICE: Colour of buoys", "published": "2023-05-20", "publisher": "Harbour Board"},
    {"id": "c", "title": "Notice of tides", "published": "2022-01-09", "publisher": "Tide Office"},
    {"id": "d", "title": "The ferry organisation", "publisher": "Tide Office"},
    {"id": "e", "published": "2024-02-01"},
]
TEXTS = {
    "a": "The café opens at nine. Ann Lee keeps it. The pilot is Roy Hale.",
    "b": "A buoy is red. Roy keeps the light. Hale mends it.",
    "c": "Roy Hale reads the gauge.",
    "d": "Ferries run twice.",
    "e": "A pilot boards.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    folder = tmp_path_factory.mktemp("by-hand")
    lines = [json.dumps({**row, "text": TEXTS[row["id"]]}) for row in ROWS]
    (folder / "all.jsonl").write_text("\n".join(lines), encoding="utf-8")
    build_index(folder / "all.jsonl", folder / "index")
    return open_index(folder / "index")


def ids(found: FoundArticles, searcher: Generation) -> str:
    return "".join(card.id for card, _ in searcher.cards_of(found.numbers))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param(ArticleQuery(), "ebacd", id="all-newest-first-unknown-days-last"),
        pytest.param(ArticleQuery(Filters(types=("Notice",))), "bac", id="a-kind"),
        pytest.param(
            ArticleQuery(Filters(types=("Notice",), publishers=("Tide Office",))), "c", id="kind-and-publisher"
        ),
        pytest.param(ArticleQuery(Filters(published_from="2023-05-03")), "eb", id="from-a-day"),
        pytest.param(ArticleQuery(Filters(published_to="2023-05-02")), "ac", id="to-a-day"),
        pytest.param(ArticleQuery(undated=True), "d", id="of-unknown-day"),
        pytest.param(ArticleQuery(title="cafe"), "a", id="accents-folded"),
        pytest.param(ArticleQuery(title="color"), "b", id="spelling-folded"),
        pytest.param(ArticleQuery(title="ORGANIZATION harbour"), "", id="all-words-wanted"),
        pytest.param(ArticleQuery(title="organization"), "d", id="spelling-folded-in-the-title"),
        pytest.param(ArticleQuery(text="Roy Hale"), "bac", id="words-anywhere-in-a-text"),
        pytest.param(ArticleQuery(text='"Roy Hale"'), "ac", id="quoted-words-in-one-sentence"),
        pytest.param(ArticleQuery(text="“Roy Hale” pilots"), "a", id="both-and-by-stem"),
        pytest.param(ArticleQuery(text="pilot gnu"), "", id="a-word-that-none-holds"),
        pytest.param(ArticleQuery(text="the of"), "ebacd", id="words-that-tell-nothing"),
        pytest.param(ArticleQuery(Filters(articles=("a", "e")), text="pilot"), "ea", id="of-some-articles"),
    ],
)
def test_articles_are_found_newest_first(query: ArticleQuery, expected: str, searcher: Generation) -> None:
    assert ids(searcher.find_articles(query), searcher) == expected


@pytest.mark.parametrize("order", list(Order))
def test_every_order_is_that_of_the_cards(order: Order, searcher: Generation) -> None:
    found = searcher.find_articles(ArticleQuery(), order=order)
    assert [card for card, _ in searcher.cards_of(found.numbers)] == list(searcher.cards(order=order))


def test_each_value_is_counted_as_if_nothing_had_been_said_of_it(searcher: Generation) -> None:
    query = ArticleQuery(Filters(types=("Notice",), published_from="2023-01-01"))
    found = searcher.find_articles(query)
    assert found.types == {"Notice": 2, None: 1}
    assert list(found.types) == ["Notice", None]
    assert found.publishers == {"Harbour Board": 2}
    assert found.months == {"2023-05": 2, "2022-01": 1}


def test_words_that_no_article_holds_are_named(searcher: Generation) -> None:
    found = searcher.find_articles(ArticleQuery(text='gnu pilot "blue ferry"'))
    assert found.unknown == ("gnu", "blue ferry")
    assert found.numbers == ()


def test_a_name_is_counted_where_a_sentence_holds_all_of_it(searcher: Generation) -> None:
    assert searcher.count_articles("Roy Hale") == 2
    assert searcher.count_articles("Roy Gnu") == searcher.count_articles("the") == 0


def test_a_search_is_kept_to_a_kind(searcher: Generation) -> None:
    selection = searcher.select(Filters(types=("Notice",), publishers=("Tide Office",)))
    hits = searcher.search({"hale": 1.0}, limit=9, within=selection)
    assert selection.articles == 1
    assert {sentence.article_id for sentence in searcher.sentences(hit.sentence for hit in hits)} == {"c"}
    assert searcher.select(Filters(types=("Ballad",))).articles == 0


def test_cards_tell_what_kind_of_text_each_is(searcher: Generation) -> None:
    found = searcher.cards_of(searcher.find_articles(ArticleQuery()).numbers)
    assert {card.id: kind for card, kind in found} == {
        "a": "Notice",
        "b": "Notice",
        "c": "Notice",
        "d": None,
        "e": None,
    }


# --- the kinds of titles ---


def kinds(*titles: str | None) -> list[str | None]:
    return find_title_kinds(titles, is_name=lambda term: term == "gannet")


def test_an_opening_is_a_kind_where_three_titles_share_it() -> None:
    assert kinds("Remarks by Ann", "REMARKS ON FISH", "A Remark of Roy’s", None, "Nets") == ["Remarks"] * 3 + [None] * 2
    assert kinds("Remarks by Ann", "Remarks on Fish") == [None, None]


@pytest.mark.parametrize(
    ("titles", "why"),
    [
        (["Gannet of the Isles", "Gannet on the Rock", "Gannet: Counted"], "a name"),
        (["Gale Warning Issued Early Today for Ships"] * 3, "too long"),
        (["Fish"] * 3, "the whole title"),
        (["12 Days of Fish", "12 Days at Sea", "12 Days by Boat"], "a figure"),
        (["What to do", "What to say", "What to eat"], "a function word"),
        (["June: Tides"] * 3, "a month"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_opens_a_title_and_is_no_kind(titles: list[str], why: str) -> None:
    assert kinds(*titles) == [None] * 3


def test_openings_of_few_titles_are_no_kinds() -> None:
    assert kinds(*["Remarks by Ann"] * 3, *[f"Net {chr(97 + n)}" for n in range(9)])[:3] == ["Remarks"] * 3
    assert kinds(*["Remarks by Ann"] * 3, *[f"Net {chr(97 + n)}" for n in range(10)])[:3] == [None] * 3


def test_front_matter_and_turns_tell_a_kind_too(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "a.md").write_text("---\ntitle: Nets\ntype: field report\n---\n\nNets dry.\n", encoding="utf-8")
    turns = "\n\n".join(
        f"MS. LEE: Net {n} dries on the quay.\n\nMR. HALE: So it does, and so does rope." for n in range(9)
    )
    (articles / "b.txt").write_text(turns, encoding="utf-8")
    build_index(articles, tmp_path / "index")
    searcher = open_index(tmp_path / "index")
    found = searcher.find_articles(ArticleQuery())
    assert {card.id: kind for card, kind in searcher.cards_of(found.numbers)} == {
        "a": "Field report",
        "b": "Transcript",
    }


@pytest.mark.parametrize(
    "spoilt", ["title = x'ff'", "publisher = x'ff'", "first = 'x'", "last = 99999999", "answering = 'many'"]
)
def test_a_table_that_turns_out_damaged_is_told(spoilt: str, corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.read.generation.CHECKED_BYTES", 0)
    with closing(sqlite3.connect(corpus.build().folder() / "corpus.sqlite")) as database, database:
        database.execute(f"UPDATE articles SET {spoilt} WHERE id = 'a'")  # noqa: S608
    with pytest.raises(IndexDamaged, match=r"corpus\.sqlite.*run: pioneer-qa index"):
        open_index(corpus.index).find_articles(ArticleQuery())
