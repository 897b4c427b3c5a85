"""Articles that are to be gone and have no receipt yet.

DATA/removals.json holds their ids from before they go until they are gone from everywhere, whoever ends that.
"""

import json
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from corpus import locked, replace_file
from web.settings import Where
from web.store.files import OWNERS_ALONE, DataError, data_errors


class Removals:
    """Those of one index; safe to share between processes. Every method may raise DataError."""

    def __init__(self, where: Where) -> None:
        """Store where they are, and of which index: several may share a folder for data."""
        self._file = where.data / "removals.json"
        self._index = os.path.relpath(where.index, where.data)

    def ids(self) -> frozenset[str]:
        """Return the ids that are noted."""
        return frozenset(self._read().get(self._index, ()))

    def note(self, ids: Collection[str]) -> None:
        """Note articles that are to go. Without a folder for data nothing is kept there, and nothing noted."""
        if not self._file.parent.exists() or self.ids().issuperset(ids):
            return
        with self._changing() as noted:
            noted |= set(ids)

    def strike(self, ids: Collection[str]) -> None:
        """Strike off articles that are gone."""
        if self.ids().isdisjoint(ids):
            return
        with self._changing() as noted:
            noted -= set(ids)

    @contextmanager
    def _changing(self) -> Iterator[set[str]]:
        """Give what is noted, to be changed; one process at a time."""
        with data_errors(self._file), locked(self._file.with_suffix(".lock")):
            noted = set(self.ids())
            yield noted
            kept = {**self._read(), self._index: sorted(noted)}
            replace_file(self._file, json.dumps(kept).encode(), mode=OWNERS_ALONE)

    def _read(self) -> dict[str, list[str]]:
        with data_errors(self._file):
            try:
                return dict(json.loads(self._file.read_bytes())) if self._file.exists() else {}
            except ValueError as error:
                raise DataError(f"{self._file}: cannot be read ({error}); take it away, and remove again") from error
