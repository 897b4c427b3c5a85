"""A question and its answer: only the sources' own words, each where it is said to stand, or why there is none."""

import functools
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import MAX_PASSAGE, Article
from index import Generation, Searcher, build_index, open_index
from qa import Answer, AnswerKind, Band, Citation, Filters, Origin, Reason, Request, answer, forget_texts

HARBOURS = Path(__file__).parent.parent / "corpora" / "harbours"
FEW = 2
"""How many entries a memory has that is of models, not of texts."""


@pytest.fixture(scope="module")
def pioneers(shipped_index: Path) -> Searcher:
    return open_index(shipped_index)


@pytest.fixture(scope="module")
def harbours_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbours")
    build_index(HARBOURS, folder)
    return folder


@pytest.fixture(scope="module")
def harbours(harbours_folder: Path) -> Searcher:
    return open_index(harbours_folder)


SEALS_PUBLISHER = "Coastal Mammal Watch"


def index_of(folder: Path, **texts: str) -> Searcher:
    """An index of some articles, by id."""
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in texts.items():
        (corpus / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(corpus, folder / "index")
    return open_index(folder / "index")


def citations(reply: Answer) -> Iterator[Citation]:
    for passage in reply.passages + reply.nearest:
        yield from passage.citations
    if reply.short is not None:
        yield reply.short.citation


def assert_sound(reply: Answer, searcher: Searcher, limit: int) -> None:
    """What holds for every reply, whatever was asked."""
    shown = reply.passages + reply.nearest
    assert len(shown) <= limit
    assert reply.answered == bool(reply.passages)
    assert not (reply.passages and reply.nearest)
    assert 0 <= reply.confidence.probability <= 1
    assert reply.answered == (reply.confidence.band is not Band.LOW)
    for cited in citations(reply):
        article = searcher.article(cited.article_id)
        assert article is not None
        assert cited.verified
        assert cited.version == article.version
        assert article.text[cited.start : cited.end] == cited.quote != ""
        assert article.text[: cited.start].endswith(cited.prefix)
        assert article.text[cited.end :].startswith(cited.suffix)
    for passage in shown:
        assert 0 < len(passage.text) <= MAX_PASSAGE
        assert passage.citations[0].quote == passage.text
        assert all(0 <= start < end <= len(passage.text) for start, end in passage.highlights)
        article = searcher.article(passage.citations[0].article_id)
        around = passage.before + passage.as_read + passage.after
        assert article is not None
        assert around in article.read(0, len(article.text))
    if reply.short is not None:
        short, passage = reply.short, reply.passages[reply.short.passage - 1]
        assert short.text == short.citation.as_read[1]
        shows = {Origin.TEXT: passage.as_read, Origin.HEADING: passage.heading, Origin.SPEAKER: passage.speaker}
        assert short.text in (shows[short.origin] or "")


ASKED = (
    "Which pioneer set up a crisis house?",
    "who do i ring in kent",
    "norman lamb said what about the nhs",
    "What does JET stand for?",
    "How many kids are looked after in Leeds now?",
    "list the fourteen pioneers",
    "is there a joint recovery centre in leeds",
    "and for torbay?",
    "what did he say",
    "barnslye",
    "hello",
    "there",
    "",
)


@given(
    question=st.text(max_size=120) | st.sampled_from(ASKED),
    history=st.lists(st.text(max_size=60) | st.sampled_from(ASKED), max_size=4),
    limit=st.integers(1, 50),
)
def test_any_question_after_any_history_gets_a_sound_reply(
    pioneers: Searcher, question: str, history: list[str], limit: int
) -> None:
    reply = answer(Request(question, history=tuple(history), limit=limit), pioneers)
    assert reply.question == question
    assert_sound(reply, pioneers, limit)


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("\x00\x01\x7f", id="control-characters"),
        pytest.param("<script>alert(1)</script>", id="markup"),
        pytest.param("'; DROP TABLE articles; --", id="sql"),
        pytest.param("%_!% who", id="wildcards"),
        pytest.param("(((((a+)+)+)+)+)+$ " * 30, id="patterns"),
        pytest.param("who " * 250, id="one-word-a-thousand-times"),
        pytest.param("a" * 1000, id="one-long-word"),
        pytest.param("١٤ ΑΒΓ 你好 אבג 👩‍⚕️", id="other-scripts"),
        pytest.param("ﬁſ İı ß", id="letters-that-change-length"),
        pytest.param("5" * 999, id="digits"),
    ],
)
def test_a_strange_question_gets_a_sound_reply(question: str, pioneers: Searcher) -> None:
    assert_sound(answer(Request(question), pioneers), pioneers, 5)


