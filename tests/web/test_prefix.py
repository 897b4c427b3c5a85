"""A site below a path of its host: every address that its pages hold leads on below it."""

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from web.app import create_app
from web.changes import Changes
from web.jobs.store import JobStore
from web.service import Service
from web.store.feedback import FeedbackStore

PREFIX = "/qa"
ADDRESS = re.compile(r'(?:href|src|action|data-[a-z]+|value|content)="([^"]*)"')
PAGES = [
    "/", "/?q=Which+pioneer+set+up+a+crisis+house%3F&q=Where+is+that%3F", "/?q=Which+pioners+are+on+the+moon%3F",
    "/articles", "/coverage", "/sign-in", "/none",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(service: Service, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a site below PREFIX, whose proxy takes that off."""
    data = tmp_path_factory.mktemp("data")
    changes = Changes(data, JobStore(data), writable=True, wake=lambda: None, generations=list)
    return create_app(service, changes, FeedbackStore(data), prefix=PREFIX).test_client()


def addresses(text: str) -> set[str]:
    """The addresses that a page holds which begin at its host's root."""
    return {unescape(each) for each in ADDRESS.findall(text) if each.startswith("/")}


@pytest.mark.parametrize("page", PAGES)
def test_every_address_on_a_page_stands_below_the_prefix_and_leads_somewhere(client: FlaskClient, page: str) -> None:
    text = client.get(page, headers={"Accept": "text/html"}).get_data(as_text=True)
    found = addresses(text)
    assert len(found) > 5
    assert {each for each in found if not each.startswith(f"{PREFIX}/")} == set()
    for each in sorted(found - {f"{PREFIX}/none"})[:: max(1, len(found) // 12)]:
        with client.get(each.removeprefix(PREFIX)) as reply:
            assert reply.status_code not in (404, 500), each


def test_an_article_leads_back_to_the_conversation_that_cited_it(client: FlaskClient) -> None:
    asked = client.get(PAGES[1]).get_data(as_text=True)
    cited = next(each for each in addresses(asked) if each.startswith(f"{PREFIX}/articles/") and "start=" in each)
    came = f"http://localhost{PREFIX}{PAGES[1]}"
    article = client.get(cited.removeprefix(PREFIX), headers={"Referer": came}).get_data(as_text=True)
    assert f"{PREFIX}{PAGES[1]}" in addresses(article)
    assert {each for each in addresses(article) if not each.startswith(f"{PREFIX}/")} == set()


def test_what_is_copied_and_what_others_read_has_the_whole_address(client: FlaskClient) -> None:
    asked = client.get(PAGES[1]).get_data(as_text=True)
    assert f"http://localhost{PREFIX}/articles/" in asked
    assert "http://localhost/articles/" not in asked
    assert f'template="http://localhost{PREFIX}/?q=' in client.get("/opensearch.xml").get_data(as_text=True)


def test_a_redirect_stays_below_the_prefix(client: FlaskClient) -> None:
    for back in ("//elsewhere.example", f"{PREFIX}/articles"):
        reply = client.post("/appearance", data={"theme": "dark", "back": back}, headers={"Origin": "http://localhost"})
        where = urlsplit(urljoin(f"http://localhost{PREFIX}/appearance", reply.headers["Location"]))
        assert (where.netloc, where.path.startswith(f"{PREFIX}/")) == ("localhost", True)
