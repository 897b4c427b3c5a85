"""Publishing a local index in OpenSearch: as an index of its own, which answers by one switch of the alias, or never.

Every index of a prefix is named PREFIX-VERSION-TRY, and the alias PREFIX stands for the one that answers. Each document
has an id, and is only ever created: what is sent again after an error is there already, and counts once. What is not
named so is not ours, and is neither asked, nor taken the alias from, nor deleted.
"""

import re
import secrets
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from corpus import Role
from index.build.version import encoded_version
from index.cluster import merging
from index.cluster.client import NOT_NOW, Client, full, is_full
from index.cluster.documents import (
    LAYOUT,
    settings,
    write_article,
    write_manifest,
    write_part,
    write_sentence,
    write_vector,
)
from index.cluster.lexicon import CONTACTS, ENCODED, parts_of, write_lexicon
from index.cluster.lock import overtaken, publishing
from index.disk.arrays import ENCODINGS, SCALES, SIGNS, open_arrays
from index.disk.manifest import Manifest
from index.disk.signs import sign_words
from index.disk.texts import ROLES
from index.errors import EngineError
from index.generations.index_folder import GENERATIONS, open_published
from index.read.generation import Generation
from index.text.encoder import Encoder

_SENT = 8_000_000
"""How many bytes are sent at a time, about: OpenSearch takes 100 MB at most, and five to fifteen fast."""

_AT_A_TIME = 2
"""How many such are on their way."""

_AT_ONCE = 1 << 14
"""How many sentences are read at a time."""

_PATIENCE = 90.0
"""Seconds for which documents that an engine does not take are sent again: a node that restarts may be back by then."""

_WAITED = "20s"
"""How long a node may wait for a part of the index that is away, before it says so."""

GRACE = 2.0
"""Seconds after which an index that answers no more is deleted: requests in hand are done by then, and workers look
once a second which one answers."""


@dataclass(frozen=True, slots=True)
class ClusterReport:
    """What was published: the name of the index that answers, `sent` documents of it, and the names of those that were
    deleted; `published` is False when this version answered already.
    """

    version: str
    index: str
    published: bool
    sent: int
    deleted: tuple[str, ...]


def publish_index(client: Client, directory: Path) -> ClusterReport:
    """Publish the local index that answers in `directory`; whatever else the prefix held is deleted.

    One process publishes at a time, wherever it runs; another is told so. Raises GenerationError; what answered before
    then answers still, unless it was cut off after its switch. What a publisher that was killed has left, or one that
    was cut off, is deleted by the next one.
    """
    client.check_release()
    generation, name, _ = open_published(directory)
    with publishing(client) as still_alone:
        return _publish(client, generation, directory / GENERATIONS / name, answering(client), still_alone)


def publish_encoded(client: Client, directory: Path, encoder: Encoder) -> ClusterReport | None:
    """Publish the local index, as `publish_index` does, where what answers is the same without the vectors of an
    encoder; None where anything else answers, and then that stays, or nothing. Raises GenerationError.
    """
    client.check_release()
    generation, name, _ = open_published(directory)
    with publishing(client) as still_alone:
        before = answering(client)
        if before is None or encoded_version(read_published(client, before)[0], encoder) != generation.version:
            return None
        return _publish(client, generation, directory / GENERATIONS / name, before, still_alone)


def answers_from(client: Client, directory: Path, encoder: Encoder) -> bool:
    """Return whether what answers is the local index of a folder, or the same without the vectors of an encoder. Raises
    GenerationError.
    """
    before = answering(client)
    if before is None:
        return False
    version, _ = read_published(client, before)
    return open_published(directory)[0].version in (version, encoded_version(version, encoder))


