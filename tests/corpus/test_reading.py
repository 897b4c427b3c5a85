"""A text as it is read: what marks hide, what stands for what, and where each character stands."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from corpus import Edit, Role, Source, read_edited, read_structure, shipped_vocabulary
from corpus.markup.characters import character_edits
from corpus.markup.front_matter import read_front_matter
from corpus.markup.markdown import has_marks, markdown_edits
from corpus.markup.reading import Reading


def read(text: str) -> str:
    """The text as it is read, its marks those of Markdown."""
    return Reading.of(text, [*markdown_edits(text), *character_edits(text)]).text


def told(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence.text for sentence in read_structure(Source("a", text), shipped_vocabulary()).sentences]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("The **new** pier", "The new pier", id="strong"),
        pytest.param("The *new* _old_ `pier`", "The new old pier", id="emphasis-and-code"),
        pytest.param("See [the plan](https://pier.example/a_(b)?x=1 'Title') now", "See the plan now", id="a-link"),
        pytest.param(
            "See [the **whole** plan][plan]\n\n[plan]: http://a.example",
            "See the whole plan",
            id="by-reference",
        ),
        pytest.param("![The pier](pier.jpg) It opens.", " It opens.", id="an-image"),
        pytest.param("[![The pier](pier.jpg)](https://pier.example) It opens.", " It opens.", id="a-linked-image"),
        pytest.param(
            "Ask [the desk](mailto:desk@pier.example?subject=a).",
            "Ask the desk (desk@pier.example).",
            id="mail",
        ),
        pytest.param("Ask [desk@pier.example](mailto:desk@pier.example).", "Ask desk@pier.example.", id="mail-once"),
        pytest.param("Open <https://pier.example/a> now", "Open https://pier.example/a now", id="an-address-alone"),
        pytest.param("Lee &amp; Tan paid &pound;3 &#8211; once", "Lee & Tan paid £3 – once", id="entities"),
        pytest.param("A \\*star\\* and 2 \\_ 3", "A *star* and 2 _ 3", id="escapes"),
        pytest.param(
            'It {{< ref "a.md" >}} opens {% image "x" %} now {{ "/a" | url }}.',
            "It  opens  now .",
            id="shortcodes",
        ),
        pytest.param('[Plan]({{< ref "a b.md" >}}) it', "Plan it", id="a-shortcode-in-a-link"),
        pytest.param("It <b>opens</b> <span class='a'>now</span>.<br>Soon", "It opens now.\nSoon", id="tags"),
        pytest.param(
            "<figure><img src='a'><figcaption>Words</figcaption></figure>\n\nIt opens.",
            "\n\nIt opens.",
            id="a-figure",
        ),
        pytest.param("<!-- not this -->\nIt opens.", "\nIt opens.", id="a-comment"),
        pytest.param("It opens.\n\n```\nx = 1\n```\n\nSoon.", "It opens.\n\n\n\nSoon.", id="a-fence"),
        pytest.param("~~Not~~ open", "Not open", id="struck"),
        pytest.param("| Boat | Fee |\n|---|:-:|\n| Small | £3 |", "Boat | Fee\nSmall | £3", id="a-table"),
    ],
)
def test_marks_are_not_read(text: str, shown: str) -> None:
    assert read(text).strip() == shown.strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param(
            "The new pier, which took eighteen months to\nbuild, opens", "to build, opens", id="a-small-letter"
        ),
        pytest.param(
            "> The pier that took eighteen months to build in\n> Wexcombe opens", "build in Wexcombe", id="quoted"
        ),
        pytest.param(
            "- The pier that took eighteen months to build at\n  Wexcombe opens", "build at Wexcombe", id="an-item"
        ),
        pytest.param("Ann Lee\n01632 960143", "Ann Lee\n01632 960143", id="lines-of-an-address"),
        pytest.param(
            "The pier opens in Wexcombe \n Photo: Ann Lee\n\nIt does.", "Wexcombe \nPhoto", id="a-title-above"
        ),
    ],
)
def test_wrapped_lines_of_a_paragraph_are_one(text: str, shown: str) -> None:
    assert shown in read(text)


@pytest.mark.parametrize(
    "text",
    [
        "The pier opened * at last *, and 2 * 3 * 4.",
        "An under_scored_word, and a_b_c alone.",
        "# # #",
        "***\n\nIt opens.\n\n***",
        "Costs [1] rose, if a < b and c > d.",
        "He said: *nothing.",
    ],
)
def test_plain_words_have_no_marks(text: str) -> None:
    assert not has_marks(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("The foot\u00adbridge and the light\u200bhouse", "The footbridge and the lighthouse", id="unseen"),
        pytest.param(
            "The Orsby[1] mill opened in 2017.[2] It turns.[12]",
            "The Orsby mill opened in 2017. It turns.",
            id="[1]",
        ),
        pytest.param("The Skelby¹ forge is 5 m² wide.²", "The Skelby forge is 5 m² wide.", id="raised"),
        pytest.param(
            "The light\u00ad\nhouse and the re-\nbuilt pier; rebuilt.",
            "The lighthouse and the rebuilt pier; rebuilt.",
            id="broken",
        ),
        pytest.param("A well-\nknown pier, well-known", "A well-known pier, well-known", id="a-hyphen-of-its-own"),
        pytest.param("1-\n2 and A-\nB", "1-\n2 and A-\nB", id="no-word"),
    ],
)
def test_characters_that_no_one_reads_are_hidden(text: str, shown: str) -> None:
    assert Reading.of(text, character_edits(text)).text == shown


FRONT = """---
title: "The pier’s new \\u201ccafé\\u201d"
date: 2024-05-03 10:00:00 -0400
layout: post
source_url: https://pier.example/cafe
tags: [pier, food]
summary: 'It''s open, and
  it sells tea.'
