"""Whose words a sentence holds, where the text says so; in doubt, nobody's."""

import pytest

from corpus import SHIPPED_ARTICLES, Source, find_people, read_sources, read_structure, shipped_vocabulary
from corpus.structure.quotations import find_quotations

SHIPPED = {source.id: read_structure(source, shipped_vocabulary()) for source in read_sources(SHIPPED_ARTICLES)}


def said(text: str) -> list[tuple[str, str | None]]:
    """Each sentence with the name of the one whose words it holds."""
    document = read_structure(Source("a", text), shipped_vocabulary())
    return [(sentence.text, sentence.speaker and sentence.speaker.text) for sentence in document.sentences]


def speakers(text: str) -> list[str | None]:
    """The speaker of each sentence."""
    return [speaker for _, speaker in said(text)]


LEE = "Ann Lee"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ann Lee, director of works, said: “We open.", id="office-after-the-name"),
        pytest.param("The council’s director of works Ann Lee said: ‘We open.’", id="office-before-the-name"),
        pytest.param('Director Ann Lee added: "We open."', id="straight-marks"),
        pytest.param('Transport Secretary Ann Lee said: "We open."', id="another-office-before"),
        pytest.param("Ann Lee said, “We open.”", id="comma"),
        pytest.param("Ann Lee told us: “We open.”", id="told-us"),
        pytest.param("Ann Lee: “We open.”", id="script"),
        pytest.param("“We open,” said Ann Lee, director of works.", id="said-by"),
        pytest.param("“We open”, Ann Lee said.", id="name-then-said"),
        pytest.param("‘We open,’ Ann Lee, director of works, said.", id="name-office-said"),
        pytest.param("“We open.” – Ann Lee, director of works", id="signed"),
        pytest.param("The board met. It was long. Ann Lee, its chair, said: “We open.”", id="sentences-before"),
        pytest.param("“We open. It is ours,” admitted Ann Lee.", id="another-verb"),
        pytest.param("“We open,” beamed Ann Lee.", id="a-verb-in-no-list"),
        pytest.param("“We open,” Ann Lee stressed on Friday.", id="name-then-another-verb"),
        pytest.param("“We open,” tweeted Director of Works Ann Lee.", id="office-of-something"),
        pytest.param("Ann Lee confirmed the date: “We open.”", id="any-verb-before"),
        pytest.param("Said Ann Lee: “We open.”", id="the-verb-first"),
        pytest.param("Orsby Mayor Ann Lee: “We open.”", id="place-and-office"),
        pytest.param("„We open“, said Ann Lee.", id="low-marks"),
        pytest.param("„We open.” – Ann Lee", id="low-and-high-marks"),
        pytest.param("« We open », said Ann Lee.", id="angled-marks-apart"),
        pytest.param("«We open», Ann Lee said.", id="angled-marks"),
        pytest.param("»We open«, said Ann Lee.", id="angled-marks-inward"),
        pytest.param("We saw Mr J. R. Bean. Dr. Ann Lee said: “We open.”", id="initials-before"),
    ],
)
def test_the_text_names_who_speaks(text: str) -> None:
    found = [speaker for sentence, speaker in said(text) if "We open" in sentence]
    assert [name and name.removeprefix("Dr. ") for name in found] == [LEE]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Residents said: “We open.”", id="a-crowd"),
        pytest.param("Today the council said: “We open.”", id="a-body"),
        pytest.param("Public Health England said: “We open.”", id="a-body-of-three-words"),
        pytest.param("A spokesman said: “We open.”", id="nobody-by-name"),
        pytest.param("Lamb said: “We open.”", id="a-surname-that-nothing-explains"),
        pytest.param("She said: “We open.”", id="a-pronoun-without-anyone"),
        pytest.param("They called it “We open”, as Ann Lee knows.", id="a-name-that-does-not-speak"),
        pytest.param("Ann Lee came. “We open.”", id="a-name-before"),
        pytest.param("“We open.” Later Ann Lee said no.", id="a-name-in-the-next-sentence"),
        pytest.param("“We open.” – Patient, alcohol service", id="signed-by-nobody"),
        pytest.param("They wrote of “We open,” Ann Lee, a ship of many sails.", id="a-name-in-a-row"),
        pytest.param("The team called “We open,” by Ann Lee, their best.", id="by"),
        pytest.param("Once “We open,” Ann Lee described the plan.", id="what-is-described"),
        pytest.param("Ann Lee will:\n\nWe open. It is late.", id="a-colon-without-a-quotation"),
    ],
)
def test_in_doubt_nobody_speaks(text: str) -> None:
    assert [speaker for sentence, speaker in said(text) if "We open" in sentence] == [None]


