"""A section whole, two side by side, and what the catalogue tells of the articles."""

from pathlib import Path

import pytest
from small import Corpus

from index import Searcher, open_index
from qa import Answer, AnswerKind, Band, Filters, Origin, Request, Undo, answer

NEWS = (
    "Towns get lamps\n\nLamps are coming to two towns this year.\n\n"
    "Ayton\n\nAyton will light its quay. A crew of four will mend each lamp. The quay opens in May.\n\n"
    "Brill\n\nBrill will light its bridge. Nobody may fish from the bridge at night.\n"
)
NOTE = (
    "A note on lamps\n\nThe towns have told us their plans.\n\n"
    "Ayton\n\nAyton will light its quay. The mayor of Ayton keeps the keys.\n"
)
OTHER = "The weather\n\nIt rained on the coast for a week, and no lamp was lit.\n"


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    place = tmp_path_factory.mktemp("whole")
    corpus = Corpus(place)
    heads = {
        "news": "---\ntitle: Towns get lamps\ndate: 2024-03-01\n---\n\n" + NEWS.partition("\n\n")[2],
        "note": "---\ntitle: A note on lamps\ndate: 2024-05-02\n---\n\n" + NOTE.partition("\n\n")[2],
        "weather": OTHER,
    }
    for name, text in heads.items():
        suffix = "md" if text.startswith("---") else "txt"
        text = (
            text.replace("\nAyton\n", "\n## Ayton\n").replace("\nBrill\n", "\n## Brill\n") if suffix == "md" else text
        )
        Path(corpus.articles, f"{name}.{suffix}").write_text(text, encoding="utf-8")
    return open_index(corpus.build().index)


def ask(question: str, searcher: Searcher, **fields: object) -> Answer:
    reply = answer(Request(question, **fields), searcher)  # type: ignore[arg-type]
    for passage in reply.passages:
        for cited in passage.citations:
            article = searcher.article(cited.article_id)
            assert article is not None
            assert article.text[cited.start : cited.end] == cited.quote
    return reply


def test_a_section_is_told_in_its_own_sentences_and_order(searcher: Searcher) -> None:
    reply = ask("Tell me about Brill", searcher)
    assert reply.interpretation.kind is AnswerKind.SECTION
    told = " ".join(passage.as_read for passage in reply.passages)
    assert told == "Brill will light its bridge. Nobody may fish from the bridge at night."
    assert {passage.heading for passage in reply.passages} == {"Brill"}


def test_what_two_articles_say_in_the_same_words_is_told_once_with_both(searcher: Searcher) -> None:
    reply = ask("What is Ayton doing?", searcher)
    first = next(passage for passage in reply.passages if "light its quay" in passage.text)
    assert sum("light its quay" in passage.text for passage in reply.passages) == 1
    assert {cited.article_id for cited in first.citations} == {"news", "note"}
    assert any("keeps the keys" in passage.text for passage in reply.passages)


def test_two_sections_stand_one_after_the_other(searcher: Searcher) -> None:
    reply = ask("Compare Brill and Ayton", searcher, limit=4)
    assert reply.interpretation.kind is AnswerKind.COMPARISON
    headings = [passage.heading for passage in reply.passages]
    assert headings == sorted(headings, reverse=True)
    assert set(headings) == {"Ayton", "Brill"}
    assert len(headings) <= 4


def test_one_thing_of_a_section_is_no_question_for_all_of_it(searcher: Searcher) -> None:
    assert ask("Tell me about the keys of the mayor of Ayton", searcher).interpretation.kind is not AnswerKind.SECTION


def test_it_after_a_section_is_that_section(searcher: Searcher) -> None:
    reply = ask("What is it doing?", searcher, history=("Tell me about Brill",))
    assert reply.interpretation.carried_over == ("Brill",)
    assert {passage.heading for passage in reply.passages} == {"Brill"}


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many articles are there?", "3 articles"),
        ("Which is the newest?", "A note on lamps, 2024-05-02"),
        ("Which article is the oldest?", "Towns get lamps, 2024-03-01"),
        ("List all articles", "3 articles, all shown"),
        ("Who publishes these articles?", "no publisher is known of 3 articles"),
        ("How many articles mention the quay?", "2 of 3 articles, all shown"),
        ("How many articles say that it rained?", "1 of 3 articles, all shown"),
        ("What's new?", "3 articles, the newest first, all shown"),
        ("What's new since April 2024?", "1 article published from 2024-04-01, all shown"),
        ("Which articles are from March?", "1 article published from 2024-03-01 to 2024-03-31, all shown"),
        ("How many articles were published on 2 May 2024?", "1 article published on 2024-05-02"),
        ("What is the newest article of March 2024?", "Towns get lamps, 2024-03-01"),
        (
            "How many articles of May 2024 mention the quay?",
            "1 of 1 article published from 2024-05-01 to 2024-05-31, all shown",
        ),
    ],
)
def test_the_catalogue_tells(searcher: Searcher, question: str, text: str) -> None:
    reply = ask(question, searcher)
    assert reply.short is not None
    assert (reply.short.text, reply.short.origin, reply.short.citation) == (text, Origin.CORPUS, None)
    assert reply.interpretation.kind is AnswerKind.CORPUS
    assert reply.confidence.band is Band.HIGH
    assert reply.passages


def test_more_articles_that_say_so_than_are_shown_are_counted(searcher: Searcher) -> None:
    reply = ask("How many articles mention a lamp?", searcher, limit=1)
    assert reply.short is not None
    assert reply.short.text == "2 of 3 articles, 1 shown"


def test_filters_hold_for_the_catalogue(searcher: Searcher) -> None:
    reply = ask("How many articles are there?", searcher, filters=Filters(published_from="2024-04-01"))
    assert reply.short is not None
    assert reply.short.text == "1 article"
    assert reply.filtered_out == 2
    assert {passage.citations[0].article_id for passage in reply.passages} == {"note"}


def test_the_time_of_the_articles_asked_for_is_told_and_can_be_undone(searcher: Searcher) -> None:
    asked = "How many articles are from March 2024?"
    read = ask(asked, searcher).interpretation
    assert (read.kind, read.time and read.time.since) == (AnswerKind.CORPUS, "2024-03-01")
    assert ask(asked, searcher, undo=frozenset({Undo.TIME})).interpretation.kind is not AnswerKind.CORPUS


def test_the_newest_article_is_none_of_a_later_day_than_today(searcher: Searcher) -> None:
    reply = ask("Which is the newest?", searcher, asked_on="2024-04-09")
    assert reply.short is not None
    assert reply.short.text == "Towns get lamps, 2024-03-01"


def test_sections_of_the_time_asked_come_first(searcher: Searcher) -> None:
    first = ask("Tell me about Ayton", searcher).passages[0]
    assert first.citations[0].article_id == "news"
    later = ask("Tell me about Ayton in May 2024", searcher)
    assert later.interpretation.time is not None
    assert "keeps the keys" in " ".join(passage.text for passage in later.passages[:2])
    assert later.passages[0].citations[0].article_id == "note"


def test_what_no_article_says_is_not_counted_but_refused(searcher: Searcher) -> None:
    assert not ask("How many articles mention zebras?", searcher).answered


def test_nothing_leans_on_a_question_about_the_articles(searcher: Searcher) -> None:
    reply = ask("Who mends each lamp there?", searcher, history=("Tell me about Ayton", "How many articles are there?"))
    assert (
        reply.interpretation.carried_over
        == ask("Who mends each lamp there?", searcher, history=("Tell me about Ayton",)).interpretation.carried_over
    )
