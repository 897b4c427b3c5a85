"""The vectors of an index's sentences: made with it, or afterwards, while it answers without them."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from corpus import replace_file
from index.build.cache import Cache
from index.build.encode import Slice, count_texts, encode_slices, find_missing, slices_of
from index.build.version import encoded_version
from index.build.write import add_vectors, linked, put_in_place
from index.generations.index_folder import CURRENT, GENERATIONS, open_published
from index.generations.looked import Looked
from index.generations.writer import (
    LOOK,
    Gate,
    cannot_write,
    folders_of,
    new_name,
    prune,
    published_or_none,
    standing_of,
    writing,
)
from index.read.generation import Generation
from index.text.encoder import Encoder
from index.values import BuildProgress

_TOGETHER = 16
"""How many slices are encoded before others may write, and before it is asked whether to stop: some 4 seconds."""


class Vectors:
    """Makes the vectors of an index with an encoder, and tells how far it is."""

    def __init__(self, encoder: Encoder, progress: Callable[[BuildProgress], None] | None) -> None:
        """Store both; no index is read yet."""
        self.encoder = encoder
        self._progress = progress
        self._slices: list[Slice] = []
        self._at = BuildProgress(0, 0, 0, 0)

    def read(self, plain: Generation, cache: Cache) -> list[Slice]:
        """Read the sentences of an index without vectors; returns those that are still to be encoded. What the cache
        has of the others is to stay there. Raises IndexDamaged.
        """
        self._slices = list(slices_of(plain))
        missing = find_missing(self._slices, self.encoder, cache)
        n, to_encode = plain.n_articles, count_texts(missing)
        self._at = BuildProgress(n, n, plain.n_sentences, 0, 0, to_encode)
        return missing

    def make(self, slices: Iterable[Slice], cache: Cache) -> None:
        """Encode some slices, and put what comes of it into the cache. Raises EncoderError."""
        for _ in encode_slices(slices, self.encoder, cache, self._note):
            pass

    def add(self, folder: Path, version: str, cache: Cache) -> None:
        """Write those of the index that was read to a folder with its other files; see `add_vectors`.

        Raises OSError or EncoderError.
        """
        add_vectors(folder, self.encoder, encode_slices(self._slices, self.encoder, cache, self._note), version)

    def _note(self, made: Slice) -> None:
        self._at = replace(self._at, encoded=self._at.encoded + len(made.asked))
        if self._progress is not None:
            self._progress(self._at)


def publish_vectors(
    directory: Path,
    *,
    encoder: Encoder,
    progress: Callable[[BuildProgress], None] | None = None,
    gate: Gate | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> str | None:
    """Publish the index that answers once more, with the vectors of its sentences; no article is read.

    Returns the new version; None where it has vectors already, another one was published meanwhile, or it was
    `stopped`, which is asked every few seconds. Others may publish until the end, and what is encoded by then is kept.

    Raises GenerationError, EncoderError, and what `gate` raises.
    """
    try:
        plain, name, _ = open_published(directory)
        if plain.encoder is not None:
            return None
        vectors = Vectors(encoder, progress)
        with writing(directory), Cache.open(directory) as cache:
            waiting = iter(vectors.read(plain, cache))
        while batch := list(islice(waiting, _TOGETHER)):
            with writing(directory), Cache.open(directory) as cache:
                if published_or_none(directory)[:1] != (name,):
                    return None
                vectors.make(batch, cache)
                cache.commit()
            if stopped():
                return None
            time.sleep(LOOK)  # whoever waits for the lock gets it
        with writing(directory), Cache.open(directory) as cache:
            if published_or_none(directory)[:1] != (name,):
                return None
            return _publish(directory, plain, vectors, gate, cache)
    except (OSError, sqlite3.Error) as error:
        raise cannot_write(directory, error) from error


def _publish(directory: Path, plain: Generation, vectors: Vectors, gate: Gate | None, cache: Cache) -> str:
    """Publish the index that answers with its vectors."""
    version = encoded_version(plain.version, vectors.encoder)
    generations, names = directory / GENERATIONS, published_or_none(directory)
    standing = standing_of(version, directory, vectors.encoder)
    place = standing or generations / new_name(version, folders_of(version, generations))
    if standing is None:
        with linked(generations / names[0]) as folder:
            vectors.add(folder, version, cache)
            put_in_place(folder, place)
    try:
        if gate is not None:
            gate(plain, Generation.open(place, vectors.encoder))
        # Without the one before: the two share their files, and would share what damages one.
        replace_file(directory / CURRENT, "\n".join((place.name, *names[1:])).encode())
    except BaseException:
        if standing is None and published_or_none(directory)[:1] != (place.name,):
            shutil.rmtree(place, ignore_errors=True)
        raise
    with suppress(OSError, sqlite3.Error):
        cache.mark(version)
        cache.commit()
        looked = Looked.read(directory)
        if looked is not None and looked.version == plain.version:
            Looked.note(looked.look, directory, version, vectors.encoder, complete=looked.complete)
        prune(directory)
    return version
