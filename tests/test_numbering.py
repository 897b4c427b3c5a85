"""What a corpus tells of its words: the same, whichever numbers are kept from the corpora before."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.cache import Cache
from index.lexicon import Lexicon, Tokens

WORDS = (
    "Beds",
    "beds",
    "bed",
    "BEDS",
    "nurse",
    "Nurses",
    "nursing",
    "42",
    "per\ncent",
    "A&E",
    "Żółw",
    "zebra",
    "(JET)",
    "it",
)
RUNS = st.lists(st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join), max_size=4)
CORPORA = st.lists(st.lists(RUNS, max_size=4), min_size=2, max_size=5)
"""Corpora one after the other; each of some runs, each of some texts."""


def told(runs: Sequence[Sequence[str]], cache: Cache) -> dict[str, Any]:
    """All that the words of a corpus tell."""
    lexicon = Lexicon(cache)
    for texts in runs:
        lexicon.add(Tokens.of(texts))
    words = lexicon.words()
    found = {field.name: getattr(words, field.name) for field in fields(words)}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(CORPORA)
def test_words_tell_the_same_whichever_were_numbered_before(corpora: list[list[list[str]]]) -> None:
    with TemporaryDirectory() as kept, TemporaryDirectory() as empty:
        for number, runs in enumerate(corpora):
            with Cache.open(Path(kept)) as cache, Cache.open(Path(empty)) as none:
                assert told([*runs, []], cache) == told([*runs, []], none)
                cache.keep(of=str(number), derived=True)


def test_words_that_no_text_holds_any_more_are_not_kept(tmp_path: Path) -> None:
    for runs in ([["Quillfeather ferry"], ["nurses"]], [["nurses"]]):
        with Cache.open(tmp_path) as cache:
            told(runs, cache)
            cache.keep(of="", derived=True)
    with Cache.open(tmp_path) as cache:
        raw = cache.get("words")
    assert raw is not None and b"nurs" in raw
    assert b"uillfeather" not in raw and b"ferri" not in raw
