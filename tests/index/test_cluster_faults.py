"""An index in OpenSearch that is published while something is wrong: real nodes, a full disk, others in the way."""

import base64
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opensearch_nodes import CANARY, Nodes, held_in
from small import Corpus

from index import ClusterIndex, EngineError, IndexFormat, extract_terms, open_cluster, open_index
from index.cluster import lock, merging, publish
from index.cluster.client import Address, Client
from index.cluster.documents import LAYOUT, settings

Place = Callable[[str], ClusterIndex]

NO_INDEX = "10"
"""The number of the block under which no index is made."""


@pytest.fixture
def at(engine: Nodes, tmp_path: Path) -> Iterator[Place]:
    """A function that gives where an index is in the engine, by its prefix; all is deleted in the end."""
    prefixes = []

    def place(prefix: str) -> ClusterIndex:
        prefixes.append(prefix)
        return open_cluster(f"{engine.url()}/{prefix}", tmp_path / prefix)

    yield place
    for prefix in prefixes:
        for name in indexes(engine, prefix):
            engine.ask("DELETE", f"/{name}")


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Some articles with an index, more than one request is sent for."""
    return Corpus(tmp_path).write(**{f"a{n}": f"The ferry number {n} crosses at noon." for n in range(40)}).build()


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are sent a few at a time."""
    monkeypatch.setattr(publish, "_SENT", 5_000)


