"""One publishes in OpenSearch at a time: another is told so, and one that was overtaken changes nothing: real nodes."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from opensearch_nodes import Nodes
from publishing import ferries, while_sending
from small import Corpus

from index import ClusterIndex, EngineError
from index.cluster import lock, publish
from index.cluster.client import Address, Client

Place = Callable[[str], ClusterIndex]


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_who_publishes_while_another_does_is_told_so(at: Place, fleet: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster, told = at("two"), []

    def another() -> None:
        with pytest.raises(EngineError) as refused:
            at("two").publish(fleet.index)
        told.append(str(refused.value))

    while_sending(monkeypatch, another)
    assert cluster.publish(fleet.index).published
    assert f"process {os.getpid()} on" in told[0]
    assert "publishes there now; what answers stays; run this again once it has ended" in told[0]
    assert ferries(cluster, fleet) == 40
    assert not at("two").publish(fleet.index).published  # the lock was given back


@pytest.mark.usefixtures("quick_lock", "in_pieces")
def test_a_publisher_that_was_cut_off_does_not_switch(
    at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = at("cut")
    first = cluster.publish(fleet.index).index
    fleet.write(more="The ferry rests on Mondays.").build()
    another = {"told": "another", "token": "another"}
    while_sending(monkeypatch, lambda: engine.ask("PUT", "/cut.lock/_doc/publish", another) and None)
    with pytest.raises(EngineError, match="another process publishes there now, since this one was cut off"):
        cluster.publish(fleet.index)
    assert engine.indexes("cut-") == [first]
    assert list(engine.ask("GET", "/_alias/cut")) == [first]


@pytest.mark.usefixtures("quick_lock")
def test_a_publisher_that_was_cut_off_after_its_switch_deletes_nothing_of_the_next_one(
    at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, theirs, switch = at("late"), f"late-{'0' * 24}-{'0' * 8}", publish._switch
    cluster.publish(fleet.index)
    fleet.write(more="The ferry rests on Mondays.").build()

    def overtaken(*told: Any) -> None:
        switch(*told)
        engine.ask("PUT", "/late.lock/_doc/publish", {"told": "another", "token": "another"})
        engine.ask("PUT", f"/{theirs}")

    monkeypatch.setattr(publish, "_switch", overtaken)
    with pytest.raises(EngineError, match="another process publishes there now, since this one was cut off"):
        cluster.publish(fleet.index)
    assert theirs in engine.indexes("late-")


@pytest.mark.parametrize("answers_before", [True, False])
def test_a_publisher_that_another_overtakes_just_before_its_switch_is_refused_by_the_engine(
    answers_before: bool, at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, theirs = at("before"), f"before-{'0' * 24}-{'0' * 8}"
    first = cluster.publish(fleet.index).index if answers_before else None
    fleet.write(more="The ferry rests on Mondays.").build()
    ask = Client.ask

    def overtaken(client: Client, method: str, path: str, *told: Any, **more: Any) -> bytes | None:
        if path == "/_aliases" and theirs not in engine.indexes("before-"):
            added = {"add": {"index": theirs, "alias": "before", "is_write_index": True}}
            removed = [{"remove": {"index": first, "alias": "before"}}] if first else []
            engine.ask("PUT", f"/{theirs}")
            engine.ask("POST", "/_aliases", {"actions": [added, *removed]})
        return ask(client, method, path, *told, **more)

    monkeypatch.setattr(Client, "ask", overtaken)
    with pytest.raises(EngineError, match="another process publishes there now, since this one was cut off"):
        cluster.publish(fleet.index)
    assert list(engine.ask("GET", "/_alias/before")) == [theirs]
    assert set(engine.indexes("before-")) == {theirs, first} - {None}


@pytest.mark.usefixtures("quick_lock")
def test_what_another_makes_after_the_last_look_at_the_lock_is_not_deleted(
    at: Place, engine: Nodes, fleet: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, made, renew = at("last"), list[str](), lock._Lock.renew

    def renewed(self: lock._Lock) -> None:
        renew(self)
        if threading.current_thread() is threading.main_thread():
            made.append(f"last-{'0' * 24}-{len(made):08}")
            engine.ask("PUT", f"/{made[-1]}")

    monkeypatch.setattr(lock._Lock, "renew", renewed)
    report = cluster.publish(fleet.index)
    assert made[-1] in engine.indexes("last-")
    assert report.deleted == tuple(made[:-1])


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
    at: Place, engine: Nodes, fleet: Corpus, tmp_path: Path
) -> None:
    cluster = at("killed")
    first = cluster.publish(fleet.index).index
    fleet.write(more="The ferry rests on Mondays.").build()
    command = [sys.executable, "-c", KILLED, f"{engine.url()}/killed", str(tmp_path / "words"), str(fleet.index)]
    assert subprocess.run(command, stdin=subprocess.DEVNULL).returncode == -9
    assert list(engine.ask("GET", "/_alias/killed")) == [first]
    (half,) = set(engine.indexes("killed-")) - {first}
    report = cluster.publish(fleet.index)
    assert report.deleted == (half, first)
    assert engine.indexes("killed-") == [report.index]
    assert ferries(cluster, fleet) == 41