def test_a_name_in_capitals_is_a_name() -> None:
    assert speakers("“We open,” said ANN LEE, the pilot.") == ["ANN LEE"]
    assert speakers("“We open,” said THE COUNCIL.") == [None]


def test_after_a_quotation_the_reporter_writes() -> None:
    text = "“We open,” said Ann Lee. The board met on Friday.\n\nIt was long.\n\n«We do», Lee said. All left."
    assert speakers(text) == [LEE, None, None, LEE, None]


def test_a_lone_surname_or_title_means_the_full_name_that_the_text_gave() -> None:
    text = "Norman Lamb and Ms Pollard came. Catherine Pollard spoke.\n\nLamb said: “I.”\n\nMs Pollard said: “We.”"
    assert speakers(text)[2:] == ["Norman Lamb", "Catherine Pollard"]
    document = read_structure(Source("a", text), shipped_vocabulary())
    span = document.sentences[2].speaker
    assert span is not None and span.start == text.index("Norman Lamb")


def test_a_pronoun_means_the_speaker_or_the_subject_of_the_paragraph_above() -> None:
    assert speakers("Ann Lee, the chair, called it new.\n\nShe said: “We open.”") == [None, LEE]
    assert speakers("“It is new,” said Ann Lee.\n\n“It is ours,” she added. “We open.”") == [LEE, LEE, LEE]
    assert speakers("Ann Lee said: “It is new.”\n\nAnd she added: “We open.”") == [LEE, LEE]


def test_a_pronoun_means_the_one_told_of_before_it_rather_than_the_last_speaker() -> None:
    text = "Bob Ray said: “It is new.”\n\nThe doctor, Ann Lee, was less glad. “It is late,” she said. “It is far.”"
    assert speakers(text) == ["Bob Ray", None, LEE, LEE]


def test_a_quotation_that_nothing_closes_goes_on_below() -> None:
    text = "Ann Lee said: “We open.\n\n“We close late. It is long.”\n\nThe board agreed."
    assert speakers(text) == [LEE, LEE, LEE, None]


def test_a_lead_in_owns_all_quotations_that_follow_it_and_no_more() -> None:
    text = "Ann Lee, the chair, said:\n\n“We open.”\n\n“We close late.”\n\nThe board agreed.\n\n“We do not.”"
    assert speakers(text) == [None, LEE, LEE, None, None]


def test_after_a_closed_quotation_that_only_names_its_speaker_another_may_be_anybodys() -> None:
    assert speakers("“We open,” said Ann Lee.\n\n“We do not.”") == [LEE, None]


def test_a_quotation_without_marks_ends_where_the_reporter_goes_on() -> None:
    text = (
        "Ann Lee, the chair, said:\n\nIt is new.\n\nWe open.\n\nThe town grows.\n\nOur doors are wide.\n\n"
        "The board met in May.\n\nIt sat for long.\n\nWe all know it."
    )
    assert speakers(text) == [None, LEE, LEE, LEE, LEE, None, None, None]


def test_a_quotation_without_marks_stays_in_its_section() -> None:
    assert speakers("Opening.\n\nAnn Lee said:\n\nWe open.\n\nKent\n\nWe are many.") == [None, None, LEE, None, None]


def test_a_second_lead_in_takes_over() -> None:
    text = "Ann Lee, the chair, said:\n\nWe open.\n\nBob Ray, Chief Executive:\n\nWe close."
    assert speakers(text) == [None, LEE, None, "Bob Ray"]


def test_words_outside_of_the_marks_are_the_reporters() -> None:
    text = (
        "The board met. Ann Lee said: “We open. We do.” The doors are blue. “They are green,” said Bob Ray. Few agree."
    )
    assert speakers(text) == [None, LEE, LEE, None, "Bob Ray", None]


def test_quoted_words_within_another_sentence_are_not_credited_to_the_last_speaker() -> None:
    assert speakers("Ann Lee said: “We open.” Critics called it “mad”.") == [LEE, None]
    assert speakers("“We open,” said Ann Lee. Critics called it “mad”.") == [LEE, None]


def test_a_speech_that_the_speaker_interrupts_is_all_the_speakers() -> None:
    assert speakers("“We open,” said Ann Lee. “We do. We will.” It is so.") == [LEE, LEE, LEE, None]