@pytest.fixture
def quick_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A publisher renews its lock often, and one that does not is taken for gone soon."""
    monkeypatch.setattr(lock, "RENEWED", 0.1)
    monkeypatch.setattr(lock, "EXPIRED", 10.0)
    monkeypatch.setattr(lock, "_LOOK", 0.3)


def indexes(engine: Nodes, prefix: str) -> list[str]:
    """The indexes of a prefix, whatever they are."""
    return sorted(engine.ask("GET", f"/{prefix}*/_alias?expand_wildcards=all"))


def ferries(cluster: ClusterIndex, corpus: Corpus) -> int:
    """How many sentences answer, as many as the local index has and the same."""
    cluster._looked = 0.0
    searcher, local = cluster.searcher(), open_index(corpus.index)
    found = searcher.search({"ferri": 1.0}, limit=1000)
    assert found == local.search({"ferri": 1.0}, limit=1000)
    return len(found)


def while_sending(monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> None:
    """Have something happen once the first documents are sent."""
    send, sent = publish._send, []

    def sending(*told: object) -> int:
        sent.append(send(*told))  # type: ignore[arg-type]
        if len(sent) == 1:
            then()
        return sent[-1]

    monkeypatch.setattr(publish, "_send", sending)


@contextmanager
def full_disk(engine: Nodes, blocked: str = NO_INDEX) -> Iterator[None]:
    """Have the node take its disk for full, as one does of which too little is left, and wait until it blocks.

    `blocked`: how the name of an index begins that is to take nothing more.
    """

    def settings(**told: object) -> None:
        known = {f"cluster.routing.allocation.disk.{name}": value for name, value in told.items()}
        engine.ask("PUT", "/_cluster/settings", {"transient": known})

    def blocks() -> set[str]:
        told: Any = engine.ask("GET", "/_cluster/state/blocks")["blocks"]
        return {name for name, held in told.get("indices", {}).items() if "12" in held} | set(told.get("global", {}))

    def released() -> set[str]:
        """What is blocked yet; that no index is made is lifted as an administrator does, sooner than the node would."""
        engine.ask("PUT", "/_cluster/settings", {"persistent": {"cluster.blocks.create_index": None}})
        return blocks()

    marks = ("watermark.low", "watermark.high", "watermark.flood_stage")
    settings(threshold_enabled=True, **dict.fromkeys(marks, "0.001%"))
    try:
        wait_for(lambda: any(name.startswith(blocked) for name in blocks()))
        yield
    finally:
        settings(**dict.fromkeys(marks))
        wait_for(lambda: not released())
        settings(threshold_enabled=None)


def wait_for(happened: Callable[[], bool]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.2)


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_a_disk_that_gets_full_is_told_and_what_answers_stays(
    at: Place, engine: Nodes, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = at("full")
    first = cluster.publish(corpus.index).index
    assert ferries(cluster, corpus) == 40
    corpus.write(more="The ferry rests on Mondays.")
    filled = full_disk(engine, "full-")
    with monkeypatch.context() as context:
        while_sending(context, filled.__enter__)
        before = open_index(corpus.index)
        corpus.build()
        try:
            with pytest.raises(
                EngineError, match=r"the disk of a node is full, over .*read-only-allow-delete.*; make room on"
            ):
                cluster.publish(corpus.index)
            assert indexes(engine, "full-") == [first]
            cluster._looked = 0.0
            assert cluster.searcher().search({"ferri": 1.0}, limit=99) == before.search({"ferri": 1.0}, limit=99)
        finally:
            filled.__exit__(None, None, None)
    assert cluster.publish(corpus.index).published
    assert ferries(cluster, corpus) == 41


def test_a_disk_that_is_full_is_told(at: Place, engine: Nodes, corpus: Corpus) -> None:
    cluster = at("fuller")
    with full_disk(engine), pytest.raises(EngineError, match="the disk of a node is full"):
        cluster.publish(corpus.index)
    assert indexes(engine, "fuller-") == []
    assert cluster.publish(corpus.index).published


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_who_publishes_while_another_does_is_told_so(
    at: Place, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, told = at("two"), []

    def another() -> None:
        with pytest.raises(EngineError) as refused:
            at("two").publish(corpus.index)
        told.append(str(refused.value))

    while_sending(monkeypatch, another)
    assert cluster.publish(corpus.index).published
    assert f"process {os.getpid()} on" in told[0]
    assert "publishes there now; what answers stays; run this again once it has ended" in told[0]
    assert ferries(cluster, corpus) == 40
    assert not at("two").publish(corpus.index).published  # the lock was given back


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_a_publisher_that_was_cut_off_does_not_switch(
    at: Place, engine: Nodes, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = at("cut")
    first = cluster.publish(corpus.index).index
    corpus.write(more="The ferry rests on Mondays.").build()
    another = {"told": "another", "token": "another"}
    while_sending(monkeypatch, lambda: engine.ask("PUT", "/cut.lock/_doc/publish", another) and None)
    with pytest.raises(EngineError, match="another process publishes there now, since this one was cut off"):
        cluster.publish(corpus.index)
    assert indexes(engine, "cut-") == [first]
    assert list(engine.ask("GET", "/_alias/cut")) == [first]


@pytest.mark.usefixtures("quick_lock")
def test_a_publisher_that_was_cut_off_after_its_switch_deletes_nothing_of_the_next_one(
    at: Place, engine: Nodes, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, theirs, switch = at("late"), f"late-{'0' * 24}-{'0' * 8}", publish._switch
    cluster.publish(corpus.index)
    corpus.write(more="The ferry rests on Mondays.").build()

    def overtaken(*told: Any) -> None:
        switch(*told)
        engine.ask("PUT", "/late.lock/_doc/publish", {"told": "another", "token": "another"})
        engine.ask("PUT", f"/{theirs}")

    monkeypatch.setattr(publish, "_switch", overtaken)
    with pytest.raises(EngineError, match="another process publishes there now, since this one was cut off"):
        cluster.publish(corpus.index)
    assert theirs in indexes(engine, "late-")


@pytest.mark.usefixtures("in_pieces")
def test_an_index_that_went_while_it_was_sent_and_was_made_anew_does_not_answer(
    at: Place, engine: Nodes, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, send_all = at("anew"), publish._send_all

    def gone_meanwhile(client: Any, index: str, *told: Any) -> int:
        engine.ask("DELETE", f"/{index}")
        engine.ask("PUT", f"/{index}", {"settings": {"number_of_replicas": 0}})  # as what is sent may make it
        sent: int = send_all(client, index, *told)
        return sent

    monkeypatch.setattr(publish, "_send_all", gone_meanwhile)
    with pytest.raises(EngineError, match=r"anew-.* was deleted while it was sent, and has another mapping"):
        cluster.publish(corpus.index)
    assert indexes(engine, "anew-") == []


@pytest.mark.parametrize("refused", ["_stats", "_forcemerge", "_tasks", "_refresh"])
@pytest.mark.usefixtures("in_pieces")
def test_a_merge_that_fails_undoes_no_publishing(
    refused: str, at: Place, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, ask, asked = at("unmerged"), Client.ask, list[str]()

    def refusing(client: Client, method: str, path: str, *others: Any, **more: Any) -> bytes | None:
        if refused in path:
            asked.append(path)
            if refused != "_refresh" or len(asked) != 2:  # the second one is not of the merge: what was sent is counted
                raise EngineError("refused")
        return ask(client, method, path, *others, **more)

    monkeypatch.setattr(merging, "MERGED_FROM", 1)
    with monkeypatch.context() as context:
        context.setattr(Client, "ask", refusing)
        assert cluster.publish(corpus.index).published
    assert len(asked) == (3 if refused == "_refresh" else 1)
    assert ferries(cluster, corpus) == 40


def test_an_index_of_another_layout_is_published_anew(at: Place, engine: Nodes, corpus: Corpus) -> None:
    cluster = at("layout")
    earlier = cluster.publish(corpus.index)
    meta = {"version": earlier.version, "layout": LAYOUT - 1}
    engine.ask("PUT", f"/{earlier.index}/_mapping", {"_meta": meta})
    report = cluster.publish(corpus.index)
    assert (report.published, report.version, report.deleted) == (True, earlier.version, (earlier.index,))
    assert not cluster.publish(corpus.index).published


def test_what_a_worker_keeps_of_an_index_of_another_layout_is_not_opened(
    at: Place, engine: Nodes, corpus: Corpus
) -> None:
    cluster = at("kept")
    report = cluster.publish(corpus.index)
    assert ferries(cluster, corpus) == 40
    meta = {"version": report.version, "layout": LAYOUT - 1}
    engine.ask("PUT", f"/{report.index}/_mapping", {"_meta": meta})
    with pytest.raises(IndexFormat, match=rf"holds layout {LAYOUT - 1}, this program reads {LAYOUT}; run: pioneer-qa"):
        at("kept").searcher()


class Engine:
    """What a publisher meets whose lock is held, and given back before it reads by whom, some times in a row."""

    address = Address.parse("opensearch://127.0.0.1/test")

    def __init__(self, times: int) -> None:
        self.times = times

    def ask(self, method: str, path: str, *_: object, **__: object) -> bytes | None:
        if path == "/test.lock":
            return b"{}"
        if method == "GET":
            return None
        self.times -= 1
        return None if self.times >= 0 else b'{"_seq_no": 1, "_primary_term": 1}'


def test_who_finds_a_lock_held_and_then_given_back_pauses_before_it_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(lock, "time", SimpleNamespace(sleep=slept.append, monotonic=time.monotonic))
    with lock.publishing(Engine(3)):  # type: ignore[arg-type]
        assert slept == [lock._LOOK] * 3


KILLED = """
import os, signal, sys
from pathlib import Path
from index import open_cluster
from index.cluster import publish
publish._SENT = 5_000
send = publish._send
def sending(*told):
    send(*told)
    os.kill(os.getpid(), signal.SIGKILL)
