"""What is chosen among rivals, and what is not given: asked of whole corpora of invented announcements."""

from pathlib import Path

import pytest

from corpus import Sentence
from index import Searcher, build_index, open_index
from qa import AnswerKind, Band, Request, answer
from qa.asking.kinds import AskedFor, Wanted
from qa.asking.question import read_question
from qa.gathering.shortening import measure_spans
from qa.selection.candidates import find_spans
from qa.selection.measures import BESIDE
from qa.selection.wanted import Group, Type, read_wanted
from qa.spans.sorts import Sort

ARTICLES = {
    "weir": "The canal trust denied that the Tarn weir would close in June 2031.",
    "deputy": "Ida Quill, deputy harbour master of Gorsedale, opened the fair.",
    "bursar": "Otto Brand, bursar of the Tarn Institute, and Vera Holm, chief executive, spoke at noon.",
    "poll": "At the poll in Otterby 77 per cent of men and 63 per cent of women backed the ferry.",
    "lamps": "The quay has 40 gas lamps and 12 electric lamps.",
    "ferry": "The ferry was sold to a firm abroad. Its buyer was Marek Lund, who paid £40,000 for it.",
    "shop": "The shop will open next Tuesday.",
    "queue": "Walkers wait 20 minutes for the boat, an improvement from 3 hours.",
    "toll": "The bridge takes £2 of each carter.",
    "basin": "The basin was cut from about 90 acres to about 40 acres.",
    "grant": "The fund pays 100 crews a year, 25 from each harbour.",
    "slot": "Bids open on 3 May 2031 and close on 9 June 2031.",
    "limit": "A stall must not cost more than £70.",
    "guest": "The fair was opened by Dr. Quill, and Head of Moorings was her host.",
    "portal": "Crews sign up at quaywatch.example, says the Canal Board.",
    "named": "They gave the pilot boat of the Canal Board a name, and called it Sea Thrift.",
    "fares": "Carters pay £9 and drovers £4 at the ford.",
    "gifts": "It is kept by the Ropers’ Guild, which gave £3 million, and the Tidal Fund, which gave £5 million.",
    "pleas": "The board heard 212 pleas, of which 190 were dropped.",
    "rash": "There were 57 cases of rash in Sandle in August, compared with 31 in July.",
    "crowd": "Some 8,400 people live in Sandle, and 2,300 of them rowed to safety.",
    "catch": "The fleet landed 340 crates, 12% more than last spring.",
    "jetty": "The jetty took 27 months to build and is 120 metres long.",
    "diver": "Nell Arden, 44, dived at the Mariner Gallery in Sandle.",
    "bell": "The bell rings on 3 November at 08:00.",
    "inn": "The inn was opened in 1971 by the Farrow family.",
    "club": "The club has 40 members, and nobody was refused.",
    "gale": "Two crews were towed in; nobody was hurt.",
    "stalls": "Berths cost £3 a night in winter and £5 in summer.",
    "crossings": "The boat carries 40 carts a day, down from 65 in 2019.",
    "upkeep": "The lamps would cost £800 a year, compared with £1,200 now.",
    "wish": "Ropers have 30 days to reply, not the two weeks for which the Tidal Union had pleaded.",
    "watch": "The watch lasts 4 hours on weekdays, and in the winter 6.",
    "opening": "The opening hours of the baths are cut from 80 to 66 a week.",
    "wrecks": "Fog cost 38 lives and collisions 21.",
    "lengths": "The longest pier is Otterby Point and the shortest Sandle Steps.",
    "post": "Harbour warden Ida Quill retires in May, and the board has named Otto Brand to succeed her.",
    "seal": "The warden, Vera Holm of the Seal Watch, counts them.",
    "field": "Jon Roe, head of moorings at Sandle, came.",
    "union": "The Tidal Union's director, Marek Lund, wept.",
    "forge": "The anchor was forged by the Danish firm Norholm Works and bought by Farrow Sons.",
    "tenure": "Nell Arden was made bursar of the Tarn Institute for six years.",
    "ninety": "Nobody in Sandle pays more than £90 a year for water.",
    "pump": "The old pump weighs 84,000 pounds and fills 200 cubic feet each second.",
}


