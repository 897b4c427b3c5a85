"""What is given as a short answer, asked of whole corpora: offices, holders, places, dates, bounds, contacts."""

from pathlib import Path

import pytest

from index import Searcher, build_index, open_index
from qa import Band, Filters, Reason, Request, answer

ARTICLES = {
    "lock": "Vera Holm, chief executive of the Gorsedale Canal Trust, opened the lock on Friday.",
    "barge": "Otto Brand, CFO, Gorsedale Barge Company, spoke at noon.",
    "sea": "“Our barges sail the Baltic and Caspian Seas,” said Lena Moravec.",
    "weir": "The weir is kept by Lena Moravec, master mason.",
    "guest": "Among the guests was Professor Rita Salvo, Chief Curator of the Museum of Tides, who spoke of eels.",
    "museum": "The museum’s chief curator, Edda Storm, cut the ribbon.",
    "tower": "Nils Farrow (head ringer of the Gorsedale tower) rang the bell.",
    "yard": "Ida Quill, who sails a sloop, came with her brother Max Quill.",
    "town": "Hal Pryor is the mayor of Gorsedale and a former diver.",
    "eel": "The eel market is held at the Corn Exchange in July.",
    "regatta": "The regatta ball is given at 7 Tanner Street, Gorsedale, in April.",
    "hulk": "The old hulk was moored at St. Bees in winter.",
    "loft": "The sail loft will open in September.",
    "drydock": "The dry dock opens next Wednesday.",
    "basin": "The basin holds no more than 70 narrowboats.",
    "slip": "Two-fifths of all skippers use the slipway.",
    "lamp": "The lamp at the staithe was lit by Mr. A. B. Moss of Ketter at noon.",
    "toll": "Toll house hours\n\nWeekdays 9am to 5pm\nSunday 11am to 3pm\n\nThe toll house is beside the lower gate.",
}


def index_of(folder: Path, articles: dict[str, str]) -> Searcher:
    """Index articles, a file each."""
    corpus = folder / "articles"
    corpus.mkdir()
    for name, text in articles.items():
        (corpus / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    build_index(corpus, folder / "index")
    return open_index(folder / "index")


@pytest.fixture(scope="module")
def canal(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return index_of(tmp_path_factory.mktemp("canal"), ARTICLES)


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Who is Vera Holm?", "chief executive of the Gorsedale Canal Trust"),
        ("who is vera holm", "chief executive of the Gorsedale Canal Trust"),
        ("Who is Otto Brand?", "CFO, Gorsedale Barge Company"),
        ("Who is Lena Moravec?", "master mason"),
        ("Who is Rita Salvo?", "Chief Curator of the Museum of Tides"),
        ("Who is Professor Salvo?", "Chief Curator of the Museum of Tides"),
        ("Who is Edda Storm?", "The museum’s chief curator"),
        ("Who is Nils Farrow?", "head ringer of the Gorsedale tower"),
        ("Who is Hal Pryor?", "the mayor of Gorsedale and a former diver"),
        ("Who is Ida Quill?", None),
        ("Who is the mayor of Gorsedale?", "Hal Pryor"),
        ("Who is the chief executive of the Canal Trust?", "Vera Holm"),
        ("Who is the chief executive of the Barge Company?", None),
        ("When is the toll house open on Sunday?", "11am to 3pm"),
        ("Where is the eel market held?", "Corn Exchange"),
        ("Where is the regatta ball given?", "7 Tanner Street, Gorsedale"),
        ("Where was the old hulk moored?", "St. Bees"),
        ("When will the sail loft open?", "September"),
        ("When does the dry dock open?", "next Wednesday"),
        ("How many narrowboats does the basin hold?", "no more than 70"),
        ("What proportion of skippers use the slipway?", "Two-fifths"),
    ],
)
def test_the_short_answer_is_the_thing_asked_for(question: str, wanted: str | None, canal: Searcher) -> None:
    reply = answer(Request(question), canal)
    assert (reply.short.text if reply.short else None) == wanted


OFFICES = {
    "canal": "The canal office is open on weekdays.\n\nPress office: Vera Holm, 01632 960217, press@canal.example",
    "ferry": "The ferry rests on Mondays.\n\nBookings: 01632 960218",
}


@pytest.fixture(scope="module")
def offices(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return index_of(tmp_path_factory.mktemp("offices"), OFFICES)


@pytest.mark.parametrize(
    "question",
    [
        "Who can I contact?",
        "contact details",
        "contact information",
        "How can I get in touch?",
        "How do I reach someone?",
        "Can I call someone?",
        "What is your phone number?",
        "What's your number?",
        "Phone number?",
        "What is the email address?",
        "email",
        "Who do I speak to?",
    ],
)
def test_a_question_by_words_of_contact_alone_gives_the_fullest_contact(question: str, offices: Searcher) -> None:
    reply = answer(Request(question), offices)
    assert reply.answered
    assert "01632 960217" in reply.passages[0].text


def test_all_contacts_are_given_and_only_one_is_a_promise(offices: Searcher, tmp_path: Path) -> None:
    several = answer(Request("Who can I contact?"), offices)
    assert len(several.passages) == 2 and several.confidence.band is Band.MEDIUM
    alone = answer(Request("Who can I contact?"), index_of(tmp_path, {"canal": OFFICES["canal"]}))
    assert len(alone.passages) == 1 and alone.confidence.band is Band.HIGH
    assert alone.passages[0].citations[0].verified


def test_the_contacts_of_the_articles_that_filters_leave_are_given(offices: Searcher) -> None:
    reply = answer(Request("Phone number?", filters=Filters(articles=("ferry",))), offices)
    assert [passage.citations[0].article_id for passage in reply.passages] == ["ferry"]
    assert reply.short is not None and reply.short.text == "01632 960218"


def test_a_sentence_with_a_number_is_given_where_there_is_no_contact_block(tmp_path: Path) -> None:
    text = "The barge sails at nine. To book, call the office on 01632 960219 before noon. It rests on Mondays."
    reply = answer(Request("Phone number?"), index_of(tmp_path, {"barge": text}))
    assert reply.short is not None and reply.short.text == "01632 960219"


def test_where_nobody_can_be_reached_there_is_no_answer_and_a_greeting_is_still_none(canal: Searcher) -> None:
    nobody = answer(Request("Who can I contact?"), canal).no_answer
    greeting = answer(Request("hello"), canal).no_answer
    assert nobody is not None and nobody.reason is Reason.BELOW_THRESHOLD
    assert greeting is not None and greeting.reason is Reason.NOT_A_QUESTION


def test_who_did_it_has_initials_and_a_title_behind_by(canal: Searcher) -> None:
    short = answer(Request("Who lit the lamp at the staithe?"), canal).short
    assert short is not None
    assert short.text == "A. B. Moss"
