"""A catalogue changes where its tables do, and nowhere else: its owner's comments and layout stay to the byte."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from tomlkit.exceptions import ParseError

from corpus import ArticleError, read_sources
from corpus.files import catalogue
from corpus.files.catalogue import amend
from corpus.toml import NoToml, read_toml

OWN = """\
# What the harbour knows.

# The ferry, of the north quay.
[ferry]   # since 1911
title   = 'The ferry'  # as on its bow
# Ann asked for this one:
published = 2024-05-20

# Of the market nobody knows more.
[ "market" ]
title = "The market"
# [ferry]

# A table may have a dot in its name.
["a.pier"]
title = '''
[market]
# The pier'''
"""
FERRY = """\
[ferry]   # since 1911
title   = 'The ferry'  # as on its bow
# Ann asked for this one:
published = 2024-05-20
"""
MARKET = '[ "market" ]\ntitle = "The market"\n'
PIER = "[\"a.pier\"]\ntitle = '''\n[market]\n# The pier'''\n"


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    ("known", "before", "after"),
    [
        pytest.param({"ferry": {}}, FERRY, "", id="a table that goes"),
        pytest.param({"market": {}}, MARKET, "", id="one with spaces in its header"),
        pytest.param({"a.pier": {}}, PIER, "", id="one with a dot and a string of several lines"),
        pytest.param({"ferry": {}, "market": {}}, FERRY, "", id="two"),
        pytest.param(
            {"ferry": {"title": "A ferry", "published": "2024-05-20"}},
            "title   = 'The ferry'", 'title   = "A ferry"', id="one value",
        ),
        pytest.param({"ferry": {"title": "The ferry"}}, "published = 2024-05-20\n", "", id="a value that goes"),
        pytest.param(
            {"market": {"title": "The market", "url": "https://x"}},
            MARKET, f'{MARKET}url = "https://x"\n', id="a value that comes",
        ),
        pytest.param(
            {"a.pier": {"publisher": "Harbour Board"}}, PIER, '["a.pier"]\npublisher = "Harbour Board"\n',
            id="all values",
        ),
    ],
)  # fmt: skip
def test_only_the_lines_of_a_changed_table_change(
    known: Mapping[str, Mapping[str, str]], before: str, after: str, newline: str
) -> None:
    expected = OWN.replace(before, after)
    if len(known) == 2:
        expected = expected.replace(MARKET, "")
    assert amend(OWN.replace("\n", newline), known) == expected.replace("\n", newline)


@pytest.mark.parametrize("known", [{"ferry": {"title": "The ferry", "published": "2024-05-20"}}, {"gone": {}}, {}])
def test_what_says_the_same_stays_to_the_byte(known: Mapping[str, Mapping[str, str]]) -> None:
    assert amend(OWN, known) == OWN


def test_lines_without_a_header_are_changed_alike() -> None:
    own = "# All in a line.\nferry = { title = 'The ferry' } # old\nmarket.title = 'x' # new\n\n[pier]\ntitle = 'y'"
    assert amend(own, {"ferry": {}}) == own.replace("ferry = { title = 'The ferry' } # old\n", "")
    assert amend(own, {"market": {}}) == own.replace("market.title = 'x' # new\n", "")
    assert amend(own, {"market": {"title": "z"}}) == own.replace("'x'", '"z"')
    assert amend(own, {"pier": {"title": "z"}}) == own.replace("'y'", '"z"') + "\n"


def test_adding_and_removing_by_turns_does_not_make_a_catalogue_longer() -> None:
    text = once = amend(amend(OWN, {"quay": {"title": "x"}}), {"quay": {}})
    for _ in range(5):
        text = amend(amend(text, {"quay": {"title": "x"}}), {"quay": {}})
    assert text == once
    assert amend("", {"quay": {"title": "x"}}) == '[quay]\ntitle = "x"\n'
    assert amend('[quay]\ntitle = "x"\n', {"quay": {}}) == ""


def refuse(*_: Any) -> Any:
    raise ParseError(1, 1)


@pytest.mark.parametrize("parse", [refuse, lambda _: catalogue.tomlkit.document()], ids=["refused", "misread"])
def test_a_table_that_one_library_alone_can_read_is_written_anew_and_no_other(
    parse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue.tomlkit, "parse", parse)
    assert amend(OWN, {"ferry": {"title": "A ferry"}}) == OWN.replace(FERRY, '[ferry]\ntitle = "A ferry"\n')
    assert amend(OWN, {"ferry": {}}) == OWN.replace(FERRY, "")


def test_a_catalogue_that_is_no_toml_is_not_touched() -> None:
    with pytest.raises(NoToml):
        amend(f"{OWN}[ferry]\n", {"market": {}})


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(["[a]", "\n[a]\n", "#", "'''"])
TABLES = st.dictionaries(
    st.sampled_from(["a", "b", "a.b", "c d", "é", '"']),
    st.dictionaries(st.sampled_from(["title", "publisher", "published", "url"]), WORDS),
    max_size=4,
)


@given(TABLES, TABLES, st.sampled_from(["\n", "\r\n"]), st.booleans(), st.booleans())
def test_whatever_is_said_is_said_and_comments_below_tables_stay(
    before: dict[str, dict[str, str]], known: dict[str, dict[str, str]], newline: str, long: bool, ended: bool
) -> None:
    tables = [tomli_w.dumps({name: table}, multiline_strings=long) for name, table in before.items()]
    own = "".join(f"{table}\n# Below {number}.\n" for number, table in enumerate(tables)).replace("\n", newline)
    own = own if ended else own.rstrip()
    told = tomllib.loads(own)
    after = amend(own, known)
    left = {name: table for name, table in told.items() if name not in known or known[name]}
    assert tomllib.loads(after) == left | {name: table for name, table in known.items() if table}
    assert [line for line in after.split(newline) if line in own.split(newline) and line.startswith("# Below")] == [
        f"# Below {number}." for number in range(len(tables))
    ]


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a = " + DEEP * "[", id="lists"),
        pytest.param("a = " + DEEP * "{b = ", id="tables within a line"),
        pytest.param(".".join(DEEP * "a") + " = 1", id="names of a key"),
        pytest.param("[" + ".".join(DEEP * ['"a"']) + "]", id="names of a table"),
    ],
)
def test_a_catalogue_that_is_nested_deep_is_told_as_one_that_is_no_toml(tmp_path: Path, text: str) -> None:
    (tmp_path / "ferry.txt").write_text("The ferry rests on Mondays.\n", "utf-8")
    (tmp_path / "catalogue.toml").write_text(text, "utf-8")
    with pytest.raises(ArticleError, match="not TOML: nested too deep"):
        read_sources(tmp_path)


def test_a_text_of_many_stops_is_not_nested() -> None:
    assert read_toml(f'title = "Contents {300 * "."} 5"\n') == {"title": f"Contents {300 * '.'} 5"}
