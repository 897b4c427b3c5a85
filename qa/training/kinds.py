"""Fitting the model of the kinds of answers: from labelled questions, and from judged ones as far as their kind tells.

The labelled questions are those of X. Li and D. Roth, Learning Question Classifiers, COLING 2002: their types are
finer than ours. What a judged question is for leaves open what exactly it asks for (a number may be a sum or a share):
the accepted answers tell it, or else a first model, fitted to the labelled questions, chooses among what it may be.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.svm import LinearSVC

from index import WordVectors
from qa.asking.kind_features import grammar_of, meaning_of
from qa.asking.kind_model import LIST, MEANING, KindModel

COST = 0.3
"""Of .1 to 1: what an error costs beside the squares of the weights."""

RARE = 3
"""A feature that fewer questions have is left out: half the size, as good (.932 on the labelled test questions)."""

_TREC = {
    "HUM:ind": "person", "HUM:gr": "organisation", "HUM:title": "role", "HUM:desc": "role",
    "NUM:count": "count", "NUM:date": "date", "NUM:period": "duration", "NUM:money": "money", "NUM:perc": "share",
    "NUM:dist": "measure", "NUM:weight": "measure", "NUM:speed": "measure", "NUM:temp": "measure",
    "NUM:volsize": "measure", "NUM:other": "number", "NUM:ord": "number", "NUM:code": "contact",
    "DESC:def": "definition", "DESC:desc": "passage", "DESC:reason": "reason", "DESC:manner": "manner",
    "ABBR:exp": "expansion", "ABBR:abb": "thing", "LOC": "place", "ENTY": "thing",
}  # fmt: skip
"""Our kinds for theirs, by the whole label or by what stands before its colon."""

_COARSE = {ours: theirs.split(":")[0] for theirs, ours in _TREC.items() if theirs != "ABBR:abb"}

_MAY_BE = {
    "which-area": ("place", "organisation", "thing"),
    "what-did": ("passage", "reason", "manner", "thing"),
    "number": ("count", "money", "share", "duration", "measure", "number"),
    "person": ("person", "role"),
    "date": ("date",),
    "contact": ("contact",),
    "definition": ("definition", "expansion"),
}
"""What a judged question of a kind may ask for."""

_FORMS = {
    "money": re.compile(r"[£$€]|\b(?:pounds|dollars|euros|cents|pence)\b", re.I),
    "share": re.compile(r"%|per ?cent|\b(?:third|quarter|half|fifth)s?\b|\b\w+ (?:in|out of) \w+$", re.I),
    "duration": re.compile(r"\b(?:second|minute|hour|day|night|week|month|year|decade)s?\b", re.I),
    "measure": re.compile(
        r"\b(?:miles?|km|kilomet\w+|met(?:re|er)s?|feet|foot|ft|inch(?:es)?|tons?|tonnes?|pounds|kg|mph|knots|degrees|acres"
        r"|gallons|lit(?:re|er)s|light-years|megawatts?|gigawatts?)\b",
        re.I,
    ),
}
"""What the accepted answers tell of a number."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question and what it may ask for; `many`: whether for several things, None where that is not told."""

    text: str
    may_be: tuple[str, ...]
    many: bool | None = None


