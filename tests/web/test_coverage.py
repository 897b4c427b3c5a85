"""The page of what the articles cover: right, bounded, and every question on it answered."""

import html
import json
import re
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from corpus import Library, Role
from index import IndexFolder, Searcher, build_index, publish
from qa import Request, answer
from web.app import create_app
from web.pages import coverage
from web.pages.assets import STATIC
from web.service import Service

CELL = re.compile(r'<td><a class="shade-(\d)" href="([^"]+)" title="([^"]+)" aria-label="([^"]+)">([\d,]+)</a></td>')
MARKUP = "<script>alert(1)</script><input autofocus onfocus=alert(2)>"


@pytest.fixture(scope="module")
def searcher(shipped_index: Path) -> Searcher:
    return IndexFolder(shipped_index).searcher()


def client_of(folder: Path, texts: dict[str, str]) -> FlaskClient:
    """A client of an app over the index of some articles, by id."""
    (folder / "corpus").mkdir()
    for name, text in texts.items():
        (folder / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    if texts:
        build_index(folder / "corpus", folder / "index")
    else:
        publish(Library(folder / "data").changed({}), folder / "index")
    return create_app(Service(IndexFolder(folder / "index").searcher)).test_client()


def shown(page: str) -> tuple[list[str], dict[str, list[str]]]:
    """The addresses of the columns' articles, and each row's cells by the row's heading."""
    head, body = re.findall(r"<thead>(.*)</thead>\s*<tbody>(.*)</tbody>", page, re.S)[0]
    columns = re.findall(r'<th scope="col"><a href="([^"]+)"', head)
    rows = {}
    for row in body.split("<tr>")[1:]:
        ((name, cells),) = re.findall(r'<th scope="row"><bdi>(.*?)</bdi>.*?</th>(.*)', row, re.S)
        rows[html.unescape(name)] = re.findall(r"<td.*?</td>", cells, re.S)
        assert len(rows[html.unescape(name)]) == len(columns)
    return columns, rows


def test_the_page_shows_what_counting_gives(client: FlaskClient, searcher: Searcher) -> None:
    reply = client.get("/coverage")
    columns, rows = shown(reply.text)
    by_hand: Counter[tuple[str, str]] = Counter()
    for number, sentence in enumerate(searcher.sentences(range(searcher.n_rows))):
        heading = searcher.headings([number])[0]
        if heading is not None and sentence.role not in (Role.HEADING, Role.FURNITURE):
            by_hand[heading.text, f"/articles/{sentence.article_id}"] += 1
    assert reply.status_code == 200
    assert len(rows) == 14 and len(columns) == 3
    for name, cells in rows.items():
        for column, cell in zip(columns, cells, strict=True):
            found = CELL.fullmatch(cell)
            assert (int(found[5]) if found else 0) == by_hand[name, column], (name, column)
            assert found or 'class="empty"' in cell
    elsewhere = re.findall(r"<td>([\d,]+)</td>", reply.text[reply.text.index("<tfoot>") :])
    for place, (column, left) in enumerate(zip(columns, elsewhere, strict=True)):
        card = next(card for card in searcher.cards() if column.endswith(f"/{card.id}"))
        named = sum(int(found[5]) for cells in rows.values() if (found := CELL.fullmatch(cells[place])))
        assert int(left) + named == card.sentences


def test_the_corpus_in_figures_stands_above(client: FlaskClient, searcher: Searcher) -> None:
    page = client.get("/coverage").text
    figures = dict(re.findall(r"<dt>(.*?)</dt><dd>([\d,]+)</dd></div>", page))
    assert figures == {"articles": "5", "sentences": "347", "different words": f"{searcher.figures().words:,}",
                       "named sections": "14", "speakers": "12"}  # fmt: skip
    assert f"{searcher.figures().copies} of the sentences stand in more than one article." in page
    assert "2 articles have none of these sections, and so no column." in page
    assert searcher.version in page and searcher.built_at[11:16] in page


def test_nine_cells_of_ten_lead_to_a_question_that_their_article_answers(
    client: FlaskClient, searcher: Searcher
) -> None:
    columns, rows = shown(client.get("/coverage").text)
    answered, full = 0, 0
    for cells in rows.values():
        for column, cell in zip(columns, cells, strict=True):
            if found := CELL.fullmatch(cell):
                full += 1
                address = urlsplit(html.unescape(found[2]))
                question = parse_qs(address.query).get("q", [""])[0]
                assert html.unescape(found[4]) == html.unescape(found[3])
                assert html.unescape(found[4]).startswith(f"{found[5]} sentence"), cell
                if address.path == "/":
                    reply = answer(Request(question), searcher)
                    assert question in html.unescape(found[4])
                    answered += any(column == f"/articles/{c.article_id}" for c in reply.passages[0].citations)
    assert full == 30
    assert answered >= 0.9 * full


def test_the_questions_below_are_answered(client: FlaskClient) -> None:
    listed = client.get("/coverage").text.partition('id="answerable-heading"')[2]
    addresses = [html.unescape(address) for address in re.findall(r'<li><a href="(/\?q=[^"]+)"', listed)]
    assert len(addresses) == 6
    for address in addresses:
        assert '<div class="verdict none">' not in client.get(address).text, address


def test_what_headings_and_titles_hold_is_shown_and_not_run(tmp_path: Path) -> None:
    name = "Gannet Bay<script>alert(1)</script><input/autofocus/onfocus=alert(2)>"
    text = f"title: {MARKUP} News\n\nSo much for the day.\n\n{name}\n\nGannet Bay will mend the quay.\n"
    page = client_of(tmp_path, {"hostile": text}).get("/coverage").text
    _, rows = shown(page)
    assert list(rows) == [name]
    assert "<img" not in page and "alert(1)</script>" not in page
    assert 'href="/articles/hostile" title="1 sentence. Read the article"' in rows[name][0]
    assert " style=" not in page and "<style" not in page


def test_a_large_corpus_makes_no_large_page_and_the_page_says_what_it_left_out(tmp_path: Path) -> None:
    names = [chr(65 + n // 26) + chr(97 + n % 26) + "ville" for n in range(60)]
    texts = {
        f"a{n:03}": f"title: News {n}\n\nSo much for the day.\n\n"
        + "\n\n".join(f"{name}\n\n{name} will mend quay {n}." for name in names[: 60 - n % 60])
        for n in range(240)
    }
    page = client_of(tmp_path, texts | {"zz": "The gnu ran."}).get("/coverage").text
    columns, rows = shown(page)
    assert (len(columns), len(rows)) == (30, 40)
    assert list(rows) == names[:40]
    assert "These are the 40 sections that stand in most articles, of 60." in page
    assert "Of the 240 articles that have any, these are the 30 that have most of them." in page
    assert "One article" not in page and "1 article has none of these sections, and so no column." in page


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        pytest.param({}, "There are no articles yet.", id="no-articles"),
        pytest.param({"plain": "The gnu ran over the hill."}, "The longest article is", id="no-sections"),
    ],
)
def test_without_sections_there_is_no_table(texts: dict[str, str], says: str, tmp_path: Path) -> None:
    reply = client_of(tmp_path, texts).get("/coverage")
    assert reply.status_code == 200
    assert says in reply.text and "<table" not in reply.text


def test_the_page_is_the_same_each_time_and_asks_nothing_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get("/coverage").text
    monkeypatch.setattr("qa.suggesting.answer", None)
    assert client.get("/coverage").text == first


@pytest.mark.parametrize("occurring", [[1], [3, 4], [1, 2, 3, 9], [5, 600], list(range(2, 40, 3))], ids=str)
def test_each_number_has_one_shade_and_more_is_never_lighter(occurring: list[int]) -> None:
    shades = list(coverage._shades(occurring))
    of = {n: [shade.number for shade in shades if shade.least <= n <= shade.most] for n in occurring}
    assert all(len(found) == 1 for found in of.values())
    numbers = [of[n][0] for n in sorted(occurring)]
    assert numbers == sorted(numbers) and numbers[0] == 1
    assert numbers[-1] == (coverage.SHADES if len(occurring) > 1 else 1)


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2 defines it."""
    parts = colour.removeprefix("#")
    parts = "".join(2 * digit for digit in parts) if len(parts) == 3 else parts
    channels = [int(parts[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_number_can_be_read_on_its_shade_in_every_theme() -> None:
    css = (STATIC / "coverage.css").read_text("utf-8")
    pairs = re.findall(r"--((?:on-)?shade-\d): light-dark\((#\w+), (#\w+)\);", css)
    printed = dict(re.findall(r"--((?:on-)?shade-\d): (#\w+);", css))
    themes = [{name: light for name, light, _ in pairs}, {name: dark for name, _, dark in pairs}, printed]
    assert len(themes) == 3
    for theme in themes:
        assert len(theme) == 2 * coverage.SHADES
        for number in range(1, coverage.SHADES + 1):
            pair = luminance(theme[f"shade-{number}"]), luminance(theme[f"on-shade-{number}"])
            assert (max(pair) + 0.05) / (min(pair) + 0.05) >= 4.5, (theme, number)


# --- people and topics ---

CREWS = ("mends", "paints", "measures", "shuts", "opens", "crosses")


def dated(folder: Path, years: list[int]) -> FlaskClient:
    """A client of an app over articles that name a person and a place, one of each year given."""
    rows = [
        {
            "id": f"a{n:02}",
            "text": f"The harbour was shut for a while, as director Ann Lee told us when the crew {CREWS[n]} it.\n\n"
            f"From there the ferry {CREWS[n]} Gull Island on day {n + 1} of each month at noon.\n",
            "published": f"{year}-0{n + 1}-10",
        }
        for n, year in enumerate(years)
    ]
    (folder / "all.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    build_index(folder / "all.jsonl", folder / "index")
    return create_app(Service(IndexFolder(folder / "index").searcher)).test_client()


def subjects_of(page: str) -> dict[str, tuple[list[str], dict[str, list[str]]]]:
    """Each table of names by its heading: its columns, and each row's cells by the row's name."""
    tables = {}
    for heading, head, body in re.findall(
        r'<h2 id="subjects-\d">(.*?)</h2>.*?<thead>(.*?)</thead>\s*<tbody>(.*?)</tbody>', page, re.S
    ):
        rows = re.findall(r'<tr><th scope="row"><bdi>(.*?)</bdi></th>(.*?)</tr>', body, re.S)
        cells = {html.unescape(name): re.findall(r"<td.*?</td>", held, re.S) for name, held in rows}
        tables[heading] = re.findall(r'<th scope="col">(.*?)</th>', head), cells
    return tables


def test_people_and_topics_are_counted_by_year_and_each_number_leads_to_its_articles(tmp_path: Path) -> None:
    client = dated(tmp_path, [2020, 2021, 2021, 2023])
    tables = subjects_of(client.get("/coverage").text)
    assert list(tables) == ["People that stand in most articles", "Topics that stand in most articles"]
    for name, (columns, rows) in zip(("Ann Lee", "Gull Island"), tables.values(), strict=True):
        assert columns == ["All", "2020", "2021", "2023"]
        numbers = []
        for cell in rows[name]:
            ((address, number),) = re.findall(r'href="([^"]+)">(\d+)<', cell)
            numbers.append(int(number))
            assert len(re.findall("<cite", client.get(html.unescape(address)).text)) == int(number)
        assert numbers == [4, 1, 2, 1]


def test_articles_of_one_year_are_told_apart_by_month(tmp_path: Path) -> None:
    columns, rows = subjects_of(dated(tmp_path, [2021] * 3).get("/coverage").text)["People that stand in most articles"]
    assert columns == ["All", "January 2021", "February 2021", "March 2021"]
    assert len(rows["Ann Lee"]) == 4


def test_where_no_day_is_known_names_are_listed_with_their_articles(client: FlaskClient) -> None:
    page = client.get("/coverage").text
    assert not subjects_of(page)
    listed = re.findall(r'<li><a href="([^"]+)"><bdi>(.*?)</bdi> <span class="extent">(\d+) articles', page)
    assert ("Norman Lamb", "4") in [(name, number) for _, name, number in listed]
    for address, _, number in listed:
        assert len(re.findall("<cite", client.get(html.unescape(address)).text)) == int(number)


def test_sections_that_few_of_many_articles_share_are_no_map(tmp_path: Path) -> None:
    texts = {
        f"a{n:02}": f"title: News {n}\n\nSo much for the day.\n\nGannet Bay\n\nGannet Bay will mend quay {n}."
        if n < 4
        else f"The gnu ran over hill {n}."
        for n in range(41)
    }
    assert '<h2 id="map-heading">' not in client_of(tmp_path, texts).get("/coverage").text
    more = tmp_path / "more"
    more.mkdir()
    texts["a04"] = texts["a03"].replace("quay 3", "quay 4")
    assert '<h2 id="map-heading">' in client_of(more, texts).get("/coverage").text
