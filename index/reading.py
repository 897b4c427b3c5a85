"""Documents to parts: what is new is analysed, the rest is kept from the build before."""

import hashlib
import json
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec

from corpus import SourceFile, Vocabulary
from index.analysing import analysed
from index.builder import settings
from index.cache import PART, Cache
from index.parts import PART_VERSION, Part

_AT_ONCE = 500
"""How many parts are fetched from the cache together."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `articles` read of `of`, with the `sentences` found; `analysed`: how many of them anew."""

    articles: int
    of: int
    sentences: int
    analysed: int


def read_parts(
    files: Sequence[SourceFile], words: Vocabulary, cache: Cache, progress: Callable[[Progress], None] | None = None
) -> Generator[tuple[Part, bool], None, None]:
    """Yield the parts of all documents, in their order, and whether each was analysed anew.

    Raises CorpusError for a wrong article, sqlite3.Error where the cache cannot be written.
    """
    read = sentences = new = 0
    setting = json.dumps([PART_VERSION, settings(), words.fingerprint], sort_keys=True).encode()
    keys = [_key(file, setting) for file in files]
    held = cache.keys()
    missing = analysed([file for file, key in zip(files, keys, strict=True) if key not in held], words)
    with closing(missing):
        for start in range(0, len(files), _AT_ONCE):
            kept = cache.several([key for key in keys[start : start + _AT_ONCE] if key in held])
            for file, key in zip(files[start : start + _AT_ONCE], keys[start : start + _AT_ONCE], strict=True):
                part = _read(kept.get(key))
                anew = part is None
                if part is None:
                    raw = next(analysed([file], words) if key in held else missing)
                    cache.put(key, raw)
                    part = Part.read(raw)
                yield part, anew
                read, sentences, new = read + 1, sentences + part.n_answering, new + anew
                if progress is not None:
                    progress(Progress(read, len(files), sentences, new))


def _key(file: SourceFile, setting: bytes) -> str:
    return PART + hashlib.sha256(b"\0".join((setting, file.id.encode(), file.fingerprint.encode()))).hexdigest()


def _read(raw: bytes | None) -> Part | None:
    try:
        return None if raw is None else Part.read(raw)
    except msgspec.MsgspecError:
        return None
