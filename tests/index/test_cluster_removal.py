"""What is removed is gone from OpenSearch: no index there holds it, and no file of any node, by its bytes."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from live import until
from opensearch_nodes import CANARY, PATIENCE, Nodes, held_in
from small import Corpus

from index import ClusterIndex, extract_terms, open_cluster
from index.cluster.documents import PART_FIELD, settings

(STEM,) = extract_terms(CANARY)


def held_in_documents(engine: Nodes, node: int = 0) -> set[str]:
    """Which documents of all indexes hold it, as the engine gives them: unpacked, and what is binary decoded.

    Among them may be a lock's, some seconds after it was given back; nothing is binary in it.
    """
    known = settings("", 1)["mappings"]["properties"]
    binary = [name for name, told in known.items() if told["type"] == "binary"]
    found = set()
    body = {"query": {"match_all": {}}, "size": 10_000, "_source": True, "stored_fields": [PART_FIELD]}
    told: Any = engine.ask(
        "POST", "/*/_search?expand_wildcards=all&allow_partial_search_results=false", body, node=node
    )
    for hit in told["hits"]["hits"]:
        parts = [json.dumps(hit).lower().encode()]
        parts += [base64.b64decode(hit["_source"].get(name, "")) for name in binary]
        parts += [base64.b64decode(part) for part in hit.get("fields", {}).get(PART_FIELD, ())]
        if any(STEM.encode() in part for part in parts):
            found.add(hit["_id"].partition("/")[0].rstrip("0123456789"))
    return found


def test_nothing_of_a_removed_article_is_left_in_the_engine_or_with_its_readers(
    at: Callable[[str], ClusterIndex], engine: Nodes, corpus: Corpus, tmp_path: Path
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
    until(lambda: not held_in(nodes))  # a node replies before the files of an index that is deleted are gone


def is_whole(nodes: Nodes, node: int) -> bool:
    """Whether all nodes are there, and all copies of all indexes."""
    health = nodes.ask("GET", "/_cluster/health", node=node)
    return health["number_of_nodes"] == len(nodes.ports) and health["status"] == "green"


def test_a_node_that_is_away_during_a_removal_deletes_its_copy_when_it_is_back(
    three_nodes: Nodes, corpus: Corpus, tmp_path: Path
) -> None:
    cluster = open_cluster(f"{three_nodes.urls()}/test?shards=3&replicas=1", tmp_path / "words")
    corpus.write(secret=f"The secret word is {CANARY}. It stands in a sentence.").build()
    earlier = cluster.publish(corpus.index).index
    away, *others = sorted(range(3), key=lambda node: not held_in(three_nodes.places[node]))
    three_nodes.kill(away)
    assert held_in(three_nodes.places[away])
    corpus.write(secret=None).build()
    assert cluster.publish(corpus.index).deleted == (earlier,)
    assert cluster.forget_earlier(patience=30)
    until(lambda: not any(held_in(three_nodes.places[node]) for node in others))
    assert held_in(three_nodes.places[away])  # nobody can see to that yet

    three_nodes.start(away)
    until(lambda: is_whole(three_nodes, others[0]), patience=PATIENCE)
    until(lambda: not held_in(three_nodes.places[away]), patience=PATIENCE)
    for node in range(3):
        assert three_nodes.ask("GET", "/_dangling", node=node)["dangling_indices"] == []
        assert earlier not in three_nodes.indexes("test-", node=node)
        assert held_in_documents(three_nodes, node) == set()