def read_labels(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (label, question) of a file of labelled questions, whose tokens are joined as they are written."""
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        label, _, text = line.strip().partition(" ")
        if text:
            text = re.sub(r" ([?.,!;:])", r"\1", text).replace("`` ", '"').replace(" ''", '"')
            yield label, re.sub(r" ('s|n't|'re|'ll|'d|')\b", r"\1", text)


def of_label(label: str) -> str:
    """Return our kind for a label."""
    return _TREC[label] if label in _TREC else _TREC[label.split(":")[0]]


def measure_kinds(model: KindModel, labels: Sequence[tuple[str, str]]) -> float:
    """Return the share of labelled questions whose type of six the model tells."""
    right = 0
    for label, text in labels:
        scores = model.score(text)
        best = max((kind for kind in scores if kind != LIST), key=lambda kind: scores[kind])
        right += _COARSE.get(best) == label.split(":")[0]
    return right / len(labels)


def of_judged(kind: str, text: str, answers: Sequence[str]) -> Labelled | None:
    """Return what a judged question tells of what it asks for; None for one that tells nothing."""
    if kind == LIST:
        return Labelled(text, (), many=True)
    may_be = _MAY_BE.get(kind, ())
    if kind == "number":
        told = tuple(name for name, form in _FORMS.items() if answers and all(form.search(one) for one in answers))
        may_be = told[:1] or (("count", "number") if answers else may_be)
    return Labelled(text, may_be, many=False) if may_be else None


def fit_kinds(labels: Iterable[tuple[str, str]], judged: Iterable[Labelled]) -> KindModel:
    """Fit the model. `labels`: labelled questions as (label, question)."""
    own = [Labelled(text, (of_label(label),)) for label, text in labels]
    first = _fit(own)
    told = [_settled(one, first) for one in judged]
    return _fit([*own, *told])


def _settled(one: Labelled, model: KindModel) -> Labelled:
    """Choose what a question asks for among what it may."""
    if len(one.may_be) < 2:
        return one
    scores = model.score(one.text)
    best = max((kind for kind in one.may_be if kind in scores), key=lambda kind: scores[kind])
    return Labelled(one.text, (best,), one.many)


def _fit(labelled: Sequence[Labelled]) -> KindModel:
    grammar = [grammar_of(one.text) for one in labelled]
    counts: dict[str, int] = {}
    for name in (name for names in grammar for name in names):
        counts[name] = counts.get(name, 0) + 1
    features = sorted(name for name, count in counts.items() if count >= RARE)
    places = {name: place for place, name in enumerate(features)}
    vectors = WordVectors.load()
    meant = MEANING * np.array([meaning_of(one.text, vectors) for one in labelled])
    table = sp.hstack([_rows([[places[n] for n in names if n in places] for names in grammar], len(features)), meant])
    table = sp.csr_matrix(table, dtype=np.float64)
    kinds = sorted({kind for one in labelled for kind in one.may_be})
    telling = np.array([bool(one.may_be) for one in labelled])
    of = np.array([kinds.index(one.may_be[0]) if one.may_be else -1 for one in labelled])
    columns = [_separate(table[telling], of[telling] == place) for place in range(len(kinds))]
    counted = np.array([one.many is not None for one in labelled])
    many = np.array([bool(one.many) for one in labelled])
    columns.append(_separate(table[counted], many[counted]) if many.any() else (np.zeros(table.shape[1]), -1.0))
    weights = np.stack([weights for weights, _ in columns], axis=1)
    own, scales = _to_bytes(weights[: len(features)])
    meaning, meaning_scales = _to_bytes(weights[len(features) :])
    bias = np.array([round(bias, 4) for _, bias in columns], dtype=np.float32)
    return KindModel((*kinds, LIST), tuple(features), own, scales, bias, meaning, meaning_scales)


def _rows(held: Sequence[Sequence[int]], width: int) -> sp.csr_matrix:
    """Return questions' features as rows of length 1."""
    starts = np.cumsum([0, *(len(row) for row in held)])
    values = np.concatenate([np.full(len(row), 1 / np.sqrt(max(len(row), 1))) for row in held])
    return sp.csr_matrix((values, np.concatenate(held).astype(np.int64), starts), shape=(len(held), width))


def _separate(table: sp.csr_matrix, wanted: NDArray[np.bool_]) -> tuple[NDArray[np.float64], float]:
    """Fit one kind against the others; returns its weights and its bias."""
    model = LinearSVC(C=COST, random_state=1, tol=1e-3, max_iter=5000).fit(table, wanted)
    return model.coef_[0], float(model.intercept_[0])


def _to_bytes(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return weights as bytes, and what one unit is of each column."""
    scales = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    return np.round(weights / scales).astype(np.int8), scales.astype(np.float32)
