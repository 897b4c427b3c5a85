"""From a question to what is searched: slips mended, acronyms and equivalents added, all of it told and taken back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Role
from index import Searcher, build_index, open_index
from index.text.spelling import correct
from qa import Answer, Request, Undo, answer
from qa.asking.question import read_question
from qa.asking.rewriting import correct_spelling, mark_exact

HARBOURS = Path(__file__).parent.parent / "corpora" / "harbours"


@pytest.fixture(scope="module")
def pioneers(shipped_index: Path) -> Searcher:
    return open_index(shipped_index)


@pytest.fixture(scope="module")
def harbours(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("harbours")
    build_index(HARBOURS, folder)
    return open_index(folder)


WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")


def words_of(searcher: Searcher) -> list[str]:
    sentences = searcher.sentences(range(searcher.n_rows))
    texts = [
        sentence.text for sentence in sentences if sentence.role is not Role.FURNITURE
    ]  # teasers are cut in a word
    return sorted({word for text in texts for word in WORD.findall(text)})


@pytest.mark.parametrize("corpus", ["pioneers", "harbours"])
def test_a_word_that_the_corpus_holds_is_never_changed(corpus: str, request: pytest.FixtureRequest) -> None:
    searcher = request.getfixturevalue(corpus)
    changed = [fix for word in words_of(searcher) for fix in correct_spelling(word.lower(), searcher)[1]]
    assert changed == []


ENGLISH = (
    "theatre centre kerb tyre mould plough grey cosy metre fibre litre paediatric haemorrhage jewellery manoeuvre"
    " aluminium diarrhoea orthopaedic enrolment ageing behaviour licence practise analyse catalogue programme whilst"
    " learnt storey draught cheque pyjamas sceptical vapour rancour odour tumour neighbour colour sulphur"
    " regatta parking marina scooter kayak minibus knots bakery oak violin jigsaw lorry petrol pavement nappy crisps"
).split()
NAMES = (
    "Wigan Dorset Leicester Manchester Nottingham Hartlepool Rotherham Wirral Cumbria Solihull Whitby Padstow Hastings"
    " Ramsgate Bognor Okehampton Wales Scotland Belfast Hunt Starmer Khan Patel Nguyen Okafor"
).split()


@pytest.mark.parametrize("corpus", ["pioneers", "harbours"])
@pytest.mark.parametrize("word", [*ENGLISH, *NAMES], ids=str)
def test_an_english_word_or_a_name_is_no_slip(word: str, corpus: str, request: pytest.FixtureRequest) -> None:
    searcher = request.getfixturevalue(corpus)
    assert correct_spelling(f"is there a {word} there", searcher)[1] == ()


@pytest.mark.parametrize(
    ("typed", "meant", "corpus"),
    [
        pytest.param("barnslye", "barnsley", "pioneers", id="a-letter-too-many"),
        pytest.param("torby", "torbay", "pioneers", id="a-letter-missing"),
        pytest.param("hopsital", "hospital", "pioneers", id="two-swapped"),
        pytest.param("greenwitch", "greenwich", "pioneers", id="by-ear"),
        pytest.param("iselington", "islington", "pioneers", id="by-ear-inside"),
        pytest.param("phisiotherapy", "physiotherapy", "pioneers", id="phonetic"),
        pytest.param("worcestershyre", "worcestershire", "pioneers", id="a-vowel-by-ear"),
        pytest.param("lighthose", "lighthouse", "harbours", id="lighthouse"),
        pytest.param("volunteeers", "volunteers", "harbours", id="a-tripled-letter"),
        pytest.param("otoline", "ottoline", "harbours", id="a-name"),
        pytest.param("brannok", "brannock", "harbours", id="a-place"),
        pytest.param("dreging", "dredging", "harbours", id="dredging"),
    ],
)
def test_a_slip_gives_way_to_the_corpuss_own_word(
    typed: str, meant: str, corpus: str, request: pytest.FixtureRequest
) -> None:
    text, fixes = correct_spelling(f"what about {typed} then", request.getfixturevalue(corpus))
    assert [(fix.wrong, fix.right) for fix in fixes] == [(typed, meant)]
    assert text == f"what about {meant} then"


def added(reply: Answer) -> dict[str, str]:
    return {expansion.term: " ".join(expansion.added) for expansion in reply.interpretation.expansions}


@pytest.mark.parametrize(
    ("question", "term", "holds"),
    [
        pytest.param("What did the JET in Greenwich avoid?", "jet", "joint emergency team", id="spelt-out"),
        pytest.param("what will HEE welcome", "hee", "health education england", id="by-its-initials"),
        pytest.param("what about kids in Leeds", "kids", "children", id="an-equivalent"),
        pytest.param("a&e visits in Torbay", "a&e", "accident", id="with-a-sign"),
    ],
)
def test_acronyms_and_equivalents_are_added_and_told(question: str, term: str, holds: str, pioneers: Searcher) -> None:
    told = added(answer(Request(question), pioneers))
    assert holds in told.get(term, "").lower()


def test_what_is_added_is_told_word_by_word_each_once(pioneers: Searcher) -> None:
    (told,) = answer(Request("a&e visits in Torbay"), pioneers).interpretation.expansions
    assert (told.term, told.added) == ("a&e", ("accident", "emergency", "department"))


def test_a_word_is_not_told_as_added_to_itself(pioneers: Searcher) -> None:
    reply = answer(Request("Who looks after the emergency department?"), pioneers)
    for told in reply.interpretation.expansions:
        assert told.term not in told.added and told.added


def test_a_persons_initials_are_no_acronym(harbours: Searcher) -> None:
    told = added(answer(Request("Which GP thinks that five boats are too few?"), harbours))
    assert "pascoe" not in told.get("gp", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Who wants 14 pioneers?", "Who wants fourteen pioneers?", id="14"),
        pytest.param("Where was there an 8 week wait?", "Where was there an eight weeks wait?", id="8-weeks"),
        pytest.param("Who cares for 2 million residents?", "Who cares for two million residents?", id="2-million"),
        pytest.param("Which team avoided 2000 admissions?", "Which team avoided 2,000 admissions?", id="2,000"),
        pytest.param("What fell by 50%?", "What fell by 50 per cent?", id="percent"),
    ],
)
def test_a_number_in_words_is_the_same_as_in_figures(one: str, other: str, pioneers: Searcher) -> None:
    first, second = (answer(Request(question, limit=3), pioneers) for question in (one, other))
    assert [p.text for p in first.passages + first.nearest] == [p.text for p in second.passages + second.nearest]


def test_undoing_the_corrections_searches_for_what_was_typed(pioneers: Searcher) -> None:
    question = "email for barnslye"
    mended = answer(Request(question), pioneers)
    assert [(fix.wrong, fix.right) for fix in mended.interpretation.corrections] == [("barnslye", "barnsley")]
    assert mended.interpretation.standalone == "email for barnsley"
    assert mended.short is not None
    plain = answer(Request(question, undo=frozenset({Undo.CORRECTIONS})), pioneers)
    assert plain.interpretation.corrections == ()
    assert plain.interpretation.standalone == question
    assert plain.short is None or plain.short.text != mended.short.text


def test_undoing_the_expansions_searches_for_the_bare_words(pioneers: Searcher) -> None:
    question = "How many kids are in care in Leeds?"
    assert "kids" in added(answer(Request(question), pioneers))
    plain = answer(Request(question, undo=frozenset({Undo.EXPANSIONS})), pioneers)
    assert plain.interpretation.expansions == ()
    assert plain.interpretation.standalone == question


def test_undoing_what_was_carried_over_asks_the_bare_question(pioneers: Searcher) -> None:
    history = ("Which pioneer set up a crisis house?",)
    leaning = answer(Request("who do I ring there?", history=history), pioneers)
    assert leaning.interpretation.carried_over
    undone = answer(Request("who do I ring there?", history=history, undo=frozenset({Undo.CARRIED_OVER})), pioneers)
    assert undone == answer(Request("who do I ring there?"), pioneers)


@pytest.mark.parametrize("undo", list(Undo), ids=str)
def test_undoing_one_change_leaves_the_others(undo: Undo, pioneers: Searcher) -> None:
    request = Request("what about kidz care in barnslye A&E", history=("Who is the contact for Leeds?",))
    whole = answer(request, pioneers).interpretation
    part = answer(Request(request.question, request.history, undo=frozenset({undo})), pioneers).interpretation
    for kind, before, after in (
        (Undo.CORRECTIONS, whole.corrections, part.corrections),
        (Undo.EXPANSIONS, whole.expansions, part.expansions),
        (Undo.CARRIED_OVER, whole.carried_over, part.carried_over),
    ):
        assert after == () if kind is undo else bool(after) == bool(before)


@pytest.fixture(scope="module")
def told(pioneers: Searcher) -> Callable[[str], bool]:
    """Whether a question is searched as it was asked, or else a change to it is reported."""

    def holds(question: str) -> bool:
        reading = answer(Request(question), pioneers).interpretation
        return reading.standalone == question.strip() or bool(reading.corrections)

    return holds


TYPED = "who rings kent barnslye hopsital wigan a&e JET 14 zqx the ? leeds".split()


@given(words=st.lists(st.sampled_from(TYPED), max_size=6))
def test_no_change_goes_unreported(words: list[str], told: Callable[[str], bool]) -> None:
    assert told(" ".join(words))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("wich harbour has the crane", "which harbour has the crane", id="a-question-word"),
        pytest.param("teh crane of the harbour", "the crane of the harbour", id="two-letters-swapped"),
        pytest.param("hoo is the harbour master", "who is the harbour master", id="a-question-word-by-ear"),
        pytest.param("in witch harbour is the crane", "in which harbour is the crane", id="an-english-word-by-ear"),
        pytest.param("wot is the adress of the harbour", "what is the address of the harbour", id="a-kind-word"),
        pytest.param("contacs for the harbour", "contacts for the harbour", id="what-is-wanted"),
        pytest.param("nr of the harbour office", "number of the harbour office", id="a-short-form"),
        pytest.param("fone numbr of the harbour", "phone number of the harbour", id="by-sound"),
        pytest.param("how meny boats", "how many boats", id="an-everyday-word"),
    ],
)
def test_question_words_and_everyday_words_are_respelt_which_the_corpus_lacks(
    typed: str, meant: str, harbours: Searcher
) -> None:
    text, fixes = correct_spelling(typed, harbours)
    assert text == meant
    assert fixes


@pytest.mark.parametrize(
    "text",
    [
        "which witch lived at the harbour",
        "what did Mr Wotton say",
        "Is the kirby estate near the harbour?",
        "who are the high schoolers on the quay",
        "the NR timetable",
        "Ask Mrs Teh about the fare",
        "the isle and the inn",
    ],
    ids=str,
)
def test_right_words_and_names_are_left_alone(text: str, harbours: Searcher) -> None:
    assert correct_spelling(text, harbours) == (text, ())


def test_a_common_english_word_is_meant_rather_than_a_rare_one_of_the_corpus() -> None:
    assert correct("addres", {"andres": 1}) == "address"
    assert correct("addres", {"andres": 1}, is_name=True) != "address"


def test_for_a_name_that_no_article_holds_nothing_counts_that_is_merely_like_it(pioneers: Searcher) -> None:
    exact = {term.word: term.exact for term in mark_exact(read_question("Is Manchester a scheme?"), pioneers).terms}
    assert exact == {"Manchester": True, "scheme": False}
