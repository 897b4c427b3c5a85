"""Suggested questions: made from whatever corpus there is, and each known to have its answer where it was made."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from corpus import SHIPPED_ARTICLES, Role, Sentence
from index import Searcher, build_index, open_index
from qa import (
    Answer,
    Band,
    Request,
    answer,
    match_typed,
    subjects,
    suggest_examples,
    suggest_follow_ups,
    suggest_of_article,
    suggest_questions,
    suggest_questions_about,
    suggesting,
)

CORPORA = {
    "pioneers": SHIPPED_ARTICLES,
    "harbours": Path(__file__).parent.parent / "corpora" / "harbours",
    "transit": Path(__file__).parent.parent / "corpora" / "transit",
}
KINDS = {
    "section": r"What will (.+) do\?",
    "contact": r"Who can I contact about (.+)\?",
    "figure": r"How many .+ are there in (.+)\?",
    "speaker": r"What did (.+) say\?",
    "acronym": r"What does (.+) stand for\?",
    "person": r"Who is (.+)\?",
    "talk": r"What did (.+) say about .+\?",
}
CRISIS = "which pioneer set up a crisis house?"


@pytest.fixture(scope="module", params=CORPORA)
def searcher(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp(request.param)
    build_index(CORPORA[request.param], folder)
    return open_index(folder)


@pytest.fixture(scope="module")
def pioneers(shipped_index: Path) -> Searcher:
    return open_index(shipped_index)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question that is asked to find a suggestion."""
    questions: list[str] = []

    def noting(request: Request, searcher: Searcher) -> Answer:
        questions.append(request.question)
        return answer(request, searcher)

    monkeypatch.setattr(suggesting, "answer", noting)
    return questions


def index_of(folder: Path, **texts: str) -> Searcher:
    (folder / "corpus").mkdir()
    for name, text in texts.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    build_index(folder / "corpus", folder / "index")
    return open_index(folder / "index")


def kind_of(question: str) -> tuple[str, str]:
    """Which template made a question, and of which words."""
    ((kind, words),) = [(kind, m[1]) for kind, form in KINDS.items() if (m := re.fullmatch(form, question))]
    return kind, words


def cited(reply: Answer, searcher: Searcher) -> list[tuple[int, Sentence]]:
    """The sentences that the first passage's citations begin with, with their numbers."""
    out = []
    for citation in reply.passages[0].citations:
        numbers = searcher.sentence_numbers(citation.article_id)
        held = zip(numbers, searcher.sentences(numbers), strict=True)
        out.append(next(pair for pair in held if pair[1].start == citation.start))
    return out


def headings(reply: Answer, searcher: Searcher) -> set[str]:
    """The headings over what the first passage cites."""
    found = searcher.headings(number for number, _ in cited(reply, searcher))
    return {heading.text for heading in found if heading is not None}


def test_every_example_is_answered_from_the_place_that_it_was_made_of(searcher: Searcher) -> None:
    found = suggest_examples(searcher, 100)
    assert len(found) >= 10
    for question in found:
        reply = answer(Request(question), searcher)
        kind, words = kind_of(question)
        assert reply.confidence.band is not Band.LOW, question
        first = reply.passages[0]
        if kind in ("section", "contact", "figure"):
            assert words in headings(reply, searcher), question
        if kind in ("section", "contact"):
            roles = {sentence.role for _, sentence in cited(reply, searcher)}
            assert (Role.CONTACT in roles) == (kind == "contact"), question
        if kind == "speaker":
            assert first.speaker == words, question
        if kind == "person":
            assert words in first.text
        if kind in ("figure", "acronym", "person"):
            assert reply.short is not None and reply.short.text in first.text, question


def test_the_first_examples_are_of_five_kinds(searcher: Searcher) -> None:
    assert {kind_of(question)[0] for question in suggest_examples(searcher, 5)} == set(KINDS) - {"person", "talk"}


def test_examples_are_the_same_for_the_same_index_and_fewer_are_the_first_of_more(searcher: Searcher) -> None:
    five = suggest_examples(searcher, 5)
    assert five == suggest_examples(searcher, 5)
    assert suggest_examples(searcher, 100)[:5] == five
    assert len(set(suggest_examples(searcher, 100))) == len(suggest_examples(searcher, 100))
    assert suggest_examples(searcher, 0) == ()


def test_an_empty_index_has_no_examples(tmp_path: Path) -> None:
    assert suggest_examples(index_of(tmp_path, only="Heading\n"), 5) == ()


def test_names_that_make_no_question_are_left_out(tmp_path: Path) -> None:
    names = ("Zebra <b>Bay</b>", "ZEBRA HARBOUR", "Zebra " + "Harbour " * 7 + "Town", "Zebra | Reach")
    sections = [f"{name}\n\n{name} will mend the quay with {n + 20} boats.\n\nAnn Lee\n020 7946 000{n}"
                for n, name in enumerate((*names, "Gannet Bay"))]  # fmt: skip
    text = "The winners\n\nHere are the plans that have won.\n\n" + "\n\n".join(sections)
    found = suggest_examples(index_of(tmp_path, winners=text), 50)
    assert {kind_of(question)[1] for question in found} == {"Gannet Bay"}
    assert len(found) >= 2


