"""Which articles say something: counted exactly, over the whole index, by the words of one sentence."""

from index import Searcher, Selection, extract_terms
from qa.asking.question import Question, Term
from qa.finding.cover import words_to_match


def find_mentions(question: Question, searcher: Searcher, within: Selection | None = None) -> tuple[int, ...]:
    """Return, for each article that mentions what a question of at least one term is about, one sentence that does, in
    corpus order.

    A sentence mentions it that holds all terms, or what stands in their place, itself or in its section's own heading.
    The one that holds them all itself comes before others of its article.
    """
    rarest = min(question.terms, key=lambda term: sum(map(searcher.document_frequency, _stand_ins(term))))
    weights = dict.fromkeys(_stand_ins(rarest), 1.0)
    hits = searcher.search(weights, limit=max(1, searcher.n_rows), within=within)
    numbers = sorted(hit.sentence for hit in hits)
    if not numbers:
        return ()
    words = words_to_match(question)
    likeness = searcher.match(words, numbers).own
    own = [{term for (term, _), like in zip(words, column, strict=True) if like >= 1} for column in likeness.T.tolist()]
    articles = searcher.rows(numbers).articles.tolist()
    best: dict[int, tuple[bool, int]] = {}
    for number, article, held, heading in zip(numbers, articles, own, searcher.headings(numbers), strict=True):
        over = set(extract_terms(heading.text)) if heading is not None and not heading.inferred else set()
        alone = _holds(question, held)
        if (alone or _holds(question, held | over)) and (article not in best or (alone and not best[article][0])):
            best[article] = alone, number
    return tuple(number for _, (_, number) in sorted(best.items()))


def _stand_ins(term: Term) -> list[str]:
    """Return a term, and one term of each that may stand in its place."""
    return [term.term, *(other[0][0] for other in term.others if other)]


def _holds(question: Question, held: set[str]) -> bool:
    """Whether each term of a question is held, or all that may stand in its place."""
    return all(
        term.term in held or any(other and {word for word, _ in other} <= held for other in term.others)
        for term in question.terms
    )
