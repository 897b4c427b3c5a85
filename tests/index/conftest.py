"""What several tests of the index need."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from opensearch_nodes import Nodes, running
from small import Corpus

from index import ClusterIndex, open_cluster


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
def three_nodes(tmp_path: Path) -> Iterator[Nodes]:
    """Three nodes of one cluster, which a test may kill."""
    with running(tmp_path / "nodes", 3) as nodes:
        yield nodes
