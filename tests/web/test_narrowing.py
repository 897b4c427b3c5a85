"""Which articles answer, as the ask page lets it be chosen: its panel, its address, and what a turn tells of it."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from markup import MARKUP, Element, page
from werkzeug.datastructures import MultiDict

from index import IndexFolder, build_index
from qa import Filters
from web.app import create_app
from web.pages.address import address
from web.pages.filters import Narrowing, narrowing
from web.pages.panel import MOST_MONTHS, _bars, _years
from web.service import Service

TEXTS = [
    ("a", "Notice: Quays", "Harbour Board", "2022-11-03", "The warden of Larkhill is Ann Lee."),
    ("b", "Notice: Nets", "Harbour Board", "2023-02-10", "The warden of Larkhill is Roy Hale."),
    ("c", "Notice: Tides", "Tide Office", "2023-02-27", "The gauge of Larkhill stands at the quay."),
    ("d", "On ferries", "Tide Office", "2023-05-01", "The ferry to Larkhill holds 40 cars."),
]
QUESTION = "Who is the warden of Larkhill?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("narrowing")
    names = ("id", "title", "publisher", "published", "text")
    lines = [json.dumps(dict(zip(names, row, strict=True))) for row in TEXTS]
    (folder / "all.jsonl").write_text("\n".join(lines), "utf-8")
    build_index(folder / "all.jsonl", folder / "index")
    return create_app(Service(IndexFolder(folder / "index").searcher)).test_client()


def options(shown: Element, name: str) -> list[tuple[str, str, bool]]:
    """A choice's options: value, words, whether it is chosen."""
    (select,) = shown.find("select", id=name)
    return [
        (
            o.attributes.get("value") or o.text() if o.attributes.get("value") != "" else "",
            o.text(),
            "selected" in o.attributes,
        )
        for o in select.find("option")
    ]


# --- the panel ---


def test_the_panel_offers_kinds_publishers_and_every_month_with_counts(client: FlaskClient) -> None:
    shown = page(client.get("/").text)
    assert [words for _, words, _ in options(shown, "type")] == ["Any kind", "Notice (3)"]
    assert [words for _, words, _ in options(shown, "publisher")] == [
        "Any publisher",
        "Harbour Board (2)",
        "Tide Office (2)",
    ]
    assert [value for value, _, _ in options(shown, "from")] == [
        "", "2022-11", "2022-12", "2023-01", "2023-02", "2023-03", "2023-04", "2023-05",
    ]  # fmt: skip
    (panel,) = shown.find("details", id="narrow")
    assert panel.attributes["data-counts"] == "1 0 0 2 0 0 1"
    assert "open" not in panel.attributes
    (group,) = shown.find("div", role="group")
    told = "Articles a month, from November 2022 to May 2023: most, 2, in February 2023"
    assert group.attributes["aria-label"] == told
    for field in ("type", "publisher", "from", "to"):
        assert shown.find("select", id=field)[0].attributes["form"] == "ask"


def test_articles_that_nothing_is_known_of_have_no_panel(shipped_index: Path) -> None:
    shown = page(create_app(Service(IndexFolder(shipped_index).searcher)).test_client().get("/").text)
    assert not shown.find("details", id="narrow")


def test_what_is_chosen_stands_in_the_panel(client: FlaskClient) -> None:
    shown = page(client.get("/?type=Notice&from=2023&to=2023-02-28").text)
    assert [value for value, _, chosen in options(shown, "type") if chosen] == ["Notice"]
    assert [value for value, _, chosen in options(shown, "from") if chosen] == ["2023-01"]
    assert [value for value, _, chosen in options(shown, "to") if chosen] == ["2023-02"]
    assert "open" in shown.find("details", id="narrow")[0].attributes
    (brush,) = shown.find("rect")
    assert (brush.attributes["x"], brush.attributes["width"]) == ("2", "2")
    assert "2 of 4 articles answer: of the kind “Notice”, from January 2023 to February 2023." in shown.text()


def test_each_of_several_publishers_and_kinds_stays_chosen(client: FlaskClient) -> None:
    shown = page(client.get("/?publisher=Tide+Office&publisher=Harbour+Board&type=Notice&type=Ballad").text)
    for field, values in (("publisher", ["Harbour Board", "Tide Office"]), ("type", ["Notice", "Ballad"])):
        assert [value for value, _, chosen in options(shown, field) if chosen] == values
        assert "multiple" in shown.find("select", id=field)[0].attributes
    assert not any("multiple" in each.attributes for each in page(client.get("/?type=Notice").text).find("select"))


