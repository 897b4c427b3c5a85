"""Articles that are to be gone and have no receipt yet, with hashes of their texts, so that copies are known without.

DATA/removals.json holds them from before they go until they are gone from everywhere, whoever ends that.
"""

import fcntl
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from web.jobs.repeats import together
from web.settings import Where
from web.store.files import DataError, data_errors, flush_folder, write_flushed


class Owed:
    """Those of one index; safe to share between processes. Every method may raise DataError."""

    def __init__(self, where: Where) -> None:
        """Store where they are, and of which index: several may share a folder for data."""
        self._file = where.data / "removals.json"
        self._index = os.path.relpath(where.index, where.data)

    def all(self) -> dict[str, bytes]:
        """Return the traces of each article's texts, by id."""
        return {article_id: b64decode(traced) for article_id, traced in self._read().get(self._index, {}).items()}

    def add(self, traced: Mapping[str, bytes]) -> None:
        """Note articles, with the traces of their texts beside those that are noted already."""
        with self._changing() as owed:
            owed |= {article_id: together(owed.get(article_id, b""), traces) for article_id, traces in traced.items()}

    def settle(self, done: Mapping[str, bytes]) -> None:
        """Strike off what is done, but for articles of which more was noted meanwhile."""
        if not self.all():
            return
        with self._changing() as owed:
            for article_id, traces in done.items():
                if owed.get(article_id) == traces:
                    del owed[article_id]

    @contextmanager
    def _changing(self) -> Iterator[dict[str, bytes]]:
        """Give what is noted, to be changed; one process at a time."""
        beside = self._file.with_suffix(".new")
        with data_errors(self._file), self._file.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            owed = self.all()
            yield owed
            kept = {article_id: b64encode(traces).decode() for article_id, traces in owed.items()}
            beside.unlink(missing_ok=True)
            try:
                write_flushed(beside, json.dumps({**self._read(), self._index: kept}).encode())
                beside.replace(self._file)
            except BaseException:
                beside.unlink(missing_ok=True)
                raise
            flush_folder(self._file.parent)

    def _read(self) -> dict[str, dict[str, str]]:
        with data_errors(self._file):
            try:
                return dict(json.loads(self._file.read_bytes())) if self._file.exists() else {}
            except ValueError as error:
                raise DataError(f"{self._file}: cannot be read ({error}); take it away, and remove again") from error
