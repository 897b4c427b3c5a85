"""The sets of judged questions that models are fitted on: which there are, and what supports an answer."""

import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from qa.evaluation.matching import Support, fold

_HERE = Path(__file__).parent
_PROJECT = _HERE.parent.parent
_OWN = "tests/"

_WITHOUT_SHORT = ("what-did", "list", "conflict", "unanswerable")
"""The kinds of questions that no short answer is judged for."""

_SHORTEST_PART = 20
_SHORTEST_SHARED = 40
_SHARED = 0.8
"""A sentence supports an answer if it holds a quote that does, is itself a part of one, or has four fifths of the
shorter of the two in common with it, in one piece."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One judged question. `support`: what answers it; empty where the articles do not. `kind`: what it is for, empty
    where that is not told; `answers`: what a person would accept.
    """

    id: str
    text: str
    support: tuple[Support, ...]
    kind: str = ""
    answers: tuple[str, ...] = ()

    @property
    def answerable(self) -> bool:
        """Whether the articles answer it."""
        return bool(self.support)

    @property
    def accepted(self) -> tuple[str, ...]:
        """The short answers that a person would accept, where one is wanted."""
        return self.answers if self.support and self.kind not in _WITHOUT_SHORT else ()


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """Judged questions on one corpus. `family`: what is left out with it when whole corpora are; `weight`: what each of
    its questions counts, beside 1.
    """

    name: str
    corpus: str
    family: str
    questions: tuple[Asked, ...]
    weight: float


def read_sets(data: Path) -> list[QuestionSet]:
    """Read the sets of `sets.toml` from a folder of data; those whose files are not there are left out."""
    told = tomllib.loads((_HERE / "sets.toml").read_text(encoding="utf-8"))
    out = []
    for name, about in told["sets"].items():
        path, corpus = _place(data, about["questions"]), about["corpus"]
        if path.exists() and _place(data, told["corpora"][corpus]).exists():
            questions = (
                _collection(path, _place(data, about["qrels"]), _place(data, told["corpora"][corpus]))
                if "qrels" in about
                else _questions(path)
            )
            family = told["families"].get(corpus, corpus)
            out.append(QuestionSet(name, corpus, family, tuple(questions), about.get("weight", 1.0)))
    return out


def labelled(data: Path) -> tuple[Path, Path]:
    """Return where the labelled questions stand that kinds of answers are learned from, and those that test it."""
    told = tomllib.loads((_HERE / "sets.toml").read_text(encoding="utf-8"))["labelled"]
    return data / told["questions"], data / told["test"]


def corpora(data: Path) -> Mapping[str, Path]:
    """Return where the articles of each corpus stand."""
    told = tomllib.loads((_HERE / "sets.toml").read_text(encoding="utf-8"))
    return {name: _place(data, place) for name, place in told["corpora"].items()}


def supports(text: str, support: tuple[Support, ...], article_id: str) -> bool:
    """Whether a sentence of an article, verbatim, supports an answer."""
    own = [fold(item.quote) for item in support if item.source == article_id]
    whole = fold(text) if own else ""
    return any(quote in whole or _shares(whole, quote) for quote in own)


def _shares(whole: str, quote: str) -> bool:
    if len(whole) >= _SHORTEST_PART and whole in quote:
        return True
    shorter = min(len(whole), len(quote))
    if shorter < _SHORTEST_SHARED:
        return False
    common = SequenceMatcher(None, whole, quote, autojunk=False).find_longest_match()
    return common.size >= max(_SHORTEST_SHARED, _SHARED * shorter)


def _place(data: Path, told: str) -> Path:
    return _PROJECT / told if told.startswith(_OWN) else data / told


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line.strip():
            yield json.loads(line)


def _questions(path: Path) -> Iterator[Asked]:
    """Yield the questions of a file, and of each conversation the first turn, which leans on nothing."""
    for line in _lines(path):
        item = line["turns"][0] if "turns" in line else line
        support = tuple(Support(each["source"], each["quote"]) for each in item.get("support", ()))
        support = support if item.get("answerable", True) else ()
        kind = item.get("kind", line["kind"])
        yield Asked(line["id"], item["question"], support, kind, tuple(item.get("answers", ())))


def _collection(queries: Path, qrels: Path, sentences: Path) -> Iterator[Asked]:
    """Yield the questions of an answer-sentence collection, each with the sentences that are judged to answer it."""
    texts = {item["_id"]: item["text"] for item in _lines(sentences)}
    judged: dict[str, list[Support]] = defaultdict(list)
    for row in qrels.read_text(encoding="utf-8").split("\n"):
        cells = row.split("\t")
        if cells[-1].lstrip("-").isdigit() and int(cells[-1]) > 0:
            judged[cells[0]].append(Support(cells[1].rsplit("-", 1)[0], texts[cells[1]]))
    for item in _lines(queries):
        if item["_id"] in judged:
            yield Asked(item["_id"], item["text"], tuple(judged[item["_id"]]))


def collection_articles(sentences: Path) -> list[dict[str, str]]:
    """Return the articles of an answer-sentence collection: the sentences of each document, joined with a space."""
    out: dict[str, dict[str, str]] = {}
    for item in _lines(sentences):
        document = item["_id"].rsplit("-", 1)[0]
        known = out.setdefault(document, {"id": document, "title": item.get("title", ""), "text": ""})
        known["text"] += f"{' ' if known['text'] else ''}{item['text']}"
    return list(out.values())
