"""Show that OpenSearch replies as the local index does: ask both every judged question, and compare the whole replies.

    .venv/bin/python tests/opensearch_nodes.py FOLDER
    PIONEER_QA_TEST_OPENSEARCH=FOLDER .venv/bin/python tests/bench/cluster_equal.py
    PIONEER_QA_TEST_OPENSEARCH=FOLDER .venv/bin/python tests/bench/cluster_equal.py --corpus ARTICLES QUESTIONS...

Without arguments all of `tests/questions` are asked, each file of its corpus. A file of questions is JSON Lines, each
with a `question`, or `turns` of a conversation that have one each. Of every question the answer is asked for, with its
explanation, and the two searches that it stands on: by its words, and with the sentence encoder by its meaning. Three
nodes run on this machine, and hold an index with each number of shards in turn.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click
from replies import CORPORA, TESTS, Asked, judged, read_asked

sys.path.insert(0, str(TESTS))

from opensearch_nodes import Nodes, running

from corpus import SHIPPED_ARTICLES
from index import Searcher, SentenceEncoder, build_index, extract_terms, open_cluster, open_index
from qa import Request, answer
from qa.finding.candidates import BY_MEANING, BY_WORDS

WITHIN = 1e-4
"""By how much two scores may differ."""

SHOWN = 3
"""How many differences are shown of each index."""

HEAP = ("-Xms1g", "-Xmx1g")


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles, and what is asked of them; `index`: where their local index is, or is to be made."""

    name: str
    articles: Path
    asked: tuple[Asked, ...]
    index: Path


def corpora(articles: Path | None, files: Sequence[Path], index: Path | None, place: Path) -> Iterator[Corpus]:
    """Yield what was given, or all that stands beside this file."""
    if articles is not None:
        yield Corpus("given", articles, tuple(asked for path in files for asked in read_asked(path)), index or place)
        return
    for name in CORPORA:
        folder = SHIPPED_ARTICLES if name == "shipped" else TESTS / "corpora" / name
        yield Corpus(name, folder, tuple(judged(name)), place / name)


def replies(asked: Asked, searcher: Searcher) -> Iterator[tuple[str, Any]]:
    """Yield all that an index replies to a question, each with its name."""
    yield "answer", asdict(answer(Request(asked.question, asked.history, limit=10, explain=True), searcher))
    yield "search", searcher.search(dict.fromkeys(extract_terms(asked.question), 1.0), limit=BY_WORDS)
    yield "search by meaning", searcher.search_meaning(asked.question, limit=BY_MEANING)


def differing(one: Any, other: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Yield where two replies differ: but for numbers that are within what they may, all has to be the same."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from differing(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, list | tuple) and isinstance(other, list | tuple) and len(one) == len(other):
        for at, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differing(left, right, f"{path}[{at}]")
    elif isinstance(one, float) and isinstance(other, float):
        if abs(one - other) > WITHIN:
            yield path, one, other
    elif one != other:
        yield path, one, other


def compare(corpus: Corpus, local: Searcher, cluster: Searcher, title: str) -> int:
    """Ask both everything, and print what differs; returns how many replies do."""
    counted, differ, to_the_bit = Counter[str](), Counter[str](), 0
    for asked in corpus.asked:
        for (name, one), (_, other) in zip(replies(asked, local), replies(asked, cluster), strict=True):
            found = list(differing(one, other))
            counted[name] += 1
            differ[name] += bool(found)
            to_the_bit += one == other
            if found and differ.total() <= SHOWN:
                told = "; ".join(f"{path} {left!r} {right!r}" for path, left, right in found[:SHOWN])
                click.echo(f"{name}, of {asked}: {told}")
    each = ", ".join(f"{name} {differ[name]} of {count:,}" for name, count in counted.items())
    click.echo(f"{title}: {differ.total()} of {counted.total():,} differ ({each}); to the bit the same {to_the_bit:,}")
    return differ.total()


def asked_of(corpus: Corpus, nodes: Nodes, shards: Sequence[int], encoder: SentenceEncoder | None, place: Path) -> int:
    """Build an index, publish it with each number of shards, and compare; returns how many replies differ."""
    build_index(corpus.articles, corpus.index, encoder=encoder)
    local = open_index(corpus.index, encoder=encoder)
    total = 0
    for number in shards:
        prefix = f"{corpus.name}-{number}"
        cluster = open_cluster(f"{nodes.urls()}/{prefix}?shards={number}", place / prefix, encoder)
        published = cluster.publish(corpus.index)
        kind = "light" if encoder is None else "encoder"
        title = f"{corpus.name}, {local.n_sentences:,} sentences, {kind}, {number} shards"
        total += compare(corpus, local, cluster.searcher(), title)
        nodes.ask("DELETE", f"/{published.index}")
    return total


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), help="A folder of articles, or a .jsonl file.")
@click.option("--index", type=click.Path(path_type=Path), help="A folder for their local index; one there is used.")
@click.option("--light", is_flag=True, help="Without the sentence encoder, though it is installed.")
@click.option("--shards", multiple=True, type=int, default=(1, 3, 5), show_default=True, help="Can be given again.")
@click.argument("files", nargs=-1, type=click.Path(exists=True, path_type=Path))
def main(corpus: Path | None, index: Path | None, light: bool, shards: Sequence[int], files: Sequence[Path]) -> None:
    """Command line."""
    if (corpus is None) != (not files):
        raise click.UsageError("give both a corpus and files of questions, or neither")
    encoder = None if light else SentenceEncoder.packaged()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        with running(place / "nodes", 3, java=HEAP) as nodes:
            total = sum(
                asked_of(each, nodes, shards, encoder, place / "words")
                for each in corpora(corpus, files, index, place / "indexes")
            )
    raise SystemExit(1 if total else 0)


if __name__ == "__main__":
    main()