@pytest.mark.parametrize(
    ("question", "kind", "text", "origin"),
    [
        pytest.param(
            "Which harbour gets a boatyard?", AnswerKind.SUBJECT, "Carrick Haven", Origin.HEADING, id="subject"
        ),
        pytest.param("Who designed the lighthouse tower?", AnswerKind.PERSON, "Josiah Keld", Origin.TEXT, id="person"),
        pytest.param(
            "Who said that every bid was marked blind?",
            AnswerKind.PERSON,
            "Dr Ines Calloway",
            Origin.SPEAKER,
            id="said",
        ),
        pytest.param(
            "Who said that a channel that cannot be trusted is not a channel?",
            AnswerKind.PERSON,
            "Tobias Lusk",
            Origin.SPEAKER,
            id="said-a-sentence-before",
        ),
        pytest.param("How many jobs will the boatyard create?", AnswerKind.NUMBER, "85", Origin.TEXT, id="count"),
        pytest.param("How long does the crossing take?", AnswerKind.NUMBER, "35 minutes", Origin.TEXT, id="duration"),
        pytest.param("What percentage of sailings left on time?", AnswerKind.NUMBER, "91%", Origin.TEXT, id="share"),
        pytest.param(
            "How much is the dredging contract worth?", AnswerKind.NUMBER, "£3.6 million", Origin.TEXT, id="money"
        ),
        pytest.param(
            "When was the Quayside Renewal Fund opened?", AnswerKind.DATE, "September 2018", Origin.TEXT, id="date"
        ),
        pytest.param(
            "email for the Brannock harbour",
            AnswerKind.CONTACT,
            "delia.okonjo@brannock.example",
            Origin.TEXT,
            id="email",
        ),
        pytest.param("phone number for Dunmore Point", AnswerKind.CONTACT, "01956 240 700", Origin.TEXT, id="phone"),
        pytest.param("Who do I contact at St Ewen?", AnswerKind.CONTACT, "Amrit Sandhu", Origin.TEXT, id="contact"),
        pytest.param(
            "What does RISS stand for?",
            AnswerKind.DEFINITION,
            "Royal Institute of Sea Science",
            Origin.TEXT,
            id="acronym",
        ),
    ],
)
def test_the_short_answer_is_the_words_asked_for_where_they_stand(
    question: str, kind: AnswerKind, text: str, origin: Origin, harbours: Searcher
) -> None:
    reply = answer(Request(question), harbours)
    assert reply.short is not None
    assert (reply.short.kind, " ".join(reply.short.text.split()), reply.short.origin) == (kind, text, origin)
    assert_sound(reply, harbours, 5)


def test_a_heading_that_was_inferred_is_cited_where_it_stands(harbours: Searcher) -> None:
    reply = answer(Request("Which harbour will raise the slipway that floods on every spring tide?"), harbours)
    assert reply.short is not None
    assert reply.short.text == "Brannock"
    assert reply.short.citation.article_id == "quayside-renewal-fund-awards"


def test_there_is_no_short_answer_where_none_fits(harbours: Searcher) -> None:
    assert answer(Request("Why is dredging needed at Pellow Sound?"), harbours).short is None


def test_limit_bounds_the_passages_and_changes_nothing_else_of_the_first(harbours: Searcher) -> None:
    replies = [answer(Request("What will the harbours do?", limit=limit), harbours) for limit in (1, 3, 50)]
    counts = [len(reply.passages + reply.nearest) for reply in replies]
    assert counts[:2] == [1, 3]
    assert 3 < counts[2] <= 50
    firsts = [(reply.passages + reply.nearest)[0].text for reply in replies]
    assert len(set(firsts)) == 1
    assert len({reply.confidence for reply in replies}) == 1


def test_a_reply_does_not_depend_on_whether_it_is_explained_but_for_the_parts_of_its_scores(harbours: Searcher) -> None:
    question = "How long does the crossing take?"
    explained = answer(Request(question, explain=True), harbours)
    passages = tuple(replace(passage, parts=()) for passage in explained.passages)
    assert passages and replace(explained, passages=passages) == answer(Request(question), harbours)


@pytest.mark.parametrize("question", ASKED, ids=repr)
def test_the_same_request_gets_the_same_reply(question: str, shipped_index: Path, pioneers: Searcher) -> None:
    request = Request(question, history=("Who is the contact for Leeds?",), limit=10)
    first = answer(request, pioneers)
    assert answer(request, pioneers) == first
    assert answer(request, open_index(shipped_index)) == first