publish._send = sending
open_cluster(sys.argv[1], Path(sys.argv[2])).publish(Path(sys.argv[3]))
"""


@pytest.mark.usefixtures("quick_lock")
def test_what_a_publisher_that_was_killed_has_left_is_deleted_by_the_next(
    at: Place, engine: Nodes, corpus: Corpus, tmp_path: Path
) -> None:
    cluster = at("killed")
    first = cluster.publish(corpus.index).index
    corpus.write(more="The ferry rests on Mondays.").build()
    command = [sys.executable, "-c", KILLED, f"{engine.url()}/killed", str(tmp_path / "words"), str(corpus.index)]
    assert subprocess.run(command, stdin=subprocess.DEVNULL).returncode == -9
    assert list(engine.ask("GET", "/_alias/killed")) == [first]
    (half,) = set(indexes(engine, "killed-")) - {first}
    report = cluster.publish(corpus.index)
    assert report.deleted == (half, first)
    assert indexes(engine, "killed-") == [report.index]
    assert ferries(cluster, corpus) == 41


@pytest.mark.usefixtures("in_pieces")
def test_a_publisher_that_is_interrupted_leaves_nothing(
    at: Place, engine: Nodes, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    cluster = at("interrupted")
    while_sending(monkeypatch, interrupt)
    with pytest.raises(KeyboardInterrupt):
        cluster.publish(corpus.index)
    assert indexes(engine, "interrupted-") == []


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_a_node_that_is_killed_while_an_index_is_published_loses_no_sentence(
    three_nodes: Nodes, corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_PATIENCE", 3.0)
    monkeypatch.setattr(publish, "_WAITED", "1s")
    cluster = open_cluster(f"{three_nodes.urls()}/test?shards=3&replicas=1", tmp_path / "words")
    first = cluster.publish(corpus.index).index
    before, searcher = open_index(corpus.index).search({"ferri": 1.0}, limit=99), cluster.searcher()
    corpus.write(more="The ferry rests on Mondays.").build()

    def kill() -> None:
        (half,) = set(indexes(three_nodes, "test-")) - {first}
        state: Any = three_nodes.ask("GET", f"/_cluster/state/nodes,routing_table/{half}")
        holder = state["routing_table"]["indices"][half]["shards"]["0"][0]["node"]
        killed.append(int(state["nodes"][holder]["name"].removeprefix("n")))
        three_nodes.kill(killed[0])

    killed, replies, over = list[int](), list[object](), threading.Event()

    def ask() -> None:
        while not over.is_set():
            try:
                replies.append(searcher.search({"ferri": 1.0}, limit=99))
            except EngineError as error:
                replies.append(str(error))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        with monkeypatch.context() as context, pytest.raises(EngineError, match="does not take documents"):
            while_sending(context, kill)
            cluster.publish(corpus.index)
    finally:
        over.set()
        thread.join()
    assert {reply for reply in replies if not isinstance(reply, str)} == {before}
    assert all(
        "does not answer" in reply or "part of the index" in reply for reply in replies if isinstance(reply, str)
    )
    assert searcher.search({"ferri": 1.0}, limit=99) == before
    alive = (killed[0] + 1) % 3
    report = cluster.publish(corpus.index)
    assert list(three_nodes.ask("GET", "/_alias/test", node=alive)) == [report.index]
    assert three_nodes.ask("GET", f"/{report.index}/_count", node=alive)["count"] == report.sent
    assert ferries(cluster, corpus) == 41


def test_a_prefix_that_another_begins_with_is_left_alone(at: Place, engine: Nodes, corpus: Corpus) -> None:
    other = at("one-b")
    other.publish(corpus.index)
    at("one").publish(corpus.index)
    assert ferries(other, corpus) == 40
    engine.ask("PUT", "/one-theirs")
    corpus.write(more="The ferry rests on Mondays.").build()
    at("one").publish(corpus.index)
    assert "one-theirs" in indexes(engine, "one-")


def test_an_alias_of_somebody_elses_index_is_left_alone(at: Place, engine: Nodes, corpus: Corpus) -> None:
    cluster = at("alias")
    engine.ask("PUT", "/alias-theirs", {"aliases": {"alias": {}}})
    for attempt in (lambda: cluster.publish(corpus.index), cluster.searcher):
        with pytest.raises(EngineError, match="stands for alias-theirs, which is not of this program; give another"):
            attempt()
    assert list(engine.ask("GET", "/_alias/alias")) == ["alias-theirs"]


def test_an_index_where_the_alias_should_be_is_told_to_who_asks(at: Place, engine: Nodes) -> None:
    cluster = at("there")
    engine.ask("PUT", "/there")
    with pytest.raises(EngineError, match="an index is called there there; give another prefix"):
        cluster.searcher()


def test_a_template_that_changes_the_mapping_is_told(at: Place, engine: Nodes, corpus: Corpus) -> None:
    cluster = at("mapped")
    mapping = {"_source": {"enabled": False}, "properties": {"theirs": {"type": "keyword"}}}
    engine.ask("PUT", "/_index_template/mapped", {"index_patterns": ["mapped-*"], "template": {"mappings": mapping}})
    try:
        with pytest.raises(EngineError, match=r"changes the mapping of mapped-.*\(properties.theirs\)"):
            cluster.publish(corpus.index)
        assert indexes(engine, "mapped-") == []
    finally:
        engine.ask("DELETE", "/_index_template/mapped")


(STEM,) = extract_terms(CANARY)


def held_in_documents(engine: Nodes) -> set[str]:
    """Which documents of all indexes hold it, as the engine gives them: unpacked, and what is binary decoded.

    Among them may be a lock's, some seconds after it was given back; nothing is binary in it.
    """
    known = settings("", 1)["mappings"]["properties"]
    binary = [name for name, told in known.items() if told["type"] == "binary"]
    found = set()
    body = {"query": {"match_all": {}}, "size": 10_000}
    told: Any = engine.ask("POST", "/*/_search?expand_wildcards=all&allow_partial_search_results=false", body)
    for hit in told["hits"]["hits"]:
        parts = [json.dumps(hit).lower().encode()]
        parts += [base64.b64decode(hit["_source"].get(name, "")) for name in binary]
        if any(STEM.encode() in part for part in parts):
            found.add(hit["_id"].partition("/")[0].rstrip("0123456789"))
    return found


def test_nothing_of_a_removed_article_is_left_in_the_engine_or_with_its_readers(
    at: Place, engine: Nodes, corpus: Corpus, tmp_path: Path
) -> None:
    cluster = at("canary")
    corpus.write(secret=f"The secret word is {CANARY}. It stands in a sentence.").build()
    cluster.publish(corpus.index)
    reader = cluster.searcher()
    assert reader.search({STEM: 1.0}, limit=9)
    nodes, kept = engine.places[0], tmp_path / "canary"
    assert held_in(nodes)
    assert held_in_documents(engine) == {"", "a", "f"}  # a sentence, the article, the words
    assert held_in(kept) == {".sqlite"}
    corpus.write(secret=None).build()
    cluster.publish(corpus.index)
    assert not cluster.forget_earlier(patience=0)  # the reader holds it
    del reader
    cluster.searcher()
    assert cluster.forget_earlier(patience=30)
    assert held_in(kept) == held_in_documents(engine) == set()
    wait_for(lambda: not held_in(nodes))  # a node replies before the files of an index that is deleted are gone
