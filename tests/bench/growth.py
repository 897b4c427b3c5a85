"""Ask the same questions of more and more articles: how many are still answered, and right where the answer is sure.

    .venv/bin/python tests/bench/growth.py --corpus articles.jsonl --more DIR --sizes 200,1500,5000 QUESTIONS.jsonl …

The smallest corpus holds the articles that answer: so many questions are drawn as these allow, the same for every size,
with as large a share of those that have no answer. Articles of `--corpus` that answer none are added first, by chance,
then those of each `--more`, then generated ones. Nothing is encoded.
"""

import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click
import msgspec
from generated import archive

from corpus import Source, read_sources
from index import Searcher, build_index, open_index
from qa import Answer, Models, Request, answer
from qa.evaluation import JUDGED_DEPTH, JudgedQuestion, evaluate, load_articles
from web.evaluation.question_files import read_questions

TOLD = ("answers when it can", "abstains when it should", "right where sure", "sure", "passage hit@1", "passage hit@5")


def drawn(questions: Sequence[JudgedQuestion], articles: int) -> tuple[list[JudgedQuestion], set[str]]:
    """Questions that so many articles answer, and the ids of these."""
    held: set[str] = set()
    kept = []
    for question in questions:
        sources = {support.source for support in question.support}
        if question.answerable and len(held | sources) <= articles:
            held |= sources
            kept.append(question)
    asked = sum(question.answerable for question in questions)
    free = [question for question in questions if not question.answerable]
    return kept + free[: round(len(free) * len(kept) / asked)], held


def ordered(own: Sequence[Source], more: Sequence[Source], first: set[str]) -> Iterator[dict[str, str]]:
    """Lines of articles without end: those of these ids, other ones of the corpus, those given beside, made up ones."""
    taken: set[str] = set()
    for source in (*(s for s in own if s.id in first), *(s for s in own if s.id not in first), *more):
        if source.id not in taken:
            taken.add(source.id)
            fields = msgspec.to_builtins(source)
            yield {name: fields[name] for name in ("id", "title", "publisher", "published", "text") if fields[name]}
    yield from archive(1_000_000)


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), required=True, help="What is asked about.")
@click.option("--more", type=click.Path(exists=True, path_type=Path), multiple=True, help="Other articles.")
@click.option("--sizes", default="200,1500,5000", show_default=True, help="Of how many articles it is asked.")
@click.option("--models", type=click.Path(exists=True, path_type=Path), help="Models, as `qa.training` writes them.")
@click.argument("files", type=click.Path(exists=True, path_type=Path), nargs=-1, required=True)
def main(corpus: Path, more: tuple[Path, ...], sizes: str, models: Path | None, files: tuple[Path, ...]) -> None:
    """Command line."""
    rng = random.Random(20131101)  # noqa: S311 (no secret is made of it)
    counts = [int(size) for size in sizes.split(",")]
    judged = [question for path in files for question in read_questions(path).judged if not question.history]
    rng.shuffle(judged)
    asked, answering = drawn(judged, counts[0])
    own = read_sources(corpus)
    rng.shuffle(own)
    beside = [source for folder in more for source in read_sources(folder)]
    fitted = None if models is None else Models.load(models)
    click.echo(f"{len(asked)} questions, {sum(each.answerable for each in asked)} of them answerable")
    for count in counts:
        with tempfile.TemporaryDirectory() as scratch:
            lines = Path(scratch, "articles.jsonl")
            with lines.open("w", encoding="utf-8") as file:
                file.writelines(json.dumps(each) + "\n" for each in islice(ordered(own, beside, answering), count))
            build_index(lines, Path(scratch, "index"))
            searcher = open_index(Path(scratch, "index"))

            def ask(question: str, history: tuple[str, ...], searcher: Searcher = searcher) -> Answer:
                return answer(Request(question, history, limit=JUDGED_DEPTH), searcher, fitted)

            found = {figure.name: figure for figure in evaluate(asked, ask, load_articles(searcher)).figures}
            told = ", ".join(f"{name} {found[name].mean:.3f} (n={found[name].n})" for name in TOLD if name in found)
            click.echo(f"{count:,} articles, {searcher.n_sentences:,} sentences: {told}")


if __name__ == "__main__":
    main()
