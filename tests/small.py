"""A small corpus that a test changes, and the files of its index."""

from pathlib import Path

from index import Generation, build_index

ARRAYS = (
    "articles.npy", "common.npy", "edits.npy", "kinds.npy", "names.npy", "postings-greatest.npy",
    "postings-sentences.npy", "postings-starts.npy", "postings-weights.npy", "rows-starts.npy", "rows-terms.npy",
    "sections.npy", "sentences.npy", "vectors.npy",
)  # fmt: skip
PIECES = (*ARRAYS, "corpus.sqlite", "texts.bin")


class Corpus:
    """A folder of articles that a test changes, beside the place of its index."""

    def __init__(self, place: Path) -> None:
        self.articles, self.index = place / "articles", place / "index"
        self.articles.mkdir()

    def write(self, **texts: str | None) -> "Corpus":
        for name, text in texts.items():
            path = self.articles / f"{name}.txt"
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")
        return self

    def build(self) -> "Corpus":
        build_index(self.articles, self.index)
        return self

    def folder(self) -> Path:
        """The folder of the published generation."""
        return self.index / "generations" / (self.index / "current").read_text().splitlines()[0]

    def generations(self) -> set[str]:
        return {path.name for path in (self.index / "generations").iterdir()}

    def files(self) -> dict[str, bytes]:
        """Everything under the index, by path."""
        paths = (path for path in self.index.rglob("*") if path.is_file())
        return {str(path.relative_to(self.index)): path.read_bytes() for path in paths}


def texts(generation: Generation) -> dict[str, str]:
    """The texts of a generation, by article."""
    found = {card.id: generation.article(card.id) for card in generation.cards()}
    return {article_id: article.text for article_id, article in found.items() if article is not None}
