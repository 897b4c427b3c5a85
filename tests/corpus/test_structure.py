"""What each part of a text is: headings and sections, items; and that nothing is lost."""

import re
import unicodedata

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from structures import headed, of_role, read

from corpus import (
    MAX_PASSAGE,
    SHIPPED_ARTICLES,
    Role,
    Source,
    read_sources,
    read_structure,
    shipped_vocabulary,
)

LINES = st.sampled_from(
    (
        "A heading", "WHAT HAPPENS NEXT", "2. Finance", "What is it?", "Plain words. More of them, in 2015/16.",
        "Next steps:",
        "The plan, which has been in the making for as long as anybody here can remember,", "goes on in lower case.",
        "- an item", "• another", "(a) a third;", "## Marked heading", "**Bold line**", "-----", "=====",
        "> quoted words.", ">",
        "```python", "| a | b |", "", "", "\u00a0", "\u200b", "Ann Lee, director of works, said:",
        "“We agree. We do.",
        "“We do,” she said. “Always.”", "‘It is ours,’ said Mr Lee.", "Ann Lee", "Director of works",
        "Tel: 020 7946 0001",
        "ann@example.org", "01234 567890 / 07700 900123", "North Bay – ‘We open. We do.’", "Add your comment",
        "read more >",
        "title: A header", "date: 3 May 2019", "---", "é", "שלום עולם.", "🦊 runs. 🦊 rests.", "\ufeffmarked",
        "\x0cnext page",
        "x" * 700, "word " * 200, "Dr. A. B. Lee paid £3.8bn. No. 1 dock, at 5 p.m. The end", "!?.", "”",
        "\tindented",
    )
)  # fmt: skip
TEXTS = st.lists(LINES, min_size=1, max_size=30).map("\n".join) | st.lists(LINES).map("\r\n\r\n".join) | st.text()
MARKS = re.compile(r"[-–—=_*~#|+•·:>`\s]*(?:```\s*\w*)?")
SHIPPED = {source.id: read_structure(source, shipped_vocabulary()) for source in read_sources(SHIPPED_ARTICLES)}


def shows(character: str) -> bool:
    """Whether a character can be seen: neither white space nor one of format."""
    return not character.isspace() and unicodedata.category(character) != "Cf"


# --- whatever the text ---


@given(TEXTS)
@example("“a” said Ann Lee.\n\n‘b’")
@example("a\u200b.\u200b b")
@example("Title: x\n\n---\n\n# y")
@example("2. Finance\n" + 600 * "x")
@example("2." + 598 * " " + 300 * "word ")
@example("-" + 701 * " " + 300 * "word ")
@example("-" + 99 * " " + 300 * "word ")
def test_every_span_slices_back_and_sentences_follow_each_other_short_and_not_blank(text: str) -> None:
    document = read(text)
    end = 0
    for sentence in document.sentences:
        assert document.article.read(sentence.start, sentence.end) == sentence.text
        first, last = len(sentence.text) // 3, len(sentence.text)
        assert document.article.read(*sentence.place(first, last)) == sentence.text[first:last]
        assert end <= sentence.start < sentence.end <= sentence.start + MAX_PASSAGE
        assert any(map(shows, sentence.text))
        assert not sentence.text[0].isspace() and not sentence.text[-1].isspace()
        speaker = sentence.speaker
        assert speaker is None or document.article.read(speaker.start, speaker.end) == speaker.text
        end = sentence.end