def test_of_what_was_avoided_nobody_is_asked_how_many_there_are(tmp_path: Path) -> None:
    text = (
        "The winners\n\nHere are the plans that have won.\n\n"
        "Gannet Bay\n\nGannet Bay has 24 boats. It avoided 30 collisions. It serves 3 million visitors.\n\n"
        "Zebra Reach\n\nZebra Reach keeps 18 cranes, and 12 fewer lamps than others."
    )
    found = suggest_examples(index_of(tmp_path, winners=text), 50)
    assert "How many boats are there in Gannet Bay?" in found
    assert not [question for question in found if re.search("collisions|million|lamps", question)]


def test_nobody_is_said_to_have_spoken_whom_the_article_does_not_say_so_of() -> None:
    text = "“We are glad,” said Ann Lee of Southern Harbour.\n\nBo Nye, warden of the quay, said: “Come.”"
    said = re.compile("|".join(suggesting._SAYS.format(name) for name in ("Ann Lee", "Bo Nye")))
    assert len(said.findall(text)) == 2
    assert not re.search(suggesting._SAYS.format("Southern Harbour"), text.partition("\n")[0])


def test_a_label_over_a_section_is_nobody_who_could_do_something(tmp_path: Path) -> None:
    text = (
        "The winners\n\nHere are the plans that have won; visiting them is free, and a contact is named.\n\n"
        "Visiting\n\nVisiting is free on Sundays for all who come by bus or boat.\n\n"
        "Gannet Bay\n\nGannet Bay will mend the quay with a new crane."
    )
    assert suggest_examples(index_of(tmp_path, winners=text), 50) == ("What will Gannet Bay do?",)


