"""What a question asks the meaning of is read by the forms in which people ask."""

import pytest

from qa.spans.asked_thing import read_thing


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
