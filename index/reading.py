"""Documents to parts: what is new is analysed, the rest is kept from the build before."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec

from corpus import SourceFile, Vocabulary, source_of, structure
from index.builder import settings
from index.cache import PART, Cache
from index.parts import PART_VERSION, Part


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `articles` read of `of`, with the `sentences` found; `analysed`: how many of them anew."""

    articles: int
    of: int
    sentences: int
    analysed: int


def read_parts(
    files: Sequence[SourceFile], words: Vocabulary, cache: Cache, progress: Callable[[Progress], None] | None = None
) -> tuple[list[Part], int]:
    """Return the parts of all documents, in their order, and how many were analysed anew.

    Raises CorpusError for a wrong article, sqlite3.Error where the cache cannot be written.
    """
    parts = []
    sentences = analysed = 0
    setting = json.dumps([PART_VERSION, settings(), words.fingerprint], sort_keys=True).encode()
    for number, file in enumerate(files, 1):
        key = PART + hashlib.sha256(b"\0".join((setting, file.id.encode(), file.fingerprint.encode()))).hexdigest()
        part = _kept(cache, key)
        if part is None:
            part = Part.of(structure(source_of(file), words))
            cache.put(key, part.raw())
            analysed += 1
        sentences += part.answering
        parts.append(part)
        if progress is not None:
            progress(Progress(number, len(files), sentences, analysed))
    return parts, analysed


def _kept(cache: Cache, key: str) -> Part | None:
    raw = cache.get(key)
    try:
        return None if raw is None else Part.read(raw)
    except msgspec.MsgspecError:
        return None
