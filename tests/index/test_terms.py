"""The terms of a generation: found by name and by number, however many there are, and told where they are spoilt."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import IndexDamaged, build_index
from index.disk.database import BLOCK, Database, blocks_of, terms_of

NAMES = [f"q{chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(5 * BLOCK // 2)]
"""Words that are their own terms, in alphabetical order."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The database of an article of just these words."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(" ".join(reversed(NAMES)) + ".\n", encoding="utf-8")
    build_index(tmp_path / "articles", tmp_path / "index")
    return next((tmp_path / "index" / "generations").glob("*/corpus.sqlite"))


def test_terms_are_found_by_name_and_by_number(file: Path) -> None:
    database = Database.open(file)
    assert database.terms(reversed(range(len(NAMES)))) == dict(enumerate(NAMES))
    assert database.term_numbers(NAMES, len(NAMES)) == {name: number for number, name in enumerate(NAMES)}


@pytest.mark.parametrize("term", ["", "a", "qaaxa", NAMES[BLOCK - 1] + "a", NAMES[BLOCK] + "a", "z", "Ω"])
def test_a_term_that_there_is_not_has_no_number(file: Path, term: str) -> None:
    assert Database.open(file).term_numbers([term], len(NAMES)) == {term: None}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("DELETE FROM terms WHERE number = ?", id="no block"),
        pytest.param("UPDATE terms SET block = 'qaax' WHERE number = ?", id="too few terms"),
        pytest.param("UPDATE terms SET block = x'41' WHERE number = ?", id="no text"),
    ],
)
def test_terms_that_cannot_be_are_told(file: Path, change: str) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute(change, [BLOCK])
    with pytest.raises(IndexDamaged, match="run: pioneer-qa index"):
        Database.open(file).terms(range(len(NAMES)))


def test_a_number_that_no_term_has_is_told(file: Path) -> None:
    with pytest.raises(IndexDamaged, match="holds numbers that cannot be"):
        Database.open(file).term_numbers(NAMES, len(NAMES) - 1)


@given(st.integers(0, 3 * BLOCK))
def test_blocks_hold_each_term_once_in_order(count: int) -> None:
    terms: Sequence[str] = NAMES[:count]
    found = list(blocks_of(terms))
    assert [term for _, _, block in found for term in terms_of(block)] == terms
    assert all(terms[number] == first for number, first, _ in found)