---

The café opened."""


def test_front_matter_tells_of_the_article_and_only_what_introduces_it_is_read() -> None:
    document = read_structure(Source("a", FRONT), shipped_vocabulary())
    article = document.article
    assert article.title == "The pier’s new “café”"
    assert (article.published, article.url) == ("2024-05-03", "https://pier.example/cafe")
    assert [sentence.text for sentence in document.sentences] == ["It's open, and it sells tea.", "The café opened."]
    first = document.sentences[0]
    assert FRONT[first.start : first.end] == "It''s open, and\n  it sells tea."


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("---\n\nA rule, and no metadata.\n\n---\n\nWords.", id="rules"),
        pytest.param("---\nkey: [never closed\n---\nWords.", id="no-yaml"),
        pytest.param("---\n- a\n- b\n---\nWords.", id="a-list"),
        pytest.param("---\ntitle: never closed\n\nWords.", id="never-closed"),
        pytest.param("---\na: !!python/object/apply:os.system ['true']\n---\nWords.", id="code"),
    ],
)
def test_what_is_no_front_matter_is_none(text: str) -> None:
    found = read_front_matter(text)
    assert found is None or not found.fields


@pytest.mark.parametrize(
    ("rows", "known"),
    [
        pytest.param("source: Quay News", {"publisher": "Quay News"}, id="a-source"),
        pytest.param("source: https://a.example/1", {"url": "https://a.example/1"}, id="a-source-on-the-web"),
        pytest.param(
            "source: https://a.example/1\nlink: https://b.example/2", {"url": "https://b.example/2"}, id="both"
        ),
        pytest.param("source_url: https://a.example/1\ntags: [a, b]", {"url": "https://a.example/1"}, id="source-url"),
        pytest.param("type: Press release\ntags:\n- pier\n- food", {"type": "Press release"}, id="type-and-tags"),
    ],
)
@pytest.mark.parametrize("fence", ["---\n", ""], ids=["fenced", "rows"])
def test_the_usual_names_are_known_and_no_sentences(rows: str, known: dict[str, str], fence: str) -> None:
    if not fence and "\n-" in rows:
        rows = "type: Press release\ntags: pier, food"
    text = f"{fence}title: The pier\n{rows}\n{fence}\nThe pier opened in May, and sells tea."
    document = read_structure(Source("a", text), shipped_vocabulary())
    article = document.article
    found = {name: getattr(article, name) for name in ("publisher", "published", "url", "type")}
    assert {name: value for name, value in found.items() if value} == known
    assert [s.text for s in document.sentences if s.role is not Role.FURNITURE] == [
        "The pier opened in May, and sells tea."
    ]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_front_matter_ends_its_lines_in_any_way(end: str) -> None:
    for text in (FRONT, '+++\ntitle = "The pier’s new “café”"\nsummary = "It sells tea."\n+++\nThe pier opened.'):
        found, usual = read_front_matter(text.replace("\n", end)), read_front_matter(text)
        assert found is not None and usual is not None
        assert found.fields == usual.fields


def test_toml_between_pluses_is_front_matter() -> None:
    text = '+++\ntitle = "Pier"\ndate = 2024-05-03\ndescription = "It sells tea now."\n+++\nThe pier opened.'
    found = read_front_matter(text)
    assert found is not None
    assert found.fields == {"title": "Pier", "published": "2024-05-03"}
    assert told(text) == ["It sells tea now.", "The pier opened."]


PIECE = st.tuples(
    st.text(alphabet="ab &", max_size=6), st.text(alphabet="*_[]()", max_size=4), st.sampled_from(("", "x", "\n\n"))
)
PIECES = st.lists(PIECE, max_size=8)


@given(PIECES)
@example([("", "**", "")])
def test_every_character_that_is_read_stands_where_it_is_said_to(pieces: list[tuple[str, str, str]]) -> None:
    verbatim, shown, edits = "", "", []
    for kept, hidden, instead in pieces:
        verbatim += kept
        if hidden:
            edits.append(Edit(len(verbatim), len(verbatim) + len(hidden), instead))
        verbatim += hidden
        shown += kept + (instead if hidden else "")
    reading = Reading(verbatim, edits)
    assert reading.text == shown == read_edited(verbatim, 0, len(verbatim), edits)
    for start in range(len(shown)):
        for end in range(start + 1, len(shown) + 1):
            first, last = reading.place(start, end)
            assert shown[start:end] in read_edited(verbatim, first, last, edits)
            assert 0 <= first < last <= len(verbatim)


PARTS = st.sampled_from(
    (
        "a", "Ann Lee", " said:\n\n“We open.”", " ", "\n", "\r\n", "\r", "\n\n", "\t", "    ", "*", "**", "_", "`",
        "``", "# ", "- ", "1. ", "> ", "|", "| a | b |\n|---|---|\n", "[b](http://c.d/e)", "[f](mailto:g@h.example)",
        "![i](j)", "[1]", "[^k]", "&amp;", "&#8217;", "&zwnj;", "<br>", "<p hidden>", "</p>", "<!-- l -->", "{{< m >}}",
        "\u00ad", "o-\np", "🦊", ".", "?", "Q: ", "A: ", "---\n", "title: n\n",
    )
)  # fmt: skip


@given(st.lists(PARTS, max_size=14).map("".join))
@example("| **Yes** | **Yes** |\n|---|---|\n| [p](http://a.b) | [p](http://a.b) |")
@example("[![icon](mail.png)](mailto:desk@pier.example)")
@example("It rained a lot. Ann Lee said:\n\n“We open it in May.”")
@example("The pier opened.[1](https://secret.example/a) It is long[2](#fn2)")
@example("and `a``b` which, ``c`d`` too")
def test_what_is_told_stands_where_it_is_said_to(text: str) -> None:
    document = read_structure(Source("a", text, markdown=True), shipped_vocabulary())
    article = document.article
    spans = [*document.sentences, *(sentence.speaker for sentence in document.sentences if sentence.speaker)]
    for span in [*spans, *(section.heading for section in article.sections if section.heading)]:
        assert article.read(span.start, span.end) == span.text
        assert "http://" not in span.text and "{{" not in span.text


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "![",
        "](",
        "**",
        "*a",
        "_",
        "`",
        "<a ",
        "<!--",
        "{{",
        "{%",
        "&",
        "> ",
        "- ",
        "|a",
        "\\",
        "[a](",
        "&a;",
        "word-\nbroken ",
        "aa-",
        "**a** b\n",
        "**a** b\n\n",
        "a |",
    ],
)
def test_a_long_hostile_text_takes_no_long_time(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.process_time()
    Reading.of(text, [*markdown_edits(text), *character_edits(text)])
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('---\ntitle: "a \\U00110000 b"\nsummary: It opens now.\n---\nWords.', id="no-character"),
        pytest.param('---\ntitle: "a \\ud800 b"\n---\nWords.', id="half-a-pair"),
        pytest.param("---\na: " + "[" * 3000 + "\n---\nWords.", id="deep"),
        pytest.param("+++\na = " + "1" * 5000 + "\n+++\nWords.", id="long-number"),
        pytest.param("+++\na = " + "[" * 3000 + "\n+++\nWords.", id="deep-toml"),
    ],
)
def test_hostile_front_matter_is_no_fault_of_the_program(text: str) -> None:
    document = read_structure(Source("a", text), shipped_vocabulary())
    assert document.sentences[-1].text.endswith("Words.")
    (document.article.title or "").encode()
