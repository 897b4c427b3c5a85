"""Pages in which no main text is found, for they are too short or too plain: what they show is their text."""

import pytest

from corpus import ArticleError, extract_text

FERRY = "The ferry rests on Mondays."


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><title>Notices</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        pytest.param(f"<p>{FERRY}</p>", FERRY, id="one-element"),
        pytest.param(f"\n<p>{FERRY}", FERRY, id="one-element-left-open"),
        pytest.param(page(f"<p>{FERRY}</p>"), FERRY, id="one-paragraph"),
        pytest.param(page(FERRY), FERRY, id="no-element"),
        pytest.param(page(f"<section><span>{FERRY}</span></section>"), FERRY, id="no-paragraph"),
        pytest.param(page(f"<h1>{FERRY}</h1>"), FERRY, id="only-a-heading"),
        pytest.param(page("<span>The <b>ferry</b>\n <!-- or not -->rests.</span>"), "The ferry rests.", id="in-a-line"),
        pytest.param(
            page("<div><span>One</span></div><ul><li> Two<li><div>Three</div></ul>"),
            "One\n\n- Two\n- Three",
            id="blocks-and-items",
        ),
    ],
)
def test_a_short_page_gives_what_it_shows(source: str, text: str) -> None:
    assert extract_text(source.encode(), ".html", "a") == text


FURNITURE = "".join(
    f"<{tag}><span>Home.</span></{tag}>"
    for tag in ("nav", "header", "footer", "aside", "form", "script", "style", "noscript", "template")
)


def test_a_short_page_gives_nothing_of_its_furniture() -> None:
    assert extract_text(page(f"{FURNITURE}<span>{FERRY}</span>").encode(), ".html", "a") == FERRY
    with pytest.raises(ArticleError, match="holds no main text; "):
        extract_text(page(FURNITURE).encode(), ".html", "a")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(f"<h2>Ferry</h2>{FERRY}", f"Ferry\n\n{FERRY}", id="after-a-heading"),
        pytest.param(f"<h2>Ferry</h2>{FERRY}<br>Always.", f"Ferry\n\n{FERRY}\n\nAlways.", id="two-lines"),
        pytest.param(f"<p>It is old.</p>{FERRY}<p>Yes.</p>", f"It is old.\n\n{FERRY}\n\nYes.", id="between-paragraphs"),
    ],
)
def test_words_that_stand_in_no_paragraph_are_not_lost(body: str, text: str) -> None:
    assert extract_text(page(body).encode(), ".html", "a") == text


@pytest.mark.parametrize("raw", [FERRY.encode(), b"day,opens\nMonday,7\n", b" "], ids=["words", "a-table", "blank"])
def test_what_holds_no_element_is_no_page(raw: bytes) -> None:
    with pytest.raises(ArticleError, match="holds no main text; "):
        extract_text(raw, ".html", "a")
