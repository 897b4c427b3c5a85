"""Building an index and publishing it: all or nothing, one writer at a time, and readers never wait."""

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from corpus import Articles, Notes, Vocabulary, replace_file
from index.build.cache import Cache
from index.build.collect import Collected, read_chunks
from index.build.encode import count_texts
from index.build.version import encoded_version, index_version
from index.build.write import Draft, linked, put_in_place
from index.errors import GenerationError
from index.generations.index_folder import CURRENT, GENERATIONS, open_published
from index.generations.looked import Looked
from index.generations.vectors import Vectors
from index.generations.writer import (
    KEPT,
    LOOK,
    Gate,
    cannot_write,
    folders_of,
    new_name,
    prune,
    published_or_none,
    published_version,
    standing_of,
    writing,
)
from index.read.generation import Generation
from index.text.encoder import Encoder
from index.values import ArticleCard, BuildProgress


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made. `added`, `changed` and `removed` are article ids, beside the generation published before;
    `published` is False when exactly this index stood there already. `word_vectors`: whether it compares words by their
    vectors, and not only by themselves. `analysed` counts the articles that were analysed anew: new ones, and those
    that are kept together with them. `missing`: how many sentences have no vector yet although there is an encoder;
    then the index has none at all. `notes`: what there is to tell of the articles, those that were left out among it.
    """

    version: str
    articles: int
    sentences: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    published: bool
    word_vectors: bool
    analysed: int
    missing: int
    notes: Notes


def build_index(
    corpus: Path,
    directory: Path,
    *,
    vocabulary: Path | None = None,
    encoder: Encoder | None = None,
    progress: Callable[[BuildProgress], None] | None = None,
) -> BuildReport:
    """Read the articles of a folder or `.jsonl` file, index them and publish the generation; see `publish`.

    `vocabulary`: a file of words to be known beside those that ship and those that stand beside the articles.
    """
    return publish(Articles(corpus, vocabulary), directory, encoder=encoder, progress=progress)


def publish(
    collected: Collected,
    directory: Path,
    *,
    encoder: Encoder | None = None,
    progress: Callable[[BuildProgress], None] | None = None,
    gate: Gate | None = None,
    notes: Notes | None = None,
    skip_bad: bool = False,
    at_once: int | None = None,
) -> BuildReport:
    """Index articles and publish the generation; with `skip_bad` without those that are refused. What there is to tell
    of them is added to `notes`, before `gate` is called.

    Only what is new is analysed; the rest is kept from the build before, and the outcome is the same. With an
    `encoder` the index holds what each sentence means, and is then asked through that encoder only; where more than
    `at_once` sentences are still to be encoded it is published without, and `publish_vectors` goes on. Nothing is
    published when the same index is already, and whole; of a small corpus nothing is written then. `gate` may
    refuse the successor of an index, which then stays. Once an article is gone, no earlier generation answers any
    more, and they are deleted as soon as nobody reads them: see `delete_withdrawn`.

    Raises CorpusError for a wrong article or vocabulary, GenerationError when the index cannot be written, EncoderError
    and what `gate` raises; what was published before then stays.
    """
    notes = Notes() if notes is None else notes
    try:
        with writing(directory), Cache.open(directory) as cache, _without_collector():
            look = collected.look()  # first: what changes from here on shows in the next one
            with Draft.begin(directory / GENERATIONS, cache) as draft:
                words = collected.words()
                analysed = 0
                chunks = read_chunks(collected, words, cache, notes, progress, skip_bad=skip_bad)
                with closing(chunks) as read:
                    for chunk, anew in read:
                        draft.add(chunk)
                        analysed += anew
                vectors = None if encoder is None else Vectors(encoder, progress)
                making = _Making(draft, words, cache, vectors, at_once)
                report = _publish(making, directory, gate, collected.commit, analysed, notes)
            # It is published; what cannot be cleared away now goes by `delete_withdrawn`, or by the next build.
            with suppress(OSError, sqlite3.Error):
                made_with = None if report.missing else encoder
                Looked.note(look, directory, report.version, made_with, complete=not notes.refused)
                cache.keep(of=report.version, derived=draft.asked)
                # Last of all: a generation that still stands tells that what it holds is not gone from everywhere.
                prune(directory)
            return report
    except (OSError, sqlite3.Error) as error:
        raise cannot_write(directory, error) from error


def delete_withdrawn(directory: Path, *, patience: float) -> bool:
    """Delete what no longer answers, waiting up to `patience` seconds for its readers; returns whether all is gone.

    Raises GenerationError.
    """
    deadline = time.monotonic() + patience
    try:
        while True:
            with writing(directory):
                if prune(directory) and Cache.clear_unless(directory, published_version(directory)):
                    return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(LOOK)
    except OSError as error:
        raise GenerationError(f"{directory}: cannot be cleared ({error}); make it writable") from error


@dataclass(frozen=True, slots=True)
class _Making:
    """What a generation is made of, and with."""

    draft: Draft
    words: Vocabulary
    cache: Cache
    vectors: Vectors | None
    at_once: int | None


def _publish(
    making: _Making,
    directory: Path,
    gate: Gate | None,
    commit: Callable[[], None],
    analysed: int,
    notes: Notes,
) -> BuildReport:
    """Finish the generation and make it the one that answers, unless it is already."""
    draft, vectors = making.draft, making.vectors
    cards, generations, missing = draft.gathered.cards, directory / GENERATIONS, 0
    encoder = None if vectors is None else vectors.encoder
    plain = index_version(cards, making.words)
    version = plain if encoder is None else encoded_version(plain, encoder)
    names, answering = _before(directory, encoder)
    before = {} if answering is None else {card.id: card for card in answering.cards()}
    standing, base = standing_of(version, directory, encoder), None
    if standing is None:
        base = standing_of(plain, directory, None)
        folder = base or draft.finish(making.words, plain)
        if vectors is not None:
            draft.asked = True
            missing = count_texts(vectors.read(Generation.open(folder), making.cache))
            if making.at_once is not None and missing > making.at_once:
                version, standing = plain, base
            else:
                missing = 0
    same = standing is not None and published_or_none(directory)[:1] == (standing.name,)
    if same:
        commit()
        successor = answering
    else:
        place = standing or generations / new_name(version, folders_of(version, generations))
        if standing is None and version == plain:
            put_in_place(folder, place)
        elif standing is None and vectors is not None:
            with linked(folder) if base is not None else nullcontext(folder) as own:
                vectors.add(own, version, making.cache)
                put_in_place(own, place)
        try:
            successor = Generation.open(place, encoder)
            if gate is not None and answering is not None:
                gate(answering, successor)
            # A reader must never be led back to what was withdrawn.
            others = () if before.keys() - {card.id for card in cards} else names
            # Nor to one of the same files, which would share what damages them.
            shared = (place.name, base.name if base is not None else "")
            kept = [place.name, *(other for other in others if other not in shared)][:KEPT]
            replace_file(directory / CURRENT, "\n".join(kept).encode(), before=commit)
        except BaseException:
            # It may be published all the same, where only the last flush failed.
            if standing is None and published_or_none(directory)[:1] != (place.name,):
                shutil.rmtree(place, ignore_errors=True)
            raise
    return _report(
        cards,
        version,
        before,
        published=not same,
        word_vectors=successor is not None and successor.has_vectors,
        analysed=analysed,
        missing=missing,
        notes=notes,
    )


def _before(directory: Path, encoder: Encoder | None) -> tuple[tuple[str, ...], Generation | None]:
    """Return the generation that answers now and its name with those that may stand in for it; None where none can."""
    try:
        answering, name, _ = open_published(directory)
        if encoder is not None and answering.encoder == encoder.name:
            answering = Generation.open(directory / GENERATIONS / name, encoder)
    except GenerationError:
        return (), None
    names = published_or_none(directory)
    return names[names.index(name) :] if name in names else (), answering


def _report(
    cards: Sequence[ArticleCard],
    version: str,
    before: Mapping[str, ArticleCard],
    *,
    published: bool,
    word_vectors: bool,
    analysed: int,
    missing: int,
    notes: Notes,
) -> BuildReport:
    """Compare the articles with those of the generation before."""
    now = {card.id: card for card in cards}
    return BuildReport(
        version,
        articles=len(cards),
        sentences=sum(card.sentences for card in cards),
        added=tuple(sorted(now.keys() - before.keys())),
        changed=tuple(sorted(card.id for card in cards if _changed(before.get(card.id), card))),
        removed=tuple(sorted(before.keys() - now.keys())),
        published=published,
        word_vectors=word_vectors,
        analysed=analysed,
        missing=missing,
        notes=notes,
    )


def _changed(before: ArticleCard | None, now: ArticleCard) -> bool:
    """Whether an article was there already, with another text or with other things known of it."""
    return before is not None and before != now and _known(before) != _known(now)


def _known(card: ArticleCard) -> tuple[str | None, ...]:
    return card.title, card.publisher, card.published, card.url, card.version


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave reference cycles alone meanwhile: a build makes millions of objects that stay, and no cycles to speak of;
    looking for some took a tenth of its time.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
