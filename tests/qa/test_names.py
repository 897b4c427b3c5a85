"""Names are found by how they are written, whole; a sentence's first word and a date are none."""

import pytest

from qa.spans.asked_noun import Sort, read_noun
from qa.spans.names import find_names, find_quoted

KNOWN = {"gorsedal", "otter"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The lock is run by the Gorsedale Canal Trust.", ["Gorsedale Canal Trust"]),
        ("It was built by Tarn Works, Inc. in 1931.", ["Tarn Works, Inc"]),
        ("The Office of Weirs and Fords (OWF) pays.", ["Office of Weirs and Fords", "OWF"]),
        ("It sails for the Isle of Mull on Monday.", ["Isle of Mull"]),
        ("In May 2031 the fair moves to Otterby.", ["Otterby"]),
        ("Yesterday they met at Gorsedale’s Corn Exchange.", ["Gorsedale", "Corn Exchange"]),
        ("Otter sells it as the Lumen Z 9 lamp.", ["Otter", "Lumen Z 9"]),
        ("Works director Ann Lee opened it.", ["Ann Lee"]),
        ("The old hulk was moored at St. Bees in winter.", ["St. Bees"]),
        ("Sally Holm, bursar, spoke.", ["Sally Holm"]),
        ("Sign in at login.gov for it.", ["login.gov"]),
        ("Nothing here is a name.", []),
    ],
)
def test_a_name_is_found_whole(text: str, wanted: list[str]) -> None:
    found = find_names(text, lambda term: term in KNOWN)
    assert [text[start:end] for start, end in found] == wanted


def test_a_few_words_in_quotation_marks_are_a_term_and_a_sentence_is_none() -> None:
    text = "They call it “slow water”, and say “It has been a long and hard year for all of us here.”"
    assert [text[start:end] for start, end in find_quoted(text)] == ["slow water"]


@pytest.mark.parametrize(
    ("question", "words", "sort"),
    [
        ("Which town keeps the lock?", ("town",), Sort.PLACE),
        ("Which charity paid for it?", ("charity",), Sort.BODY),
        ("Which botanist found the moss?", ("botanist",), Sort.PERSON),
        ("what lamp was it", ("lamp",), Sort.THING),
        ("On which of the islands is it?", ("islands",), Sort.PLACE),
        ("Who keeps the lock?", (), None),
    ],
)
def test_the_noun_of_a_question_says_what_sort_of_thing_answers(
    question: str, words: tuple[str, ...], sort: Sort | None
) -> None:
    noun = read_noun(question)
    assert (noun.words, noun.sort) == (words, sort)
