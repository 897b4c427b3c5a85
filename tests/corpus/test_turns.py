"""Transcripts, interviews and lists of questions: who speaks, what asks, and what is no conversation at all."""

import time

import pytest

from corpus import Document, Role, Source, read_structure, shipped_vocabulary
from index import is_name

BRIEFING = """Press Briefing by Press Secretary Ann Lee and Admiral Bob Tan, 4 May 2021

The Long Room

1:05 P.M. EST

MS. LEE: Good afternoon. The ferry sails on Friday.

It will call at three ports

(Laughter.)

Q Thanks, Ann. The board met on Monday. Will the ferry call at Orsby?

MS. LEE: It will. (Laughter.) We asked for it.

Q Why

ADMIRAL TAN: Is that all? I think it is.

Q Fog. And did the president ask for a new horn?

MS. LEE: He said, “Yes, of course.”

MODERATOR: Last question.

AUDIENCE MEMBER: Hear, hear!

END 2:14 P.M. EST

This text was corrected on 5 May."""


def read(text: str) -> Document:
    """The structure of a text of which nothing else is known."""
    return read_structure(Source("a", text), shipped_vocabulary())


def told(text: str) -> dict[str, tuple[Role, str | None, str | None]]:
    """Each sentence with its role, its speaker, and the heading over it."""
    document = read(text)
    out = {}
    for sentence in document.sentences:
        heading = document.article.sections[sentence.section].heading
        speaker = sentence.speaker and sentence.speaker.text
        out[sentence.text] = (sentence.role, speaker, heading and heading.text)
    return out


def speakers(text: str) -> set[str | None]:
    """Those whose words a text holds."""
    return {speaker for _, speaker, _ in told(text).values()}


def test_each_sentence_of_a_transcript_has_its_speaker_in_full() -> None:
    found = told(BRIEFING)
    assert found["The ferry sails on Friday."][:2] == (Role.PROSE, "Ann Lee")
    assert found["It will call at three ports"][:2] == (Role.PROSE, "Ann Lee")
    assert found["I think it is."][:2] == (Role.PROSE, "Bob Tan")
    assert found["He said, “Yes, of course.”"][1] == "Ann Lee"
    assert found["Last question."][1] == "MODERATOR"
    assert found["Hear, hear!"][1] == "AUDIENCE MEMBER"
    assert found["This text was corrected on 5 May."][1] is None


def test_a_question_is_the_heading_of_its_answer_and_no_evidence() -> None:
    found = told(BRIEFING)
    question = "The board met on Monday. Will the ferry call at Orsby?"
    assert found["Will the ferry call at Orsby?"][0] is Role.HEADING
    assert found["The board met on Monday."] == (Role.PROSE, None, question)
    assert found["It will."] == (Role.PROSE, "Ann Lee", question)
    assert found["Is that all?"][0] is Role.PROSE
    assert found["He said, “Yes, of course.”"][2] == "And did the president ask for a new horn?"


def test_places_times_and_stage_directions_are_furniture() -> None:
    found = told(BRIEFING)
    for line in ("The Long Room", "1:05 P.M. EST", "(Laughter.)", "END 2:14 P.M. EST"):
        assert found[line][:2] == (Role.FURNITURE, None)


def test_labels_stand_outside_of_the_sentences_and_speakers_point_into_the_text() -> None:
    document = read(BRIEFING)
    text = document.article.text
    for sentence in document.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        assert not sentence.text.startswith(("Q ", "MS.", "ADMIRAL", "MODERATOR"))
        speaker = sentence.speaker
        assert speaker is None or text[speaker.start : speaker.end] == speaker.text
    for section in document.article.sections:
        assert section.heading is None or text[section.heading.start : section.heading.end] == section.heading.text


@pytest.mark.parametrize(
    ("title", "label", "name"),
    [
        pytest.param("Remarks by President Lee at the Quay", "THE PRESIDENT", "President Lee", id="office"),
        pytest.param("Remarks by President Lee Celebrating Spring", "THE PRESIDENT", "President Lee", id="headline"),
        pytest.param(
            "Remarks by Vice President Tan and President Lee", "THE PRESIDENT", "President Lee", id="not-vice"
        ),
        pytest.param("Remarks by First Lady Ann Lee in Orsby", "THE FIRST LADY", "First Lady Ann Lee", id="two-words"),
        pytest.param("Talk with Minister Jo McLee-Tan", "MINISTER MCLEE-TAN", "Jo McLee-Tan", id="capitals-within"),
        pytest.param("Talk with Ursula van der Lee", "MS. VAN DER LEE", "Ursula van der Lee", id="particles"),
        pytest.param(
            "Remarks by Prime Minister Lee", "PRIME MINISTER LEE", "Prime Minister Lee", id="office-and-surname"
        ),
        pytest.param("Talk with Ann Lee", "MS. TAN", "MS. TAN", id="unknown"),
    ],
)
def test_the_title_tells_the_name_of_a_label(title: str, label: str, name: str) -> None:
    text = f"{title}\n\n{label}: I open the quay.\n\nQ When?\n\n{label}: On Friday."
    assert told(text)["I open the quay."][1] == name


