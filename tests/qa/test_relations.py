"""How a span stands to the verb and the preposition of a question; and who did what is told in the passive."""

import re

import pytest

from qa.selection.relations import find_agents, read_relation, stands_after


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


@pytest.mark.parametrize(
    ("text", "verb", "agents"),
    [
        ("The bell, cast by Norholm, was paid for by the Tidal Fund.", "pay", ["Tidal Fund"]),
        ("The bell was cast by the Danish firm Norholm for Otterby.", "cast", ["Norholm"]),
        ("It was built by Norholm.", "build", ["Norholm"]),
        ("It is run by a charity of the town, the Tidal Fund.", "run", ["Tidal Fund"]),
        ("It was built near Otterby.", "build", []),
        ("It was built by 40 divers. Then Otterby burnt.", "build", []),
        ("It was built by Norholm.", None, []),
        ("It was built in 1903 by Norholm.", "build", ["Norholm"]),
        ("The inn was built in 1903 by Otterby, the quay was built by Norholm.", "build", ["Otterby", "Norholm"]),
        ("The inn was built for 40 guests, the quay was built by Norholm.", "build", []),
    ],
)
def test_who_did_something_stands_behind_by(text: str, verb: str | None, agents: list[str]) -> None:
    names = [match.span() for match in re.finditer(r"Tidal Fund|Danish|Norholm|Otterby", text)]
    found = find_agents(text, verb, names)
    assert [text[slice(*name)] for name in names if name[0] in found] == agents
