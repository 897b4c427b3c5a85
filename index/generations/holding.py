"""What the generations on the disk hold of articles, each looked at without being opened whole."""

from collections.abc import Collection, Iterator
from pathlib import Path

from index.disk.leases import Lease
from index.errors import GenerationError
from index.generations.folder import GENERATIONS, open_published
from index.read.docstore import Shelf


def texts_held(directory: Path, ids: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the id and the text of some articles in each generation that holds them, whether it may answer or not."""
    for folder in sorted((directory / GENERATIONS).glob("*")):
        try:
            lease = Lease.take(folder)
            shelf = Shelf.open(folder)
            found = [article for article_id in ids if (article := shelf.article(article_id)) is not None]
            del lease
        except GenerationError:
            continue  # it is being written or deleted, or can be read no more
        yield from ((article.id, article.text) for article in found)


def answering(directory: Path, ids: Collection[str]) -> frozenset[str]:
    """Return those of some articles that the index that answers holds. Raises GenerationError."""
    searcher, _, _ = open_published(directory)
    return frozenset(article_id for article_id in ids if searcher.article(article_id) is not None)
