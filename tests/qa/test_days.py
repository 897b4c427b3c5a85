"""Time as a preference: what was published in the time asked comes first, and nothing is left out for its day."""

from pathlib import Path

import pytest

from index import Filters, Searcher, build_index, open_index
from qa import Answer, Request, TimeRead, Undo, answer

PIER = "The board of the Corran pier met. It set the fare for a bicycle at {} pence. Dogs travel free."
MASTER = "The Corran harbour\n\nThe quay was opened. {}, harbour director, cut the ribbon. There was tea.\n"

ARTICLES = {
    "fares-a": ("2022-05-04", "Fares at Corran\n\n" + PIER.format("forty") + "\n"),
    "fares-b": ("2023-05-09", "Fares at Corran\n\n" + PIER.format("fifty") + "\n"),
    "fares-c": ("2024-05-07", "Fares at Corran\n\n" + PIER.format("sixty") + "\n"),
    "quay-a": ("2022-06-01", MASTER.format("Ann Lee")),
    "quay-b": ("2024-04-02", MASTER.format("Tom Reed")),
    "quay-c": ("2024-06-20", MASTER.format("Sue Birch, deputy")),
}


@pytest.fixture(scope="module")
def corran(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("corran")
    (folder / "corpus").mkdir()
    for name, (day, text) in ARTICLES.items():
        head = f"---\ndate: {day}\npublisher: Corran Board\n---\n\n"
        (folder / "corpus" / f"{name}.md").write_text(head + text, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    return open_index(folder / "index")


def first(reply: Answer) -> str:
    return (*reply.passages, *reply.nearest)[0].citations[0].article_id


@pytest.mark.parametrize(
    ("asked", "article"),
    [
        ("What was the fare for a bicycle in May 2022?", "fares-a"),
        ("What was the fare for a bicycle in 2023?", "fares-b"),
        ("What is the latest fare for a bicycle?", "fares-c"),
        ("What was the fare for a bicycle two years ago?", "fares-a"),
    ],
)
def test_what_was_published_in_the_time_asked_comes_first(asked: str, article: str, corran: Searcher) -> None:
    assert first(answer(Request(asked), corran)) == article


def test_nothing_is_left_out_for_its_day(corran: Searcher) -> None:
    reply = answer(Request("What was the fare for a bicycle in May 2022?", limit=10), corran)
    shown = {each.article_id for p in (*reply.passages, *reply.nearest) for each in p.citations}
    assert {"fares-a", "fares-b", "fares-c"} <= shown
    assert reply.filtered_out == 0


def test_a_figure_of_the_time_asked_is_not_missing_from_what_was_published_then(corran: Searcher) -> None:
    reply = answer(Request("What was the fare for a bicycle in 2023?"), corran)
    assert "2023" not in (*reply.passages, *reply.nearest)[0].missing_terms
    assert reply.no_answer is None or "2023" not in reply.no_answer.missing_terms


def test_what_was_read_as_time_is_told_and_can_be_undone(corran: Searcher) -> None:
    asked = "What was the fare for a bicycle in May 2022?"
    read = answer(Request(asked), corran).interpretation.time
    assert read == TimeRead("2022-05-01", "2022-05-31", newest=False, words=("May 2022",))
    assert answer(Request(asked, undo=frozenset({Undo.TIME})), corran).interpretation.time is None


def test_the_holder_of_an_office_is_the_newest_who_is_said_to_hold_it(corran: Searcher) -> None:
    reply = answer(Request("Who is the harbour director?"), corran)
    assert first(reply) == "quay-b"
    assert reply.interpretation.time is not None
    assert reply.interpretation.time.newest


@pytest.mark.parametrize(
    ("today", "since"),
    [(None, "2024-05-01"), ("2024-06-25", "2024-05-01"), ("2026-01-05", "2024-05-01")],
    ids=["newest article", "same month", "long after"],
)
def test_days_are_counted_from_the_newest_article(today: str | None, since: str, corran: Searcher) -> None:
    reply = answer(Request("What was the fare last month?", asked_on=today), corran)
    assert reply.interpretation.time is not None
    assert reply.interpretation.time.since == since


def test_an_article_of_a_later_day_than_today_is_not_the_newest(corran: Searcher) -> None:
    reply = answer(Request("What was the fare last month?", asked_on="2023-06-02"), corran)
    assert reply.interpretation.time is not None
    assert reply.interpretation.time.since == "2023-04-01"
    assert first(answer(Request("Who is the harbour director?", asked_on="2023-06-02"), corran)) == "quay-a"


def test_a_day_without_a_year_is_of_the_newest_article_s_year(corran: Searcher) -> None:
    reply = answer(Request("What was the fare for a bicycle on 7 May?"), corran)
    assert first(reply) == "fares-c"


def test_the_day_of_asking_counts_where_the_newest_article_is_of_its_month(corran: Searcher) -> None:
    plain = answer(Request("What was the fare this week?"), corran).interpretation.time
    asked = answer(Request("What was the fare this week?", asked_on="2024-06-28"), corran).interpretation.time
    assert plain is not None
    assert asked is not None
    assert (plain.until, asked.until) == ("2024-06-20", "2024-06-28")


def test_a_filter_holds_beside_a_time(corran: Searcher) -> None:
    filters = Filters(articles=("fares-b", "quay-a"))
    reply = answer(Request("What was the fare for a bicycle in May 2022?", filters=filters), corran)
    assert first(reply) == "fares-b"


def test_the_last_holder_of_an_office_is_a_time(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    for year, name in ((2020, "Agnes Holm"), (2021, "Bo Tarn"), (2022, "Bo Tarn"), (2024, "Una Fell")):
        for month in (2, 5, 8, 11):
            text = f"---\ndate: {year}-{month:02}-03\n---\n\nMayor {name} opened lock {month} of {year}.\n"
            (tmp_path / "corpus" / f"lock-{year}-{month:02}.md").write_text(text, encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index")
    reply = answer(Request("Which lock was opened under the last mayor?"), open_index(tmp_path / "index"))
    assert reply.interpretation.time == TimeRead("2021-02-03", "2022-11-03", False, ("under the last mayor",))
    assert first(reply).startswith(("lock-2021", "lock-2022"))


@pytest.mark.parametrize(
    ("others", "since"),
    [
        pytest.param(("2021",), "2021-05-01", id="a year alone, of the newest article's"),
        pytest.param(("2022-03",), "2021-05-01", id="a month alone, and later"),
        pytest.param(("2022-03", "2022-02-03"), "2022-01-01", id="a month alone, and earlier than it a day"),
    ],
)
def test_without_a_day_of_asking_days_are_counted_from_the_newest_whose_day_is_known(
    others: tuple[str, ...], since: str, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    for number, day in enumerate(("2021-04-02", "2021-06-03", *others)):
        text = f"---\ndate: {day}\n---\n\nThe fare for ferry {number} was raised. The boats are blue.\n"
        (tmp_path / "corpus" / f"fare-{number}.md").write_text(text, encoding="utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index")
    time = answer(Request("What fare was raised last month?"), open_index(tmp_path / "index")).interpretation.time
    assert time is not None
    assert time.since == since
