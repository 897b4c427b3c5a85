"""The indexes of a prefix in OpenSearch, for a reader that lives long: it gives the one that answers, opened once."""

import threading
import time
from pathlib import Path

from index.cluster.client import Client
from index.cluster.lexicon import fetch_lexicon
from index.cluster.publish import answering
from index.cluster.searcher import ClusterSearcher
from index.errors import GenerationError, IndexNotFound

LOOK = 1.0
"""Seconds between two looks which index answers."""


class ClusterIndex:
    """Where an index in OpenSearch is asked for; safe to share between threads."""

    def __init__(self, client: Client, directory: Path) -> None:
        """Store what it is asked through, and where a worker keeps an index's words; nothing is asked yet."""
        self._client = client
        self._directory = directory
        self._lock = threading.Lock()
        self._looked = 0.0
        self._open: tuple[str, ClusterSearcher] | None = None

    def searcher(self) -> ClusterSearcher:
        """Return the index that answers, opened anew only when another one was published since.

        Raises IndexNotFound, EngineError and what is wrong with the files here.
        """
        with self._lock:
            opened = self._open
            if opened is not None and time.monotonic() - self._looked < LOOK:
                return opened[1]
            try:
                name = answering(self._client)
                if name is None:
                    raise IndexNotFound(f"{self._client.address}: no index here; run: pioneer-qa index --searcher …")
                if opened is None or opened[0] != name:
                    lexicon = fetch_lexicon(self._client, name, self._directory)
                    opened = self._open = name, ClusterSearcher(self._client, name, lexicon)
            except GenerationError:
                self._open = None
                raise
            self._looked = time.monotonic()
            return opened[1]
