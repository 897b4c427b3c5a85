"""A link to cited words that keeps its version, followed after the article has changed."""

from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask.testing import FlaskClient
from markup import page

from index import IndexFolder, build_index
from web.app import create_app
from web.service import Service

QUOTE = "The Larkhill crossing is kept by warden 7."
FIRST = f"The Larkhill crossing\n\n{QUOTE} It opened in 1907.\n"


@pytest.fixture
def link(tmp_path: Path) -> str:
    """The address of the citation of the quote, as the first index gives it."""
    (tmp_path / "corpus").mkdir()
    rewrite(tmp_path, FIRST)
    return cited(client_of(tmp_path))


def rewrite(place: Path, text: str | None) -> None:
    """Make the article say something else, or go; another one stays."""
    (place / "corpus" / "other.txt").write_text("Nothing is said here of any boat.\n", "utf-8")
    article = place / "corpus" / "larkhill.txt"
    article.unlink() if text is None else article.write_text(text, "utf-8")
    build_index(place / "corpus", place / "index")


def client_of(place: Path) -> FlaskClient:
    folder = IndexFolder(place / "index")
    return create_app(Service(folder.searcher, lambda: folder.refused, folder.earlier_article)).test_client()


def cited(client: FlaskClient) -> str:
    reply = client.post("/api/v1/ask", json={"question": "Which warden keeps the Larkhill crossing?"}).get_json()
    address = urlsplit(reply["passages"][0]["citations"][0]["href"])
    return f"{address.path}?{address.query}"


def followed(place: Path, link: str) -> tuple[str, list[str]]:
    """The page's words, and those that are marked."""
    reply = client_of(place).get(link)
    assert reply.status_code == 200
    return reply.text, [mark.text() for mark in page(reply.text).find("mark")]


def test_while_nothing_changed_the_words_are_marked_and_nothing_is_said(tmp_path: Path, link: str) -> None:
    text, marked = followed(tmp_path, link)
    assert marked == [QUOTE] and "has changed" not in text


@pytest.mark.parametrize(
    "now",
    [
        f"News of 2026\n\nIt was rebuilt. {FIRST}",
        FIRST.replace("is kept by", "is\nkept by"),
        f"{QUOTE}\n\n{'Something else. ' * 20}\n\n{QUOTE}\n",
    ],
    ids=["further down", "over two lines", "twice"],
)
def test_words_that_moved_are_found_again_and_it_says_so(tmp_path: Path, link: str, now: str) -> None:
    rewrite(tmp_path, now)
    text, marked = followed(tmp_path, link)
    assert "has changed since it was cited. The cited words still stand in it" in text
    assert " ".join(marked) == QUOTE
    assert cited(client_of(tmp_path)) != link


def test_words_that_are_gone_are_said_to_be(tmp_path: Path, link: str) -> None:
    rewrite(tmp_path, FIRST.replace("warden 7", "warden 8"))
    text, marked = followed(tmp_path, link)
    assert "no longer holds the cited words" in text and marked == []


def test_a_text_that_is_no_longer_kept_is_said_to_be(tmp_path: Path, link: str) -> None:
    for warden in range(10, 14):  # as many as there are generations kept, and one
        rewrite(tmp_path, FIRST.replace("warden 7", f"warden {warden}"))
    text, marked = followed(tmp_path, link)
    assert "the text of then is no longer kept" in text and marked == []


def test_the_link_to_a_removed_article_says_that_it_may_have_been(tmp_path: Path, link: str) -> None:
    rewrite(tmp_path, None)
    reply = client_of(tmp_path).get(link, headers={"Accept": "text/html"})
    assert reply.status_code == 404 and "it may have been removed since it was cited" in reply.text


def test_links_of_an_article_that_came_back_to_its_words_are_as_before(tmp_path: Path, link: str) -> None:
    rewrite(tmp_path, FIRST.replace("warden 7", "warden 8"))
    rewrite(tmp_path, FIRST)
    text, marked = followed(tmp_path, link)
    assert marked == [QUOTE] and "has changed" not in text


def test_a_link_names_what_else_the_answer_cites_in_its_article(tmp_path: Path, link: str) -> None:
    client = client_of(tmp_path)
    reply = client.get("/", query_string={"q": "When did the Larkhill crossing open, and who keeps it?"})
    links = [e.attributes["href"] or "" for e in page(reply.text).find("a", **{"class": "citation"})]
    two = next(href for href in links if "&also=" in href)
    shown = page(client.get(two.partition("#")[0]).text)
    (marked,) = [mark.text() for mark in shown.find("mark")]
    others = [a for nav in shown.find("nav", **{"class": "also"}) for a in nav.find("a")]
    assert others and marked not in [a.text() for a in others]
    there = page(client.get((others[0].attributes["href"] or "").partition("#")[0]).text)
    assert [mark.text() for mark in there.find("mark")] == [others[0].text()]
    assert marked in [a.text() for nav in there.find("nav", **{"class": "also"}) for a in nav.find("a")]
    carrying = page(client.get(two.partition("#")[0], headers={"Referer": "http://localhost/?q=a"}).text)
    assert "&back=/?q%3Da#cited" in str(carrying.find("nav", **{"class": "also"})[0].find("a")[0].attributes["href"])


