"""What the articles are, in a title and a line, for somebody new to the page: the catalogue's own words, or made from
the index; and the article that an editor chose for a question.
"""

import re
from dataclasses import dataclass

from corpus import Article
from index import CorpusFigures, Searcher
from web.service import Service

_TITLE = "Ask what the articles say"


@dataclass(frozen=True, slots=True)
class AboutCorpus:
    """`title`: what stands large; `line`: what the articles are; `told`: whether the catalogue says it."""

    title: str
    line: str
    told: bool


def about_corpus(service: Service, searcher: Searcher) -> AboutCorpus:
    """What the articles of an index are."""
    said = service.about()
    counted = service.made(count_in_words, searcher)
    line = f"{said.description.rstrip('.')}. {counted}" if said.description else counted
    return AboutCorpus(said.title or _TITLE, line, told=bool(said.title or said.description))


def find_featured(question: str, service: Service, searcher: Searcher) -> Article | None:
    """The article that the catalogue shows beside the answer to a question, where it names one and that is there."""
    held = _words(question)
    chosen = (article_id for words, article_id in service.about().featured if _words(words) <= held)
    return next(filter(None, map(searcher.article, chosen)), None)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def count_in_words(searcher: Searcher) -> str:
    """How many articles there are, from whom, and of what years."""
    return words_of(searcher.n_articles, searcher.figures())


def words_of(articles: int, figures: CorpusFigures) -> str:
    """The corpus's figures as a sentence: "5 articles from 3 publishers, 2013 to 2015."."""
    if not articles:
        return "There are no articles to ask yet."
    told = "One article" if articles == 1 else f"{articles:,} articles"
    if figures.publishers > 1:
        told += f" from {figures.publishers:,} publishers"
    first, last = ((day or "")[:4] for day in (figures.first, figures.last))
    if first:
        told += f", {first}" if first == last else f", {first} to {last}"
    return f"{told}."