def test_a_value_that_is_not_offered_stays_chosen_and_is_told(client: FlaskClient) -> None:
    shown = page(client.get("/", query_string={"publisher": MARKUP, "from": "2023-02-14"}).text)
    assert [words for _, words, chosen in options(shown, "publisher") if chosen] == [MARKUP]
    assert [words for _, words, chosen in options(shown, "from") if chosen] == ["2023-02-14"]
    assert f"No article is published by “{MARKUP}”." in shown.text()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "All 4 articles answer."),
        ("type=Notice", "3 of 4 articles answer: of the kind “Notice”."),
        ("type=Notice&from=2023-03", "Each of these has articles, but no article has all of them. Take one away."),
        ("publisher=Tide+Office&to=2023", "2 of 4 articles answer: published by “Tide Office”, up to 2023."),
        ("to=2022", "One article of 4 answers: up to 2022."),
        ("to=2021", "No article was published up to 2021: those there are come from November 2022 to May 2023."),
        ("type=Ballad&publisher=Nobody", "No article is of the kind “Ballad”. No article is published by “Nobody”."),
        ("type=Notice&from=2023-05", "Each of these has articles, but no article has all of them. Take one away."),
        ("from=2023-13", "“2023-13” is no year, month or day, as 2023, 2023-05 and 2023-05-17 are."),
    ],
)  # fmt: skip
def test_a_choice_is_counted_as_it_is_made(query: str, told: str, client: FlaskClient) -> None:
    reply = client.get(f"/narrowed?{query}")
    assert (reply.status_code, reply.mimetype, reply.text) == (200, "text/plain", told)


