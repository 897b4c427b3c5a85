"""What several tests of the index need."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from opensearch_nodes import Nodes, running
from small import Corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two articles."""
    return Corpus(tmp_path).write(a="Barnsley\n\nA crisis house opens.", b="The sea is near. It is cold.")


@pytest.fixture
def three_nodes(tmp_path: Path) -> Iterator[Nodes]:
    """Three nodes of one cluster, which a test may kill."""
    with running(tmp_path / "nodes", 3) as nodes:
        yield nodes
