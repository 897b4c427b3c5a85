"""The indexes of a prefix in OpenSearch, for a reader that lives long: it gives the one that answers, opened once."""

import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from corpus import Article
from index.cluster.client import Address, Client
from index.cluster.health import ClusterHealth, read_health
from index.cluster.lexicon import check_layout, discard_others, fetch_lexicon, read_manifest
from index.cluster.publish import (
    ClusterReport,
    answering,
    answers_from,
    publish_encoded,
    publish_index,
    read_published,
)
from index.cluster.searcher import ClusterSearcher
from index.disk.manifest import Manifest
from index.errors import EngineError, GenerationError, IndexNotFound
from index.generations.index_folder import Kept
from index.text.encoder import Encoder, check_encoder

LOOK = 1.0
"""Seconds between two looks which index answers."""


class ClusterIndex:
    """Where an index in OpenSearch is asked for; safe to share between threads."""

    def __init__(self, client: Client, directory: Path, encoder: Encoder | None) -> None:
        """Store what it is asked through, where a worker keeps an index's words, and the encoder to ask by; nothing is
        asked yet.
        """
        self.client = client
        self.directory = directory
        self._encoder = encoder
        self._lock = threading.Lock()
        self._looked = 0.0
        self._failed: GenerationError | None = None
        self._open: tuple[str, ClusterSearcher] | None = None

    def searcher(self) -> ClusterSearcher:
        """Return the index that answers, opened anew only when another one was published since.

        What is wrong is found out once a second. Raises IndexNotFound, IndexFormat, EngineError, EncoderMismatch, and
        what is wrong with the files.
        """
        with self._lock:
            if time.monotonic() - self._looked >= LOOK:
                try:
                    self._look()
                    self._failed = None
                except GenerationError as error:
                    self._failed = error
                self._looked = time.monotonic()
            if self._failed is not None:
                raise type(self._failed)(str(self._failed))
            assert self._open is not None  # noqa: S101 (else something failed)
            return self._open[1]

    @property
    def refused(self) -> None:
        """Why another than the published index answers: none ever does."""
        return None

    def kept(self) -> tuple[Kept, ...]:
        """The indexes that are kept: the one that answers; it is not opened for that. Raises EngineError."""
        name = answering(self.client)
        if name is None:
            return ()
        m = Manifest.parse(read_manifest(self.client, name), self.client.address)
        return (Kept(m.version, m.built_at, m.articles, m.sentences, current=True),)

    def earlier_article(self, article_id: str, version: str) -> Article | None:
        """No article: no earlier index is kept."""
        return None

    def health(self) -> ClusterHealth | None:
        """How the index that answers is, None where there is none; nothing is fetched. Raises EngineError."""
        return read_health(self.client)

    def publish(self, directory: Path) -> ClusterReport:
        """Publish the local index that answers in a folder; see `publish_index`."""
        report = publish_index(self.client, directory)
        self._looked = 0.0
        return report

    def publish_encoded(self, directory: Path, encoder: Encoder) -> ClusterReport | None:
        """Publish the local index where the same answers without the vectors of an encoder; see `publish_encoded`."""
        report = publish_encoded(self.client, directory, encoder)
        self._looked = 0.0
        return report

    def answers_from(self, directory: Path, encoder: Encoder) -> bool:
        """Whether the local index of a folder answers, or the same without the vectors of an encoder. Raises
        GenerationError.
        """
        return answers_from(self.client, directory, encoder)

    def forget_earlier(self, *, patience: float) -> bool:
        """Delete what is kept here of indexes that answer no more; returns whether nothing of them is left.

        `patience`: the seconds that their readers have to let go. Raises EngineError.
        """
        until, name = time.monotonic() + patience, answering(self.client) or ""
        with suppress(OSError):
            while not discard_others(self.directory, name):
                if time.monotonic() > until:
                    return False
                time.sleep(0.1)
            return True
        return False

    def _look(self) -> None:
        name = answering(self.client)
        if name is None:
            raise IndexNotFound(f"{self.client.address}: no index here; run: pioneer-qa index --searcher …")
        if self._open is None or self._open[0] != name:
            self.client.check_release()
            check_layout(self.client, read_published(self.client, name)[1])  # what is kept here is opened unread
            lexicon = fetch_lexicon(self.client, name, self.directory)
            check_encoder(lexicon.manifest.encoder, self._encoder, self.client.address)
            self._open = name, ClusterSearcher(self.client, name, lexicon, self._encoder)
            threadpool_limits(limits=1, user_api="blas")  # as `open_index` does
        with suppress(OSError):  # it is looked again
            discard_others(self.directory, name)
        # A search for nothing: it fails where a part of the index is missing, as any would.
        self.client.search(name, dict[str, Any], [{"size": 0, "query": {"match_none": {}}}])


def open_cluster(told: str, directory: Path, encoder: Encoder | None = None) -> ClusterIndex:
    """Return where an index in OpenSearch is asked for, by its address; a worker keeps its words in `directory`.
    `encoder`: the one that it was built with, if any.

    Raises EngineError for an address that is none.
    """
    try:
        address = Address.parse(told)
    except ValueError as error:
        raise EngineError(f"--searcher: {error}") from error
    return ClusterIndex(Client(address), directory, encoder)
