"""An index in OpenSearch that is published while something is wrong: real nodes, a full disk, others in the way."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from live import until
from opensearch_nodes import Nodes
from publishing import ferries, while_sending
from small import Corpus

from index import ClusterIndex, EngineError, IndexFormat, open_cluster, open_index
from index.cluster import merging, publish
from index.cluster.client import Client
from index.cluster.documents import LAYOUT

Place = Callable[[str], ClusterIndex]

NO_INDEX = "10"
"""The number of the block under which no index is made."""


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
        until(lambda: any(name.startswith(blocked) for name in blocks()))
        yield
    finally:
        settings(**dict.fromkeys(marks))
        until(lambda: not released())
        settings(threshold_enabled=None)


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_a_disk_that_gets_full_is_told_and_what_answers_stays(
    at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = at("full")
    first = cluster.publish(fleet.index).index
    assert ferries(cluster, fleet) == 40
    fleet.write(more="The ferry rests on Mondays.")
    filled = full_disk(engine, "full-")
    with monkeypatch.context() as context:
        while_sending(context, filled.__enter__)
        before = open_index(fleet.index)
        fleet.build()
        try:
            with pytest.raises(
                EngineError, match=r"the disk of a node is full, over .*read-only-allow-delete.*; make room on"
            ):
                cluster.publish(fleet.index)
            assert engine.indexes("full-") == [first]
            cluster._looked = 0.0
            assert cluster.searcher().search({"ferri": 1.0}, limit=99) == before.search({"ferri": 1.0}, limit=99)
        finally:
            filled.__exit__(None, None, None)
    assert cluster.publish(fleet.index).published
    assert ferries(cluster, fleet) == 41


def test_a_disk_that_is_full_is_told(at: Place, engine: Nodes, fleet: Corpus) -> None:
    cluster = at("fuller")
    with full_disk(engine), pytest.raises(EngineError, match="the disk of a node is full"):
        cluster.publish(fleet.index)
    assert engine.indexes("fuller-") == []
    assert cluster.publish(fleet.index).published


@pytest.mark.usefixtures("in_pieces")
def test_an_index_that_went_while_it_was_sent_and_was_made_anew_does_not_answer(
    at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, send_all = at("anew"), publish._send_all

    def gone_meanwhile(client: Any, index: str, *told: Any) -> int:
        engine.ask("DELETE", f"/{index}")
        engine.ask("PUT", f"/{index}", {"settings": {"number_of_replicas": 0}})  # as what is sent may make it
        sent: int = send_all(client, index, *told)
        return sent

    monkeypatch.setattr(publish, "_send_all", gone_meanwhile)
    with pytest.raises(EngineError, match=r"anew-.* was deleted while it was sent, and has another mapping"):
        cluster.publish(fleet.index)
    assert engine.indexes("anew-") == []


@pytest.mark.parametrize("refused", ["_stats", "_forcemerge", "_tasks", "_refresh"])
@pytest.mark.usefixtures("in_pieces")
def test_a_merge_that_fails_undoes_no_publishing(
    refused: str, at: Place, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
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
        assert cluster.publish(fleet.index).published
    assert len(asked) == (3 if refused == "_refresh" else 1)
    assert ferries(cluster, fleet) == 40


def test_an_index_of_another_layout_is_published_anew(at: Place, engine: Nodes, fleet: Corpus) -> None:
    cluster = at("layout")
    earlier = cluster.publish(fleet.index)
    meta = {"version": earlier.version, "layout": LAYOUT - 1}
    engine.ask("PUT", f"/{earlier.index}/_mapping", {"_meta": meta})
    report = cluster.publish(fleet.index)
    assert (report.published, report.version, report.deleted) == (True, earlier.version, (earlier.index,))
    assert not cluster.publish(fleet.index).published


def test_what_a_worker_keeps_of_an_index_of_another_layout_is_not_opened(
    at: Place, engine: Nodes, fleet: Corpus
) -> None:
    cluster = at("kept")
    report = cluster.publish(fleet.index)
    assert ferries(cluster, fleet) == 40
    meta = {"version": report.version, "layout": LAYOUT - 1}
    engine.ask("PUT", f"/{report.index}/_mapping", {"_meta": meta})
    with pytest.raises(IndexFormat, match=rf"holds layout {LAYOUT - 1}, this program reads {LAYOUT}; run: pioneer-qa"):
        at("kept").searcher()


@pytest.mark.usefixtures("in_pieces")
def test_a_publisher_that_is_interrupted_leaves_nothing(
    at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    cluster = at("interrupted")
    while_sending(monkeypatch, interrupt)
    with pytest.raises(KeyboardInterrupt):
        cluster.publish(fleet.index)
    assert engine.indexes("interrupted-") == []


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_a_node_that_is_killed_while_an_index_is_published_loses_no_sentence(
    three_nodes: Nodes, fleet: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "_PATIENCE", 3.0)
    monkeypatch.setattr(publish, "_WAITED", "1s")
    cluster = open_cluster(f"{three_nodes.urls()}/test?shards=3&replicas=1", tmp_path / "words")
    first = cluster.publish(fleet.index).index
    before, searcher = open_index(fleet.index).search({"ferri": 1.0}, limit=99), cluster.searcher()
    fleet.write(more="The ferry rests on Mondays.").build()

    def kill() -> None:
        (half,) = set(three_nodes.indexes("test-")) - {first}
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
            cluster.publish(fleet.index)
    finally:
        over.set()
        thread.join()
    assert {reply for reply in replies if not isinstance(reply, str)} == {before}
    assert all(
        "does not answer" in reply or "part of the index" in reply for reply in replies if isinstance(reply, str)
    )
    assert searcher.search({"ferri": 1.0}, limit=99) == before
    alive = (killed[0] + 1) % 3
    report = cluster.publish(fleet.index)
    assert list(three_nodes.ask("GET", "/_alias/test", node=alive)) == [report.index]
    assert three_nodes.ask("GET", f"/{report.index}/_count", node=alive)["count"] == report.sent
    assert ferries(cluster, fleet) == 41


def test_a_prefix_that_another_begins_with_is_left_alone(at: Place, engine: Nodes, fleet: Corpus) -> None:
    other = at("one-b")
    other.publish(fleet.index)
    at("one").publish(fleet.index)
    assert ferries(other, fleet) == 40
    engine.ask("PUT", "/one-theirs")
    fleet.write(more="The ferry rests on Mondays.").build()
    at("one").publish(fleet.index)
    assert "one-theirs" in engine.indexes("one-")


def test_an_alias_of_somebody_elses_index_is_left_alone(at: Place, engine: Nodes, fleet: Corpus) -> None:
    cluster = at("alias")
    engine.ask("PUT", "/alias-theirs", {"aliases": {"alias": {}}})
    for attempt in (lambda: cluster.publish(fleet.index), cluster.searcher):
        with pytest.raises(EngineError, match="stands for alias-theirs, which is not of this program; give another"):
            attempt()
    assert list(engine.ask("GET", "/_alias/alias")) == ["alias-theirs"]


def test_an_index_where_the_alias_should_be_is_told_to_who_asks(at: Place, engine: Nodes) -> None:
    cluster = at("there")
    engine.ask("PUT", "/there")
    with pytest.raises(EngineError, match="an index is called there there; give another prefix"):
        cluster.searcher()


def test_a_template_that_changes_the_mapping_is_told(at: Place, engine: Nodes, fleet: Corpus) -> None:
    cluster = at("mapped")
    mapping = {"_source": {"enabled": False}, "properties": {"theirs": {"type": "keyword"}}}
    engine.ask("PUT", "/_index_template/mapped", {"index_patterns": ["mapped-*"], "template": {"mappings": mapping}})
    try:
        with pytest.raises(EngineError, match=r"changes the mapping of mapped-.*\(properties.theirs\)"):
            cluster.publish(fleet.index)
        assert engine.indexes("mapped-") == []
    finally:
        engine.ask("DELETE", "/_index_template/mapped")
