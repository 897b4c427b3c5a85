"""Measure this project's ranking on judged questions beside three ready-made ones, in one run.

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python tests/bench/compare.py
    .venv/bin/python tests/bench/compare.py --corpus articles.jsonl --models DIR --rounds 1 QUESTIONS.jsonl …

All four rank the same: every sentence that can answer, under its article's title and its heading; of the shipped
articles, if no others are given. The peers are scikit-learn's TfidfVectorizer as it comes, bm25s (k1 0.9, b 0.4,
Snowball stemmer, English stop words), and SQLite's FTS5 (Porter stemmer, any of the words). Asked are the questions
that have an answer and need no earlier one. The peers never refuse. Ours stands there twice: a refusal finds nothing,
or what is nearest. It is timed for the whole answer, with its checks and citations, the peers for their ranking alone.
"""

import re
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import bm25s
import click
import numpy as np
import Stemmer
from sklearn.feature_extraction.text import TfidfVectorizer

from corpus import SHIPPED_ARTICLES, Role
from index import Searcher, SentenceEncoder, build_index, open_index
from qa import Models, Request, answer
from qa.evaluation import JUDGED_DEPTH, JudgedQuestion
from qa.evaluation.matching import find_place
from web.evaluation.question_files import read_questions

QUESTIONS = Path(__file__).parent.parent / "questions" / "pioneers.jsonl"
Rank = Callable[[str], list[str]]
"""The passages for a question, best first, at most JUDGED_DEPTH."""


def sentences(searcher: Searcher) -> tuple[list[str], list[str]]:
    """The sentences that can answer, and the same, each with its article's title and its heading before it."""
    plain: list[str] = []
    headed: list[str] = []
    for card in searcher.cards():
        numbers = searcher.sentence_numbers(card.id)
        for number, sentence in zip(numbers, searcher.sentences(numbers), strict=True):
            if sentence.role not in {Role.HEADING, Role.FURNITURE}:
                heading = searcher.headings([number])[0]
                plain.append(sentence.text)
                headed.append("\n".join(filter(None, (card.title, heading.text if heading else "", sentence.text))))
    return plain, headed


def ours(searcher: Searcher, models: Models | None, *, nearest: bool) -> Rank:
    """This project: the passages of its answer; of a refusal the nearest ones, or none."""

    def rank(question: str) -> list[str]:
        reply = answer(Request(question, limit=JUDGED_DEPTH), searcher, models)
        return [passage.text for passage in (*reply.passages, *(reply.nearest if nearest else ()))]

    return rank


def tfidf(plain: Sequence[str], headed: Sequence[str]) -> Rank:
    """scikit-learn, every setting as it comes."""
    vectorizer = TfidfVectorizer()
    matrix = vectorizer.fit_transform(headed)

    def rank(question: str) -> list[str]:
        scores = (matrix @ vectorizer.transform([question]).T).toarray().ravel()
        best = np.argsort(-scores, kind="stable")[:JUDGED_DEPTH]
        return [plain[number] for number in best if scores[number] > 0]

    return rank


def bm25(plain: Sequence[str], headed: Sequence[str]) -> Rank:
    """bm25s, as information retrieval research sets it up for short texts."""
    stemmer = Stemmer.Stemmer("english")

    def tokens(texts: list[str], **options: bool) -> object:
        return bm25s.tokenize(texts, stopwords="en", stemmer=stemmer, show_progress=False, **options)

    model = bm25s.BM25(k1=0.9, b=0.4)
    model.index(tokens(list(headed)), show_progress=False)

    def rank(question: str) -> list[str]:
        asked = tokens([question], return_ids=False)
        found, scores = model.retrieve(asked, k=JUDGED_DEPTH, show_progress=False)
        return [plain[number] for number, score in zip(found[0], scores[0], strict=True) if score > 0]

    return rank


def fts5(plain: Sequence[str], headed: Sequence[str], database: sqlite3.Connection) -> Rank:
    """SQLite's full-text search with its own BM25."""
    database.execute("CREATE VIRTUAL TABLE sentences USING fts5(text, tokenize = 'porter unicode61')")
    database.executemany("INSERT INTO sentences (rowid, text) VALUES (?, ?)", enumerate(headed))
    select = f"SELECT rowid FROM sentences WHERE text MATCH ? ORDER BY rank, rowid LIMIT {JUDGED_DEPTH}"  # noqa: S608

    def rank(question: str) -> list[str]:
        words = re.findall(r"\w+", question)
        found = database.execute(select, [" OR ".join(f'"{word}"' for word in words)])
        return [plain[number] for (number,) in found]

    return rank


def measure(ranks: dict[str, Rank], asked: Sequence[JudgedQuestion], rounds: int) -> None:
    """Ask everything of everyone and print a row each. They take turns; a time is the median over all rounds."""
    seconds: dict[str, list[float]] = {name: [] for name in ranks}
    places: dict[str, list[int | None]] = {name: [] for name in ranks}
    for _round in range(rounds):
        for question in asked:
            for name, rank in ranks.items():
                began = time.perf_counter()
                passages = rank(question.question)
                seconds[name].append(time.perf_counter() - began)
                places[name].append(find_place(passages, question.support))
    medians = {name: statistics.median(taken) for name, taken in seconds.items()}
    click.echo(f"{'':24s}{'hit@1':>8s}{'hit@5':>8s}{'MRR@10':>8s}{'median ms':>11s}{'/ bm25s':>9s}")
    for name, found in places.items():
        hits = [sum(place is not None and place < depth for place in found) / len(found) for depth in (1, 5)]
        reciprocal = sum(1 / (place + 1) for place in found if place is not None and place < JUDGED_DEPTH) / len(found)
        timing = f"{1000 * medians[name]:11.3f}{medians[name] / medians['bm25s']:9.2f}"
        click.echo(f"{name:24s}{hits[0]:8.3f}{hits[1]:8.3f}{reciprocal:8.3f}{timing}")


@click.command(help=__doc__)
@click.option("--corpus", type=click.Path(exists=True, path_type=Path), default=SHIPPED_ARTICLES)
@click.option("--index", type=click.Path(path_type=Path), help="A folder to keep the index in.")
@click.option("--encoder", type=click.Choice(["default", "none"]), default="none", show_default=True)
@click.option("--models", type=click.Path(exists=True, path_type=Path), help="Models, as `qa.training` writes them.")
@click.option("--rounds", default=5, show_default=True, help="How often everything is asked.")
@click.argument("files", type=click.Path(exists=True, path_type=Path), nargs=-1)
def main(
    corpus: Path, index: Path | None, encoder: str, models: Path | None, rounds: int, files: tuple[Path, ...]
) -> None:
    """Build an index, and measure on it."""
    judged = [question for path in files or (QUESTIONS,) for question in read_questions(path).judged]
    asked = [question for question in judged if question.answerable and not question.history]
    reads = SentenceEncoder.packaged() if encoder == "default" else None
    own = None if models is None else Models.load(models)
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(":memory:")) as database:
        build_index(corpus, index or Path(folder), encoder=reads)
        searcher = open_index(index or Path(folder), encoder=reads)
        plain, headed = sentences(searcher)
        click.echo(f"{len(asked)} questions, {len(plain)} sentences, {rounds} rounds")
        measure(
            {
                "pioneer-qa": ours(searcher, own, nearest=False),
                "the same, none refused": ours(searcher, own, nearest=True),
                "scikit-learn TF-IDF": tfidf(plain, headed),
                "bm25s": bm25(plain, headed),
                "SQLite FTS5": fts5(plain, headed, database),
            },
            asked,
            rounds,
        )


if __name__ == "__main__":
    main()
