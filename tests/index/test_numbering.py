"""What a corpus tells of its words: the same, whichever numbers are kept from the corpora before."""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given
from written import CORPORA, words_of

from index.build.cache import Cache
from index.build.lexicon import Words
from index.build.numbering import fingerprint


def told(words: Words) -> dict[str, Any]:
    """All of it, but where the words were before."""
    names = {field.name for field in fields(words)} - {"terms_came", "came", "before"}
    found = {name: getattr(words, name) for name in names}
    return {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}


@given(CORPORA)
def test_words_tell_the_same_whichever_were_numbered_before(corpora: list[list[list[str]]]) -> None:
    before: Sequence[str] = ()
    with TemporaryDirectory() as kept, TemporaryDirectory() as empty:
        for number, runs in enumerate(corpora):
            with Cache.open(Path(kept)) as cache, Cache.open(Path(empty)) as none:
                words = words_of(runs, cache)
                assert told(words) == told(words_of(runs, none))
                cache.keep(of=str(number), derived=True)
            assert words.before == fingerprint(before)
            came = zip(words.words, words.came.tolist(), strict=True)
            assert [word for word, place in came if place >= 0 and word != before[place]] == []
            before = words.words


def test_words_are_told_where_they_stood_before(tmp_path: Path) -> None:
    came = []
    for runs in ([["beds"], ["nurses"]], [["beds"], ["nurses"], ["A beacon"]], [["nurses"]]):
        with Cache.open(tmp_path) as cache:
            came.append(words_of(runs, cache).came.tolist())
            cache.keep(of="", derived=True)
    assert came == [[-1, -1], [-1, 0, 1], [2]]


def test_words_that_no_text_holds_any_more_are_not_kept(tmp_path: Path) -> None:
    for runs in ([["Quillfeather ferry"], ["nurses"]], [["nurses"]]):
        with Cache.open(tmp_path) as cache:
            words_of(runs, cache)
            cache.keep(of="", derived=True)
    with Cache.open(tmp_path) as cache:
        raw = cache.get("words")
    assert raw is not None and b"nurs" in raw
    assert b"uillfeather" not in raw and b"ferri" not in raw
