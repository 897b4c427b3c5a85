"""Measure this project beside four search engines as the corpus grows: building, opening, searching, answering.

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python tests/bench/scale.py --sentences 10000,100000,1000000

All get the same sentences and the same questions, each engine in processes of its own, one after the other: one builds,
another opens what was built and searches. Questions are five words drawn by how many sentences hold them, two common,
two middling and one rare, as real questions have them; and whole sentences. It writes a table and a plot.
"""

import gc
import json
import os
import platform
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from engines import ENGINES, sentences
from generated import articles

HERE = Path(__file__).parent

PATIENCE = 20
"""For how many seconds an engine is asked."""

RANKS = ((0, 200), (0, 200), (1_000, 5_000), (1_000, 5_000), (10_000, 60_000))
"""From which to which rank, by the number of sentences that hold it, each word of a question comes."""


def write_corpus(path: Path, count: int, given: Path | None) -> None:
    """Write articles of so many sentences: made up, or the first of a file."""
    with path.open("w", encoding="utf-8") as out:
        if given is None:
            out.writelines(json.dumps(article) + "\n" for article in articles(count))
            return
        with given.open(encoding="utf-8") as lines:
            for line in lines:
                out.write(line)
                count -= json.loads(line)["text"].count("\n\n") + 1
                if count <= 0:
                    return


def write_questions(path: Path, corpus: Path, count: int) -> None:
    """Draw questions, the same for all engines: of five words each, and whole sentences."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    from index import FUNCTION_WORDS

    rng = random.Random(20131101)  # noqa: S311 (no secret is made of it)
    texts = sentences(corpus)
    some = rng.sample(texts, min(len(texts), 200_000))
    held = Counter(word for text in some for word in set(text.lower().rstrip(".").split()) if word.isalpha())
    stops = FUNCTION_WORDS | ENGLISH_STOP_WORDS  # which no engine here searches for, or all but one
    best = sorted(held.items(), key=lambda item: (-item[1], item[0]))
    words = [word for word, _ in best if word not in stops]
    ranks = [words[min(a, len(words) // 2) : min(b, len(words))] for a, b in RANKS]
    drawn = [" ".join(rng.choice(part) for part in ranks) + "?" for _ in range(count)]
    path.write_text(json.dumps({"five": drawn, "sentences": rng.sample(texts, min(len(texts), count // 5))}), "utf-8")


def memory() -> float:
    """The most memory that this process had, in megabytes."""
    status = Path("/proc/self/status").read_text("utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def times(ask: Any, questions: Sequence[str]) -> dict[str, float]:
    """The median and the 99th percentile of asking, in milliseconds; of as many questions as PATIENCE allows."""
    for question in questions[:20]:
        ask(question)
    taken: list[float] = []
    for question in questions:
        if sum(taken) > 1000 * PATIENCE:
            break
        began = time.perf_counter()
        ask(question)
        taken.append(1000 * (time.perf_counter() - began))
    return {"p50": statistics.median(taken), "p99": statistics.quantiles(taken, n=100)[98]}


def build(name: str, corpus: Path, place: Path) -> dict[str, float]:
    """Build in this process; returns the seconds, the megabytes at most, and those on disk."""
    began = time.perf_counter()
    ENGINES[name].build(corpus, place)
    seconds = time.perf_counter() - began
    workers = (os.cpu_count() or 1) * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    kept = (path for path in place.rglob("*") if path.is_file() and path.name != "cache.sqlite")
    disk = sum(path.stat().st_size for path in kept) / 1e6
    return {"build": seconds, "memory": memory() + workers, "disk": disk}


def search(name: str, place: Path, questions: Path) -> dict[str, Any]:
    """Open what was built, and ask."""
    asked = json.loads(questions.read_text("utf-8"))
    engine = ENGINES[name]
    if name == "pioneer-qa":
        import index  # noqa: F401  (what is measured is opening, not importing)
    began = time.perf_counter()
    ask = engine.open(place)
    opened = time.perf_counter() - began
    began = time.perf_counter()
    ask(asked["five"][0])
    out: dict[str, Any] = {"open": opened, "first": 1000 * (time.perf_counter() - began)}
    out["five"] = times(ask, asked["five"])
    out["whole"] = times(ask, asked["sentences"])
    out["searching"] = memory()
    if name == "pioneer-qa":
        out |= answering(place, asked)
    return out


def answering(place: Path, asked: dict[str, list[str]]) -> dict[str, Any]:
    """What an answer takes, whole; and whether searching finds exactly what brute force does."""
    import numpy as np

    from index import extract_terms, open_index
    from qa import Request, answer

    searcher = open_index(place)
    gc.freeze()  # as the service does: what is loaded is not looked through again and again
    postings = searcher._postings
    differing = 0
    for question in asked["five"]:
        weights = dict.fromkeys(extract_terms(question), 1.0)
        numbers = sorted(n for term in weights if (n := searcher._dictionary.number(term)) is not None)
        scores = np.zeros(searcher.n_rows)
        for number in numbers:
            run = slice(postings.starts[number], postings.starts[number + 1])
            scores[postings.sentences[run]] += postings.weights[run].astype(np.float64)
        best = np.lexsort((np.arange(len(scores)), -scores))[:10]
        expected = [(int(n), float(scores[n])) for n in best if scores[n] > 0]
        differing += [(hit.sentence, hit.score) for hit in searcher.search(weights, limit=10)] != expected
    ask = [f"Which {question}" for question in asked["five"][:300]]
    return {
        "differing": differing,
        "compared": len(asked["five"]),
        "ask": times(lambda question: answer(Request(question), searcher), ask),
    }


def punkt(corpus: Path) -> dict[str, float]:
    """What NLTK's Punkt takes to split the same texts, in one process."""
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    tokenizer = PunktSentenceTokenizer()
    with corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    began = time.perf_counter()
    for text in texts:
        for _ in tokenizer.span_tokenize(text):
            pass
    return {"build": time.perf_counter() - began}