def _publish(
    client: Client, generation: Generation, folder: Path, before: str | None, still_alone: Callable[[], None]
) -> ClusterReport:
    """Publish a generation in place of the index that answers, unless that is of this version and layout."""
    deleted = _delete_others(client, before, still_alone)
    if before is not None and read_published(client, before) == (generation.version, LAYOUT):
        return ClusterReport(generation.version, before, False, 0, deleted)
    stem = generation.version.removeprefix("sha256:")[:24]
    index = f"{client.address.prefix}-{stem}-{secrets.token_hex(4)}"
    try:
        told = settings(generation.version, client.address.shards)
        _create(client, index, told)
        sent = _send_all(client, index, generation, folder)
        _finish(client, index, sent, told)
        _switch(client, before, index, still_alone)
    except BaseException:
        with suppress(EngineError):  # what is left then is deleted by the next publisher
            if answering(client) != index:
                client.ask("DELETE", f"/{index}", missing=True)
        raise
    if before is not None:
        time.sleep(GRACE)
    deleted += _delete_others(client, index, still_alone)
    return ClusterReport(generation.version, index, True, sent, deleted)


def answering(client: Client) -> str | None:
    """Return the name of the index that answers; None where there is none.

    Raises EngineError, also where the prefix is the name of something else.
    """
    prefix = client.address.prefix
    raw = client.ask("GET", f"/_alias/{prefix}", missing=True)
    if raw is None and client.ask("GET", f"/{prefix}", missing=True) is not None:
        raise EngineError(f"{client.address}: an index is called {prefix} there; give another prefix in --searcher")
    names = [] if raw is None else sorted(msgspec.json.decode(raw, type=dict[str, Any]))
    if len(names) > 1:
        raise EngineError(
            f"{client.address}: the alias {prefix} stands for {len(names)} indexes ({', '.join(names[:3])}); take it "
            "from all but one"
        )
    if names and not _is_ours(client, names[0]):
        raise EngineError(
            f"{client.address}: the alias {prefix} stands for {names[0]}, which is not of this program; give another "
            "prefix in --searcher"
        )
    return names[0] if names else None


def _is_ours(client: Client, name: str) -> bool:
    """Whether an index is named as only this program names those of its prefix."""
    return re.fullmatch(rf"{re.escape(client.address.prefix)}-[0-9a-f]{{24}}-[0-9a-f]{{8}}", name) is not None


def read_published(client: Client, index: str) -> tuple[str, int]:
    """Return the version of a published index and its layout, as its mapping tells. Raises EngineError."""
    told = _read_mapping(client, index).get("_meta", {})
    return told.get("version", ""), told.get("layout", 0)


def _create(client: Client, index: str, told: dict[str, Any]) -> None:
    """Create an index; one of this name, which nobody else gives, was created by a request whose reply was lost."""
    try:
        client.ask("PUT", f"/{index}?cluster_manager_timeout=50s&timeout=50s", told)
    except EngineError:
        if client.ask("GET", f"/{index}", missing=True) is None:
            raise
    if others := _differing(told["mappings"], _read_mapping(client, index)):
        raise EngineError(
            f"{client.address}: a template of the engine changes the mapping of {index} ({', '.join(others)}); leave "
            f"{client.address.prefix}-* out of its patterns"
        )


def _read_mapping(client: Client, index: str) -> dict[str, Any]:
    mapping: dict[str, Any] = client.read("GET", f"/{index}/_mapping", dict[str, Any])[index]["mappings"]
    return mapping


def _differing(wanted: dict[str, Any], made: dict[str, Any], path: str = "") -> list[str]:
    """Return what a mapping holds that was not asked for, or not so; what is as by default, the engine leaves out."""
    found = []
    for name, other in sorted(made.items()):
        one = wanted.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            found += _differing(one, other, f"{path}{name}.")
        elif str(one).lower() != str(other).lower():  # the engine tells strict and false as words
            found.append(path + name)
    return found


def _delete_others(client: Client, index: str | None, still_alone: Callable[[], None]) -> tuple[str, ...]:
    """Delete every index of the prefix but one; returns their names, of which none is left.

    They are listed first: what another makes who has taken over is not among them, however long this takes.
    """
    held = client.read("GET", f"/{client.address.prefix}-*/_alias?expand_wildcards=all", dict[str, Any])
    others = sorted(name for name in held if name != index and _is_ours(client, name))
    still_alone()
    for other in others:
        client.ask("DELETE", f"/{other}", missing=True)
    return tuple(others)


