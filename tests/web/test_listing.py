"""The list of articles as a page shows it: searched, in an order, page by page, without a script."""

from pathlib import Path

from markup import MARKUP, page

from index import IndexFolder, build_index
from web.app import create_app
from web.service import Service


def test_the_list_is_searched_and_put_in_order_by_plain_links_and_says_when_nothing_is_found(
    tmp_path: Path,
) -> None:
    lines = [f'{{"id": "a{n:03}", "title": "T{200 - n:03}", "text": "Words of {n}."}}' for n in range(201)]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), "utf-8")
    build_index(tmp_path / "many.jsonl", tmp_path / "index")
    client = create_app(Service(IndexFolder(tmp_path / "index").searcher)).test_client()
    address: str | None = "/articles?sort=title&search=t"
    seen: list[str] = []
    while address and len(seen) <= 201:
        shown = page(client.get(address).text)
        assert shown.find("input", id="search")[0].attributes["value"] == "t"
        assert [o.text() for o in shown.find("option") if "selected" in o.attributes] == ["Title"]
        seen += [cite.text() for cite in shown.find("cite")]
        address = next((link.attributes["href"] for link in shown.find("a", rel="next")), None)
    assert seen == [f"T{n:03}" for n in range(201)]
    nothing = page(client.get("/articles", query_string={"search": MARKUP}).text)
    assert f"No article’s title, publisher or id holds “{MARKUP}”" in nothing.text()
    assert "There are no further articles." in client.get("/articles?after=zzz").text
    assert len(page(client.get("/articles?sort=colour").text).find("cite")) == 100
