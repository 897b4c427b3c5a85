"""Two versions side by side: what a new question takes, and a worker's memory, asked in turns in one run.

    .venv/bin/python tests/bench/beside.py --corpus DIR QUESTIONS.jsonl … OLD NEW
    .venv/bin/python tests/bench/beside.py --sentences 1000000 OLD NEW

OLD and NEW are checkouts, each with `:light` after it to be asked without the encoder; one may stand twice. Each has an
index and a process of its own. The processor's time is told, which other work on the machine moves less. Generated
sentences have vectors by chance, see `generated.py`: what they cost is right, what is found is not.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from generated import articles
from scale import write_questions
from sides import Side
from stages import questions

ASKED = """
import gc, importlib, json, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[4])
from index import build_index, open_index
from qa import Request, answer
reads = None
if sys.argv[3] != "none":
    from index import SentenceEncoder
    reads = SentenceEncoder.packaged()
    if sys.argv[3] == "random":
        from generated import RandomVectors
        reads = RandomVectors(reads)
corpus, place = Path(sys.argv[1]), Path(sys.argv[2])
if not place.exists():
    build_index(corpus, place, **({} if reads is None else {"encoder": reads}))
    sys.exit()
searcher = open_index(place, **({} if reads is None else {"encoder": reads}))
gc.freeze()
print("ready", flush=True)
for line in sys.stdin:
    began = time.process_time()
    answer(Request(json.loads(line)), searcher)
    print(time.process_time() - began, flush=True)
lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
print(json.dumps({line.split()[0].rstrip(':'): int(line.split()[1]) / 1024 for line in lines[1:]}))
"""

FIRST = 20
"""How many questions are asked before what is counted."""


class Version(Side):
    """One version: builds its index in a process, and is asked in another."""

    def __init__(self, told: str, corpus: Path, place: Path, *, generated: bool) -> None:
        """Build the index, unless it stands, and start what answers."""
        folder, _, light = told.partition(":")
        self.name = told
        encoder = "none" if light else "random" if generated else "packaged"
        command = [sys.executable, "-P", "-c", ASKED, str(corpus), str(place), encoder, str(Path(__file__).parent)]
        own = {"PYTHONPATH": folder, "OPENBLAS_NUM_THREADS": "1"}
        if not place.exists():
            subprocess.run(command, env={**os.environ, **own}, check=True)
        super().__init__(command, own)

    def ask(self, question: str) -> float:
        """Ask a question; returns the processor's milliseconds."""
        return 1000 * float(self.tell(question))


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), help="Articles; given with questions.")
@click.option("--sentences", type=click.IntRange(min=1), help="In its stead: so many, made up.")
@click.option("--asked", default=200, show_default=True, help="How many questions are asked.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder to keep what is built in.")
@click.argument("rest", nargs=-1, required=True)
def main(corpus: Path | None, sentences: int | None, asked: int, keep: Path | None, rest: tuple[str, ...]) -> None:
    """Command line."""
    files = [Path(each) for each in rest if each.endswith(".jsonl")]
    told = [each for each in rest if not each.endswith(".jsonl")]
    with tempfile.TemporaryDirectory() as scratch:
        place = keep or Path(scratch)
        place.mkdir(exist_ok=True)
        if corpus is None:
            corpus, texts = made_up(place, sentences or 1)
        else:
            texts = list(questions(files))
            random.Random(20131101).shuffle(texts)  # noqa: S311 (no secret is made of it)
        sides = [
            Version(each, corpus, place / f"index-{number}", generated=sentences is not None)
            for number, each in enumerate(told)
        ]
        milliseconds = list(rounds(sides, texts[: asked + FIRST]))[FIRST:]
        for number, side in enumerate(sides):
            memory = side.end()
            own = [each[number] for each in milliseconds]
            ratios = statistics.median(each[number] / each[0] for each in milliseconds)
            middle, greatest = statistics.median(own), statistics.quantiles(own, n=20)[-1]
            click.echo(
                f"{side.name}: p50 {middle:.1f} ms, p95 {greatest:.1f} ms; {ratios:.2f} of the first's (median of "
                f"ratios); memory {memory['Rss']:.0f} MB, its own {memory['Private_Dirty']:.0f} MB (n={len(own)})"
            )


def made_up(place: Path, sentences: int) -> tuple[Path, list[str]]:
    """Write generated articles, and draw questions of them."""
    corpus, asked = place / "corpus.jsonl", place / "questions.json"
    if not asked.exists():
        with corpus.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(article) + "\n" for article in articles(sentences))
        write_questions(asked, corpus, 1000)
    drawn: dict[str, Any] = json.loads(asked.read_text("utf-8"))
    return corpus, [f"Which {question}" for question in drawn["five"]]


def rounds(sides: Sequence[Version], texts: Sequence[str]) -> Iterator[list[float]]:
    """Ask all sides each question, another one first each time; yield their milliseconds."""
    for number, text in enumerate(texts):
        taken = [0.0] * len(sides)
        for step in range(len(sides)):
            place = (number + step) % len(sides)
            taken[place] = sides[place].ask(text)
        yield taken


if __name__ == "__main__":
    main()
