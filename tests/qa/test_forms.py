"""Questions of a form of their own: for a section, for two, and for the articles themselves."""

import pytest

from qa.asking.forms import Catalogued, Form, read_form
from qa.values import AnswerKind


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("Tell me about Ayton", "Ayton"),
        ("Please summarise the Ayton scheme.", "the Ayton scheme"),
        ("what is Ayton doing?", "Ayton"),
        ("What’s Ayton up to these days?", "Ayton"),
        ("give me a quick overview of Ayton please", "Ayton"),
        ("What can you tell me about Ayton?", "Ayton"),
    ],
)
def test_a_question_for_all_that_is_said_of_a_thing_is_read(text: str, about: str) -> None:
    assert read_form(text, alone=True) == Form(AnswerKind.SECTION, about)


@pytest.mark.parametrize(
    "text",
    [
        "Compare Ayton and Brill",
        "What do Ayton and Brill have in common?",
        "How do Ayton and Brill differ?",
        "what's the difference between Ayton and Brill",
        "Ayton vs Brill",
        "How does Ayton compare to Brill?",
    ],
)
def test_a_question_for_two_side_by_side_is_read(text: str) -> None:
    form = read_form(text, alone=True)
    assert form is not None
    assert form.kind is AnswerKind.COMPARISON
    assert "Ayton" in form.about
    assert "Brill" in form.about
    assert "?" not in form.about


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("How many articles are there?", Catalogued.COUNT),
        ("how many documents do you have", Catalogued.COUNT),
        ("list all the articles", Catalogued.ALL),
        ("Which is the newest?", Catalogued.NEWEST),
        ("What's the oldest article?", Catalogued.OLDEST),
        ("Who publishes these?", Catalogued.PUBLISHERS),
        ("where do the articles come from?", Catalogued.PUBLISHERS),
        ("What is this about?", Catalogued.ABOUT),
        ("What can you do?", Catalogued.ABILITY),
    ],
)
def test_a_question_about_the_articles_is_read(text: str, asks: Catalogued) -> None:
    assert read_form(text, alone=True) == Form(AnswerKind.CORPUS, "", asks)


@pytest.mark.parametrize("text", ["How many articles say that the pier fell?", "Which reports mention the pier fell"])
def test_what_articles_are_asked_to_say_is_read(text: str) -> None:
    form = read_form(text, alone=True)
    assert form is not None
    assert (form.asks, form.about.removeprefix("the ")) == (Catalogued.MENTIONS, "pier fell")


@pytest.mark.parametrize(
    "text",
    [
        "How many articles does the treaty have?",
        "How many pages is the plan?",
        "Who wrote the plan for the pier?",
        "What is the ferry doing about the noise?",
        "What is the newest ferry?",
        "How do the ferries run?",
        "What can you do about seasickness?",
    ],
)
def test_a_question_of_what_the_articles_tell_has_no_such_form(text: str) -> None:
    assert read_form(text, alone=True) is None


def test_after_another_turn_the_newest_is_of_what_that_was_about() -> None:
    assert read_form("Which is the newest?", alone=False) is None
    assert read_form("Which is the newest article?", alone=False) is not None
