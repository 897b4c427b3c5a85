"""What a person says: his or her words in all articles, those of the newest first."""

from collections.abc import Sequence

from index import Searcher, Selection, extract_terms
from qa.asking.question import Question
from qa.finding.ranker import Rankers
from qa.gathering.evidence import Evidence
from qa.gathering.sections import LONGEST, in_order

_FOUND = 200
"""In how many of the sentences that hold a name it is looked for whose words they are."""


def find_spoken(
    name: str, question: Question, searcher: Searcher, rankers: Rankers, *, within: Selection | None = None
) -> list[Evidence]:
    """Return the words of a person, told in their order within an article, the newest article first. None where nobody
    of that name speaks, or two people do.
    """
    asked = set(extract_terms(name))
    hits = searcher.search(dict.fromkeys(sorted(asked), 1.0), limit=_FOUND, within=within) if asked else ()
    articles = dict.fromkeys(sentence.article_id for sentence in searcher.sentences(hit.sentence for hit in hits))
    spoken: list[int] = []
    names: list[set[str]] = []
    for article_id in articles:
        numbers = searcher.sentence_numbers(article_id)
        for number, sentence in zip(numbers, searcher.sentences(numbers), strict=True):
            own = set() if sentence.speaker is None else set(extract_terms(sentence.speaker.text))
            if asked <= own:
                spoken.append(number)
                names.append(own)
    if not spoken or not _is_one(names):
        return []
    days = searcher.published(searcher.rows(spoken).articles)[:, 1].tolist()
    newest = sorted(zip(days, spoken, strict=True), key=lambda each: (-each[0], each[1]))
    return in_order([number for _, number in newest][:LONGEST], question, searcher, rankers)


def _is_one(names: Sequence[set[str]]) -> bool:
    """Whether names are of one person: the longest of them has all words of the others."""
    longest = max(names, key=len)
    return all(name <= longest for name in names)
