"""A question for several things gets an item for each line, name, person or heading, each with its own citation."""

from pathlib import Path

import pytest
from small import Corpus

from index import Searcher, open_index
from qa import Answer, AnswerKind, Origin, Request, ShortAnswer, answer

SECTIONS = (
    "Four towns chosen\n\nFour towns were chosen for the lamp scheme. The towns chosen are Ayton, Brill, Corfe and"
    " Dunster.\n\n"
    "Ayton\n\nAyton will put lamps on the quay and give each fisher a lantern.\n\n"
    "Brill\n\nBrill will mend its bridge before winter comes.\n\n"
    "Corfe\n\nCorfe will give each fisher a lantern and a whistle.\n\n"
    "Dunster\n\nDunster will paint its railings green next spring.\n"
)
LINES = (
    "The bids\n\nThe bids for the lamp scheme were marked under these headings:\n\n"
    "- Brightness (40 points)\n- Cost (30 points)\n- Care of the night sky (30 points)\n\n"
    "The marks were added up by two clerks.\n"
)
PORTS = (
    "Nets for the harbours\n\nThree ports will get new nets this year.\n\n"
    "North Pell\n\nIts crews mend nets on the mole in winter.\n\n"
    "South Pell\n\nA shed will keep the nets dry there.\n\n"
    "Quarrow\n\nQuarrow sells its old nets to gardeners.\n"
)
VILLAGES = (
    "Wells are dug\n\nThe villages with a new well are Upper Vale, Lower Vale, Stonebeck and Hurst.\n\n"
    "Upper Vale\n\nThe well of Upper Vale is deep.\n\nLower Vale\n\nThe well of Lower Vale has a roof.\n\n"
    "Stonebeck\n\nStonebeck has two pumps.\n\nHurst\n\nHurst has a trough for horses.\n"
)
PEOPLE = "The jury\n\nThe jury of the lantern race was Ada Marsh, Peter Quill and Rosa Tarn. They met in a hall.\n"
WAYS = (
    "The crew\n\nEach member of the rowing crew was praised in three ways. First, they heard a song. Then they got a"
    " medal. At last they were thrown into the harbour.\n\nThe rowing crew comes from the upper village.\n"
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    corpus = Corpus(tmp_path_factory.mktemp("items"))
    corpus.write(sections=SECTIONS, lines=LINES, people=PEOPLE, ways=WAYS, ports=PORTS, villages=VILLAGES).build()
    return open_index(corpus.index)


def listed(question: str, searcher: Searcher, **fields: int) -> ShortAnswer:
    """The short answer to a question, whose items are each a span of an article, and of the passage they name."""
    reply = answer(Request(question, **fields), searcher)
    short = reply.short
    assert short is not None
    assert short.items
    assert (short.text, short.passage, short.citation) == (
        short.items[0].text,
        short.items[0].passage,
        short.items[0].citation,
    )
    for item in short.items:
        assert item.citation is not None
        article = searcher.article(item.citation.article_id)
        assert article is not None
        assert article.text[item.citation.start : item.citation.end] == item.citation.quote
        shown = reply.passages[item.passage - 1]
        assert item.text in (shown.heading if item.origin is Origin.HEADING else shown.as_read)
    return short


def texts(short: ShortAnswer) -> list[str]:
    return [item.text for item in short.items or ()]


def test_what_a_sentence_enumerates_is_given_item_by_item(searcher: Searcher) -> None:
    short = listed("Name all four towns chosen for the lamp scheme.", searcher)
    assert texts(short) == ["Ayton", "Brill", "Corfe", "Dunster"]
    assert short.kind is AnswerKind.LIST


def test_the_lines_of_a_list_are_given_without_what_they_tell_of_each(searcher: Searcher) -> None:
    assert texts(listed("What are the headings the bids were marked under?", searcher)) == [
        "Brightness",
        "Cost",
        "Care of the night sky",
    ]


def test_people_are_given_where_people_are_asked_for(searcher: Searcher) -> None:
    short = listed("Who were the members of the jury of the lantern race?", searcher)
    assert texts(short) == ["Ada Marsh", "Peter Quill", "Rosa Tarn"]
    assert {item.kind for item in short.items or ()} == {AnswerKind.PERSON}


def test_headings_are_given_where_the_question_asks_for_what_sections_are_named_after(searcher: Searcher) -> None:
    short = listed("Which towns will give each fisher a lantern?", searcher)
    assert set(texts(short)) == {"Ayton", "Corfe"}
    assert {item.origin for item in short.items or ()} == {Origin.HEADING}


@pytest.mark.parametrize("limit", [1, 3, 10])
def test_the_items_are_the_same_however_many_passages_are_asked_for(limit: int, searcher: Searcher) -> None:
    for question in (
        "Which towns will give each fisher a lantern?",
        "Who were the members of the jury of the lantern race?",
        "list the ports",
    ):
        reply = answer(Request(question, limit=limit), searcher)
        assert reply.short == answer(Request(question), searcher).short
        assert len(reply.passages) <= limit


@pytest.mark.parametrize("question", ["list the towns", "which towns were chosen?", "who are the towns?"])
def test_a_question_for_all_towns_lists_what_sections_are_about(question: str, searcher: Searcher) -> None:
    assert texts(listed(question, searcher)) == ["Ayton", "Brill", "Corfe", "Dunster"]


@pytest.mark.parametrize("question", ["list the ports", "which ports are there?", "name all three ports"])
def test_an_article_that_tells_how_many_sections_it_has_lists_them(question: str, searcher: Searcher) -> None:
    short = listed(question, searcher)
    assert texts(short) == ["North Pell", "South Pell", "Quarrow"]
    assert {item.origin for item in short.items or ()} == {Origin.HEADING}


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("Which Vale villages are there?", ["Upper Vale", "Lower Vale"]),
        ("Which villages are in the Vale?", ["Upper Vale", "Lower Vale"]),
        ("Which Moorish villages are there?", []),
    ],
)
def test_a_word_before_the_noun_or_a_name_chooses_among_the_items(
    question: str, items: list[str], searcher: Searcher
) -> None:
    short = answer(Request(question), searcher).short
    assert [item.text for item in (short.items if short else None) or ()] == items


def test_a_sentence_that_says_how_many_follow_is_shown_with_those_after_it(searcher: Searcher) -> None:
    reply = answer(Request("In which three ways was the rowing crew praised?"), searcher)
    assert "thrown into the harbour" in reply.passages[0].text


def test_a_question_for_one_thing_has_no_items(searcher: Searcher) -> None:
    reply: Answer = answer(Request("Which town will mend its bridge?"), searcher)
    assert reply.short is not None
    assert reply.short.items is None


def test_after_a_list_the_next_question_does_not_lean_on_its_first_item(searcher: Searcher) -> None:
    asked = "Which towns will give each fisher a lantern?"
    reply = answer(Request("and Dunster?", history=(asked,)), searcher)
    assert not {"Ayton", "Corfe"}.intersection(reply.interpretation.carried_over)


def test_a_list_is_the_same_twice(searcher: Searcher) -> None:
    request = Request("Which towns will give each fisher a lantern?")
    assert answer(request, searcher) == answer(request, searcher)


def test_a_list_that_goes_on_in_another_section_is_shown_whole(tmp_path: Path) -> None:
    text = "The prizes\n\nThe prizes of the regatta include:\n\n- a lantern;\n- a coil of rope;\n\nIt is in May.\n"
    corpus = Corpus(tmp_path).write(prizes=text).build()
    reply = answer(Request("What are the prizes of the regatta?"), open_index(corpus.index))
    assert "a coil of rope" in reply.passages[0].text
