"""Measure an archive: what its build, one article more, an answer, each page and its server take, beside five articles.

    .venv/bin/python tests/bench/archive.py --articles 15000
    .venv/bin/python tests/bench/archive.py --corpus articles.jsonl --index DIR

The articles are made up in the shape of a department's archive, or given; an index of these may be there already.
Answers are timed in turns, a question of this archive and one of the articles that ship, and told as ratios; pages are
asked of a server with one worker. What is told of answers and pages is the processor's time, which other work on the
machine moves less. Nothing is encoded but with `--vectors`: then sentences have vectors by chance, see `generated.py`.
"""

import http.client
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import quote, urlencode

import click
from beside import Side
from generated import RandomVectors, archive
from incremental import MORE, timed
from scale import write_questions
from serving import free_port, running
from stages import questions
from workers import family, megabytes

from corpus import SHIPPED_ARTICLES
from index import SentenceEncoder, extract_terms, open_index
from qa.finding.candidates import BY_MEANING, BY_WORDS

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
FIVE = HERE.parent / "questions" / "pioneers.jsonl"

FIRST = 20
"""How many questions are asked before what is counted."""

AGAIN = 10
"""How often each page is fetched; a question on the first page is another one each time."""


def told(name: str, milliseconds: Sequence[float]) -> float:
    """Print the median and the 99th percentile; returns the median."""
    middle = statistics.median(milliseconds)
    click.echo(f"{name}: p50 {middle:.1f} ms, p99 {statistics.quantiles(milliseconds, n=100)[98]:.1f} ms")
    return middle


def searches(index: Path, texts: Sequence[str], *, vectors: bool) -> list[float]:
    """What the searches of an answer take alone, in milliseconds of the processor."""
    packaged = SentenceEncoder.packaged() if vectors else None
    searcher = open_index(index, encoder=None if packaged is None else RandomVectors(packaged))
    taken = []
    for text in texts:
        began = time.process_time()
        searcher.search(dict.fromkeys(extract_terms(text), 1.0), limit=BY_WORDS)
        searcher.search_meaning(text, limit=BY_MEANING)
        taken.append(1000 * (time.process_time() - began))
    return taken[FIRST:]


def answers(corpus: Path, index: Path, texts: Sequence[str], place: Path, *, vectors: bool) -> None:
    """Ask the archive and the articles that ship in turns, and print what they take."""
    version = f"{PROJECT}{'' if vectors else ':light'}"
    five = Side(version, SHIPPED_ARTICLES, place / "five", generated=vectors)
    own = Side(version, corpus, index, generated=vectors)
    known = list(questions([FIVE]))
    asked = [(five.ask(known[n % len(known)]), own.ask(text)) for n, text in enumerate(texts)][FIRST:]
    for side in (five, own):
        side.end()
    beside = told("five articles", [taken for taken, _ in asked])
    here = told("archive", [taken for _, taken in asked])
    bare = told("its searches alone", searches(index, texts, vectors=vectors))
    click.echo(f"an answer takes {(here - bare) / beside:.2f} of one on five articles, beside its searches")


def addresses(index: Path, texts: Sequence[str]) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Each page, by its name, and its address as it is fetched the nth time."""
    longest = open_index(index).figures().longest or ""
    yield "/", lambda _: "/"
    yield "/?q=…", lambda time: f"/?{urlencode({'q': texts[time]})}"
    yield "/articles", lambda _: "/articles"
    yield "/articles?search=the", lambda _: "/articles?search=the"
    yield "/articles/ the longest", lambda _: f"/articles/{quote(longest)}"
    yield "/coverage", lambda _: "/coverage"


def processor(root: int) -> float:
    """The milliseconds of the processor that a process took, and all that it started."""
    ticks = 0
    for pid in family(root):
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def at_rest(root: int) -> float:
    """The same, once it rests: what a page has had done in the background is none of the next one's."""
    before = -1.0
    while (now := processor(root)) != before:
        before = now
        time.sleep(1)
    return now


def pages(index: Path, data: Path, texts: Sequence[str]) -> None:
    """Fetch each page of a server, and print what it takes of the processor, and the server of memory."""
    port = free_port()
    command = [Path(sys.executable).parent / "pioneer-qa", "serve", "--data", data, "--index", index]
    with running([*command, "--port", port, "--workers", 1, "--encoder", "none"], port) as process:
        for name, address in addresses(index, texts):
            began = 0.0
            for number in range(AGAIN + 1):
                began = at_rest(process.pid) if number == 1 else began
                connection = http.client.HTTPConnection("127.0.0.1", port)
                connection.request("GET", address(number))
                if connection.getresponse().status != 200:
                    raise SystemExit(f"{name}: not served")
                connection.close()
            click.echo(f"{name}: {(processor(process.pid) - began) / AGAIN:.0f} ms")
        click.echo(f"the server: {megabytes(process.pid):,.0f} MB")


@click.command(help=__doc__)
@click.option("--articles", default=15_000, show_default=True, help="How many articles are made up.")
@click.option(
    "--corpus", type=click.Path(exists=True, path_type=Path), help="Real ones, a .jsonl file, in their stead."
)
@click.option("--index", type=click.Path(exists=True, path_type=Path), help="Their index, without vectors.")
@click.option("--asked", default=300, show_default=True, help="How many questions are asked.")
@click.option("--vectors", is_flag=True, help="Ask by meaning, too.")
def main(articles: int, corpus: Path | None, index: Path | None, asked: int, vectors: bool) -> None:
    """Command line."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        if corpus is None:
            corpus = place / "corpus.jsonl"
            with corpus.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(article) + "\n" for article in archive(articles))
        write_questions(place / "questions.json", corpus, asked + FIRST)
        drawn = json.loads((place / "questions.json").read_text("utf-8"))["five"]
        texts = [f"Which {question}" for question in drawn]
        if index is None:
            index = place / "index"
            whole, _ = timed(corpus, index)
            with corpus.open("a", encoding="utf-8") as file:
                file.write(json.dumps(MORE) + "\n")
            one, _ = timed(corpus, index)
            click.echo(f"build {whole:.1f} s, one article more {one:.1f} s, {one / whole:.3f} of it")
        answers(corpus, place / "vectors" if vectors else index, texts, place, vectors=vectors)
        pages(index, place / "data", texts)


if __name__ == "__main__":
    main()
