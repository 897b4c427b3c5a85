"""The articles that ship: the very bytes that were given, and nothing said of them that they do not say."""

import hashlib
import tomllib
from collections.abc import Mapping

import pytest

from corpus import SHIPPED_ARTICLES

SHA256 = {
    "fourteen-areas-gain-integration-pioneer-status": (
        "50daeac7fef00e12ecaad295830d6976d8f53e6165aac614144aaf6327382820"
    ),
    "fourteen-pioneering-initiatives": "1b92dc3cc3558bf0533e0ad8ac6f2e2da2698788634b24fb635562b6ecbdb30a",
    "integrated-care-pioneers-announced": "bf1672825e4ada497727db4a06db66e043e397b19aa90f8c2f399b736c257cb4",
    "integration-pioneers-announced": "f7df224c3915f56d8170b6c4dfc9c34666a984f3a471605e27eb534c5837ed11",
    "pioneer-programme-winners-announced": "08c29d52c6427457ad0a411ab93b7829d3faccbc45cac171ba7232615f4dd104",
}


def unsaid(known: Mapping[str, str], text: str) -> dict[str, str]:
    """What a catalogue says of an article that its text does not."""
    return {field: value for field, value in known.items() if value not in text}


def test_the_folder_holds_the_five_articles_and_their_catalogue() -> None:
    names = {path.name for path in SHIPPED_ARTICLES.iterdir()}
    assert names == {f"{article_id}.txt" for article_id in SHA256} | {"catalogue.toml"}


@pytest.mark.parametrize("article_id", SHA256)
def test_an_article_is_what_was_given_byte_for_byte(article_id: str) -> None:
    raw = (SHIPPED_ARTICLES / f"{article_id}.txt").read_bytes()
    assert hashlib.sha256(raw).hexdigest() == SHA256[article_id]


def test_the_catalogue_says_only_what_the_articles_say() -> None:
    catalogue = tomllib.loads((SHIPPED_ARTICLES / "catalogue.toml").read_text(encoding="utf-8"))
    catalogue.pop("_corpus", None)  # what all the articles are is said by whoever keeps them
    assert catalogue.keys() <= SHA256.keys()
    assert any(catalogue.values())
    texts = {article_id: (SHIPPED_ARTICLES / f"{article_id}.txt").read_bytes().decode() for article_id in catalogue}
    assert {name: found for name, known in catalogue.items() if (found := unsaid(known, texts[name]))} == {}


def test_a_guess_in_the_catalogue_is_seen() -> None:
    text = "Pioneers announced\n\nFourteen areas were chosen."
    assert unsaid({"title": "Pioneers announced", "publisher": "The Gazette"}, text) == {"publisher": "The Gazette"}
