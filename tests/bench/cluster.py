"""Measure an index in OpenSearch beside the local one, and beside OpenSearch's own BM25 of the same sentences.

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python tests/opensearch_nodes.py FOLDER
    PIONEER_QA_TEST_OPENSEARCH=FOLDER .venv/bin/python tests/bench/cluster.py --sentences 1000000

All in one run, with three nodes on this machine. Articles are made up (`generated.py`), and so are the questions
(`scale.py`): five words, each question asked once, of all sides in turns. A side is a process of its own. The same is
to be found locally and in OpenSearch; what differs is counted. BM25 is `match` on a text field, analyzed as `english`.
"""

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from engines import K
from scale import write_corpus, write_questions
from sides import Side

sys.path.insert(0, str(Path(__file__).parent.parent))

from opensearch_nodes import Nodes, running

FIRST = 20
"""How many questions are asked before what is counted, of each kind."""

BM25 = "bm25"
"""How the index with OpenSearch's own ranking is called."""

PREFIX = "bench"
SIDES = ("local", "opensearch", "bm25")


def serve(side: str, index: Path, address: str, place: Path) -> None:
    """Be one side: take questions by standard input, each with what is to be done; tell the milliseconds and what was
    found; in the end, the memory.
    """
    from index import extract_terms, open_cluster, open_index
    from qa import Request, answer

    cluster = open_cluster(address, place)
    searcher = open_index(index) if side == "local" else cluster.searcher() if side == "opensearch" else None
    gc.freeze()  # as the service does

    def search(question: str) -> list[Any]:
        if searcher is not None:
            weights = dict.fromkeys(extract_terms(question), 1.0)
            return [[hit.sentence, hit.score] for hit in searcher.search(weights, limit=K)]
        body = {"query": {"match": {"text": question}}, "size": K, "track_total_hits": False}
        path = f"/{BM25}/_search?allow_partial_search_results=false&request_cache=false"
        return [hit["_id"] for hit in cluster.client.read("POST", path, dict[str, Any], body)["hits"]["hits"]]

    def ask(question: str) -> list[Any]:
        return [repr(answer(Request(question), searcher))] if searcher is not None else []

    click.echo("ready")
    for line in sys.stdin:
        kind, question = json.loads(line)
        began = time.perf_counter()
        found = search(question) if kind == "search" else ask(question)
        click.echo(json.dumps([1000 * (time.perf_counter() - began), found]))
    lines = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    click.echo(json.dumps({line.split()[0].rstrip(":"): int(line.split()[1]) / 1024 for line in lines[1:]}))


class Asked(Side):
    """A process that answers as one side does."""

    def __init__(self, *told: object) -> None:
        """Start it."""
        super().__init__([sys.executable, __file__, "--part", *map(str, told)], {"OPENBLAS_NUM_THREADS": "1"})

    def ask(self, kind: str, question: str) -> tuple[float, Any]:
        """Ask; returns the milliseconds and what was found."""
        taken, found = self.tell([kind, question])
        return taken, found


def rounds(kind: str, sides: Sequence[Asked], texts: Sequence[str]) -> tuple[list[list[float]], int]:
    """Ask all sides each question, another one first each time; returns the milliseconds by the side, without the
    first ones, and to how many questions the first two sides' replies differ.
    """
    taken: list[list[float]] = [[] for _ in sides]
    differing = 0
    for number, text in enumerate(texts):
        replies: list[Any] = [None] * len(sides)
        for step in range(len(sides)):
            place = (number + step) % len(sides)
            milliseconds, replies[place] = sides[place].ask(kind, text)
            if number >= FIRST:
                taken[place].append(milliseconds)
        differing += replies[0] != replies[1]
    return taken, differing


def all_there(reply: dict[str, Any]) -> bool:
    """Whether all documents of a bulk are there, now or from an earlier one; those that a busy node refused are not."""
    found = [item["create"]["status"] for item in reply["items"]]
    if not {201, 409, 429, 503}.issuperset(found):
        raise SystemExit(f"a sentence is not taken: {reply['items'][:1]}")
    return {201, 409}.issuperset(found)


def publish(index: Path, address: str, place: Path) -> None:
    """Publish a local index, and its sentences once more for BM25; tells the seconds."""
    from index import open_cluster, open_index

    cluster = open_cluster(address, place)
    began = time.perf_counter()
    cluster.publish(index)
    ours = time.perf_counter() - began
    searcher, client = open_index(index), cluster.client
    began = time.perf_counter()
    made = {
        "settings": {"number_of_shards": client.address.shards, "number_of_replicas": 0, "refresh_interval": "-1"},
        "mappings": {"properties": {"text": {"type": "text", "analyzer": "english"}}},
    }
    client.ask("PUT", f"/{BM25}", made)
    for first in range(0, searcher.n_rows, 20_000):
        numbers = range(first, min(first + 20_000, searcher.n_rows))
        texts = (sentence.text for sentence in searcher.sentences(numbers))
        lines = b"".join(
            f"{json.dumps({'create': {'_id': str(number)}})}\n{json.dumps({'text': text})}\n".encode()
            for number, text in zip(numbers, texts, strict=True)
        )
        while not all_there(client.read("POST", f"/{BM25}/_bulk", dict[str, Any], lines)):
            time.sleep(1)
    for step in ("_refresh", "_flush"):
        client.read("POST", f"/{BM25}/{step}", dict[str, Any])
    peak = int(Path("/proc/self/status").read_text("utf-8").partition("VmHWM:")[2].split()[0]) / 1024
    click.echo(json.dumps({"publish s": ours, "bm25 bulk s": time.perf_counter() - began, "publish memory MB": peak}))


