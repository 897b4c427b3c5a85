"""What is asked of OpenSearch, and what of its replies is remembered, without any node."""

import base64
import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest

from corpus import Role, Sentence
from index import EngineError
from index.cluster import merging, records
from index.cluster.client import Address, Client
from index.cluster.documents import COLUMNS, Found, SearchReply, SentenceDocument
from index.cluster.records import Records

ADDRESS = Address.parse("opensearch://127.0.0.1:9/test")
ROWS = 1000


def sentence(number: int) -> Found:
    """A sentence as OpenSearch tells it, of a thousand terms."""
    terms = np.arange(1000, dtype=np.int32)
    numbers = np.concatenate([np.zeros(COLUMNS, np.int32), np.array([1, len(terms)], np.int32), terms])
    row = numbers.tobytes() + np.ones(len(terms), np.float32).tobytes()
    told = Sentence("a", 0, 5, "Text.", Role.PROSE, 0, 0, None)
    return Found(SentenceDocument(number, row, told))


class Engine(Client):
    """An engine that holds sentences, and tells what was asked for."""

    def __init__(self) -> None:
        """Begin with nothing asked."""
        super().__init__(ADDRESS)
        self.asked: list[list[int]] = []

    def search(self, index: str, kind: Any, bodies: Sequence[Any]) -> list[Any]:
        """Reply to what asks for sentences by their numbers."""
        (body,) = bodies
        numbers = [int(each) for each in body["query"]["bool"]["filter"]["ids"]["values"]]
        self.asked.append(numbers)
        told = {"hits": {"hits": [{"_source": as_json(sentence(number).source)} for number in numbers]}}
        return [msgspec.json.decode(msgspec.json.encode(told), type=kind)]


def as_json(document: SentenceDocument) -> dict[str, Any]:
    """A document as it is sent."""
    told = msgspec.to_builtins(document)
    return {**told, "row": base64.b64encode(document.row).decode()}


def held(of: Records) -> int:
    """How many bytes of sentences are remembered."""
    return sum(record.size for record in (*of._known.values(), *of._earlier.values()))


def read(of: Records, numbers: Iterable[int]) -> list[int]:
    """Read sentences; returns their numbers."""
    return list(of.of(numbers))


def test_what_is_remembered_is_bounded_by_its_bytes_and_the_oldest_is_forgotten_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(records, "_REMEMBERED", 100 * 9000)
    engine = Engine()
    remembered = Records(engine, "test", ROWS)
    for first in range(0, ROWS, 50):
        assert read(remembered, range(first, first + 50)) == list(range(first, first + 50))
        assert held(remembered) <= 2 * 100 * 9000
        read(remembered, range(20))  # what is asked for again and again stays
    assert engine.asked == [list(range(first, first + 50)) for first in range(0, ROWS, 50)]
    read(remembered, range(ROWS - 50, ROWS))
    assert len(engine.asked) == ROWS // 50
    read(remembered, range(100, 150))
    assert engine.asked[-1] == list(range(100, 150))


def test_what_a_thread_looks_at_is_not_pushed_out_by_what_others_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_REMEMBERED", 100 * 9000)
    engine = Engine()
    remembered = Records(engine, "test", 8 * 150)
    all_read = threading.Barrier(8)

    def answer(first: int) -> None:
        numbers = range(first, first + 150)
        remembered.hold(numbers)
        all_read.wait()
        for _ in range(3):
            read(remembered, numbers)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(answer, range(0, 8 * 150, 150)))
    assert sorted(engine.asked) == [list(range(first, first + 150)) for first in range(0, 8 * 150, 150)]
    assert held(remembered) <= 2 * 100 * 9000


def test_what_is_read_beside_a_sentence_is_what_is_not_remembered() -> None:
    engine = Engine()
    remembered = Records(engine, "test", ROWS)
    read(remembered, range(100, 120))
    room = remembered._room
    assert read(remembered, [120]) == list(range(120, 137))
    assert engine.asked[1:] == [list(range(120, 137))]
    assert room - remembered._room == 17 * remembered.of([120])[120].size


def test_sentences_that_two_threads_read_at_once_take_their_room_once(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, search = Engine(), Engine.search
    remembered = Records(engine, "test", ROWS)

    def meanwhile(*told: Any) -> list[Any]:
        monkeypatch.undo()
        read(remembered, range(20))
        return search(*told)

    room = remembered._room
    monkeypatch.setattr(Engine, "search", meanwhile)
    read(remembered, range(20))
    assert engine.asked == [list(range(20))] * 2
    assert room - remembered._room == held(remembered)


WHOLE = {"_shards": {"total": 3, "successful": 3, "failed": 0}, "hits": {"hits": []}}
SECOND: Any = {"hits": {"hits": [{"_source": as_json(sentence(7).source)}]}}


@pytest.mark.parametrize(
    "failed",
    [
        pytest.param({"error": {"type": "x", "reason": "no"}, "status": 503}, id="refused"),
        pytest.param({**WHOLE, "_shards": {"total": 3, "successful": 2, "failed": 0}}, id="in-part"),
        pytest.param({**WHOLE, "timed_out": True}, id="too-slow"),
    ],
)
def test_of_several_searches_that_are_asked_at_once_one_that_fails_is_asked_again_alone(
    failed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, alone = list[tuple[str, Any]](), WHOLE | SECOND

    def ask(self: Client, method: str, path: str, body: object = None) -> bytes:
        asked.append((path.partition("?")[0], body))
        return msgspec.json.encode({"responses": [WHOLE, failed]} if "_msearch" in path else alone)

    monkeypatch.setattr(Client, "ask", ask)
    client = Client(ADDRESS)
    first, second = client.search("test-1", SearchReply, [{"size": 1}, {"size": 2}])
    assert ([hit.source.n for hit in first.hits.hits], [hit.source.n for hit in second.hits.hits]) == ([], [7])
    assert [path for path, _ in asked] == ["/test-1/_msearch", "/test-1/_search"]
    assert asked[1][1] == {"size": 2}
    heads = [msgspec.json.decode(line) for line in asked[0][1].splitlines()]
    assert heads[0] == heads[2] == {"allow_partial_search_results": False, "request_cache": False}
    assert [heads[1], heads[3]] == [{"size": 1}, {"size": 2}]
    alone = failed
    if failed.get("status") != 503:  # a node that says so is not read, but asked again, and another
        with pytest.raises(EngineError, match="a part of the index did not answer"):
            client.search("test-1", SearchReply, [{"size": 1}, {"size": 2}])


MERGING = {"tasks": [{"description": "Force-merge indices [test-1], maxSegments[1]"}]}


def test_a_merge_that_does_not_end_is_waited_for_so_long_and_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    now, asked = [0.0], list[str]()

    def sleep(seconds: float) -> None:
        now[0] += seconds
        assert now[0] < 2 * merging._MERGED_WITHIN

    def ask(self: Client, method: str, path: str, body: object = None) -> bytes:
        asked.append(path.partition("?")[0])
        return msgspec.json.encode({"indices": {"test-1": {"shards": {}}}} if "_stats" in path else MERGING)

    monkeypatch.setattr(Client, "ask", ask)
    monkeypatch.setattr(merging, "time", SimpleNamespace(sleep=sleep, monotonic=lambda: now[0]))
    merging.merge_all(Client(ADDRESS), "test-1")
    assert asked.count("/test-1/_forcemerge") == 1
    assert now[0] >= merging._MERGED_WITHIN
