"""How near words and names come to a question's words in meaning."""

import pytest

from index import WordVectors
from qa.selection import likeness as module
from qa.selection.likeness import likeness, suits

needs_vectors = pytest.mark.skipif(WordVectors.load() is None, reason="no word vectors are installed")


@needs_vectors
def test_words_that_mean_nearly_the_same_are_alike_and_others_are_not() -> None:
    alike = likeness(["boats"], ["ships", "cheese"])
    assert alike[0, 0] > 0.35
    assert alike[0, 1] == 0


@needs_vectors
def test_a_name_suits_the_noun_that_it_is_one_of() -> None:
    country, other = suits(["country"], ["Argentina", "Flickr"])
    assert country > other


def test_nothing_suits_where_no_noun_is_asked_for() -> None:
    assert suits([], ["Argentina", "Flickr"]) == [0.0, 0.0]


@needs_vectors
def test_words_that_another_thread_forgets_meanwhile_are_embedded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(dict[str, object]):
        def __contains__(self, word: object) -> bool:
            return super().__contains__(word) and self.pop(word) is not None  # type: ignore[call-overload]

    likeness(["mast"], ["sail"])
    monkeypatch.setattr(module, "_known", Forgetful(module._known))
    assert likeness(["mast"], ["mast"])[0, 0] == 1.0