def bytes_in(nodes: Nodes, pattern: str) -> int:
    """How many bytes of disk the indexes of a pattern take, without copies."""
    told: Any = nodes.ask("GET", f"/{pattern}/_stats/store")
    size: int = told["_all"]["primaries"]["store"]["size_in_bytes"]
    return size


def measured(count: int, asked: int, shards: int, heap: str, place: Path) -> Iterator[tuple[str, Any]]:
    """Build, publish and ask; yield each figure with its name."""
    from index import build_index, open_index

    corpus, questions, index = place / "corpus.jsonl", place / "questions.json", place / "index"
    if not index.exists():
        write_corpus(corpus, count, None)
        write_questions(questions, corpus, 2 * asked)
        began = time.perf_counter()
        build_index(corpus, index)
        yield "local build s", time.perf_counter() - began
    rows = open_index(index).n_rows
    yield "sentences", rows
    with (
        tempfile.TemporaryDirectory(dir=place) as folder,
        running(Path(folder) / "nodes", 3, java=(f"-Xms{heap}", f"-Xmx{heap}")) as nodes,
    ):
        places = ",".join(f"127.0.0.1:{port}" for port in nodes.ports)
        told = (index, f"opensearch://{places}/{PREFIX}?shards={shards}", Path(folder) / "words")
        command = [sys.executable, __file__, "--part", "publish", *map(str, told)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        yield from (
            (f"{name} {'MB' if 'memory' in name else 's'}", each) for name, each in json.loads(done.stdout).items()
        )
        yield "bytes a sentence, opensearch", bytes_in(nodes, f"{PREFIX}-*") / rows
        yield "bytes a sentence, bm25", bytes_in(nodes, BM25) / rows
        kept = sum(path.stat().st_size for path in index.rglob("*") if path.is_file() and path.name != "cache.sqlite")
        yield "bytes a sentence, local", kept / rows
        sides = [Asked(name, *told) for name in SIDES]
        words = sum(path.stat().st_size for path in (Path(folder) / "words").rglob("*") if path.is_file())
        yield "kept by a worker MB", words / 1e6
        five = json.loads(questions.read_text("utf-8"))["five"]
        for kind, sided, texts in (
            ("search", sides, five[:asked]),
            ("ask", sides[:2], [f"Which {question}" for question in five[asked:]]),
        ):
            taken, differing = rounds(kind, sided, texts)
            for name, own in zip(SIDES, taken, strict=False):
                middle, greatest = statistics.median(own), statistics.quantiles(own, n=100)[98]
                yield f"{kind} p50 / p99 ms, {name}", f"{middle:.1f} / {greatest:.1f}"
            yield f"{kind} differing", f"{differing} of {len(texts)}"
        memory = [side.end() for side in sides[:2]]
        for kind in ("Pss", "Anonymous", "Private_Dirty"):
            one, other = (each[kind] for each in memory)
            yield f"memory {kind} MB, local / opensearch", f"{one:.0f} / {other:.0f}, {other / one:.2f}"


@click.command(help=__doc__, context_settings={"ignore_unknown_options": True})
@click.option("--sentences", "count", default=1_000_000, show_default=True, help="How many sentences.")
@click.option("--questions", "asked", default=500, show_default=True, help="How many questions of each kind.")
@click.option("--shards", default=3, show_default=True, help="Into how many parts each index is divided.")
@click.option("--heap", default="1g", show_default=True, help="How much heap each of the three nodes has.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder to keep the corpus and the local index in.")
@click.option("--part", is_flag=True, hidden=True)
@click.argument("rest", nargs=-1)
def main(count: int, asked: int, shards: int, heap: str, keep: Path | None, part: bool, rest: tuple[str, ...]) -> None:
    """Command line."""
    if part:
        kind, index, address, words = rest
        (publish if kind == "publish" else lambda *told: serve(kind, *told))(Path(index), address, Path(words))
        return
    with tempfile.TemporaryDirectory() as scratch:
        place = keep or Path(scratch)
        place.mkdir(exist_ok=True)
        for name, figure in measured(count, asked, shards, heap, place):
            click.echo(f"{name}: {figure:,.1f}" if isinstance(figure, float) else f"{name}: {figure}")


if __name__ == "__main__":
    main()
