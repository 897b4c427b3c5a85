"""What the first page says that the articles are."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from markup import page

from corpus import About
from index import CorpusFigures, IndexFolder
from web.app import create_app
from web.pages.about import words_of
from web.service import Service


def figures(publishers: int = 0, first: str | None = None, last: str | None = None) -> CorpusFigures:
    return CorpusFigures(
        words=9, speakers=0, publishers=publishers, first=first, last=last, longest="a", copies=0
    )  # fmt: skip


@pytest.mark.parametrize(
    ("articles", "known", "words"),
    [
        (0, figures(), "There are no articles to ask yet."),
        (1, figures(1, "2013-11-01", "2013-11-01"), "One article, 2013."),
        (5, figures(), "5 articles."),
        (1500, figures(3, "2013-11-01", "2015-02-03"), "1,500 articles from 3 publishers, 2013 to 2015."),
    ],
    ids=["none", "one", "nothing known", "all known"],
)
def test_the_index_tells_how_many_articles_from_whom_and_when(articles: int, known: CorpusFigures, words: str) -> None:
    assert words_of(articles, known) == words


def intro(client: FlaskClient) -> str:
    return " ".join(page(client.get("/").text).find("section", id="intro")[0].text().split())


def test_the_first_page_says_what_the_catalogue_says_or_what_the_index_tells(shipped_index: Path) -> None:
    folder = IndexFolder(shipped_index)
    said = About("Harbour <b>notices</b>", "What the trust announced.")
    told = create_app(Service(folder.searcher, about=lambda: said)).test_client()
    assert intro(told) == "Harbour <b>notices</b> What the trust announced. 5 articles."
    assert intro(create_app(Service(folder.searcher)).test_client()) == "Ask what the articles say 5 articles."


def test_an_article_that_an_editor_chose_is_shown_apart_from_the_answer(shipped_index: Path) -> None:
    said = About(featured=(("crisis house", "no-such-article"), ("House CRISIS", "integrated-care-pioneers-announced")))
    client = create_app(Service(IndexFolder(shipped_index).searcher, about=lambda: said)).test_client()
    shown = page(client.get("/?q=which+pioneer+is+piloting+a+crisis+house%3F").text)
    (featured,) = shown.find("p", **{"class": "featured"})
    assert " ".join(featured.text().split()) == "Chosen by the editor: Integrated care pioneers announced"
    assert featured.find("a")[0].attributes["href"] == "/articles/integrated-care-pioneers-announced"
    assert "Chosen" not in shown.find("div", **{"class": "verdict high"})[0].text()
    assert "Chosen" not in client.get("/?q=Which+areas+have+crisis+lines%3F").text


def test_the_box_stands_before_the_examples(client: FlaskClient) -> None:
    ids = [element.attributes.get("id") for element in page(client.get("/").text).all()]
    assert ids.index("intro-heading") < ids.index("question") < ids.index("examples-heading")
