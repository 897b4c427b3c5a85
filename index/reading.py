"""Documents to parts: what is new is analysed, the rest is kept from the build before.

Articles that follow each other are kept together, in runs that end where an article's own hash says so: one article
more, or less, or changed, makes another run of the one that it is in, and leaves nearly all others as they are.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import msgspec

from corpus import Listed, Vocabulary
from index.analysing import analysed
from index.builder import settings
from index.cache import PART, Cache
from index.parts import PART_VERSION, Part
from index.splicing import runs

_TOGETHER = 500_000
"""From how many bytes of documents on a run may end. What of it is new goes to a process together."""

_RUNS = "runs"
"""The key of what tells which articles are kept where."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: `articles` read of `of`, with the `sentences` found; `analysed`: how many of them anew."""

    articles: int
    of: int
    sentences: int
    analysed: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Documents that are kept together, and for each what stands for it and all that its analysis depends on."""

    files: Sequence[Listed]
    hashes: Sequence[bytes]

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return PART + hashlib.sha256(b"".join(self.hashes)).hexdigest()


Kept = Mapping[bytes, tuple[str, int]]
"""Where articles are kept: by hash, the key of a run and the place in it."""


def read_parts(
    files: Sequence[Listed], words: Vocabulary, cache: Cache, progress: Callable[[Progress], None] | None = None
) -> Generator[tuple[Part, int], None, None]:
    """Yield the parts of all documents, in their order, and how many of the articles in each were analysed anew.

    Raises CorpusError for a wrong article.
    """
    read = sentences = new = 0
    every = list(_runs(files, json.dumps([PART_VERSION, settings(), words.fingerprint], sort_keys=True).encode()))
    kept = _kept(cache)
    missing = [[file for file, own in zip(run.files, run.hashes, strict=True) if own not in kept] for run in every]
    with closing(analysed([files for files in missing if files], words)) as made:
        for run, lacking in zip(every, missing, strict=True):
            raw = None if lacking else cache.get(run.key)
            part, anew = _read(raw), 0
            if part is None:
                fresh = next(made) if lacking else None
                part, anew = _assembled(run, kept, cache, fresh, words)
                cache.put(run.key, part.raw() if anew < len(run.files) or fresh is None else fresh)
            yield part, anew
            read, new = read + len(run.files), new + anew
            sentences += int(part.counts("answering").sum())
            if progress is not None:
                progress(Progress(read, len(files), sentences, new))
    told = msgspec.msgpack.encode([(run.key, run.hashes) for run in every])
    if cache.get(_RUNS) != told:
        cache.put(_RUNS, told)


def _runs(files: Sequence[Listed], setting: bytes) -> Iterator[_Run]:
    """Yield the runs: each of _TOGETHER bytes or twice that at most, and between these it ends where a document's hash,
    with a chance that grows with its size, says so. (Content-defined chunking; Muthitacharoen et al., SOSP 2001.)
    """
    hashes = [_hash(file, setting) for file in files]
    start = size = 0
    for end, (file, own) in enumerate(zip(files, hashes, strict=True), 1):
        size += file.size
        drawn = int.from_bytes(own[:4]) * _TOGETHER < 2 * file.size << 32
        if (drawn and size >= _TOGETHER) or size >= 2 * _TOGETHER or end == len(files):
            yield _Run(files[start:end], hashes[start:end])
            start, size = end, 0


def _hash(file: Listed, setting: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((setting, file.id.encode(), file.fingerprint.encode()))).digest()[:16]


def _kept(cache: Cache) -> Kept:
    """Return where the articles of the build before are kept."""
    held, raw = cache.keys(), cache.get(_RUNS)
    try:
        runs = [] if raw is None else msgspec.msgpack.decode(raw, type=list[tuple[str, list[bytes]]])
    except msgspec.MsgspecError:
        return {}
    return {own: (key, place) for key, hashes in runs if key in held for place, own in enumerate(hashes)}


def _assembled(run: _Run, kept: Kept, cache: Cache, fresh: bytes | None, words: Vocabulary) -> tuple[Part, int]:
    """Return the part of a run, and how many of its articles were analysed anew.

    `fresh`: the part of those that are not kept. What should be and does not read back is analysed here.
    """
    made, used, anew = _read(fresh), 0, 0
    sources: dict[str, Part | None] = {}
    found: list[tuple[Part, int]] = []
    for file, own in zip(run.files, run.hashes, strict=True):
        if own not in kept and made is not None:
            found.append((made, used))
            used += 1
            continue
        key, place = kept.get(own, ("", 0))
        if key not in sources:
            sources[key] = _read(cache.look(key))
        source = sources[key]
        if source is None:
            source, place = Part.read(next(analysed([[file]], words))), 0
            anew += 1
        found.append((source, place))
    return Part.joined([source.run(first, last) for source, first, last in runs(found)]), used + anew


def _read(raw: bytes | None) -> Part | None:
    try:
        return None if raw is None else Part.read(raw)
    except msgspec.MsgspecError:
        return None
