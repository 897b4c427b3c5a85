"""The list of articles as a page shows it: narrowed, searched, in an order, page by page, without a script."""

import json
from collections.abc import Iterator
from itertools import chain

import pytest
from flask.testing import FlaskClient
from markup import MARKUP, page

from index import IndexFolder, build_index
from web.app import create_app
from web.service import Service

KINDS = ("Notice", "Report", "Letter")


ROWS = [
    {
        "id": f"a{n:03}",
        "title": f"{KINDS[n % 3]} of colour {n:03}",
        "text": f"The quay holds {n} boats." + (" A gnu ran." if n % 40 == 7 else ""),
        "published": f"{2010 + n % 10}-{n // 10 + 1:02}-15",
        "publisher": f"Board {n % 30:02}",
    }
    for n in range(119)
]
"""Of each month of ten years one, but for the last."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of an app over ROWS and an article of unknown day."""
    folder = tmp_path_factory.mktemp("listing")
    rows = [*ROWS, {"id": "undated", "title": "Notice of café hours", "text": "It opens at nine."}]
    (folder / "many.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    build_index(folder / "many.jsonl", folder / "index")
    return create_app(Service(IndexFolder(folder / "index").searcher)).test_client()


def titles(client: FlaskClient, address: str) -> list[str]:
    return [cite.text() for cite in page(client.get(address).text).find("cite")]


def walked(client: FlaskClient, address: str | None, relation: str) -> Iterator[list[str]]:
    """The titles of each page that links of a relation lead to, from an address on."""
    while address:
        shown = page(client.get(address).text)
        yield [cite.text() for cite in shown.find("cite")]
        address = next((link.attributes["href"] for link in shown.find("a", rel=relation)), None)


def links(client: FlaskClient, address: str) -> dict[str, str]:
    """The links of a page's list of choices by their words, counts included."""
    (nav,) = page(client.get(address).text).find("nav", **{"aria-label": "Narrow the list"})
    return {" ".join(link.text().split()): link.attributes["href"] or "" for link in nav.find("a")}


def test_the_list_is_paged_from_both_ends(client: FlaskClient) -> None:
    forwards = list(walked(client, "/articles?sort=title", "next"))
    backwards = list(walked(client, "/articles?sort=title&page=3", "prev"))
    assert [len(shown) for shown in forwards] == [50, 50, 20]
    assert backwards == forwards[::-1]
    everything = list(chain.from_iterable(forwards))
    assert everything == sorted(everything)
    middle = page(client.get("/articles?sort=title&page=2").text)
    ends = {link.text(): link.attributes["href"] for link in middle.find("a") if link.text() in ("First", "Last")}
    assert ends == {"First": "/articles?sort=title", "Last": "/articles?sort=title&page=3"}
    assert "51 to 100 of 120 articles" in middle.text()


@pytest.mark.parametrize("asked", ["page=99", "page=0", "page=x", "page=²"])
def test_a_page_that_is_not_there_gives_one_that_is(asked: str, client: FlaskClient) -> None:
    expected = "/articles?page=3" if asked == "page=99" else "/articles"
    assert titles(client, f"/articles?{asked}") == titles(client, expected) != []


def test_the_newest_come_first_and_those_of_unknown_day_last(client: FlaskClient) -> None:
    days = list(chain.from_iterable(walked(client, "/articles", "next")))
    newest = sorted(ROWS, key=lambda row: (row["published"], row["title"]), reverse=True)
    assert days == [*(row["title"] for row in newest), "Notice of café hours"]


def test_each_choice_leads_to_as_many_articles_as_it_says(client: FlaskClient) -> None:
    chosen = links(client, "/articles?from=2015&to=2015")
    assert len([words for words in chosen if words.startswith("Board")]) > 2
    for words, address in chosen.items():
        name, count = words.removesuffix(" articles").removesuffix(" article").rsplit(" ", 1)
        assert f"{count} article" in page(client.get(address).text).text().replace("One", "1"), (name, address)


def test_a_year_opens_its_months(client: FlaskClient) -> None:
    assert not any("June" in words for words in links(client, "/articles"))
    months = links(client, "/articles?from=2015&to=2015")
    assert months["June 1 article"] == "/articles?from=2015-06&to=2015-06"
    assert months["2015 12 articles"] == "/articles?from=2015&to=2015"
    assert months["Unknown 1 article"] == "/articles?from=none"


def test_what_the_list_is_kept_to_can_be_taken_away_one_by_one(client: FlaskClient) -> None:
    shown = page(client.get("/articles?type=Notice&publisher=Board+00&from=2010&to=2014&search=colour&sort=title").text)
    (kept,) = shown.find("ul", **{"aria-label": "The list is kept to"})
    words = {link.attributes["aria-label"]: link.attributes["href"] for link in kept.find("a")}
    assert words["Take away: Kind: Notice"] == (
        "/articles?search=colour&publisher=Board+00&from=2010&to=2014&sort=title"
    )
    assert words["Take away: Published from 2010 to 2014"] == (
        "/articles?search=colour&publisher=Board+00&type=Notice&sort=title"
    )
    assert len(words) == 4
    hidden = {(each.attributes["name"], each.attributes["value"]) for each in shown.find("input", type="hidden")}
    assert {("publisher", "Board 00"), ("type", "Notice"), ("from", "2010"), ("to", "2014")} <= hidden
    asking = [link.attributes["href"] for link in shown.find("a") if link.text() == "Ask about these alone"]
    assert asking == ["/?publisher=Board+00&type=Notice&from=2010&to=2014"]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("search=color", 119),
        ("search=CAFE", 1),
        ("search=board+07", 15),
        ("search=boats+gnu&in=texts", 3),
        ("search=%22gnu+boats%22&in=texts", 0),
        ("from=none", 1),
        ("from=2015-06&to=2015-06", 1),
        ("from=2015-06-16&to=2015", 6),
        ("from=2019-10-15", 2),
        ("from=2013-13&to=x", 120),
    ],
)
def test_articles_are_found(query: str, number: int, client: FlaskClient) -> None:
    assert sum(map(len, walked(client, f"/articles?{query}", "next"))) == number


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("type=Ballad", "No article is of the kind “Ballad”."),
        ("publisher=Nobody&type=Notice", "No article is published by “Nobody”."),
        ("from=1999&to=2000", "No article was published from 1999 to 2000"),
        ("search=zebra", "No article’s title, publisher or id holds “zebra”."),
        ("search=boats+zebra&in=texts", "No article’s text holds “zebra”."),
        ("type=Notice&publisher=Board+01", "Each of these has articles, but no article has all of them."),
    ],
)
def test_where_nothing_is_found_the_page_says_which_value_nothing_has(
    query: str, told: str, client: FlaskClient
) -> None:
    shown = page(client.get(f"/articles?{query}").text)
    (notice,) = (each for each in shown.find("div", role="status"))
    assert told in notice.text()
    assert notice.text().count("No article") <= 1


def test_where_no_title_is_found_a_link_looks_in_the_texts(client: FlaskClient) -> None:
    texts = "/articles?search=zebra&in=texts"
    assert list(page(client.get("/articles?search=zebra").text).find("a", href=texts))
    assert not list(page(client.get(texts).text).find("a", href=texts))


def test_what_is_looked_for_is_shown_and_not_run(client: FlaskClient) -> None:
    query = {"search": MARKUP, "type": MARKUP, "publisher": MARKUP}
    shown = page(client.get("/articles", query_string=query).text)
    assert f"No article’s title, publisher or id holds “{MARKUP}”" in shown.text()
    assert f"No article is of the kind “{MARKUP}”" in shown.text()
    assert not shown.find("script", src=None)


def test_an_address_that_is_not_understood_shows_the_list(client: FlaskClient) -> None:
    assert titles(client, "/articles?sort=colour&from=2013-40&in=nowhere") == titles(client, "/articles")
