"""Values that differ: which of them holds now, which are of other times, and which contradict each other."""

from pathlib import Path

import pytest

from index import Searcher, build_index, open_index
from qa import Answer, DifferingValue, Request, answer
from qa.spans.given_up import gives_up


def index_of(folder: Path, **texts: str) -> Searcher:
    """An index of some articles in Markdown, by id."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / f"{name}.md").write_text(text, encoding="utf-8")
    build_index(corpus, folder / "index")
    return open_index(folder / "index")


def article(text: str, *, date: str | None = None, publisher: str | None = None) -> str:
    told = {"title": "Corran pier", "date": date, "publisher": publisher}
    head = "\n".join(f"{name}: {value}" for name, value in told.items() if value is not None)
    return f"---\n{head}\n---\n\n{text}\n"


def values(reply: Answer) -> dict[str, bool]:
    """The differing values, and whether each is superseded."""
    return {value.text: value.superseded for value in reply.disagreement or ()}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The pier opens on 1 May 2025, not on 12 April as first announced.", "12 April"),
        ("The pier opens on 1 May instead of 12 April.", "12 April"),
        ("The opening was moved from 12 April to 1 May.", "12 April"),
        ("The pier cost £3 million, up from £2 million.", "£2 million"),
        ("It was originally to be 64 berths and will be 80.", "64"),
        ("The opening on 12 April, as originally announced, will be on 1 May.", "12 April"),
    ],
)
def test_a_sentence_may_give_a_value_up(text: str, value: str) -> None:
    assert gives_up(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The pier opens on 1 May 2025, not on 12 April as first announced.", "1 May 2025"),
        ("The opening was moved from 12 April to 1 May.", "1 May"),
        ("The pier is open from 12 April to 1 May.", "12 April"),
        ("Not all were happy that it opens on 12 April.", "12 April"),
        ("The pier cost £3 million, up from £2 million.", "£3 million"),
    ],
)
def test_a_value_that_holds_is_not_given_up(text: str, value: str) -> None:
    assert not gives_up(text, value)


def test_the_value_that_a_later_sentence_puts_in_place_of_another_is_the_answer(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        a=article("The new pier at Corran opens to walkers on 12 April."),
        b=article(
            "The new pier at Corran opens on 1 May, not on 12 April as first announced, says the harbour office."
        ),
    )
    reply = answer(Request("When does the new pier at Corran open?"), searcher)
    assert reply.short is not None
    assert "1 May" in reply.short.text
    assert values(reply) == {"1 May": False, "12 April": True}
    assert {passage for value in reply.disagreement or () for passage in value.passages} == {1, 2}


def test_of_two_dated_articles_of_one_publisher_the_newer_holds(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        a=article("The new pier at Corran will have 64 berths.", date="2024-02-01", publisher="Corran Harbour"),
        b=article(
            "The new pier at Corran has room for boats: it has 80 berths.",
            date="2024-06-01",
            publisher="Corran Harbour",
        ),
    )
    reply = answer(Request("How many berths does the new pier at Corran have?"), searcher)
    assert reply.short is not None
    assert reply.short.text.startswith("80")
    assert reply.disagreement == (
        DifferingValue("80", (1,), "2024-06-01", superseded=False),
        DifferingValue("64", (2,), "2024-02-01", superseded=True),
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({}, {}, id="no-days"),
        pytest.param({"date": "2024-02-01"}, {"date": "2024-06-01"}, id="no-publishers"),
        pytest.param(
            {"date": "2024-02-01", "publisher": "Corran Harbour"}, {"date": "2024-06-01", "publisher": "The Herald"},
            id="two-publishers",
        ),
        pytest.param(
            {"date": "2024-02-01", "publisher": "Corran Harbour"}, {"publisher": "Corran Harbour"}, id="one-day"
        ),
    ],
)  # fmt: skip
def test_nothing_is_earlier_where_nothing_says_so(
    first: dict[str, str], second: dict[str, str], tmp_path: Path
) -> None:
    searcher = index_of(
        tmp_path,
        a=article("The new pier at Corran will have 64 berths.", **first),
        b=article("The new pier at Corran has room for boats: it has 80 berths.", **second),
    )
    reply = answer(Request("How many berths does the new pier at Corran have?"), searcher)
    assert values(reply) == {"64": False, "80": False}


def test_values_of_different_years_do_not_contradict_each_other(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        a=article("The pier at Corran had 19,000 visitors in 2008."),
        b=article("In 2018 the pier at Corran had 29,000 visitors."),
    )
    assert answer(Request("How many visitors did the pier at Corran have?"), searcher).disagreement is None


def test_a_value_that_is_told_more_fully_is_the_same(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        a=article("The new pier at Corran opens to walkers on 12 April."),
        b=article("The new pier at Corran opens on 12 April 2025, says the harbour office."),
    )
    assert answer(Request("When does the new pier at Corran open?"), searcher).disagreement is None


def test_an_article_says_what_its_first_value_says(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        a=article("The new pier at Corran will have 64 berths.\n\nThe old pier at Corran had 30 berths."),
        b=article("The new pier at Corran has room for boats: it has 80 berths."),
    )
    reply = answer(Request("How many berths does the new pier at Corran have?"), searcher)
    assert set(values(reply)) == {"64", "80"}
