"""The time that a question asks of: which days its words mean, and which of its words are none of time."""

from datetime import date
from pathlib import Path

import pytest
from small import Corpus

from index import open_index
from qa import Request, answer
from qa.asking.times import TimeAsked, read_time
from qa.finding.days import newest_day
from qa.selection.office_holders import office_asked
from qa.spans.offices import names_holder

TODAY = date(2026, 8, 20)
"""A Thursday."""


def days(text: str) -> tuple[str | None, str | None] | None:
    read = read_time(text, TODAY)
    return None if read is None else tuple(day and day.isoformat() for day in (read.start, read.end))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("What did the harbour board decide in December 2022?", "2022-12-01", "2022-12-31"),
        ("ferry fares dec 2022", "2022-12-01", "2022-12-31"),
        ("What closed on 30 July 2024?", "2024-07-30", "2024-07-30"),
        ("What closed on July 30th, 2024?", "2024-07-30", "2024-07-30"),
        ("What closed on 2024-07-30?", "2024-07-30", "2024-07-30"),
        ("Which pier opened in the spring of 2023?", "2023-03-01", "2023-05-31"),
        ("Which pier opened in winter 2023?", "2023-12-01", "2024-02-29"),
        ("Mid August 2021, how many boats?", "2021-08-11", "2021-08-21"),
        ("How many boats came in 2023?", "2023-01-01", "2023-12-31"),
        ("How many came between 2019 and 2021?", "2019-01-01", "2021-12-31"),
        ("How many came from March 2020 to May 2020?", "2020-03-01", "2020-05-31"),
        ("How many have come since 2021?", "2021-01-01", None),
        ("Who led it before 2020?", None, "2020-01-01"),
        ("Who led it until May 2020?", None, "2020-05-31"),
        ("What opened last month?", "2026-07-01", "2026-07-31"),
        ("What opened this week?", "2026-08-17", "2026-08-20"),
        ("What opened last year?", "2025-01-01", "2025-12-31"),
        ("What opened in the past two weeks?", "2026-08-06", "2026-08-20"),
        ("What opened yesterday?", "2026-08-19", "2026-08-19"),
        ("What closed on 12 May?", "2026-05-12", "2026-05-12"),
        ("What closes on Monday 2nd of November?", "2026-11-02", "2026-11-02"),
        ("What closed on Dec 24?", "2026-12-24", "2026-12-24"),
        ("What closed on 1 March 2020?", "2020-03-01", "2020-03-01"),
        ("How many came in late March?", "2026-03-21", "2026-03-31"),
        ("How many came last May?", "2026-05-01", "2026-05-31"),
        ("How many came last August?", "2025-08-01", "2025-08-31"),
        ("How many have come since June?", "2026-06-01", None),
        ("How many came from 2021?", "2021-01-01", "2021-12-31"),
        ("How many came from 2021 onwards?", "2021-01-01", None),
    ],
)
def test_a_time_is_read_as_its_days(text: str, start: str | None, end: str | None) -> None:
    assert days(text) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "Who may march on the pier?",
        "Which of the 12 may march?",
        "What does June Hall say?",
        "What was said on 31 February 2022?",
        "Who carried 2000 people?",
        "Who won £2022?",
        "When at the latest must it open?",
        "How strong is the current in the strait?",
        "What is the last stop?",
    ],
)
def test_what_is_no_time_is_not_read_as_one(text: str) -> None:
    assert read_time(text, TODAY) is None


@pytest.mark.parametrize(
    "text", ["the latest fares", "the most recent fares", "What are the current fares?", "What's new at the pier?"]
)
def test_the_newest_may_be_asked_for(text: str) -> None:
    read = read_time(text, TODAY)
    assert read is not None
    assert read.newest


def test_a_date_without_a_year_is_not_long_after_the_day_that_is_counted_from() -> None:
    read = read_time("What closed on 24 December?", date(2026, 1, 9))
    assert read is not None
    assert read.start == date(2025, 12, 24)


def test_the_year_of_an_event_bounds_nothing_beside_it() -> None:
    assert days("When did tours start again after the 2025 closure?") == ("2025-01-01", "2025-12-31")


def test_without_a_day_to_count_from_nothing_is_counted() -> None:
    assert read_time("What opened last month?", None) is None


@pytest.mark.parametrize("text", ["What opened in the last \u017fix weeks?", "What opened in the spr\u0131ng of 2023?"])
def test_letters_that_only_look_alike_are_read_and_told_as_they_are_written(text: str) -> None:
    read = read_time(text, TODAY)
    assert read is not None and read.start is not None
    assert read.words[0] in text


def test_the_words_are_told_and_where_they_stand() -> None:
    text = "What opened in May 2024?"
    read = read_time(text, TODAY)
    assert isinstance(read, TimeAsked)
    assert read.words == ("May 2024",)
    assert [text[start:end] for start, end in read.spans] == ["May 2024"]


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Who is the harbour master?", "harbour master"),
        ("who's the current chair of the board", "chair of the board"),
        ("Who was the harbour master?", None),
        ("Who is the captain who sank the ferry?", None),
        ("Who is Ann Lee?", None),
    ],
)
def test_an_office_is_asked_for_as_it_is_held_now(text: str, office: str | None) -> None:
    assert office_asked(text) == office


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Ann Lee, harbour director, opened the pier.", True),
        ("Ann Lee, deputy harbour director, opened the pier.", False),
        ("Ann Lee, director of works, opened the pier.", False),
        ("The harbour director opened the pier.", False),
    ],
)
def test_who_holds_an_office_has_all_of_its_words_and_no_lower_one(text: str, holds: bool) -> None:
    assert names_holder(text, "harbour director") is holds


@pytest.mark.parametrize(("day", "told"), [("0001-01-01", None), ("2031-05-02", date(2031, 5, 2))])
def test_a_day_that_stands_for_none_is_no_day_to_count_from(day: str, told: date | None, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.write(fair=f"---\ntitle: The fair\ndate: {day}\n---\n\nThe fair was held last month.\n").build()
    searcher = open_index(corpus.index)
    assert newest_day(searcher) == told
    answer(Request("Was the fair held last month?"), searcher)


@pytest.mark.parametrize(("head", "told"), [("", False), ("---\ndate: 2031-05-02\n---\n\n", True)])
def test_who_holds_an_office_now_is_asked_only_where_articles_have_days(head: str, told: bool, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path)
    corpus.write(quay=f"{head}The harbour master, Ann Lee, opened the quay. The mill turns by day.\n").build()
    reply = answer(Request("Who is the harbour master?"), open_index(corpus.index))
    assert (reply.interpretation.time is not None) == told


def test_open_times_that_meet_bound_each_other_and_others_tell_no_time() -> None:
    meeting = read_time("What was built after 2019 and before 2022?", None)
    assert meeting is not None
    assert (meeting.start, meeting.end) == (date(2019, 12, 31), date(2022, 1, 1))
    assert read_time("What was built before 2019 and after 2022?", None) is None