def test_more_months_than_can_be_told_apart_are_years() -> None:
    few = _bars({"2001-01": 1, f"{2001 + MOST_MONTHS // 12 - 1}-12": 2})
    many = _bars({"2001-01": 1, f"{2001 + MOST_MONTHS // 12}-01": 2})
    assert len(few) == MOST_MONTHS and few[0].words == "January 2001"
    assert [bar.articles for bar in many] == [1, *[0] * (MOST_MONTHS // 12 - 1), 2]
    assert _bars({"2001-01": 4}) == _bars({}) == ()
    assert [year for year, _ in _years(few)] == ["2002", "2005", "2008", "2011", "2014"]
    assert _years(_bars({"2001-01": 1, "2002-06": 1})) == (("2001", 0.0), ("2002", 66.67))


# --- asking ---


def test_a_question_is_asked_of_the_chosen_articles_alone(client: FlaskClient) -> None:
    for query, name in (("from=2023", "Roy Hale"), ("to=2022", "Ann Lee")):
        shown = page(client.get(f"/?q={QUESTION}&{query}").text)
        (turn,) = shown.find("article")
        assert name in turn.find("p", **{"class": "short verbatim"})[0].text()
        assert turn.attributes["data-kept"] == query


def test_a_turn_tells_what_it_was_asked_of_and_leads_to_all(client: FlaskClient) -> None:
    shown = page(client.get(f"/?q={QUESTION}&type=Notice&from=2023").text)
    assert "Asked of articles of the kind “Notice”, from 2023 on alone" in shown.text()
    everywhere = [link.attributes["href"] for link in shown.find("a") if link.text() == "Ask all articles"]
    assert [parse_qsl(urlsplit(address or "").query) for address in everywhere] == [[("q", QUESTION)]]
    assert "Asked of articles" not in page(client.get(f"/?q={QUESTION}").text).text()


def test_links_and_exports_of_a_turn_keep_to_its_articles(client: FlaskClient) -> None:
    shown = page(client.get("/?q=Who is the wardn of Larkhill?&from=2023").text)
    undo = [link.attributes["href"] or "" for link in shown.find("a") if link.text().startswith("Undo")]
    exports = [shown.find("a", id=name)[0].attributes["href"] or "" for name in ("export-markdown", "export-json")]
    assert undo
    assert all(("from", "2023") in parse_qsl(urlsplit(address).query) for address in (*undo, *exports))
    taken = client.get(exports[1]).text
    assert "Roy Hale" in taken and "Ann Lee" not in taken


def test_a_conversation_keeps_to_its_articles_whatever_is_done_to_a_question(client: FlaskClient) -> None:
    kept = ("from", "2023")
    shown = page(client.get("/", query_string=[("q", QUESTION), ("q", "And of the ferry?"), kept]).text)
    leads = {
        name: urlsplit(link.attributes["href"] or "")
        for link in shown.find("article")[1].find("a")
        for name in ("data-edit", "data-delete")
        if name in link.attributes
    }
    assert parse_qsl(leads["data-edit"].query) == [("q", QUESTION), ("draft", "And of the ferry?"), kept]
    assert parse_qsl(leads["data-delete"].query) == [("q", QUESTION), kept]
    (export,) = shown.find("a", id="export-json")
    assert (export.attributes["href"] or "").endswith("&from=2023")
    drafted = page(client.get(f"/?{leads['data-edit'].query}").text)
    assert drafted.find("textarea", id="question")[0].text().strip() == "And of the ferry?"
    assert [value for value, _, chosen in options(drafted, "from") if chosen] == ["2023-01"]
    assert address([QUESTION, QUESTION], (), Narrowing(first="2023")).endswith("&from=2023#latest")


def test_a_turn_tells_what_it_was_asked_of_beside_how_it_was_read(client: FlaskClient) -> None:
    (turn,) = page(client.get("/?q=Who is the wardn of Larkhill?&from=2023").text).find("article")
    assert turn.find("p", **{"class": "asked-of"})
    (read,) = turn.find("details", **{"class": "understood"})
    assert "“wardn” read as “warden”" in read.find("summary")[0].text()
    assert "Asked of articles" not in read.text()


def test_where_no_article_passes_the_turn_says_which_value_nothing_has(client: FlaskClient) -> None:
    shown = page(client.get(f"/?q={QUESTION}&publisher=Nobody").text)
    (verdict,) = shown.find("div", **{"class": "verdict none"})
    assert "Not in these articles" in verdict.text()
    assert "No article is published by “Nobody”." in verdict.text()


def test_the_script_asks_the_same_by_a_body(client: FlaskClient) -> None:
    filters = {"types": ["Notice"], "publishers": None, "published_from": "2023-02-01", "published_to": "2023-02-28"}
    turn = client.post("/turn", json={"question": QUESTION, "filters": filters})
    (shown,) = page(turn.text).find("article")
    assert shown.attributes["data-kept"] == "type=Notice&from=2023-02&to=2023-02"
    assert "of the kind “Notice”, in February 2023" in shown.text()


def test_a_kind_filters_over_the_api(client: FlaskClient) -> None:
    reply = client.post("/api/v1/ask", json={"question": QUESTION, "filters": {"types": ["Ballad"]}}).get_json()
    assert reply["no_answer"]["reason"] == "filtered_out" and reply["filtered_out"] == 4
    kept = client.post("/api/v1/ask", json={"question": QUESTION, "filters": {"types": ["Notice"]}}).get_json()
    assert kept["filtered_out"] == 1


@pytest.mark.parametrize("query", ["from=tomorrow", "to=2023-02-30", "from=0000"])
def test_a_time_that_is_none_is_told_and_nothing_is_asked(query: str, client: FlaskClient) -> None:
    reply = client.get(f"/?q={QUESTION}&{query}")
    assert reply.status_code == 422
    assert "is no year, month or day" in reply.text
    assert not page(reply.text).find("article")
    assert page(reply.text).find("textarea", id="question")[0].text().strip() == QUESTION


# --- addresses ---


@pytest.mark.parametrize(
    ("said", "days"),
    [
        (("2023", "2023"), ("2023-01-01", "2023-12-31")),
        (("2024-02", "2024-02"), ("2024-02-01", "2024-02-29")),
        (("2023-05-17", "2023-05-17"), ("2023-05-17", "2023-05-17")),
        (("2023", ""), ("2023-01-01", None)),
        (("", "2023-04"), (None, "2023-04-30")),
        (("2023-02", "2023"), ("2023-02-01", "2023-12-31")),
    ],
)
def test_a_time_is_its_days_and_back(said: tuple[str, str], days: tuple[str | None, str | None]) -> None:
    kept, error = narrowing(MultiDict({"from": said[0], "to": said[1]}))
    filters = kept.filters()
    assert not error
    assert (filters.published_from, filters.published_to) == days
    assert Narrowing.of(filters).filters() == filters


def test_an_address_of_empty_fields_keeps_to_nothing() -> None:
    kept, error = narrowing(MultiDict([("publisher", ""), ("type", " "), ("from", ""), ("to", "")]))
    assert (bool(kept), error, kept.filters()) == (False, "", Filters())


def test_of_many_articles_the_first_page_does_not_wait_for_examples(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.service.MANY_ARTICLES", 3)
    monkeypatch.setattr("web.service.Service.made", lambda self, make, searcher: make(searcher))
    monkeypatch.setattr("web.service.Service.soon", lambda self, make, searcher: None)
    shown = page(client.get("/").text)
    assert not shown.find("h2", id="examples-heading")
    monkeypatch.setattr("web.service.Service.soon", lambda self, make, searcher: ("Who keeps the light?",))
    assert "Who keeps the light?" in page(client.get("/").text).text()
