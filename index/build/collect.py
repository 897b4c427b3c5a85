"""Documents to chunks: what is new is analysed, the rest is kept from the build before.

Articles that follow each other are kept together, in runs that end where an article's own hash says so: one article
more, or less, or changed, makes another run of the one that it is in, and leaves nearly all others as they are.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from typing import Protocol

import msgspec
import numpy as np

from corpus import LINES_VERSION, Line, Lines, Listed, Vocabulary
from index.build.cache import CHUNK, Cache
from index.build.chunk import CHUNK_VERSION, Chunk
from index.build.version import settings
from index.build.workers import ALONE, Analysts, chunk_of
from index.values import BuildProgress

_TOGETHER = 500_000
"""From how many bytes of documents on a run may end. What of it is new goes to a process together."""

_LINES = f"lines {LINES_VERSION}"
"""The key of the lines that were read, by hash."""

_RUNS = "runs"
"""The key of what tells which articles are kept where."""


class Collected(Protocol):
    """Where a build takes its articles and words from, read anew each time, while it holds the lock."""

    def files(self, lines: Lines) -> Sequence[Listed]:
        """All articles as documents, in id order; `lines`: see `corpus.Lines`. Raises CorpusError."""

    def words(self) -> Vocabulary:
        """The words that they are read with. Raises CorpusError."""

    def commit(self) -> None:
        """Make what was read the articles' state; called right before their index is published. Raises OSError."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Documents that are kept together, and for each what stands for it and all that its analysis depends on."""

    files: Sequence[Listed]
    hashes: Sequence[bytes]

    @property
    def key(self) -> str:
        """Under which it is kept."""
        return CHUNK + hashlib.sha256(b"".join(self.hashes)).hexdigest()


Kept = Mapping[bytes, tuple[str, int]]
"""Where articles are kept: by hash, the key of a run and the place in it."""


def read_chunks(
    collected: Collected, words: Vocabulary, cache: Cache, progress: Callable[[BuildProgress], None] | None = None
) -> Generator[tuple[Chunk, int], None, None]:
    """Yield the chunks of all documents, in their order, and how many of the articles in each were analysed anew.

    Raises CorpusError for a wrong article.
    """
    with Analysts(words) as analysts:
        yield from _read_chunks(_files(collected, cache, analysts), words, cache, analysts, progress)


def _read_chunks(
    files: Sequence[Listed],
    words: Vocabulary,
    cache: Cache,
    analysts: Analysts,
    progress: Callable[[BuildProgress], None] | None,
) -> Generator[tuple[Chunk, int], None, None]:
    read = sentences = new = 0
    runs = list(_runs(files, json.dumps([CHUNK_VERSION, settings(), words.fingerprint], sort_keys=True).encode()))
    kept = _kept(cache)
    missing = [[file for file, own in zip(run.files, run.hashes, strict=True) if own not in kept] for run in runs]
    with closing(analysts.analysed([lacking for lacking in missing if lacking])) as made:
        for run, lacking in zip(runs, missing, strict=True):
            chunk, anew = (None, 0) if lacking else (_read(cache.get(run.key), run.files), 0)
            if chunk is None:
                fresh = next(made) if lacking else None
                chunk, anew = _assembled(run, kept, cache, _read(fresh, lacking), words)
                cache.put(run.key, fresh if fresh is not None and len(lacking) == len(run.files) else chunk.raw())
            yield chunk, anew
            read, new = read + len(run.files), new + anew
            sentences += int(chunk.counts("answering").sum())
            if progress is not None:
                progress(BuildProgress(read, len(files), sentences, new))
    told = msgspec.msgpack.encode([(run.key, run.hashes) for run in runs])
    if cache.get(_RUNS) != told:
        cache.put(_RUNS, told)


def _files(collected: Collected, cache: Cache, analysts: Analysts) -> Sequence[Listed]:
    """Return all documents. Lines are kept that were right, and told again by that; where many are new, the processes
    that will analyse them begin meanwhile.
    """
    raw = cache.get(_LINES)
    try:
        before = {} if raw is None else msgspec.msgpack.decode(raw, type=dict[bytes, Line])
    except msgspec.MsgspecError:
        before = {}
    lines = Lines(before, ALONE, analysts.begin_early)
    files = collected.files(lines)
    if lines.read != before:
        cache.put(_LINES, msgspec.msgpack.encode(lines.read))
    return files


def _runs(files: Sequence[Listed], setting: bytes) -> Iterator[_Run]:
    """Yield the runs. From _TOGETHER bytes on one ends where a document's hash, with a chance that grows with its size,
    says so, or with twice as many. (Content-defined chunking; Muthitacharoen et al., SOSP 2001.)
    """
    hashes = [_hash(file, setting) for file in files]
    sizes = np.array([file.size for file in files], dtype=np.int64)
    drawn = np.frombuffer(b"".join(hashes), dtype=">u4")[::4] * np.int64(_TOGETHER) < 2 * sizes << 32
    start = size = 0
    for end, (own, ends) in enumerate(zip(sizes.tolist(), drawn.tolist(), strict=True), 1):
        size += own
        if (ends and size >= _TOGETHER) or size >= 2 * _TOGETHER or end == len(files):
            yield _Run(files[start:end], hashes[start:end])
            start, size = end, 0


def _hash(file: Listed, setting: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((setting, file.id.encode(), file.fingerprint.encode()))).digest()[:16]


def _kept(cache: Cache) -> Kept:
    """Return where the articles of the build before are kept."""
    held, raw = cache.keys(), cache.get(_RUNS)
    try:
        before = [] if raw is None else msgspec.msgpack.decode(raw, type=list[tuple[str, list[bytes]]])
    except msgspec.MsgspecError:
        return {}
    return {own: (key, place) for key, hashes in before if key in held for place, own in enumerate(hashes)}


def _assembled(run: _Run, kept: Kept, cache: Cache, fresh: Chunk | None, words: Vocabulary) -> tuple[Chunk, int]:
    """Return the chunk of a run, and how many of its articles were analysed anew.

    `fresh`: the chunk of those that are not kept. What should be and does not read back is analysed here.
    """
    keys = dict.fromkeys(kept[own][0] for own in run.hashes if own in kept)
    sources = {key: chunk for key in keys if (chunk := _read(cache.look(key))) is not None}
    firsts = dict(
        zip(sources, accumulate((len(chunk.articles) for chunk in sources.values()), initial=0), strict=False)
    )
    places, lost = {}, []
    for file, own in zip(run.files, run.hashes, strict=True):
        key, place = kept.get(own, ("", 0))
        if key in sources and sources[key].articles[place : place + 1] and sources[key].articles[place].id == file.id:
            places[file.id] = firsts[key] + place
        elif key or fresh is None:
            lost.append(file)
    made = [
        *sources.values(),
        *([fresh] if fresh else []),
        *([Chunk.read(chunk_of(lost, words))] if lost else []),
    ]
    whole = Chunk.joined(made)
    begins = sum(len(chunk.articles) for chunk in sources.values())
    places |= {about.id: place for place, about in enumerate(whole.articles[begins:], begins)}
    return whole.pick([places[file.id] for file in run.files]), len(whole.articles) - begins


def _read(raw: bytes | None, of: Sequence[Listed] | None = None) -> Chunk | None:
    """Return a chunk; None where there is none, or it is not of these documents."""
    try:
        chunk = None if raw is None else Chunk.read(raw)
    except msgspec.MsgspecError:
        return None
    told = chunk is not None and (of is None or [about.id for about in chunk.articles] == [file.id for file in of])
    return chunk if told else None
