"""The items of an enumeration within a sentence, and of a list's line."""

import pytest

from qa.gathering.enumerations import find_enumeration, item_of_line


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param("The towns are Ayton, Brill and Corfe.", ["Ayton", "Brill", "Corfe"], id="names"),
        pytest.param(
            "The winners are: Ayton; Brill and Upper Corfe; Dunster", ["Ayton", "Brill and Upper Corfe", "Dunster"],
            id="semicolons",
        ),
        pytest.param(
            "It is backed by partners such as the Port Board, Tidewatch and Sea Schools North, who will help.",
            ["Port Board", "Tidewatch", "Sea Schools North"], id="such as",
        ),
        pytest.param(
            "Teams of pilots, tug crews, divers and clerks, daily.", ["pilots", "tug crews", "divers", "clerks"],
            id="common nouns",
        ),
        pytest.param(
            "Six species were seen, including grey seals, common terns, and sand eels.",
            ["grey seals", "common terns", "sand eels"], id="including",
        ),
        pytest.param(
            "It means clearing the slip, mending the crane and training two pilots.",
            ["clearing the slip", "mending the crane", "training two pilots"], id="acts",
        ),
        pytest.param(
            "Today, Ayton, Brill and Corfe joined, especially for herring, cod and hake.", ["Ayton", "Brill", "Corfe"],
            id="an opening word",
        ),
        pytest.param(
            "It keeps nine sluices on the fen, among them Ayton, Brill and Corfe, where eels are counted.",
            ["Ayton", "Brill", "Corfe"], id="among them",
        ),
        pytest.param("It cost £1,500, was built in 2010, and fell down.", [], id="no enumeration"),
        pytest.param("The pier is long.", [], id="none"),
    ],
)  # fmt: skip
def test_the_items_of_a_sentence_are_found(text: str, items: list[str]) -> None:
    found = [text[start:end] for start, end in find_enumeration(text)]
    assert [item.removeprefix("the ") for item in found] == items


def test_no_item_ends_within_what_is_kept_whole() -> None:
    text = "The towns are Ayton, Brill and Corfe, Dunster and Esk."
    kept = [(text.index("Brill"), text.index(", Dunster"))]
    found = [text[start:end] for start, end in find_enumeration(text, kept)]
    assert found == ["Ayton", "Brill and Corfe", "Dunster", "Esk"]


def test_two_names_are_an_enumeration_only_where_two_are_wanted() -> None:
    text = "The ferry is run by Ayton Boats and Brill Lines."
    assert find_enumeration(text) == []
    assert [text[start:end] for start, end in find_enumeration(text, amount=2)] == ["Ayton Boats", "Brill Lines"]


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("- Ayton", "Ayton"),
        ("* Team charter:  helps crews work together", "Team charter"),
        ("2. **Speed** (40 marks)", "Speed"),
        ("and the old slip;", "the old slip"),
        ("- Keep 150 metres away from the dredger.", "Keep 150 metres away from the dredger"),
    ],
)
def test_a_line_is_told_by_what_it_names(line: str, item: str) -> None:
    found = item_of_line(line)
    assert found is not None
    assert line[slice(*found)] == item


def test_a_line_that_names_too_much_has_no_item() -> None:
    assert item_of_line("- " + "The harbour is long and its water is deep and so on " * 4) is None