def _send_all(client: Client, index: str, generation: Generation, folder: Path) -> int:
    """Send every document, some while the next are written; returns how many."""
    sent, on_their_way = 0, deque[Future[int]]()
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        for number, documents in enumerate(_batches(_documents(generation, folder))):
            if len(on_their_way) == _AT_A_TIME:
                sent += on_their_way.popleft().result()
            if number == _AT_A_TIME:
                merging.divide(client, index)
            on_their_way.append(threads.submit(_send, client, index, documents))
        return sent + sum(each.result() for each in on_their_way)


def _batches(documents: Iterator[bytes]) -> Iterator[list[bytes]]:
    """Put documents together, as many as are sent at a time."""
    batch, size = list[bytes](), 0
    for document in documents:
        batch.append(document)
        size += len(document)
        if size > _SENT:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _documents(generation: Generation, folder: Path) -> Iterator[bytes]:
    manifest = Manifest.read(folder)
    arrays = open_arrays(folder, manifest)
    yield from _sentences(generation, arrays)
    for number, (card, _) in enumerate(generation.cards_of(range(generation.n_articles))):
        article = generation.article(card.id)
        if article is not None:
            yield write_article(number, article)
    contacts = np.flatnonzero(arrays["sentences"][:, 2] == ROLES.index(Role.CONTACT)).astype(np.int32)
    made: dict[str, Iterable[NDArray[Any]]] = {CONTACTS: [contacts]}
    if ENCODINGS in arrays:
        made |= {ENCODED: [arrays[SCALES] > 0], SIGNS: sign_words(arrays[ENCODINGS])}
    with tempfile.TemporaryDirectory() as place:
        lexicon = write_lexicon(folder, made, Path(place))
        for name, number, part in parts_of(Path(place)):
            yield write_part(name, number, part)
    yield write_manifest(lexicon.text())


def _sentences(generation: Generation, arrays: dict[str, NDArray[Any]]) -> Iterator[bytes]:
    """Yield the sentences; a part of them is in memory at a time, beside some bytes of each."""
    columns, starts, terms = arrays["sentences"], arrays["rows-starts"], arrays["rows-terms"]
    repeats = _repeats(columns, starts, terms)
    n_terms = len(arrays["postings-greatest"])
    for first in range(0, len(columns), _AT_ONCE):
        numbers = range(first, min(first + _AT_ONCE, len(columns)))
        weights = _weights_of(arrays, numbers, n_terms)
        told = zip(generation.sentences(numbers), generation.headings(numbers), strict=True)
        for at, (number, known) in enumerate(zip(numbers, told, strict=True)):
            own = slice(*weights.indptr[at : at + 2].tolist())
            row = terms[starts[number] : starts[number + 1]]
            yield write_sentence(
                number,
                columns[number],
                int(repeats[number]),
                row,
                weights.indices[own],
                weights.data[own],
                known,
                _vector(arrays, number),
            )


def _vector(arrays: dict[str, NDArray[Any]], number: int) -> bytes | None:
    """Return the vector of a sentence that has one."""
    if SCALES not in arrays or not arrays[SCALES][number] > 0:
        return None
    return write_vector(arrays[ENCODINGS][number], arrays[SCALES][number])


def _weights_of(arrays: dict[str, NDArray[Any]], numbers: range, n_terms: int) -> sp.csr_matrix:
    """Return the postings of some sentences, by the sentence: (len(numbers), n_terms), terms ascending."""
    sentences = arrays["postings-sentences"]
    there = np.flatnonzero((sentences >= numbers.start) & (sentences < numbers.stop))
    held = np.searchsorted(arrays["postings-starts"], there, side="right") - 1
    at = sentences[there] - numbers.start
    order = np.lexsort((held, at))
    ends = np.concatenate(([0], np.cumsum(np.bincount(at, minlength=len(numbers)))))
    weights = arrays["postings-weights"][there][order]
    return sp.csr_matrix((weights, held[order], ends), shape=(len(numbers), n_terms))


