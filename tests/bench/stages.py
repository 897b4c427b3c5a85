"""What a question costs, stage by stage: the median of each over the questions of some files, asked one by one.

    python tests/bench/stages.py --corpus DIR [--encoder none] QUESTIONS.jsonl …

Every question is asked twice, and the second time is counted: what an index remembers of its texts is then there, what
it remembers of questions is not used. Told is the processor's time; `beside.py` compares two versions in turns.
"""

import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import click

from index import SentenceEncoder, build_index, open_index
from qa import Request, answer
from qa.finding.candidates import find_candidates
from qa.finding.look import measure
from qa.finding.ranking import best_of
from qa.models import shipped_models
from qa.training.examples import read

T = TypeVar("T")

DEPTH = 30
"""How many candidates are looked at more closely, as in `qa.answering`."""


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), required=True)
@click.option("--index", type=click.Path(path_type=Path), help="A folder to keep the index in.")
@click.option("--encoder", type=click.Choice(["default", "none"]), default="default")
@click.argument("files", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
def main(corpus: Path, index: Path | None, encoder: str, files: tuple[Path, ...]) -> None:
    """Command line."""
    reads = SentenceEncoder.packaged() if encoder == "default" else None
    with tempfile.TemporaryDirectory() as scratch:
        place = index or Path(scratch)
        build_index(corpus, place, encoder=reads)
        searcher = open_index(place, encoder=reads)
        seconds: dict[str, list[float]] = defaultdict(list)

        def timed(stage: str, work: Callable[[], T]) -> T:
            began = time.process_time()
            found = work()
            seconds[stage].append(time.process_time() - began)
            return found

        models = shipped_models()
        for text in questions(files):
            answer(Request(text), searcher)
            question = timed("read the question", lambda text=text: read(text, searcher)[1])
            if not question.terms:
                continue
            if reads is not None:
                timed("encode the question", lambda text=text: reads.encode_question(text))
            pool = timed("find candidates", lambda question=question: find_candidates(question, searcher, None))
            if pool.numbers.size:
                found = timed("measure them", lambda question=question, pool=pool: measure(question, searcher, pool))
                timed(
                    "rank them",
                    lambda question=question, found=found: best_of(question, searcher, found, models.rankers, DEPTH),
                )
            timed("all of it", lambda text=text: answer(Request(text), searcher))
        for stage, several in seconds.items():
            click.echo(f"{stage:22s} {1000 * statistics.median(several):7.2f} ms  (n={len(several)})")


def questions(paths: Sequence[Path]) -> Iterator[str]:
    """The questions of some files; of a conversation the first turn."""
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line.strip():
                item = json.loads(line)
                yield (item["turns"][0] if "turns" in item else item)["question"]


if __name__ == "__main__":
    main()
