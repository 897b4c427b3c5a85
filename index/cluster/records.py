"""The documents of an index that were read lately, by number; those that are missing are read together."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import msgspec
import numpy as np

from corpus import Article
from index.cluster.client import Client
from index.cluster.documents import WITH_VECTORS, ArticleDocument, Found, Record, SearchReply, article_id
from index.errors import EngineError
from index.memo import BatchMemo

T = TypeVar("T")

_REMEMBERED = 3_000_000
"""How many bytes of sentences are remembered, at least, and twice as many at most, beside those that each thread looks
at: of an archive a question looked at 1.11 MB in the mean, and at 1.63 at most."""

_ARTICLES_REMEMBERED = 1 << 8

_AT_ONCE, _ARTICLES_AT_ONCE = 2000, 100
"""How many sentences, and articles, are read in one go."""

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
        self._earlier: dict[int, Record] = {}
        self._room = _REMEMBERED
        self._looked_at = threading.local()
        self._articles = BatchMemo(self._read_articles, _ARTICLES_REMEMBERED)

    def add(self, found: Found) -> Record:
        """Remember a sentence that was found otherwise. Raises EngineError for one that cannot be."""
        known = self._lately(found.source.n)
        return known if known is not None else self._put(found)

    def hold(self, numbers: Iterable[int]) -> None:
        """Read sentences, and remember them for this thread until it holds others: what other threads read does not
        push them out. Raises EngineError.
        """
        self._looked_at.records = self.of(numbers)

    def of(self, numbers: Iterable[int]) -> Mapping[int, Record]:
        """Return sentences by their numbers. Raises EngineError."""
        out: dict[int, Record] = {}
        missing: list[int] = []
        for number in dict.fromkeys(numbers):
            record = self._lately(number)
            if record is None:
                missing.append(number)
            else:
                out[number] = record
        if missing and len(missing) <= _FEW:
            near = np.add.outer(missing, np.arange(-_BESIDE, _BESIDE + 1)).ravel()
            inside = np.unique(near[(near >= 0) & (near < self._n_rows)]).tolist()
            missing = [number for number in inside if number in missing or not self._is_known(number)]
        for start in range(0, len(missing), _AT_ONCE):
            for found in self._read_sentences(missing[start : start + _AT_ONCE]):
                out[found.source.n] = self._put(found)
        return out

    def articles(self, numbers: Iterable[int]) -> Mapping[int, Article]:
        """Return articles by their numbers, among others. Raises EngineError."""
        return self._articles.of(numbers)

    def _lately(self, number: int) -> Record | None:
        """Return a sentence that is remembered, which then is so for longer."""
        record = self._known.get(number)
        if record is None and (record := self._earlier.get(number)) is not None:
            self._keep(number, record)
        return self._held.get(number) if record is None else record

    @property
    def _held(self) -> Mapping[int, Record]:
        """What this thread holds."""
        held: Mapping[int, Record] = getattr(self._looked_at, "records", {})
        return held

    def _is_known(self, number: int) -> bool:
        return number in self._known or number in self._earlier or number in self._held

    def _put(self, found: Found) -> Record:
        try:
            record = Record(found)
        except ValueError as error:
            raise EngineError(
                f"{self._client.address}: holds what cannot be ({error}); publish the index anew"
            ) from error
        self._keep(found.source.n, record)
        return record

    def _keep(self, number: int, record: Record) -> None:
        """Remember a sentence. Once there is no room, what was not asked for since there last was none is forgotten.

        Where threads meet here, more is forgotten or less, and read again.
        """
        if number not in self._known:  # else another thread read it, too
            self._room -= record.size
        if self._room < 0:
            self._known, self._earlier, self._room = {}, self._known, _REMEMBERED - record.size
        self._known[number] = record

    def _read_sentences(self, numbers: Sequence[int]) -> Sequence[Found]:
        """Return sentences, in any order, all of them. Raises EngineError."""
        wanted = {"bool": {"filter": {"ids": {"values": list(map(str, numbers))}}}}
        body = {"query": wanted, "size": len(numbers), **WITH_VECTORS}
        hits = self._client.search(self._index, SearchReply, [body])[0].hits.hits
        self._check(len(hits) == len(numbers))
        return hits

    def _read(self, ids: Sequence[str]) -> list[msgspec.Raw]:
        """Return documents, in the order asked, all of them. Raises EngineError."""
        reply = self._client.read("POST", f"/{self._index}/_mget", _Documents, {"ids": ids})
        self._check(len(reply.docs) == len(ids) and all(document.found for document in reply.docs))
        return [document.source for document in reply.docs]

    def _check(self, whole: bool) -> None:
        """Raise EngineError unless all was there."""
        if not whole:
            raise EngineError(f"{self._client.address}: a document of {self._index} is missing; publish the index anew")

    def _read_articles(self, numbers: list[int]) -> dict[int, Article]:
        out: dict[int, Article] = {}
        for start in range(0, len(numbers), _ARTICLES_AT_ONCE):
            some = numbers[start : start + _ARTICLES_AT_ONCE]
            for number, raw in zip(some, self._read([article_id(number) for number in some]), strict=True):
                article = out[number] = msgspec.json.decode(raw, type=ArticleDocument).told
                if not article.is_whole:
                    raise EngineError(f"{self._client.address}: the text of {article.id} is not what was published")
        return out
