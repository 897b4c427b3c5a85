"""How a span stands to the verb and the preposition of a question, and to words like its own."""

import pytest

from index import WordVectors
from qa.spans import relations
from qa.spans.relations import likeness, read_relation, stands_after, suits

needs_vectors = pytest.mark.skipif(WordVectors.load() is None, reason="no word vectors are installed")


@pytest.mark.parametrize(
    ("question", "subject", "verb"),
    [
        pytest.param("Who rowed to the buoy?", True, "rowed", id="who-did"),
        pytest.param("Who is painting the mast?", True, "painting", id="who-is-doing"),
        pytest.param("Which firm mended the mast?", True, "mended", id="which-did"),
        pytest.param("Whom did the board appoint?", False, "appoint", id="whom"),
        pytest.param("Who did the board appoint?", False, "appoint", id="do-support"),
        pytest.param("Which boat will Ada Frome launch?", False, "launch", id="a-name-behind-the-auxiliary"),
        pytest.param("which boat she sold", False, "sold", id="a-pronoun-before-the-verb"),
        pytest.param("When did the ferry sink?", None, "", id="no-thing-asked-for"),
    ],
)
def test_a_question_asks_for_the_subject_or_the_object_of_its_verb(
    question: str, subject: bool | None, verb: str
) -> None:
    relation = read_relation(question)
    assert (relation.subject, relation.word) == (subject, verb)


@pytest.mark.parametrize(
    ("question", "preposition"),
    [
        ("On which quay does the crane stand?", "on"),
        ("Which firm do they work with?", "with"),
        ("Which firm mended the mast?", ""),
    ],
)
def test_the_preposition_of_a_question_stands_before_its_question_word_or_at_its_end(
    question: str, preposition: str
) -> None:
    assert read_relation(question).preposition == preposition


def test_a_span_stands_after_a_preposition_with_its_article_and_two_words_between() -> None:
    assert stands_after("The crane stands on the old ", "on")
    assert not stands_after("The crane on its rusty iron wheels left ", "on")
    assert not stands_after("The crane stands on ", "")


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
    monkeypatch.setattr(relations, "_known", Forgetful(relations._known))
    assert likeness(["mast"], ["mast"])[0, 0] == 1.0