def _repeats(columns: NDArray[np.int32], starts: NDArray[np.int64], terms: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return of each sentence in how many articles one has its own terms and no others, in their order; 0 of none."""
    lines = [
        hash(terms[a : a + n].tobytes()) for a, n in zip(starts[:-1].tolist(), columns[:, 8].tolist(), strict=True)
    ]
    _, line = np.unique(np.array(lines, dtype=np.int64), return_inverse=True)
    pairs = np.unique(np.stack([line, columns[:, 7]], axis=1), axis=0)
    counted = np.bincount(pairs[:, 0], minlength=line.max(initial=0) + 1)
    return np.where(columns[:, 8] > 0, counted[line], 0)


class _Created(msgspec.Struct, frozen=True):
    status: int
    error: dict[str, Any] | None = None


class _Item(msgspec.Struct, frozen=True):
    create: _Created


class _Bulk(msgspec.Struct, frozen=True):
    items: tuple[_Item, ...]


def _send(client: Client, index: str, documents: list[bytes]) -> int:
    """Send documents; returns how many. What an engine that is busy leaves out is sent again. Raises EngineError."""
    waiting, pause, until = documents, 0.2, time.monotonic() + _PATIENCE
    while waiting:
        items = client.read("POST", f"/{index}/_bulk?timeout={_WAITED}", _Bulk, b"".join(waiting)).items
        again, why = [], ""
        for document, item in zip(waiting, items, strict=True):
            error = item.create.error or {}
            told = f"{error.get('type')}: {str(error.get('reason'))[:200]}"
            if is_full(told):
                raise EngineError(full(client.address, told))
            if item.create.status in NOT_NOW:
                again.append(document)
                why = told
            elif item.create.status not in (201, 409):  # 409: it was created, and the reply was lost
                raise EngineError(f"{client.address}: refuses a document ({item.create.status} {told})")
        if again:
            if time.monotonic() > until:
                raise EngineError(
                    f"{client.address}: does not take documents ({why}); see to its nodes, and publish the index anew"
                )
            time.sleep(pause)
            pause = min(2 * pause, 5.0)
        waiting = again
    return len(documents)


class _Count(msgspec.Struct, frozen=True):
    count: int


def _finish(client: Client, index: str, sent: int, told: dict[str, Any]) -> None:
    """Make what was written readable, see that all of it is there, and have it copied. Raises EngineError.

    An index that somebody deleted meanwhile is made anew by what is sent to it, with another mapping.
    """
    replicas = client.address.replicas
    client.read("POST", f"/{index}/_refresh", dict[str, Any])
    there = client.read("GET", f"/{index}/_count", _Count).count
    if there != sent:
        raise EngineError(f"{client.address}: {there:,} documents of {sent:,} are there; publish the index anew")
    if others := _differing(told["mappings"], _read_mapping(client, index)):
        raise EngineError(
            f"{client.address}: {index} was deleted while it was sent, and has another mapping now "
            f"({', '.join(others[:3])}); publish the index anew"
        )
    client.read("POST", f"/{index}/_flush", dict[str, Any])
    if sent >= merging.MERGED_FROM:
        merging.merge_all(client, index)
    client.ask("PUT", f"/{index}/_settings", {"index": {"number_of_replicas": replicas, "blocks.write": True}})
    path = f"/_cluster/health/{index}?wait_for_status={'green' if replicas else 'yellow'}&timeout=50s"
    if client.read("GET", path, dict[str, Any]).get("timed_out"):
        raise EngineError(f"{client.address}: {index} is not copied to {replicas} further nodes; see to its nodes")


def _switch(client: Client, before: str | None, index: str, still_alone: Callable[[], None]) -> None:
    """Have another index answer, in one step, in place of the one that did and of no other.

    Of the indexes of an alias one at most may be its write index: where another has taken over and switched, the engine
    refuses this.
    """
    prefix = client.address.prefix
    actions: list[dict[str, Any]] = [{"add": {"index": index, "alias": prefix, "is_write_index": True}}]
    if before is not None:
        actions.append({"remove": {"index": before, "alias": prefix}})
    still_alone()
    try:
        client.ask("POST", "/_aliases", {"actions": actions})
    except EngineError as error:
        now = answering(client)
        if now == index:  # the reply was lost
            return
        if now != before:
            raise EngineError(overtaken(client.address)) from error
        raise