@pytest.mark.parametrize(
    ("beginning", "speaker"),
    [
        ("Overall nearly 100 authorities bid", "Sandie Keene"),
        ("Lessons from all those authorities", "Sandie Keene"),
        ("The quality and quantity of bids", "Cllr. Katie Hall"),
        ("The LGA is contributing", "Cllr. Katie Hall"),
        ("HEE welcomes the role", "Professor Ian Cumming"),
        ("However, this is just the start", "Norman Lamb"),
        ("In Greenwich, one of the", None),
        ("Results from these approaches", None),
    ],
)
def test_the_long_article_has_its_speakers(beginning: str, speaker: str | None) -> None:
    sentences = SHIPPED["fourteen-pioneering-initiatives"].sentences
    (found,) = [sentence for sentence in sentences if sentence.text.startswith(beginning)]
    assert (found.speaker and found.speaker.text) == speaker


def test_every_speaker_of_the_shipped_articles_is_a_person_of_them() -> None:
    named = {s.speaker.text for document in SHIPPED.values() for s in document.sentences if s.speaker}
    assert named == {
        "Norman Lamb", "Catherine Pollard", "Nick Clegg", "Jane Cummings", "Toby Lambert", "Don Redding",
        "Sally Warren", "Lord Michael Bichard", "Sandie Keene", "Richard Jeavons", "Cllr. Katie Hall",
        "Cllr Katie Hall", "Professor Ian Cumming",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Deputy Prime Minister Nick Clegg and Zoë O’Neill’s aide", ["Nick Clegg", "Zoë O’Neill"]),
        ("Dr. J. R. R. Tolliver met Ursula von der Leyen", ["Dr. J. R. R. Tolliver", "Ursula von der Leyen"]),
        ("Public Health England, Kent County Council and the NHS Trust", []),
        ("North Staffordshire, East London and Oliver North", ["Oliver North"]),
        ("Yesterday Norman Lamb spoke. However Ms Park did not", ["Norman Lamb", "Ms Park"]),
        ("Transport Secretary Gwyn Pascoe and Harbour Master Tobias Lusk", ["Gwyn Pascoe", "Tobias Lusk"]),
        ("Rachel King met Norman Lamb Care Minister", ["Rachel King", "Norman Lamb"]),
        ("Saltmarch Coast Harbours Board and Integration Pioneers", []),
        ("the king", []),
        ("National Lock Advisor Jory Tregale met Secretary-General Una Fell", ["Jory Tregale", "Una Fell"]),
        ("The Honourable Una Fell and Congresswoman Ann Mary King", ["Una Fell", "Ann Mary King"]),
        (
            "Walter M. “Wally” Holm, John ‘Jack’ Reed and Tom Birch III",
            ["Walter M. “Wally” Holm", "John ‘Jack’ Reed", "Tom Birch III"],
        ),
        ("Ann Lee (Chair) Tom Day (Secretary) Mary Hope", ["Ann Lee", "Tom Day", "Mary Hope"]),
        ("Tom Day (Greenwich) Trust", ["Tom Day"]),
    ],
)
def test_people_are_told_from_bodies_and_offices(text: str, found: list[str]) -> None:
    spans = find_people(text)
    assert [span.text for span in spans] == found
    assert all(text[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("‘We like the ‘joined up’ way.’ It opens.", ["‘We like the ‘joined up’ way.’"]),
        ("‘Patients’ needs come first. We act.’ So", ["‘Patients’ needs come first. We act.’"]),
        ("The ‘pioneer’ towns’ mayor said: ‘We go.’", ["‘pioneer’", "‘We go.’"]),
        ('"Yes," she said. "No."', ['"Yes,"', '"No."']),
        ("“Outer ‘inner’ words,” it’s said.", ["“Outer ‘inner’ words,”"]),
        ('Dogs’ bowls, O’Neill’s and a 5" pipe', []),
        ("“It goes on", ["“It goes on"]),
    ],
)
def test_quotations_are_found_by_their_marks(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_quotations(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It goes on,” she said, “and on.", ["It goes on,”", "“and on."]),
        ("“It goes on anew.” The end.", ["“It goes on anew.”"]),
        ("It has “inner” marks and ends.” The end.", ["It has “inner” marks and ends.”"]),
        ("It shows no mark", ["It shows no mark"]),
    ],
)
def test_within_a_quotation_the_first_mark_may_close_it(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_quotations(text, inside=True)] == found
