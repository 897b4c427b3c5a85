"""What tests of publishing in OpenSearch share: what is to answer, and something that happens while it is sent."""

from collections.abc import Callable

import pytest
from small import Corpus

from index import ClusterIndex, open_index
from index.cluster import publish


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
