"""Examples to learn from: for each judged question its candidates, measured, and which of them answer it."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import Encoder, Searcher, build_index, open_index
from qa.asking.follow_ups import resolve
from qa.asking.kind_model import KindModel
from qa.asking.question import Question
from qa.asking.rewriting import correct_spelling, read_rewritten, seek_people
from qa.finding.candidates import find_candidates
from qa.finding.days import in_time
from qa.finding.look import Measured, measure
from qa.training.sets import Asked, QuestionSet, collection_articles, corpora, supports


@dataclass(frozen=True, slots=True)
class Example:
    """One question with its candidates. `sought`: the question as it is ranked. `right`, (n,): which of those measured
    answer it.
    """

    of: QuestionSet
    asked: Asked
    question: Question
    sought: Question
    searcher: Searcher
    measured: Measured
    right: NDArray[np.bool_]

    @property
    def tells(self) -> bool:
        """Whether a ranking can be learned from it: some of its candidates answer it, and some do not."""
        return bool(self.right.any() and not self.right.all())


def make_examples(
    sets: Sequence[QuestionSet],
    data: Path,
    indexes: Path,
    encoder: Encoder | None,
    kinds: Mapping[str, KindModel] | None = None,
) -> Iterator[Example]:
    """Yield the examples of all sets, in their order. The indexes are made in a folder, or found there. `kinds`: by
    family of corpora, what tells what is asked for, which never saw the questions of that; else the one that ships.
    """
    searchers: dict[str, Searcher] = {}
    for each in sets:
        if each.corpus not in searchers:
            searchers[each.corpus] = _index(each.corpus, data, indexes, encoder)
        searcher = searchers[each.corpus]
        for asked in each.questions:
            question, sought = read(asked.text, searcher, (kinds or {}).get(each.family))
            pool = find_candidates(sought, searcher, None) if sought.terms else None
            if pool is not None and len(pool.numbers):
                measured = measure(sought, searcher, pool)
                yield Example(each, asked, question, sought, searcher, measured, _right(asked, measured, searcher))


def _index(corpus: str, data: Path, indexes: Path, encoder: Encoder | None) -> Searcher:
    articles = corpora(data)[corpus]
    place = indexes / f"{corpus}-{'words' if encoder is None else 'encoder'}"
    with tempfile.TemporaryDirectory() as folder:
        if articles.name == "corpus.jsonl":  # an answer-sentence collection's
            joined = Path(folder, "articles.jsonl")
            joined.write_text("\n".join(map(json.dumps, collection_articles(articles))), encoding="utf-8")
            articles = joined
        build_index(articles, place, encoder=encoder)
    return open_index(place, encoder=encoder)


def read(text: str, searcher: Searcher, kinds: KindModel | None = None) -> tuple[Question, Question]:
    """Read a question as it is answered; returns it, and as it is ranked."""
    corrected, _ = correct_spelling(text, searcher)
    resolved = resolve(corrected, None, searcher, kinds)
    question, _ = read_rewritten(resolved.text, resolved.asked_for, searcher)
    question = in_time(question, searcher)
    return question, seek_people(question, resolved.asked_for)


def _right(asked: Asked, measured: Measured, searcher: Searcher) -> NDArray[np.bool_]:
    out = np.zeros(len(measured.numbers), dtype=np.bool_)
    sources = {item.source for item in asked.support}
    for place, sentence in enumerate(searcher.sentences(measured.numbers.tolist())):
        if sentence.article_id in sources:
            article = searcher.article(sentence.article_id)
            text = "" if article is None else article.text[sentence.start : sentence.end]
            out[place] = supports(text, asked.support, sentence.article_id)
    return out