@pytest.fixture(scope="module")
def gorsedale(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("gorsedale")
    (folder / "articles").mkdir()
    for name, text in ARTICLES.items():
        (folder / "articles" / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    build_index(folder / "articles", folder / "index")
    return open_index(folder / "index")


def candidates(question: str, article: str, searcher: Searcher) -> list[str]:
    """Return what may answer a question in an article's first sentence."""
    read = read_question(question)
    sentence = searcher.sentences([searcher.sentence_numbers(article).start])[0]
    return [one.text for one in find_spans(read, read_wanted(read), sentence, None, searcher)]


def test_a_body_may_be_asked_for_without_a_noun(gorsedale: Searcher) -> None:
    asked = AskedFor(AnswerKind.SUBJECT, Wanted.ORGANISATION)
    read = read_question("Name who is behind the sign-up of crews", asked_for=asked)
    wanted = read_wanted(read)
    assert (wanted.noun.words, wanted.noun.sort) == ((), Sort.BODY)
    sentence = gorsedale.sentences([gorsedale.sentence_numbers("portal").start])[0]
    assert "Canal Board" in [one.text for one in find_spans(read, wanted, sentence, None, gorsedale)]


def test_a_date_that_is_denied_is_no_short_answer_and_no_promise(gorsedale: Searcher) -> None:
    reply = answer(Request("When will the Tarn weir close?"), gorsedale)
    assert reply.short is None
    assert reply.confidence.band is not Band.HIGH


def test_who_asks_what_was_denied_gets_it(gorsedale: Searcher) -> None:
    assert candidates("When did the trust deny that the Tarn weir would close?", "weir", gorsedale) == ["June 2031"]


@pytest.mark.parametrize(
    ("question", "article", "wanted"),
    [
        ("Who is the harbour master of Gorsedale?", "deputy", []),
        ("Who is the deputy harbour master of Gorsedale?", "deputy", ["Ida Quill"]),
        ("Who is the chief executive?", "bursar", ["Vera Holm"]),
        ("How many electric lamps has the quay?", "lamps", ["12"]),
        ("How many gas lamps has the quay?", "lamps", ["40"]),
        ("How heavy is the old pump?", "pump", ["84,000 pounds"]),
        ("How much does the old pump weigh?", "pump", ["84,000 pounds"]),
        ("How long do walkers wait for the boat?", "queue", ["20 minutes"]),
        ("How long did walkers wait for the boat before?", "queue", ["3 hours"]),
        ("How large is the basin?", "basin", ["about 40 acres"]),
        ("How large was the basin before?", "basin", ["about 90 acres"]),
        ("How many pilots does the harbour fund pay?", "grant", ["100", "25"]),
        ("What is the limit for the cost of a stall?", "limit", ["£70"]),
        ("How much does a stall cost?", "limit", []),
        ("Who opened the fair?", "guest", ["Dr. Quill"]),
        ("Which site do crews use?", "portal", ["quaywatch.example"]),
        ("bridge toll price", "toll", ["£2"]),
        ("How much do drovers pay?", "fares", ["£4"]),
        ("How much do carters pay?", "fares", ["£9"]),
        ("How much did the Tidal Fund give?", "gifts", ["£5 million"]),
        ("How many pleas were dropped?", "pleas", ["190"]),
        ("How many people rowed to safety?", "crowd", ["2,300"]),
        ("How many cases of rash were there in July?", "rash", ["31"]),
        ("By how much did the catch of the fleet grow?", "catch", ["12%"]),
        ("How long is the jetty?", "jetty", ["27 months", "120 metres"]),
        ("How old is Nell Arden?", "diver", ["44"]),
        ("Which gallery did she dive at?", "diver", ["Mariner Gallery"]),
        ("What time does the bell ring?", "bell", ["08:00"]),
        ("Who opened the inn?", "inn", ["Farrow family"]),
        ("How many people were hurt?", "gale", ["nobody"]),
        ("How many members has the club?", "club", ["40"]),
    ],
)
def test_only_what_is_of_the_sort_that_is_asked_for_may_answer(
    question: str, article: str, wanted: list[str], gorsedale: Searcher
) -> None:
    assert candidates(question, article, gorsedale) == wanted


def test_a_year_is_asked_for_and_a_day_without_one_is_none(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "fair.txt").write_text("The fair of 1931 is kept on 4 May each year.\n", encoding="utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    found = candidates("Which year was the fair begun?", "fair", open_index(tmp_path / "index"))
    assert "1931" in " ".join(found) and not any("May" in one for one in found)


@pytest.mark.parametrize(("whose", "share"), [("men", "77 per cent"), ("women", "63 per cent")])
def test_a_value_belongs_to_the_words_of_its_own_clause(whose: str, share: str, gorsedale: Searcher) -> None:
    reply = answer(Request(f"What percentage of {whose} backed the ferry at the Otterby poll?"), gorsedale)
    assert reply.short is not None and reply.short.text == share


@pytest.mark.parametrize(
    ("question", "words", "sort"),
    [
        pytest.param("Which town's crane fell?", ("town",), Sort.PLACE, id="the-owner-is-asked-for"),
        pytest.param("Which of the town's cranes fell?", ("cranes",), Sort.THING, id="one-of-what-is-owned"),
        pytest.param("Which professor drew the crane?", ("professor",), Sort.PERSON, id="a-calling"),
    ],
)
def test_the_noun_that_is_asked_for_is_read(question: str, words: tuple[str, ...], sort: Sort) -> None:
    noun = read_wanted(read_question(question)).noun
    assert (noun.words, noun.sort) == (words, sort)


def test_the_sentence_that_is_shown_beside_may_give_the_short_answer(gorsedale: Searcher) -> None:
    read = read_question("Who bought the ferry?")
    own = searcher_sentences("ferry", gorsedale)
    alone = measure_spans(read, read_wanted(read), own[:1], None, gorsedale)
    both = measure_spans(read, read_wanted(read), own, None, gorsedale)
    assert [one.text for one, _ in alone.found] == []
    assert [one.text for one, _ in both.found] == ["Marek Lund"]
    assert both.measures[0][BESIDE] == 1.0


def test_who_is_asked_for_stands_before_the_verb_or_behind_it(gorsedale: Searcher) -> None:
    asked = {"Who opened the fair?": "subject_before", "Who did the fair greet that it opened?": "object_before"}
    for question, measure in asked.items():
        read = read_question(question)
        own = searcher_sentences("deputy", gorsedale)
        found, measures = measure_spans(read, read_wanted(read), own, None, gorsedale)
        assert next(m for (one, _), m in zip(found, measures, strict=True) if one.text == "Ida Quill")[measure] == 1.0


@pytest.mark.parametrize(("question", "past"), [("When did the shop open?", 1.0), ("When will the shop open?", 0.0)])
def test_a_date_without_a_year_suits_what_is_to_come(question: str, past: float, gorsedale: Searcher) -> None:
    read = read_question(question)
    found, measures = measure_spans(read, read_wanted(read), searcher_sentences("shop", gorsedale), None, gorsedale)
    assert [one.text for one, _ in found] == ["next Tuesday"]
    assert measures[0]["loose_past"] == past


def searcher_sentences(article: str, searcher: Searcher) -> tuple[Sentence, ...]:
    """Return the sentences of an article."""
    return searcher.sentences(searcher.sentence_numbers(article))


@pytest.mark.parametrize(
    ("question", "day"),
    [("Until when can you bid?", "9 June 2031"), ("From when can you bid?", "3 May 2031")],
)
def test_a_time_that_opens_is_told_from_one_that_closes(question: str, day: str, gorsedale: Searcher) -> None:
    read = read_question(question)
    found, measures = measure_spans(read, read_wanted(read), searcher_sentences("slot", gorsedale), None, gorsedale)
    sides = {one.text: (m["side_fits"], m["side_clashes"]) for (one, _), m in zip(found, measures, strict=True)}
    assert sides.pop(day) == (1.0, 0.0)
    assert list(sides.values()) == [(0.0, 1.0)]


def test_what_changed_came_to_its_value_of_now(gorsedale: Searcher) -> None:
    read = read_question("How large is the basin?")
    _, measures = measure_spans(read, read_wanted(read), searcher_sentences("basin", gorsedale), None, gorsedale)
    assert [m["reached"] for m in measures] == [1.0]


@pytest.mark.parametrize(
    "question",
    [
        "What is the pilot boat of the board called?",
        "What is the name of the pilot boat?",
        "How is called the pilot boat?",
    ],
)
def test_who_asks_what_a_thing_is_called_gets_a_name(question: str, gorsedale: Searcher) -> None:
    read = read_question(question)
    assert read_wanted(read).group is Group.NAMES
    found, measures = measure_spans(read, read_wanted(read), searcher_sentences("named", gorsedale), None, gorsedale)
    called = {one.text: m["called_for_called"] for (one, _), m in zip(found, measures, strict=True)}
    assert called["Sea Thrift"] == 1.0


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How often is the canal dredged?", {Type.DURATION, Type.MEASURE}),
        ("What jobless rate did the board foresee?", {Type.SHARE}),
        ("What did the board pay for the boat?", {Type.MONEY}),
    ],
)
def test_the_type_of_a_value_is_read(question: str, kinds: set[Type], gorsedale: Searcher) -> None:
    fits = read_wanted(read_question(question)).fits
    assert {kind for kind, fit in fits.items() if fit == 1.0} == kinds


@pytest.mark.parametrize(
    ("question", "article", "spans"),
    [
        ("What does a berth cost in summer?", "stalls", ["£5"]),
        ("How many carts did the boat carry in 2019?", "crossings", ["65"]),
        ("How many carts does the boat carry?", "crossings", ["40"]),
        ("How much do the lamps cost at present?", "upkeep", ["£1,200"]),
        ("How long had the Tidal Union pleaded for?", "wish", []),
        ("How long does the watch last in winter?", "watch", ["4 hours", "6"]),
        ("How many hours a week are the baths open?", "opening", ["from 80 to 66"]),
        ("How many lives were lost in collisions?", "wrecks", ["21"]),
        ("How old is Nell Arden?", "tenure", []),
        ("What is the most that anybody pays for water?", "ninety", ["£90"]),
    ],
)
def test_of_values_side_by_side_the_one_with_the_questions_words_or_time_is_meant(
    question: str, article: str, spans: list[str], gorsedale: Searcher
) -> None:
    assert candidates(question, article, gorsedale) == spans


@pytest.mark.parametrize(
    ("question", "article", "spans"),
    [
        ("Which pier is the longest?", "lengths", ["Otterby Point"]),
        ("Which is the shortest pier?", "lengths", ["Sandle Steps"]),
        ("Who is the new harbour warden?", "post", ["Otto Brand"]),
        ("Who was named harbour warden?", "post", ["Ida Quill"]),
        ("Who is leaving as harbour warden?", "post", ["Ida Quill"]),
        ("Who is the warden?", "seal", ["Vera Holm"]),
        ("Who runs the Tidal Union?", "union", ["Marek Lund"]),
        ("Who is the head of moorings?", "field", ["Jon Roe"]),
        ("Who is the head of salvage?", "field", []),
        ("Who chairs the Tidal Union?", "union", ["Marek Lund"]),
        ("Who forged the anchor?", "forge", ["Norholm Works"]),
        ("Who bought the anchor?", "forge", ["Farrow Sons"]),
    ],
)
def test_of_names_side_by_side_the_one_of_whom_the_question_says_it_is_meant(
    question: str, article: str, spans: list[str], gorsedale: Searcher
) -> None:
    assert candidates(question, article, gorsedale) == spans