def test_the_passages_stand_in_one_paragraph_with_what_is_shown_around_them(harbours: Searcher) -> None:
    reply = answer(Request("How long does the crossing take?"), harbours)
    first = reply.passages[0]
    assert first.text == "The crossing takes 35 minutes."
    assert first.before == ""
    assert first.after.strip().startswith("In a swell it may take longer")


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   \n\t ",
        "hello",
        "hi there!",
        "thanks",
        "ok thank you",
        "???",
        "...",
        "please",
        "good morning",
        "hi there, how's it going?",
        "How are you today?",
        "tell me a joke",
    ],
    ids=repr,
)
def test_what_is_no_question_gets_a_helpful_line_and_no_passage(question: str, pioneers: Searcher) -> None:
    reply = answer(Request(question), pioneers)
    assert reply.no_answer is not None
    assert reply.no_answer.reason is Reason.NOT_A_QUESTION
    assert reply.no_answer.suggestions
    assert reply.passages == reply.nearest == ()


def test_who_has_an_address_that_ends_in_a_name_is_not_reached_by_that_name(pioneers: Searcher) -> None:
    reply = answer(Request("What is the NHS's email address?"), pioneers)
    assert reply.no_answer is not None
    assert reply.short is None
    own = answer(Request("What is Kathleen Kelly's email address?"), pioneers).short
    assert own is not None
    assert own.text.endswith(".nhs.uk")


@pytest.mark.parametrize(
    "question",
    ["asdf qwer zxcv", "for (int i = 0; i < n; i++) { x[i]++; }", "SELECT * FROM users WHERE 1=1", "lkjh"],
    ids=repr,
)
def test_gibberish_and_code_get_no_answer(question: str, pioneers: Searcher) -> None:
    reply = answer(Request(question), pioneers)
    assert reply.no_answer is not None
    assert reply.no_answer.suggestions


def test_words_that_no_article_holds_are_named(pioneers: Searcher) -> None:
    reply = answer(Request("How many xylophones does the Zanzibar orchestra own?"), pioneers)
    assert reply.no_answer is not None
    assert reply.no_answer.reason is Reason.TERMS_ABSENT
    assert {"xylophones", "Zanzibar"} <= set(reply.no_answer.missing_terms)
    assert reply.no_answer.suggestions and not any("xylophones" in line for line in reply.no_answer.suggestions)


def test_an_index_without_a_sentence_says_so(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, gazette="This site is intended for health professionals only\n")
    assert searcher.n_sentences == 0
    reply = answer(Request("Which pioneer set up a crisis house?"), searcher)
    assert reply.no_answer is not None
    assert reply.no_answer.reason is Reason.EMPTY_INDEX
    assert reply.no_answer.suggestions


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        pytest.param("Which firm won the dredging contract?", Filters(articles=("seal-count",)), id="articles"),
        pytest.param("How tall is the lighthouse tower?", Filters(publishers=(SEALS_PUBLISHER,)), id="publishers"),
        pytest.param("How many grey seals were counted?", Filters(published_to="2019-06-30"), id="dates"),
    ],
)
def test_an_answer_that_the_filters_leave_out_is_told(question: str, filters: Filters, harbours: Searcher) -> None:
    assert answer(Request(question), harbours).answered
    reply = answer(Request(question, filters=filters), harbours)
    assert reply.no_answer is not None
    assert reply.no_answer.reason is Reason.FILTERED_OUT
    assert reply.filtered_out > 0


QUAYS, TIDE, DREDGING, SEALS, FERRY, TOWER = (
    "quayside-renewal-fund-awards", "harbour-and-tide-winners", "pellow-sound-dredging", "seal-count",
    "tarn-ferry-changes", "wexcombe-lighthouse-reopens",
)  # fmt: skip


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        pytest.param(Filters(), {QUAYS, TIDE, DREDGING, SEALS, FERRY, TOWER}, id="none"),
        pytest.param(Filters(articles=(SEALS, FERRY)), {SEALS, FERRY}, id="articles"),
        pytest.param(Filters(articles=("no-such-article",)), set(), id="an-unknown-article"),
        pytest.param(Filters(publishers=(SEALS_PUBLISHER,)), {SEALS}, id="publishers"),
        pytest.param(Filters(published_from="2019-03-14"), {QUAYS, SEALS, DREDGING}, id="from-a-day-on"),
        pytest.param(Filters(published_from="2019-03-15"), {SEALS, DREDGING}, id="after-a-day"),
        pytest.param(Filters(published_to="2019-12-09"), {QUAYS, SEALS}, id="up-to-a-day"),
        pytest.param(Filters(published_from="2019-04-01", published_to="2019-12-31"), {SEALS}, id="between"),
        pytest.param(Filters(articles=(QUAYS, FERRY), published_from="2010-01-01"), {QUAYS}, id="both"),
    ],
)
def test_filters_say_which_articles_may_answer(filters: Filters, kept: set[str], harbours: Searcher) -> None:
    for question in ("Which harbours and seals were counted on the coast?", "the tower, the ferry, the channel"):
        reply = answer(Request(question, limit=50, filters=filters), harbours)
        assert {cited.article_id for cited in citations(reply)} <= kept
        assert reply.filtered_out == 6 - len(kept)
        assert reply.index.articles == 6