@given(TEXTS)
@example("```python\nprint()\n```")
@example("Gap\x1c.\x85next")
def test_all_that_shows_stands_in_a_sentence_except_marks_of_layout(text: str) -> None:
    document, position = read(text), 0
    for sentence in [*document.sentences, None]:
        between = document.article.read(position, sentence.start if sentence else len(text))
        for line in re.split(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", between):
            assert MARKS.fullmatch("".join(filter(shows, line))), line
        position = sentence.end if sentence else position


@given(TEXTS)
def test_sections_cover_the_text_and_begin_with_their_heading(text: str) -> None:
    document = read(text)
    sections = document.article.sections
    assert [section.start for section in sections] == [0, *(section.end for section in sections[:-1])]
    assert sections[-1].end == len(text)
    for section in sections:
        heading = section.heading
        assert heading is None or (
            heading.start == section.start and document.article.read(heading.start, heading.end) == heading.text
        )
    for sentence in document.sentences:
        own = sections[sentence.section]
        assert own.start <= sentence.start and sentence.end <= own.end


@given(TEXTS)
def test_reading_is_a_function_of_the_text(text: str) -> None:
    assert read(text) == read(text)


# --- headings and sections ---


@pytest.mark.parametrize(
    "heading",
    [
        "Why do they?", "2. Finance", "WORKS BEGIN.", "Leeds: a city of bees", "‘Pioneers’ chosen",
        "14 areas gain status",
        "O’Neill wins", "Élan of the north", "# Marked", "Next steps:", "St. Mary’s Road",
    ],
)  # fmt: skip
def test_a_short_line_above_text_is_its_heading(heading: str) -> None:
    text = f"Opening words of it.\n\n{heading}\n\nThe bees do well in cities."
    assert headed(text)["The bees do well in cities."] == heading.removeprefix("# ")


@pytest.mark.parametrize(
    "line",
    [
        "It ends with a stop.", "The areas are:", "She said: “It is late.”", "“Bread is life.” – Sam Crust",
        "“All of it”",
        "and goes on below", "It is late. We go home", "first, second,", "Ann Lee:", "a" * 91, "word " * 15,
        "Ann Lee, director of works, said:", "See https://example.org/about.",
    ],
)  # fmt: skip
def test_what_is_a_sentence_or_leads_into_one_is_no_heading(line: str) -> None:
    assert of_role(f"Opening words of it.\n\n{line}\n\nThe bees do well in cities.", Role.HEADING) == []


def test_the_last_line_heads_nothing() -> None:
    assert of_role("Words of it.\n\nFor more visit", Role.HEADING) == []


def test_bylines_and_datelines_head_nothing() -> None:
    text = "Interview: the baker\n\nBy Jo March, Food Editor\n3 May 2013\n\nSam Crust has baked for forty years."
    assert set(headed(text).values()) == {"Interview: the baker"}


def test_rows_of_one_form_head_nothing() -> None:
    text = "The meeting is open to all.\n\nVenue: Town Hall\nTime: noon\nFee: none\n\nPlease come."
    assert of_role(text, Role.HEADING) == []


def test_a_contact_block_closes_its_section_and_what_follows_has_lost_its_heading() -> None:
    text = (
        "Barnsley\n\nThe plan is new.\n\nRachel King\n01226 774586\n\nAnother plan is old.\n\nKent\n\nA third is due."
    )
    assert headed(text) == {
        "The plan is new.": "Barnsley",
        "Rachel King\n01226 774586": "Barnsley",
        "Another plan is old.": None,
        "A third is due.": "Kent",
    }


@pytest.mark.parametrize("gap", ["\n\n\n", "\n\n* * *\n\n"], ids=["a-wider-gap", "a-rule"])
def test_a_break_in_the_text_ends_a_section(gap: str) -> None:
    text = f"Barnsley\n\nThe plan is new.\n\nIt is good.{gap}Another plan is old.\n\nIt is bad."
    assert headed(text)["It is good."] == "Barnsley"
    assert headed(text)["Another plan is old."] is headed(text)["It is bad."] is None


def test_a_wide_gap_below_a_heading_leaves_it_its_text() -> None:
    assert headed("One.\n\nTwo.\n\nKent\n\n\n\nA plan is due.")["A plan is due."] == "Kent"


def test_a_name_before_a_quotation_heads_the_whole_of_it_and_nothing_more() -> None:
    text = "Said of them\n\nNorth Bay – ‘We open. We do.’\n\n‘We close late.’\n\nSource: the ministry of works."
    assert headed(text) == {
        "North Bay – ‘We open.": "North Bay",
        "We do.’": "North Bay",
        "‘We close late.’": "North Bay",
        "Source: the ministry of works.": None,
    }


@pytest.mark.parametrize(
    "text",
    ["The Times “Best Book” award went to Ann.", "North Bay called it ‘mad’.", "The council of the bay – ‘We open.’"],
)
def test_other_words_before_a_quotation_head_nothing(text: str) -> None:
    assert set(headed(f"Opening words.\n\n{text}").values()) == {None}


def test_the_title_is_the_first_heading_unless_it_is_known() -> None:
    text = "The baker\n\nSam Crust has baked for forty years."
    assert read(text).article.title == "The baker"
    assert read(f"Title: Bread\n\n{text}").article.title == "Bread"
    assert (
        read_structure(Source("a", f"Title: Bread\n\n{text}", title="Given"), shipped_vocabulary()).article.title
        == "Given"
    )
    assert read("Sam Crust has baked for forty years.").article.title is None


@pytest.mark.parametrize(
    "line",
    [
        "The gate opens on 3 March 2031", "It is nine feet tall", "Doors open at 9", "THE GATE WILL SHUT ON 3 MAY.",
        "Its keeper is 40",
    ],
)  # fmt: skip
def test_a_sentence_without_its_stop_is_evidence_below_the_first_line(line: str) -> None:
    assert of_role(f"Gate notes\n\n{line}\n\nThe keeper lives there.", Role.PROSE)[0] == line


@pytest.mark.parametrize(
    "line", ["Council spends £40m", "Plans for 2031", "Phase 2", "Report of 3 May 2030", "The way on"]
)
def test_headlines_with_figures_stay_headings(line: str) -> None:
    assert headed(f"Gate notes\n\nIt is old.\n\n{line}\n\nThe keeper lives there.")["The keeper lives there."] == line


# --- items ---


def test_lines_after_a_colon_are_a_list_until_one_says_something_whole() -> None:
    text = "We offer:\nphysiotherapy\nspeech therapy\n\nThe clinic opens in May."
    assert of_role(text, Role.BULLET) == ["physiotherapy", "speech therapy"]


def test_a_heading_below_a_list_of_longer_lines_is_no_item_of_it() -> None:
    items = ["help for everyone who comes to the door of the clinic, by day and by night, in all of the year"] * 2
    text = "\n\n".join(["They include:", *items, "Barnsley", "The plan is new."])
    assert of_role(text, Role.BULLET) == items
    assert headed(text)["The plan is new."] == "Barnsley"


def test_many_short_lines_right_below_each_other_are_a_list_under_the_first() -> None:
    text = "Agenda\nAnn Lee\nBob Ray\nCarol Day\nDan Fox\n\nThe meeting opened at noon."
    assert of_role(text, Role.HEADING) == ["Agenda"]
    assert headed(text)["The meeting opened at noon."] == "Agenda"


def test_numbered_lines_in_a_row_are_items_and_a_lone_one_above_text_is_a_heading() -> None:
    text = (
        "1. Apologies\n2. Minutes\n3. Any other business\n\nThe chair spoke.\n\n2. Finance\n\nThe accounts were agreed."
    )
    assert of_role(text, Role.BULLET) == ["1. Apologies", "2. Minutes", "3. Any other business"]
    assert headed(text)["The accounts were agreed."] == "2. Finance"


def test_an_item_of_several_sentences_keeps_its_mark_with_the_first() -> None:
    assert of_role("- Press the button. Wait.", Role.BULLET) == ["- Press the button.", "Wait."]
    assert of_role("1. Press the button. Wait.", Role.BULLET) == ["1. Press the button.", "Wait."]


# --- the articles that ship ---


def test_the_article_that_lost_headings_shows_those_it_has_and_no_other() -> None:
    document = SHIPPED["integrated-care-pioneers-announced"]
    contacts = [sentence for sentence in document.sentences if sentence.role is Role.CONTACT]
    over = [document.article.sections[sentence.section].heading for sentence in contacts]
    assert [heading.text for heading in over if heading] == [
        "Cornwall and Isles of Scilly", "North West London", "North Staffordshire", "South Devon and Torbay",
        "South Tyneside",
        "Waltham Forest and East London and City",
    ]  # fmt: skip
    assert len(contacts) == 14
    lost = next(sentence for sentence in document.sentences if sentence.text.startswith("Teams of nurses"))
    assert document.article.sections[lost.section].heading is None


def test_every_area_of_the_full_article_has_its_heading_and_its_contact() -> None:
    document = SHIPPED["fourteen-pioneering-initiatives"]
    over = [document.article.sections[s.section].heading for s in document.sentences if s.role is Role.CONTACT]
    assert len({heading.text for heading in over if heading}) == 14


@pytest.mark.parametrize(
    ("article_id", "first", "last"),
    [
        ("fourteen-areas-gain-integration-pioneer-status", "Fourteen areas gain", "Source: Department of Health"),
        ("integration-pioneers-announced", "Integration pioneers announced", "“We will work with the pioneers"),
        ("pioneer-programme-winners-announced", "Pioneer programme winners", "“Today’s announcement is an"),
    ],
)
def test_the_pages_around_the_articles_are_set_apart(article_id: str, first: str, last: str) -> None:
    outside = [sentence.role is Role.FURNITURE for sentence in SHIPPED[article_id].sentences]
    own = [s.text for s in SHIPPED[article_id].sentences if s.role is not Role.FURNITURE]
    assert own[0].startswith(first) and own[-1].startswith(last)
    assert not any(outside[outside.index(False) : len(outside) - outside[::-1].index(False)])


def test_a_first_line_longer_than_a_heading_is_the_title_of_the_text_below() -> None:
    title = "From the First Class of Millers to the Last: Why the Work of Many Hands Was Once Held in Such High Esteem"
    assert read(f"{title}\n\nThe mill is old.").article.title == title


def test_an_article_whose_text_was_cut_is_not_whole() -> None:
    article = read("Zoë rests.").article
    assert article.is_whole
    assert not msgspec.structs.replace(article, text="Zoë rest.").is_whole
