"""Names are found by how they are written, whole; a sentence's first word and a date are none."""

import pytest

from index import find_term
from qa.selection.asked_noun import read_noun
from qa.spans.names import find_names, find_persons, find_quoted
from qa.spans.sorts import Sort

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
        ("The wreck is listed as QX 1841, a barge.", ["QX 1841"]),
        ("They passed the 21st Century Ferries Act.", ["21st Century Ferries Act"]),
        ("It won the Random Acts of Mooring prize.", ["Random Acts of Mooring"]),
        ("Ann Lee wrote for Tarn Lights & Buoys.", ["Ann Lee", "Tarn Lights & Buoys"]),
        ("It has grown.Ann Lee is glad.", ["Ann Lee"]),
        ("The lamp was lit by Mr. A. B. Tan at noon.", ["A. B. Tan"]),
        ("J. R. Holm spoke; see page A. The end.", ["J. R. Holm"]),
        ("Take plenty of vitamin D. Mary Holm gives it.", ["Mary Holm"]),
        ("The chair, Lucy So, spoke.", ["Lucy So"]),
        ("Nothing here is a name.", []),
    ],
)
def test_a_name_is_found_whole(text: str, wanted: list[str]) -> None:
    found = find_names(text, lambda term: term in KNOWN)
    assert [text[start:end] for start, end in found] == wanted


def test_a_person_stands_behind_an_office_of_several_words() -> None:
    text = "The Minister for Canal Affairs Jory Tregale and the Senior Director of Works Jory Tregale met."
    known = {find_term(word) for word in ("jory", "tregale")}
    found = find_persons(text, lambda term: term in known)
    assert [text[start:end] for start, end in found] == ["Jory Tregale", "Jory Tregale"]


def test_a_person_has_initials_and_is_told_without_a_title() -> None:
    text = "The lamp was lit by Mr. A. Lee of Otterby and Mrs Ann Lowe; Dr Tan came, see page A. The end."
    found = find_persons(text, lambda term: False)
    assert [text[start:end] for start, end in found] == ["A. Lee", "Ann Lowe", "Dr Tan"]


def test_what_is_called_by_the_word_of_a_thing_is_no_person() -> None:
    assert find_persons("The Canal Directive and the Lamp Ceremony.", lambda term: True) == []


def test_a_term_in_code_is_a_name() -> None:
    text = "the checker that we call `locksee`, for short"
    assert [text[start:end] for start, end in find_quoted(text)] == ["locksee"]


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