def test_a_copy_in_an_article_left_out_is_not_cited(harbours: Searcher) -> None:
    question = "How many kilograms of plastic did the Sweep collect?"
    both = answer(Request(question), harbours)
    assert {cited.article_id for cited in both.passages[0].citations} == {QUAYS, TIDE}
    one = answer(Request(question, filters=Filters(articles=(TIDE,))), harbours)
    assert {cited.article_id for cited in one.passages[0].citations} == {TIDE}
    assert one.passages[0].text == both.passages[0].text or one.passages[0].citations[0].article_id == TIDE


def test_furniture_headings_and_metadata_are_never_passages(harbours: Searcher) -> None:
    for question in ("cookie policy terms of use", "ten knots every sailor should know", "follow us on social media",
                     "share this story", "What is the date of the harbours board's title?"):  # fmt: skip
        for passage in answer(Request(question, limit=50), harbours).nearest:
            for line in ("Cookie policy", "Ten knots", "Follow us", "Share this", "Title:", "publisher:", "Log in"):
                assert not passage.text.startswith(line)


def test_an_answer_stamps_the_index_that_gave_it(harbours: Searcher) -> None:
    stamp = answer(Request("How long does the crossing take?"), harbours).index
    assert (stamp.version, stamp.articles, stamp.sentences) == (harbours.version, 6, harbours.n_sentences)


def test_a_sentence_wrapped_over_lines_is_one_passage(tmp_path: Path) -> None:
    searcher = index_of(
        tmp_path,
        gazette="The old mill by the river at Thorpe will be turned into\na library of maps, charts and globes that\n"
        "everybody may use.\n\nA baker from Sorrel has won the prize for the\nlargest loaf of the year.\n",
    )
    reply = answer(Request("What will the old mill be turned into?"), searcher)
    assert reply.passages[0].text.startswith("The old mill")
    assert reply.passages[0].text.endswith("may use.")


def test_a_lists_lead_in_and_its_items_are_one_passage(harbours: Searcher) -> None:
    reply = answer(Request("List who the jury was made up of."), harbours)
    first = (reply.passages + reply.nearest)[0].text
    assert first.startswith("The jury was made up of:")
    assert first.rstrip().endswith("a student from the Nautical College")


def test_no_text_that_was_looked_at_is_remembered_once_it_is_to_be_forgotten(tmp_path: Path) -> None:
    searcher = index_of(tmp_path, ferry="The ferry carried 412 people in May 2019.\n\nThe barge sails on Mondays.\n")
    assert answer(Request("How many people did the ferry carry?"), searcher).answered
    assert answer(Request("When does the barge sail?"), searcher).answered
    assert not answer(Request("Who carried people in May?"), searcher).answered
    remembering = {
        f"{name}.{found.__name__}": found
        for name, module in list(sys.modules.items())
        if name.startswith(("qa.", "index.text."))
        for found in vars(module).values()
        if isinstance(found, functools._lru_cache_wrapper) and found.__module__ == name
        if (found.cache_parameters()["maxsize"] or 0) > FEW
    }
    filled = {name for name, found in remembering.items() if found.cache_info().currsize}
    assert {"index.text.analysis.cut", "qa.spans.dates.find_dates", "qa.asking.clauses.cut_words"} <= filled
    forget_texts()
    assert {name for name, found in remembering.items() if found.cache_info().currsize} == set()


def test_an_article_that_is_not_what_was_hashed_is_not_cited(
    pioneers: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, read = Request("which pioneer set up a crisis house?"), Generation.article
    assert answer(question, pioneers).answered

    def spoilt(self: Generation, article_id: str) -> Article | None:
        article = read(self, article_id)
        return None if article is None else msgspec.structs.replace(article, sha256="0" * 64)

    monkeypatch.setattr(Generation, "article", spoilt)
    reply = answer(question, pioneers)
    assert not reply.passages and not reply.nearest
