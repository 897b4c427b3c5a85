"""Measure what one article more costs an index that stands, beside building all of it, in one run.

    .venv/bin/python tests/bench/incremental.py --sentences 100000

Each is a process of its own, as a build is, timed from when it is ready; a builder that waits for jobs is. Afterwards
the two generations are compared file by file.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import click
from generated import articles

BUILD = """
import sys, time
from pathlib import Path
import index.build.tfidf
from index import build_index

began = time.perf_counter()
report = build_index(Path(sys.argv[1]), Path(sys.argv[2]))
print(time.perf_counter() - began, report.analysed)
"""

MORE = {"id": "article-zzz", "text": "The Larkhill crossing\n\nThe Larkhill crossing is kept by warden 7.\n"}


def write(path: Path, sentences: int, *, more: bool) -> None:
    """Write articles, and perhaps one more."""
    with path.open("w", encoding="utf-8") as file:
        for article in chain(articles(sentences), [MORE] if more else []):
            file.write(json.dumps(article) + "\n")


def timed(corpus: Path, index: Path) -> tuple[float, int]:
    """Build in a process of its own; returns the seconds that it took, and how many articles were analysed.

    What was written before is on the disk then, and does not have to be while this is timed.
    """
    os.sync()
    done = subprocess.run([sys.executable, "-c", BUILD, corpus, index], check=True, capture_output=True, text=True)
    seconds, analysed = done.stdout.split()
    return float(seconds), int(analysed)


def hashes(index: Path) -> dict[str, str]:
    """The hash of each file of the generation that answers."""
    name = (index / "current").read_text("utf-8").split("\n")[0]
    manifest = json.loads((index / "generations" / name / "manifest.json").read_text("utf-8"))
    return {"version": manifest["version"], **{name: entry["sha256"] for name, entry in manifest["files"].items()}}


def rounds(place: Path, sentences: int, count: int) -> Iterator[tuple[float, float]]:
    """The seconds of a full build and of one article more, again and again."""
    before, after = place / "before.jsonl", place / "after.jsonl"
    write(before, sentences, more=False)
    write(after, sentences, more=True)
    for number in range(count):
        whole, grown = place / f"whole-{number}", place / f"grown-{number}"
        timed(before, grown)
        one, analysed = timed(after, grown)
        full, _ = timed(after, whole)
        if not 0 < analysed < sentences or hashes(whole) != hashes(grown):
            raise SystemExit("the index is not that of a full build")
        yield full, one


@click.command()
@click.option("--sentences", default=100_000, show_default=True, help="How many sentences stand already.")
@click.option("--count", default=3, show_default=True, help="How often both are measured.")
def main(sentences: int, count: int) -> None:
    """Print the medians and their ratio."""
    with tempfile.TemporaryDirectory() as place:
        taken = list(rounds(Path(place), sentences, count))
    full, one = (statistics.median(each) for each in zip(*taken, strict=True))
    ratio = statistics.median(one / full for full, one in taken)
    click.echo(f"{sentences:,} sentences: full build {full:.1f} s, one article more {one:.2f} s, ratio {ratio:.3f}")
    click.echo("the index is, file by file, that of a full build")


if __name__ == "__main__":
    main()