def test_another_of_the_family_is_another() -> None:
    text = "A visit\n\nPRESIDENT LEE: I thank my wife, First Lady Jo Lee.\n\nQ Why?\n\nPRESIDENT LEE: It was hers."
    assert told(text)["It was hers."][1] == "PRESIDENT LEE"


def test_a_speech_has_the_speaker_that_it_tells_once() -> None:
    speech = "Remarks by President Lee\n\n2:00 P.M.\n\nTHE PRESIDENT: Good day.\n\nWe open the quay.\n\n2:10 P.M."
    assert told(speech)["We open the quay."][1] == "President Lee"
    assert speakers("Remarks by President Lee\n\nGood day.\n\nWe open the quay.") == {None}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ann Lee: How tall is it?\n\nBob Tan: It is tall.\n\nAL: And old?\n\nBT: It is.", id="initials"),
        pytest.param("Ann Lee: How tall is it?\n\nBob Tan: It is tall.\n\nLee: And old?\n\nTan: It is.", id="surnames"),
        pytest.param("Ann Lee: How tall is it?\nBob Tan: It is tall.\nAnn Lee: And old?\nBob Tan: It is.", id="lines"),
    ],
)
def test_an_interview_has_its_speakers_and_its_questions(text: str) -> None:
    found = told(text)
    assert found["It is tall."] == (Role.PROSE, "Bob Tan", "How tall is it?")
    assert found["It is."] == (Role.PROSE, "Bob Tan", "And old?")
    assert found["And old?"][:2] == (Role.HEADING, "Ann Lee")


@pytest.mark.parametrize("marks", [("Q: ", "A: "), ("Q. ", "A. "), ("Question 1: ", "Answer: "), ("Q: ", "")])
def test_an_answer_stands_under_its_question(marks: tuple[str, str]) -> None:
    ask, reply = marks
    text = f"The pier\n\n{ask}When will it open?\n\n{reply}On Friday.\n\n{ask}Who pays?\n\n{reply}The county."
    found = told(text)
    assert found["On Friday."] == (Role.PROSE, None, "When will it open?")
    assert found["The county."] == (Role.PROSE, None, "Who pays?")
    assert found["Who pays?"][0] is Role.HEADING


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("FACT: The quay is old. It leaks.\n\nMYTH: It is new.\n\nFACT: It is not.", id="fact"),
        pytest.param("NOTE: It is shut.\n\nWHO: All of us.\n\nNOTE: It opens late.", id="note"),
        pytest.param("FACT SHEET: The Quay\n\nIt opens on Friday.", id="fact-sheet"),
        pytest.param("GENERAL INFORMATION: It is shut.\n\nFURTHER INFORMATION: It opens late.", id="general"),
        pytest.param("Speaker: Ann Lee\nTitle: Fog\nSpeaker: Bob Tan\nTitle: Sun\nHost: Town Hall", id="programme"),
        pytest.param("Ann Lee: Opening\n\nBob Tan: Budget\n\nAnn Lee: Close", id="agenda"),
        pytest.param("Contact: Ann Lee\n\nPhone: 020 7946 0001", id="contact"),
        pytest.param("Dear Madam Speaker:\n\nI write to you. It is late.", id="letter"),
        pytest.param("Q fever is a disease. It is rare.\n\nQ fever is caught from goats.", id="disease"),
        pytest.param("To be clear: We open.\n\nThe Bottom Line: We open.\n\nTo be clear: We do.", id="phrase"),
        pytest.param("Case One: Ann Lee\nOffense: Fraud.\n\nCase Two: Bob Tan\nOffense: Fraud.", id="rows"),
    ],
)
def test_rows_notes_and_letters_are_no_conversation(text: str) -> None:
    assert speakers(text) == {None}


def test_what_follows_an_interview_is_not_the_speakers() -> None:
    talk = "Ann Lee: Is it old?\n\nBob Tan: I think so. My boat is older.\n\n"
    assert told(talk + "Tan has kept the light since 1990.")["Tan has kept the light since 1990."][1] is None
    assert told(talk + "About the trust\n\nIt was founded in 1990.")["It was founded in 1990."][1] is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\n\n".join(f"MR. X{n:x}: Hello. I am here." for n in range(6000)), id="labels"),
        pytest.param("\n\n".join(["Q Will it? Will it?"] * 6000) + "\n\nMR. LEE: No.", id="questions"),
        pytest.param("Q Yes?\n\nMR. LEE: No.\n\n" + "(" * 60_000 + "\n\n" + "Aa " * 40_000, id="brackets"),
        pytest.param("MR. LEE: No.\n\nQ " + "is it so and " * 9000 + "?\n\nMR. LEE: No.", id="a-long-question"),
    ],
)
def test_hostile_texts_are_read_in_time(text: str) -> None:
    began = time.perf_counter()
    read(text)
    assert time.perf_counter() - began < 20


def test_a_question_is_the_name_of_no_section() -> None:
    assert is_name("The Long Pier") and not is_name("Will Ann Lee?") and not is_name("And Bob Tan —")