def test_the_work_is_bounded_however_large_the_corpus(
    tmp_path: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {
        f"a{n:03}": f"title: News of the day {n}\n\nThe day brought number {n} of the quays.\n\n"
        f"{(place := chr(65 + n % 26) + chr(97 + n // 26))}ville\n\n{place}ville will mend {n + 2} quays with care.\n\n"
        f"“We are glad of it, all {n} of us,” said {place} Lee.\n\n{place} Lee\n020 7946 0{n:03}"
        for n in range(300)
    }
    searcher = index_of(tmp_path, **texts)
    looked_at: set[int] = set()
    read: Callable[[Iterable[int]], tuple[Sentence, ...]] = searcher.sentences

    def noting(numbers: Iterable[int]) -> tuple[Sentence, ...]:
        known = list(numbers)
        looked_at.update(known)
        return read(known)

    monkeypatch.setattr(suggesting, "answer", lambda request, searcher: asked.append(request.question) or unanswered)
    unanswered = answer(Request("purple elephants"), searcher)
    monkeypatch.setattr(searcher, "sentences", noting)
    monkeypatch.setattr(suggesting, "OF_ARTICLES", 1_000)
    monkeypatch.setattr(subjects, "SAMPLE", 50)
    assert searcher.n_rows > 2 * suggesting.SAMPLE
    assert suggest_examples(searcher, 50) == ()
    assert max(Counter(kind_of(question)[0] for question in asked).values()) == suggesting.TRIES
    assert len(looked_at) <= suggesting.SAMPLE + subjects.SAMPLE
    assert min(looked_at) < searcher.n_rows / 10 and max(looked_at) > searcher.n_rows * 9 / 10


def test_follow_ups_are_answered_after_the_question_and_by_another_passage(
    searcher: Searcher, asked: list[str]
) -> None:
    found = 0
    for question in suggest_examples(searcher, 25):
        reply = answer(Request(question), searcher)
        shown = {(citation.article_id, citation.start) for citation in reply.passages[0].citations}
        asked.clear()
        suggested = suggest_follow_ups(reply, searcher)
        assert len(asked) <= suggesting.FOLLOWED
        assert len(suggested) <= 3 and question not in suggested
        for following in suggested:
            then = answer(Request(following, history=(question,)), searcher)
            assert then.answered
            assert shown.isdisjoint((c.article_id, c.start) for c in then.passages[0].citations), following
        found += bool(suggested)
    assert found >= 6


def test_follow_ups_stay_with_what_was_answered_and_repeat_no_question(pioneers: Searcher) -> None:
    reply = answer(Request(CRISIS), pioneers)
    contact = "Who can I contact about South Devon and Torbay?"
    first = suggest_follow_ups(reply, pioneers)
    assert first[0] == contact
    assert len(suggest_follow_ups(reply, pioneers, n=1)) == 1
    assert contact not in suggest_follow_ups(reply, pioneers, [contact.upper()])


def test_nothing_follows_where_there_is_no_answer(pioneers: Searcher, asked: list[str]) -> None:
    assert suggest_follow_ups(answer(Request("purple elephants"), pioneers), pioneers) == ()
    assert asked == []


def test_a_question_about_a_section_is_answered_from_that_article_or_its_copy(searcher: Searcher) -> None:
    covered = searcher.coverage()
    found = wanted = 0
    for card, row in zip(covered.sections, covered.cells, strict=True):
        articles = {article.id for article, sentences in zip(covered.articles, row, strict=True) if sentences}
        questions = suggest_questions_about(card.name, articles, searcher)
        assert questions.keys() <= articles
        for article_id, question in questions.items():
            reply = answer(Request(question), searcher)
            assert reply.answered and card.name in headings(reply, searcher), question
            places = [sentence for _, sentence in cited(reply, searcher) if sentence.article_id == article_id]
            assert places and places[0].role is not Role.CONTACT, question
        found += len(questions)
        wanted += len(articles)
    assert found >= 0.65 * wanted


def test_about_one_section_at_most_as_many_questions_are_asked_as_there_are_forms(
    pioneers: Searcher, asked: list[str]
) -> None:
    assert suggest_questions_about("Leeds", ["no-such-article"], pioneers) == {}
    assert len(asked) == len(suggesting.ABOUT_SECTIONS)
    assert suggest_questions_about("<b>Leeds</b>", ["fourteen-pioneering-initiatives"], pioneers) == {}
    assert len(asked) == len(suggesting.ABOUT_SECTIONS)


def test_examples_ask_of_subjects_that_stand_in_many_articles(tmp_path: Path) -> None:
    def told(n: int) -> str:
        place = f"Ferry{chr(97 + n // 26)}{chr(97 + n % 26)}"
        once = f"{place}\n\n{place} will mend the quay with {n + 2} cranes of its own.\n\n"
        often = f"Gannet Bay\n\nGannet Bay will paint the boat of number {n + 7} in the spring.\n\n"
        return "The winners\n\nHere are the plans that have won.\n\n" + once + (often if n % 3 == 0 else "")

    few = index_of(tmp_path, **{f"a{n:03}": told(n) for n in range(120)})
    assert "What will Gannet Bay do?" in suggest_examples(few, 6)
    assert not [question for question in suggest_examples(few, 6) if "Ferry" in question]


def test_a_talk_is_suggested_where_its_speaker_says_something_of_the_topic(tmp_path: Path) -> None:
    verbs = ("mends", "paints", "measures", "shuts", "opens")
    texts = {
        f"a{n}": f"“The harbour {verb} the Gull Island ferry in week {n} of the year,” said director Ann Lee.\n\n"
        f"In spring the old crew of the long quay {verb} Gannet Bay with {n + 3} boats and rope.\n"
        for n, verb in enumerate(verbs)
    }
    found = suggest_examples(index_of(tmp_path, **texts), 20)
    talks = [question for question in found if " say about " in question]
    assert talks
    assert all(question.startswith("What did Ann Lee say about ") for question in talks)


def test_what_is_offered_while_somebody_types_is_all_answered(pioneers: Searcher, asked: list[str]) -> None:
    offered = suggest_questions(pioneers)
    assert set(suggest_examples(pioneers, 6)) <= set(offered) and len(set(offered)) == len(offered) > 6
    assert len(asked) <= 2 * len(KINDS) * suggesting.OFFERED
    assert all(answer(Request(question, limit=1), pioneers).answered for question in offered)


@pytest.mark.parametrize(
    ("typed", "matched"),
    [
        ("gann", (0, 1, 2)),
        ("who is", (2, 1)),
        ("  WHO is ", (2, 1)),
        ("jose", (2,)),
        ("bay gannet do", (0,)),
        ("annet", ()),
        ("who is José Gannet", ()),
        ("gannet heron", ()),
        ("?", ()),
        ("", ()),
    ],
)
def test_each_word_that_is_typed_begins_a_word(typed: str, matched: tuple[int, ...]) -> None:
    questions = ("What will Gannet Bay do?", "Gannet Bay: who is its keeper?", "Who is José Gannet?")
    found = match_typed(typed, questions, 5)
    assert found == tuple(questions[place] for place in matched)
    assert match_typed(typed, questions, 1) == found[:1]


def test_an_article_is_asked_what_it_answers_itself_first(searcher: Searcher) -> None:
    found = {card.id: suggest_of_article(card.id, searcher) for card in searcher.cards()}
    told = {article_id: question for article_id, question in found.items() if question}
    assert len(told) > len(found) / 2
    for article_id, question in told.items():
        reply = answer(Request(question), searcher)
        assert reply.passages[0].citations[0].article_id == article_id, question
    assert suggest_of_article("none", searcher) is None
