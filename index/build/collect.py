"""Documents to chunks: what is new is analysed, the rest is kept from the build before.

Articles that follow each other are analysed and kept together, as a chunk, which ends where an article's own hash says
so: one article more, or less, or changed, makes another chunk of the one that it is in, and leaves nearly all others as
they are.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from typing import Protocol

import msgspec
import numpy as np

from corpus import LINES_VERSION, Line, Lines, Listed, Notes, Vocabulary, is_plain
from index.build.cache import CHUNK, Cache
from index.build.chunk import CHUNK_VERSION, Chunk
from index.build.version import settings
from index.build.workers import ALONE, Analysts, chunk_of, document_of, read_all
from index.values import BuildProgress

_TOGETHER = 100_000
"""From how many bytes of documents on a chunk may end; at twice as many it does."""

_LINES = f"lines {LINES_VERSION}"
"""The key of the lines that were read, by hash."""


class Collected(Protocol):
    """Where a build takes its articles and words from, read anew each time, while it holds the lock."""

    def files(self, lines: Lines, notes: Notes) -> Sequence[Listed]:
        """All articles as documents, in id order; `lines`: see `corpus.Lines`. What is wrong is noted as refused.
        Raises CorpusError.
        """

    def words(self) -> Vocabulary:
        """The words that they are read with. Raises CorpusError."""

    def look(self) -> str | None:
        """What stays the same for as long as they do, told without reading them; None where that cannot be told."""

    def commit(self) -> None:
        """Make what was read the articles' state; called right before their index is published. Raises OSError."""


def read_chunks(
    collected: Collected,
    words: Vocabulary,
    cache: Cache,
    notes: Notes,
    progress: Callable[[BuildProgress], None] | None = None,
    *,
    skip_bad: bool = False,
) -> Generator[tuple[Chunk, int], None, None]:
    """Yield the chunks of all documents, in their order, and how many of the articles in each were analysed anew.

    `notes`: what there is to tell of the documents is added. Raises ArticleError, when all are read, for those that are
    refused; with `skip_bad` they are left out, unless there is no other.
    """
    with Analysts(words) as analysts:
        files = _files(collected, cache, analysts, notes)
        if notes.refused and not skip_bad and all(is_plain(file.suffix) for file in files):
            notes.check()  # plain text is known to be right already
        any_read = False
        with closing(_read_chunks(files, words, cache, analysts, notes, progress)) as read:
            for chunk, anew in read:
                any_read = True
                yield chunk, anew
        if not skip_bad or not any_read:
            notes.check()


def _read_chunks(
    files: Sequence[Listed],
    words: Vocabulary,
    cache: Cache,
    analysts: Analysts,
    notes: Notes,
    progress: Callable[[BuildProgress], None] | None,
) -> Generator[tuple[Chunk, int], None, None]:
    read = sentences = new = 0
    setting = json.dumps([CHUNK_VERSION, settings(), words.fingerprint], sort_keys=True).encode()
    together, kept = dict(_cut(files, setting)), cache.keys()
    with closing(analysts.analysed([own for key, own in together.items() if key not in kept])) as made:
        for key, own in together.items():
            chunk, anew = _read(cache.get(key), own, words, notes), 0
            if chunk is None:
                raw, anew = chunk_of(read_all(own), words) if key in kept else next(made), len(own)
                chunk = _read(raw, own, words, notes)
                if chunk is None:  # a document that gave no text gives one now
                    raw = chunk_of(read_all(own), words)
                    chunk = Chunk.read(raw)
                cache.put(key, raw)
            if chunk.articles:
                yield chunk, anew
            read, new = read + len(own), new + anew
            sentences += int(chunk.counts("answering").sum())
            if progress is not None:
                progress(BuildProgress(read, len(files), sentences, new))


def _files(collected: Collected, cache: Cache, analysts: Analysts, notes: Notes) -> Sequence[Listed]:
    """Return all documents. Lines are kept that were right, and told again by that; where many are new, the processes
    that will analyse them begin meanwhile.
    """
    raw = cache.get(_LINES)
    try:
        before = {} if raw is None else msgspec.msgpack.decode(raw, type=dict[bytes, Line])
    except msgspec.MsgspecError:
        before = {}
    lines = Lines(before, ALONE, analysts.begin_early)
    files = collected.files(lines, notes)
    if lines.read != before:
        cache.put(_LINES, msgspec.msgpack.encode(lines.read))
    return files


def _cut(files: Sequence[Listed], setting: bytes) -> Iterator[tuple[str, Sequence[Listed]]]:
    """Yield the documents of each chunk, after the key that it is kept under, which tells all that it depends on.

    From _TOGETHER bytes on it ends where a document's hash, with a chance that grows with its size, says so, or with
    twice as many. (Content-defined chunking; Muthitacharoen et al., SOSP 2001.)
    """
    hashes = [_hash(file, setting) for file in files]
    sizes = np.array([file.size for file in files], dtype=np.int64)
    drawn = np.frombuffer(b"".join(hashes), dtype=">u4")[::4] * np.int64(_TOGETHER) < 2 * sizes << 32
    start = size = 0
    for end, (own, ends) in enumerate(zip(sizes.tolist(), drawn.tolist(), strict=True), 1):
        size += own
        if (ends and size >= _TOGETHER) or size >= 2 * _TOGETHER or end == len(files):
            yield CHUNK + hashlib.sha256(b"".join(hashes[start:end])).hexdigest(), files[start:end]
            start, size = end, 0


def _hash(file: Listed, setting: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((setting, file.id.encode(), file.fingerprint.encode()))).digest()[:16]


def _read(raw: bytes | None, of: Sequence[Listed], words: Vocabulary, notes: Notes) -> Chunk | None:
    """Return a chunk; None where there is none, or it is not of these documents. Those that it lacks are refused, each
    for a reason that it tells when it is read again.
    """
    try:
        chunk = None if raw is None else Chunk.read(raw)
    except msgspec.MsgspecError:
        return None
    held = set() if chunk is None else {about.id for about in chunk.articles}
    if chunk is None or [about.id for about in chunk.articles] != [file.id for file in of if file.id in held]:
        return None
    lacking, refused = [file for file in of if file.id not in held], Notes()
    for file in lacking:
        document = file.read()
        with refused.refusing(file.id):
            document_of(document, words)
    if len(refused.refused) < len(lacking):
        return None
    notes.refused += refused.refused
    notes.left_out |= refused.left_out
    return chunk
