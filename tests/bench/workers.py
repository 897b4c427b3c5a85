"""Measure what five worker processes take of memory together, beside one, over the same index.

    .venv/bin/python tests/bench/workers.py --sentences 1000000

The index is made of generated articles; each server is asked questions until all its workers have answered many, and
then the proportional set sizes of its processes are added up: a page that several share counts once.
"""

import http.client
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

import click
from engines import sentences
from scale import write_corpus
from serving import free_port, running

from index import build_index

QUESTIONS = 600
"""How many questions each server is asked."""


def family(root: int) -> set[int]:
    """A process and all that it started, by their numbers."""
    found = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], check=True, capture_output=True, text=True).stdout
    parents = {int(pid): int(parent) for pid, parent in (line.split() for line in found.splitlines())}
    tree = {root}
    while more := {pid for pid, parent in parents.items() if parent in tree} - tree:
        tree |= more
    return tree


def megabytes(root: int) -> float:
    """The proportional set size of a process and of all that it started."""
    total = 0
    for pid in family(root):
        rollup = Path(f"/proc/{pid}/smaps_rollup")
        if rollup.exists():
            total += int(rollup.read_text("utf-8").partition("\nPss:")[2].split()[0])
    return total / 1024


def measure(index: Path, data: Path, workers: int, asked: list[str]) -> float:
    """Start a server over an index, ask, and return its megabytes."""
    port = free_port()
    command = [Path(sys.executable).parent / "pioneer-qa", "serve", "--data", data, "--index", index]
    with running([*command, "--port", port, "--workers", workers], port) as process:
        for question in asked:  # each over a connection of its own, so that any worker takes it
            connection = http.client.HTTPConnection("127.0.0.1", port)
            connection.request("GET", "/api/v1/ask?" + urlencode({"q": question}))
            if connection.getresponse().status != 200:
                raise SystemExit("a question was not answered")
            connection.close()
        return megabytes(process.pid)


@click.command()
@click.option("--sentences", "count", default=1_000_000, show_default=True, help="How many sentences the index has.")
@click.option("--index", type=click.Path(path_type=Path), help="An index of that corpus that is there already.")
def main(count: int, index: Path | None) -> None:
    """Print the megabytes and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        corpus = place / "corpus.jsonl"
        write_corpus(corpus, count, None)
        if index is None:
            index = place / "index"
            build_index(corpus, index)
        texts = sentences(corpus)
        rng = random.Random(20131101)  # noqa: S311 (no secret is made of it)
        asked = [" ".join(rng.choice(texts).split()[:6]) + "?" for _ in range(QUESTIONS)]
        del texts
        one, five = (measure(index, place / f"data-{workers}", workers, asked) for workers in (1, 5))
    click.echo(f"one worker {one:,.0f} MB, five {five:,.0f} MB, {five / one:.2f} of it")


if __name__ == "__main__":
    main()
