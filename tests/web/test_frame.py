"""What every page has around what it shows: the links of the site, its heading and its title."""

import pytest
from flask.testing import FlaskClient
from markup import CITED, CRISIS, page


@pytest.mark.parametrize(
    ("address", "name"),
    [("/", "Ask"), (f"/?q={CRISIS}", "Ask"), ("/articles", "Articles"), ("/coverage", "Coverage"), (CITED, None)],
    ids=["chat", "answer", "articles", "coverage", "article"],
)
def test_the_links_of_the_site_say_where_one_is(client: FlaskClient, address: str, name: str | None) -> None:
    links = [nav for nav in page(client.get(address).text).find("nav") if nav.attributes.get("aria-label") == "Site"]
    here = [link.text() for link in links[0].find("a") if link.attributes.get("aria-current") == "page"]
    assert here == ([name] if name else [])


def test_a_problems_page_is_headed_in_plain_words(client: FlaskClient) -> None:
    shown = page(client.get("/articles/none", headers={"Accept": "text/html"}).text)
    assert [heading.text() for heading in shown.find("h1")] == ["There is nothing here"]
    assert shown.find("title")[0].text().startswith("There is nothing here – ")
