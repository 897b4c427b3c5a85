"""How good models are on questions that they have not seen: sets left out one by one, and whole corpora left out."""

from collections.abc import Iterator, Sequence
from statistics import mean

from qa.finding.ranker import Ranker
from qa.training.deciding import Seen, look
from qa.training.examples import Example
from qa.training.fitting import fit_ranker


def look_by_family(examples: Sequence[Example], *, without: frozenset[str] = frozenset()) -> list[Seen]:
    """Look at every example through a ranking that was fitted without its corpus, and without groups of features."""
    out: list[Seen] = []
    for family in dict.fromkeys(example.of.family for example in examples):
        ranker = fit_ranker([e for e in examples if e.of.family != family], without=without)
        out += [look(e, ranker) for e in examples if e.of.family == family]
    return out


def look_by_set(examples: Sequence[Example]) -> list[Seen]:
    """Look at every example through a ranking that was fitted without its set."""
    out: list[Seen] = []
    for name in dict.fromkeys(example.of.name for example in examples):
        ranker: Ranker = fit_ranker([e for e in examples if e.of.name != name])
        out += [look(e, ranker) for e in examples if e.of.name == name]
    return out


def told(title: str, seen: Sequence[Seen]) -> Iterator[str]:
    """Yield a table: of the answerable questions of each set, those whose first passage is right, and of whose first
    five one is.
    """
    names = list(dict.fromkeys(one.example.of.name for one in seen))
    rows = [[one for one in seen if one.example.of.name == name and one.answerable] for name in names]
    figures = [(mean(one.right for one in row), mean(one.five for one in row)) for row in rows if row]
    yield f"| {title} | " + " | ".join([*names, "mean"]) + " |"
    yield "|---|" + "---|" * (len(names) + 1)
    figures.append((mean(first for first, _ in figures), mean(five for _, five in figures)))
    yield "| first / in five | " + " | ".join(f"{first:.3f} / {five:.3f}" for first, five in figures) + " |"
