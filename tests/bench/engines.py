"""The search engines that are measured side by side: each builds an index of the same sentences, opens it and searches.

A search takes a question as a person types it, and gives the numbers of the ten best sentences.
"""

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path

K = 10
"""How many sentences a search gives."""

Search = Callable[[str], Sequence[int]]


class Engine(ABC):
    """One engine; `most`: from more sentences on it is left out, for want of memory or patience."""

    most = 5_000_000

    @abstractmethod
    def build(self, corpus: Path, place: Path) -> None:
        """Index the sentences of articles (`.jsonl`, as `generated.py` makes them) in a new folder."""

    @abstractmethod
    def open(self, place: Path) -> Search:
        """Open an index."""


def sentences(corpus: Path) -> list[str]:
    """The sentences of articles whose lines are one sentence each, headings too: the peers are spared the splitting."""
    with corpus.open(encoding="utf-8") as lines:
        return [line for article in lines for line in json.loads(article)["text"].split("\n") if line]


class Ours(Engine):
    """This project: a build takes the articles apart itself, a search analyses the question."""

    def build(self, corpus: Path, place: Path) -> None:
        from index import build_index

        build_index(corpus, place)

    def open(self, place: Path) -> Search:
        from index import extract_terms, open_index

        searcher = open_index(place)

        def search(question: str) -> list[int]:
            weights = dict.fromkeys(extract_terms(question), 1.0)
            return [hit.sentence for hit in searcher.search(weights, limit=K)]

        return search


class Tantivy(Engine):
    """tantivy, in Rust: English stemmer, two threads, BM25."""

    def build(self, corpus: Path, place: Path) -> None:
        import tantivy

        fields = tantivy.SchemaBuilder()
        fields.add_unsigned_field("number", stored=True)
        fields.add_text_field("text", stored=False, tokenizer_name="en_stem")
        place.mkdir(parents=True)
        writer = tantivy.Index(fields.build(), path=str(place)).writer(heap_size=512_000_000, num_threads=2)
        for number, text in enumerate(sentences(corpus)):
            writer.add_document(tantivy.Document(number=number, text=text))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, place: Path) -> Search:
        import tantivy

        index = tantivy.Index.open(str(place))
        searcher = index.searcher()

        def search(question: str) -> list[int]:
            query = index.parse_query(question.replace("?", " "), ["text"])
            return [searcher.doc(place)["number"][0] for _, place in searcher.search(query, K).hits]

        return search


class Bm25s(Engine):
    """bm25s with numba: Snowball stemmer, English stop words."""

    most = 1_000_000

    def build(self, corpus: Path, place: Path) -> None:
        import bm25s
        import Stemmer

        stemmer = Stemmer.Stemmer("english")
        tokens = bm25s.tokenize(sentences(corpus), stopwords="en", stemmer=stemmer, show_progress=False)
        model = bm25s.BM25(backend="numba")
        model.index(tokens, show_progress=False)
        model.save(str(place))

    def open(self, place: Path) -> Search:
        import bm25s
        import Stemmer

        model = bm25s.BM25.load(str(place), mmap=True)
        model.backend = "numba"
        stemmer = Stemmer.Stemmer("english")

        def search(question: str) -> list[int]:
            asked = bm25s.tokenize([question], stopwords="en", stemmer=stemmer, show_progress=False, return_ids=False)
            if not asked[0]:
                return []
            found, _ = model.retrieve(asked, k=K, show_progress=False, n_threads=1)
            return [int(number) for number in found[0]]

        return search


class Fts5(Engine):
    """SQLite's full-text search: Porter stemmer, any of the words, BM25."""

    def build(self, corpus: Path, place: Path) -> None:
        place.mkdir(parents=True)
        with sqlite3.connect(place / "fts.sqlite") as database:
            database.execute(
                "CREATE VIRTUAL TABLE sentences USING fts5(text, content = '', tokenize = 'porter unicode61')"
            )
            database.executemany("INSERT INTO sentences (rowid, text) VALUES (?, ?)", enumerate(sentences(corpus)))

    def open(self, place: Path) -> Search:
        database = sqlite3.connect(place / "fts.sqlite")
        select = f"SELECT rowid FROM sentences WHERE text MATCH ? ORDER BY rank LIMIT {K}"  # noqa: S608

        def search(question: str) -> list[int]:
            words = "".join(letter if letter.isalnum() else " " for letter in question).split()
            return [number for (number,) in database.execute(select, [" OR ".join(f'"{word}"' for word in words)])]

        return search


class BruteForce(Engine):
    """scikit-learn's TfidfVectorizer and one product of the whole matrix with the question."""

    most = 1_000_000

    def build(self, corpus: Path, place: Path) -> None:
        import joblib
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(stop_words="english")
        matrix = vectorizer.fit_transform(sentences(corpus))
        place.mkdir(parents=True)
        joblib.dump((vectorizer, matrix), place / "model.joblib")

    def open(self, place: Path) -> Search:
        import joblib
        import numpy as np

        vectorizer, matrix = joblib.load(place / "model.joblib")

        def search(question: str) -> list[int]:
            scores = (matrix @ vectorizer.transform([question]).T).toarray().ravel()
            best = np.argpartition(-scores, K)[:K]
            return best[np.argsort(-scores[best], kind="stable")].tolist()

        return search


ENGINES: dict[str, Engine] = {
    "pioneer-qa": Ours(),
    "tantivy": Tantivy(),
    "bm25s": Bm25s(),
    "SQLite FTS5": Fts5(),
    "scikit-learn": BruteForce(),
}
