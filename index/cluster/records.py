"""The documents of an index that were read lately, by number; those that are missing are read together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from corpus import Article
from index.cluster.client import Client
from index.cluster.documents import ArticleDocument, Record, SentenceDocument, article_id
from index.errors import EngineError
from index.memo import memoized

T = TypeVar("T")

_REMEMBERED = 1 << 14
"""How many sentences are remembered, some 15 MB; once there are more, all are forgotten."""

_AT_ONCE = 2000
"""How many documents are read in one go."""

_FEW, _BESIDE = 8, 16
"""Where so few are missing, so many on both sides of each are read with them: who reads one mostly reads on."""


class _Document(msgspec.Struct, frozen=True):
    source: msgspec.Raw = msgspec.field(name="_source", default=msgspec.Raw(b""))
    found: bool = False


class _Documents(msgspec.Struct, frozen=True):
    docs: tuple[_Document, ...]


class Records:
    """The documents of one index; safe to share between threads."""

    def __init__(self, client: Client, index: str, n_rows: int) -> None:
        """Store where they are, and how many sentences there are."""
        self._client = client
        self._index = index
        self._n_rows = n_rows
        self._known: dict[int, Record] = {}
        self.article = memoized(self._read_article, 1 << 8)

    def add(self, document: SentenceDocument) -> Record:
        """Remember a sentence that was read otherwise. Raises EngineError for one that cannot be."""
        known = self._known.get(document.n)
        return known if known is not None else self._put(self._known, document)

    def of(self, numbers: Iterable[int]) -> Mapping[int, Record]:
        """Return sentences by their numbers, among others. Raises EngineError."""
        known = self._known
        if len(known) > _REMEMBERED:
            known = self._known = {}  # another thread that reads the old one goes on with that
        missing = [number for number in dict.fromkeys(numbers) if number not in known]
        if missing and len(missing) <= _FEW:
            near = np.add.outer(missing, np.arange(-_BESIDE, _BESIDE + 1)).ravel()
            missing = np.unique(near[(near >= 0) & (near < self._n_rows)]).tolist()
        for start in range(0, len(missing), _AT_ONCE):
            for raw in self._read(list(map(str, missing[start : start + _AT_ONCE]))):
                self._put(known, msgspec.json.decode(raw, type=SentenceDocument))
        return known

    def _put(self, known: dict[int, Record], document: SentenceDocument) -> Record:
        try:
            record = known[document.n] = Record(document)
        except ValueError as error:
            raise EngineError(
                f"{self._client.address}: holds what cannot be ({error}); publish the index anew"
            ) from error
        return record

    def _read(self, ids: Sequence[str]) -> list[msgspec.Raw]:
        """Return documents, in the order asked, all of them. Raises EngineError."""
        reply = self._client.read("POST", f"/{self._index}/_mget", _Documents, {"ids": ids})
        if len(reply.docs) != len(ids) or not all(document.found for document in reply.docs):
            raise EngineError(f"{self._client.address}: a document of {self._index} is missing; publish the index anew")
        return [document.source for document in reply.docs]

    def _read_article(self, number: int) -> Article:
        (raw,) = self._read([article_id(number)])
        article = msgspec.json.decode(raw, type=ArticleDocument).told
        if not article.is_whole:
            raise EngineError(f"{self._client.address}: the text of {article.id} is not what was published")
        return article
