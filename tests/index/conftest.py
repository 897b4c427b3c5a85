"""What several tests of the index need."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from opensearch_nodes import Nodes, running
from small import Corpus

from index import ClusterIndex, open_cluster
from index.cluster import lock, publish


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two articles."""
    return Corpus(tmp_path).write(a="Barnsley\n\nA crisis house opens.", b="The sea is near. It is cold.")


@pytest.fixture
def at(engine: Nodes, tmp_path: Path) -> Iterator[Callable[[str], ClusterIndex]]:
    """A function that gives where an index is in the engine, by its prefix; all is deleted in the end."""
    prefixes = []

    def place(prefix: str) -> ClusterIndex:
        prefixes.append(prefix)
        return open_cluster(f"{engine.url()}/{prefix}", tmp_path / prefix)

    yield place
    for prefix in prefixes:
        for name in engine.indexes(prefix):
            engine.ask("DELETE", f"/{name}")


@pytest.fixture
def fleet(tmp_path: Path) -> Corpus:
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


@pytest.fixture
def three_nodes(tmp_path: Path) -> Iterator[Nodes]:
    """Three nodes of one cluster, which a test may kill."""
    with running(tmp_path / "nodes", 3) as nodes:
        yield nodes
