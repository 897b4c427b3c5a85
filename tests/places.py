"""Places that articles are read from, and how one is refused."""

import json
from pathlib import Path

import pytest

from corpus import (
    ArticleError,
    read_sources,
)

TEXT = "The library opens at nine. It closes at six."


def folder_of(place: Path, **texts: str | bytes) -> Path:
    """A folder with one `.txt` file for each text."""
    place.mkdir(exist_ok=True)
    for name, text in texts.items():
        (place / f"{name}.txt").write_bytes(text if isinstance(text, bytes) else text.encode())
    return place


def lines_of(place: Path, *rows: object) -> Path:
    """A `.jsonl` file; what is no text already is written as JSON."""
    path = place / "articles.jsonl"
    path.write_text("".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), "utf-8")
    return path


def refusal(place: Path) -> str:
    """What the reader says of a place that it refuses."""
    with pytest.raises(ArticleError) as caught:
        read_sources(place)
    return str(caught.value)