@pytest.mark.parametrize("also", ["9-3", "0-99999", "a-b", "-", "3", "5-5"])
def test_another_place_that_there_is_not_is_left_out(tmp_path: Path, link: str, also: str) -> None:
    reply = client_of(tmp_path).get(f"{link}&also={also}")
    assert reply.status_code == 200
    assert not page(reply.text).find("nav", **{"class": "also"})


@pytest.mark.parametrize(
    ("came", "back"),
    [
        pytest.param("http://localhost/?q=a%26b&q=c#t1", "/?q=a%26b&q=c", id="a conversation"),
        pytest.param("http://localhost/articles?sort=title", "/articles?sort=title", id="the list"),
        pytest.param("http://localhost/coverage", "/coverage", id="the coverage"),
        pytest.param("http://localhost/library", "/", id="another page"),
        pytest.param("http://localhost:81/?q=a", "/", id="another port"),
        pytest.param("https://elsewhere.example/?q=a", "/", id="another site"),
        pytest.param("http://localhost//elsewhere.example", "/", id="another site, in disguise"),
        pytest.param("http://[", "/", id="no address"),
        pytest.param("", "/", id="not told"),
    ],
)
def test_the_way_back_from_an_article_leads_to_where_its_reader_came_from(
    tmp_path: Path, link: str, came: str, back: str
) -> None:
    shown = page(client_of(tmp_path).get(link, headers={"Referer": came}).text)
    (trail,) = shown.find("a", id="back")
    assert trail.attributes["href"] == back


@pytest.mark.parametrize(
    ("carried", "back"),
    [
        pytest.param("/?q=a%26b&q=c", "/?q=a%26b&q=c", id="a conversation"),
        pytest.param("/articles?sort=title", "/articles?sort=title", id="the list"),
        pytest.param("/library", "/", id="another page"),
        pytest.param("http://localhost/?q=a", "/", id="this site, by its name"),
        pytest.param("https://elsewhere.example/?q=a", "/", id="another site"),
        pytest.param("//elsewhere.example/?q=a", "/", id="another site, of the same scheme"),
        pytest.param("https:/?q=a", "/?q=a", id="a scheme without a site"),
        pytest.param("/\\elsewhere.example", "/", id="another site, in disguise"),
        pytest.param("///elsewhere.example", "/", id="another site, in more disguise"),
        pytest.param("\t//elsewhere.example", "/", id="another site, behind a tab"),
        pytest.param("javascript:alert(1)", "/", id="a script"),
        pytest.param("//[", "/", id="no address"),
    ],
)
def test_the_way_back_that_an_address_carries_leads_to_a_page_of_this_site(
    tmp_path: Path, link: str, carried: str, back: str
) -> None:
    shown = page(client_of(tmp_path).get(f"{link}&{urlencode({'back': carried})}").text)
    (trail,) = shown.find("a", id="back")
    assert trail.attributes["href"] == back


@pytest.mark.parametrize("leads", ["to another article", "to the same one, in other colours"])
def test_from_an_article_on_the_way_back_is_carried_along(client: FlaskClient, leads: str) -> None:
    asked = "/?q=who+keeps+%22it%22+%26+why%3F&q=%C3%A9&undo=corrections"
    first = "/articles/integrated-care-pioneers-announced?start=10338&end=10584"
    shown = page(client.get(first, headers={"Referer": f"http://localhost{asked}"}).text)
    on = {
        "to another article": shown.find("p", **{"class": "note"})[0].find("a")[0].attributes["href"],
        "to the same one, in other colours": shown.find("input", name="back")[0].attributes["value"],
    }
    second = str(on[leads]).partition("#")[0]
    shown = page(client.get(second, headers={"Referer": f"http://localhost{first}"}).text)
    assert shown.find("a", id="back")[0].attributes["href"] == asked
    assert shown.find("mark")


def test_a_way_back_too_long_for_an_address_is_not_carried_on(client: FlaskClient) -> None:
    came = f"http://localhost/?q={'%E3%81%82' * 1000}"
    shown = page(client.get("/articles/integrated-care-pioneers-announced", headers={"Referer": came}).text)
    assert shown.find("a", id="back")[0].attributes["href"] == came.removeprefix("http://localhost")
    assert max(len(str(a.attributes["href"])) for a in shown.find("div", **{"class": "text"})[0].find("a")) < 200
