"""Questions for what something is called or means: what they ask about, and the verb that only asks."""

import pytest

from qa.asking.naming import find_called, find_silent_verb, read_thing
from qa.asking.question import read_question
from qa.spans.names import tells_name


@pytest.mark.parametrize(
    ("question", "called", "verb"),
    [
        ("What is the new ferry called?", "new ferry", "called"),
        ("What will the lock be named?", "lock", "named"),
        ("what's the society's newsletter known as", "society's newsletter", "known as"),
        ("What is the name of the second barge?", "second barge", None),
        ("Who called the harbour master?", None, None),
        ("What is the number to call?", None, None),
        ("What happened at the lock?", None, "happened"),
        ("When did it happen?", None, None),
        ("What is the man named in the report accused of?", None, None),
        ("What is the illness known as the staggers treated with?", None, None),
    ],
)
def test_the_thing_whose_name_is_asked_is_found(question: str, called: str | None, verb: str | None) -> None:
    span = find_silent_verb(question)
    assert (find_called(question), span and question[slice(*span)]) == (called, verb)


def test_the_verb_that_only_asks_is_not_searched_for() -> None:
    assert [term.word for term in read_question("What is the new ferry called?").terms] == ["new", "ferry"]
    assert "call" in [term.word for term in read_question("When did the pilot call the tug?").terms]


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("The scheme, known as the Weir Gate, opened.", True),
        ("It will be called “Quiet Hours”.", True),
        ("Residents can call the lock house.", False),
        ("He named three barges.", False),
    ],
)
def test_a_text_that_tells_a_name_is_told(text: str, tells: bool) -> None:
    assert tells_name(text) is tells


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param("What does OWF stand for?", ("OWF",), id="letters"),
        pytest.param("What do the letters OWF mean at the weir?", ("OWF",), id="the-letters"),
        pytest.param("OWF meaning", ("OWF",), id="two-words"),
        pytest.param("whats a slipway", ("slipway",), id="run-together"),
        pytest.param("For my tram club: what is a dead man's handle?", ("dead", "man's", "handle"), id="with-context"),
        pytest.param("What do pilots mean by a slack tide?", ("slack", "tide"), id="meant-by"),
        pytest.param("Everyone says “hot berthing”. What is that?", ("hot", "berthing"), id="quoted"),
        pytest.param(
            "hot berthing in harbours, what does it mean?", ("hot", "berthing", "harbours"), id="named-before"
        ),
        pytest.param("What means Rule of Twelfths? My boss asks it.", ("Rule", "Twelfths"), id="foreign-order"),
        pytest.param("Please explain in-motion charging to a layman.", ("in-motion", "charging"), id="explain"),
        pytest.param("It calls itself OWF. What do the letters stand for?", (), id="no-thing"),
        pytest.param("Who keeps the lock?", (), id="no-definition"),
    ],
)
def test_the_thing_is_read_without_what_stands_around_it(question: str, words: tuple[str, ...]) -> None:
    assert read_thing(question) == words
