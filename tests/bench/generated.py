"""Articles made up of English words as often as English has them, for benchmarks: any number, always the same.

    .venv/bin/python tests/bench/generated.py 100000 > articles.jsonl

Words come from the frequency list of pyspellchecker, so that few are common and most are rare; a sentence has some 18
of them, an article 20 sentences under two headings, as announcements do. Those of an archive differ in length, have a
title, a publisher and a day, and in each sixth persons speak in turns.
"""

import json
import zlib
from collections.abc import Iterator, Sequence

import click
import numpy as np
from numpy.typing import NDArray
from spellchecker import SpellChecker

from index import SentenceEncoder

SENTENCES = 20
"""How many sentences an article has."""

_AT_ONCE = 200_000
"""How many words are drawn together."""


def words(rng: np.random.Generator) -> Iterator[str]:
    """English words without end, each as often as in English."""
    counts = dict(SpellChecker().word_frequency.items())
    known = sorted(word for word in counts if word.isalpha())
    shares = np.array([counts[word] for word in known], dtype=np.float64)
    shares /= shares.sum()
    while True:
        for place in rng.choice(len(known), _AT_ONCE, p=shares).tolist():
            yield known[place]


def articles(sentences: int, seed: int = 20131101) -> Iterator[dict[str, str]]:
    """Articles of so many sentences in all; the first are the same, however many follow."""
    rng = np.random.default_rng(seed)
    drawn = words(rng)
    for number, start in enumerate(range(0, sentences, SENTENCES)):
        lengths = np.clip(rng.lognormal(2.8, 0.45, SENTENCES), 4, 60).astype(int).tolist()
        lines = []
        for place, length in enumerate(lengths[: sentences - start]):
            if place % 10 == 0:
                lines.append(f"{next(drawn).capitalize()} {next(drawn)} {next(drawn)}")
            body = " ".join(next(drawn) for _ in range(length))
            lines.append(f"{body.capitalize()} {number * 7 + place}.")
        yield {"id": f"article-{number:07}", "text": "\n\n".join(lines) + "\n"}


def archive(count: int, seed: int = 20131101) -> Iterator[dict[str, str]]:
    """So many articles of the shape that a department's archive has, with some 80 sentences in the mean."""
    rng = np.random.default_rng(seed)
    drawn = words(rng)
    names = [f"{next(drawn).capitalize()} {next(drawn)}" for _ in range(60)]
    for number in range(count):
        spoken = number % 6 == 0
        sentences = int(np.clip(rng.lognormal(3.5, 1.1), 4, 900)) * (2 if spoken else 1)
        paragraphs = []
        while sentences > 0:
            lengths = np.clip(rng.lognormal(2.5 if spoken else 2.9, 0.5, int(rng.integers(1, 5))), 2, 60).astype(int)
            bodies = (" ".join(next(drawn) for _ in range(length)).capitalize() for length in lengths.tolist())
            speaker = f"{names[int(rng.integers(60))].upper()}: " if spoken else ""
            paragraphs.append(speaker + " ".join(f"{body}." for body in bodies))
            sentences -= len(lengths)
        yield {
            "id": f"article-{number:07}",
            "title": " ".join(next(drawn) for _ in range(8)).capitalize(),
            "publisher": names[int(rng.integers(12))],
            "published": f"{2021 + int(rng.integers(4))}-{int(rng.integers(1, 13)):02}-{int(rng.integers(1, 29)):02}",
            "text": "\n\n".join(paragraphs) + "\n",
        }


class RandomVectors:
    """An encoder whose passages have vectors by chance, so that a million are made in a minute and not in two hours.
    Questions are encoded by the one that the extra `semantic` brings: what they cost is right, what they find is not.
    """

    def __init__(self, encoder: SentenceEncoder) -> None:
        """Store the one that encodes questions."""
        self._encoder = encoder
        self.name, self.dimensions = f"random, {encoder.name}", encoder.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Draw vectors, of the same texts the same."""
        rng = np.random.default_rng(zlib.crc32("".join(texts).encode()))
        drawn = rng.standard_normal((len(texts), self.dimensions), dtype=np.float32)
        unit: NDArray[np.float32] = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
        return unit

    def encode_question(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a question."""
        return self._encoder.encode_question(text)


@click.command()
@click.argument("sentences", type=click.IntRange(min=1))
def main(sentences: int) -> None:
    """Print articles of so many SENTENCES, one a line."""
    for article in articles(sentences):
        click.echo(json.dumps(article))


if __name__ == "__main__":
    main()