def apart(*arguments: object) -> dict[str, Any]:
    """Run a part of the measurement in a process of its own."""
    command = [sys.executable, __file__, "--part", *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measured(counts: Sequence[int], given: Path | None, names: Sequence[str], asked: int) -> Iterator[dict[str, Any]]:
    """Measure every engine at every size."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            corpus, questions = place / "corpus.jsonl", place / "questions.json"
            write_corpus(corpus, count, given)
            write_questions(questions, corpus, asked)
            yield {"engine": "Punkt", "sentences": count, **apart("punkt", corpus)}
            for name in names:
                if count <= ENGINES[name].most:
                    built = apart("build", name, corpus, place / "index")
                    found = apart("search", name, place / "index", questions)
                    yield {"engine": name, "sentences": count, **built, **found}
                    shutil.rmtree(place / "index")


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    head = ("engine", "sentences", "build s", "memory MB", "disk MB", "open s", "first ms", "five words p50 / p99 ms")
    lines = [f"| {' | '.join((*head, 'sentence p50 / p99 ms', 'answer p50 / p99 ms'))} |", "|---|" + "--:|" * 9]
    for row in rows:
        cells = [row["engine"], f"{row['sentences']:,}", f"{row['build']:.1f}"]
        if "five" in row:
            cells += [f"{row['memory']:,.0f}", f"{row['disk']:,.0f}", f"{row['open']:.3f}", f"{row['first']:.1f}"]
            cells += [f"{row[kind]['p50']:.3f} / {row[kind]['p99']:.2f}" for kind in ("five", "whole")]
            cells.append(f"{row['ask']['p50']:.1f} / {row['ask']['p99']:.1f}" if "ask" in row else "")
        lines.append(f"| {' | '.join([*cells, *[''] * (10 - len(cells))])} |")
    return "\n".join(lines) + "\n"


def plot(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw how building, searching, memory and disk grow, both axes logarithmic."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams |= {"svg.hashsalt": "pioneer-qa", "svg.fonttype": "none"}
    panels = {
        "build, s": lambda row: row["build"],
        "search p50, ms": lambda row: row["five"]["p50"],
        "memory of a build, MB": lambda row: row["memory"],
        "disk, MB": lambda row: row["disk"],
    }
    figure, axes = plt.subplots(2, 2, figsize=(9, 7), layout="constrained")
    for axis, (title, value) in zip(axes.flat, panels.items(), strict=True):
        for name in dict.fromkeys(row["engine"] for row in rows if "five" in row):
            own = [row for row in rows if row["engine"] == name]
            axis.loglog([row["sentences"] for row in own], [value(row) for row in own], "o-", label=name)
        axis.set(title=title, xlabel="sentences")
        axis.grid(alpha=0.3)
    axes[0, 0].legend()
    figure.savefig(path, metadata={"Date": None})


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--sentences", "sizes", default="10000,100000,1000000", show_default=True, help="The sizes, by commas.")
@click.option("--corpus", type=click.Path(path_type=Path), help="Real articles, a .jsonl file; made up by default.")
@click.option("--engines", default=",".join(ENGINES), show_default=True, help="The engines, by commas.")
@click.option("--questions", default=1000, show_default=True, help="How many questions of five words.")
@click.option("--out", type=click.Path(path_type=Path), default=HERE / "scale", help="Where the figures go.")
@click.option("--part", is_flag=True, hidden=True)
@click.argument("rest", nargs=-1)
def main(
    sizes: str, corpus: Path | None, engines: str, questions: int, out: Path, part: bool, rest: tuple[str, ...]
) -> None:
    """Measure, and write OUT.md, OUT.json and OUT.svg."""
    if part:
        kind, *given = rest
        paths = {"build": lambda n, c, p: build(n, Path(c), Path(p)), "punkt": lambda c: punkt(Path(c))}
        paths["search"] = lambda n, p, q: search(n, Path(p), Path(q))
        click.echo(json.dumps(paths[kind](*given)))
        return
    rows = []
    for row in measured([int(size) for size in sizes.split(",")], corpus, engines.split(","), questions):
        rows.append(row)
        click.echo(json.dumps(row))
    machine = (
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    )
    out.with_suffix(".json").write_text(json.dumps({"machine": machine, "rows": rows}, indent=1) + "\n", "utf-8")
    out.with_suffix(".md").write_text(f"{machine}\n\n{table(rows)}", "utf-8")
    plot(rows, out.with_suffix(".svg"))
    click.echo(table(rows))


if __name__ == "__main__":
    main()
