"""The office that a text gives to a person is found beside the name, whole, and nothing else is taken for one."""

import pytest

from qa.selection.office_holders import title_asked
from qa.spans.offices import find_role, holds_title


@pytest.mark.parametrize(
    ("text", "role"),
    [
        pytest.param("Ann Lee, director of works, said:", "director of works", id="after-the-name"),
        pytest.param("“Yes,” said Ann Lee, who runs the depot.", None, id="a-clause-is-no-role"),
        pytest.param("Ann Lee, Chair of the Board, said:", "Chair of the Board", id="capitalised"),
        pytest.param("Ann Lee, the clerk to the parish council.", "the clerk to the parish council", id="at-the-end"),
        pytest.param("works director Ann Lee said so", "works director", id="before-the-name"),
        pytest.param("Transport Secretary Ann Lee said: yes", "Transport Secretary", id="capitalised-before-the-name"),
        pytest.param("Then Ann Lee left the room.", None, id="none"),
    ],
)
def test_a_persons_role_is_found_beside_the_name(text: str, role: str | None) -> None:
    start = text.index("Ann Lee")
    span = find_role(text, start, start + len("Ann Lee"))
    assert (text[slice(*span)] if span else None) == role


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "Ann Lee, chief executive of the Gorsedale Canal Trust, opened the lock.",
            "chief executive of the Gorsedale Canal Trust",
        ),
        ("Ann Lee, CFO, Gorsedale Barge Company, spoke.", "CFO, Gorsedale Barge Company"),
        (
            "Ann Lee, chief engineer at Gorsedale Docks, and Tom Brown, clerk, spoke.",
            "chief engineer at Gorsedale Docks",
        ),
        ("Ann Lee, deputy mayor Tom Brown and others came.", None),
        ("Ann Lee, 34, a baker from Gorsedale, won.", "a baker from Gorsedale"),
        ("Ann Lee (lock keeper at Gorsedale) rang.", "lock keeper at Gorsedale"),
        ("Ann Lee – mayor of Gorsedale – spoke.", "mayor of Gorsedale"),
        ("Ann Lee is the mayor of Gorsedale.", "the mayor of Gorsedale"),
        ("Ann Lee was elected mayor in 2020.", "mayor"),
        ("Ann Lee has been appointed head of works.", "head of works"),
        ("Ann Lee serves as treasurer of the club.", "treasurer of the club"),
        ("Ann Lee, who is the harbour master, spoke.", "the harbour master"),
        ("Ann Lee, now director of works, spoke.", "director of works"),
        ("The canal’s chief engineer, Ann Lee, spoke.", "The canal’s chief engineer"),
        ("The mayor of Gorsedale, Ann Lee, spoke.", "The mayor of Gorsedale"),
        ("As chair of the board, Ann Lee spoke.", "chair of the board"),
        ("“Yes,” said works director Ann Lee.", "works director"),
        ("The new mayor is Ann Lee.", "The new mayor"),
        ("Ann Lee, Tom Brown and Sam Hill came.", None),
        ("Ann Lee (pictured) spoke.", None),
        ("Ann Lee (34) spoke.", None),
        ("Ann Lee, from Gorsedale, spoke.", None),
        ("Ann Lee, Gorsedale, spoke.", None),
        ("Ann Lee, speaking at noon, spoke.", None),
        ("Ann Lee is delighted.", None),
        ("Ann Lee was the first to sail.", None),
    ],
)
def test_an_office_is_found_in_all_its_places(text: str, role: str | None) -> None:
    start = text.index("Ann Lee")
    span = find_role(text, start, start + len("Ann Lee"))
    assert (text[slice(*span)] if span else None) == role


@pytest.mark.parametrize(
    ("text", "title", "held"),
    [
        ("The Deputy Prime Minister Ann Lee cut the ribbon.", "Prime Minister", False),
        ("The Deputy Prime Minister Ann Lee cut the ribbon.", "deputy prime minister", True),
        ("Ann Lee, Minister for Local Transport, said so.", "transport minister", True),
        ("Ann Lee, the vice-president, left.", "president", False),
        ("The Transport Secretary spoke.", "Health Secretary", False),
    ],
)
def test_a_title_is_held_with_all_its_words_and_none_that_makes_it_another(text: str, title: str, held: bool) -> None:
    assert holds_title(text, title) is held


def test_an_office_is_asked_for_by_its_title_alone() -> None:
    assert title_asked("Who is the harbour master at Brannock?") == "harbour master"
    assert title_asked("Who runs the harbour?") is None
