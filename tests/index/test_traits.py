"""Traits of sentences and kinds of terms: crude signs of what a sentence may answer."""

import pytest

from index import Kind, Trait
from index.text.traits import kind_of_term, traits_of


@pytest.mark.parametrize(
    ("text", "traits"),
    [
        ("The keeper lives on the rock.", 0),
        ("When does the ferry rest?", Trait.ASKS),
        ("“When does it rest?”", Trait.ASKS | Trait.QUOTES),
        ("The board has three members:", Trait.ANNOUNCES),
        ("**These are open:**", Trait.ANNOUNCES | Trait.LEANS),
        ("They leave at noon.", Trait.LEANS),
        ("Fares rise by 3 per cent.", Trait.SHARE),
        ("Fares rise by 3%.", Trait.SHARE),
        ("A ticket costs £4.", Trait.MONEY),
        ("Write to quay@harbour.example", Trait.ADDRESS),
        ("Ring 01234 567890", Trait.ADDRESS),
        ("It closes because the sea is high.", Trait.LEANS | Trait.REASON),
        ("A skiff is a small boat.", Trait.DEFINES),
        ("Tar, rope, oil and nails are sold; so is bread.", Trait.LISTS),
        ("The pier will not open.", Trait.DENIES),
        ("The pier won’t open.", Trait.DENIES),
        ("Last year we bought a boat.", Trait.FIRST_PERSON),
        ("", 0),
    ],
    ids=str,
)
def test_a_sentence_shows_what_it_may_answer(text: str, traits: int) -> None:
    assert traits_of(text) == traits


@pytest.mark.parametrize(
    ("term", "kind"),
    [
        ("2014", Kind.FIGURE | Kind.YEAR),
        ("2314", Kind.FIGURE),
        ("14", Kind.FIGURE),
        ("march", Kind.MONTH),
        ("director", Kind.OFFICE),
        ("week", Kind.PERIOD),
        ("million", Kind.SUM),
        ("street", Kind.STREET),
        ("herring", 0),
    ],
)
def test_a_term_tells_its_kind_by_its_word(term: str, kind: int) -> None:
    assert kind_of_term(term) == kind
