"""Building an index and publishing it: all or nothing, one writer at a time, and readers never wait."""

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from corpus import Articles, Vocabulary, locked, replace_file
from index.build.cache import Cache
from index.build.collect import Collected, read_chunks
from index.build.version import index_version
from index.build.write import Draft
from index.disk.leases import discard
from index.disk.manifest import Manifest
from index.errors import GenerationError
from index.generations.index_folder import CURRENT, GENERATIONS, open_published, published
from index.read.generation import Generation
from index.text.encoder import Encoder
from index.values import ArticleCard, BuildProgress

_KEPT = 3
"""How many generations stay on disk: the one that answers, and those before it to go back to."""

_LOOK = 0.05
"""Seconds between two looks whether the readers of a withdrawn generation have let go of it."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build made. `added`, `changed` and `removed` are article ids, beside the generation published before;
    `published` is False when exactly this index stood there already. `word_vectors`: whether it compares words by their
    vectors, and not only by themselves. `analysed` counts the articles that were analysed anew: new ones, and those
    that are kept together with them.
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


Gate = Callable[[Generation, Generation], None]
"""Called with the generation that answers and its successor, before that is published; raises to refuse it."""


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
) -> BuildReport:
    """Index articles and publish the generation.

    Only what is new is analysed; the rest is kept from the build before, and the outcome is the same. With an `encoder`
    the index holds what each sentence means, and is then asked through that encoder only. Nothing is published when the
    same index is already, and whole; of a small corpus nothing is written then. `gate` may refuse the successor of an
    index, which then stays. Once an article is gone, no earlier generation answers any more, and they are deleted as
    soon as nobody reads them: see `delete_withdrawn`.

    Raises CorpusError for a wrong article or vocabulary, GenerationError when the index cannot be written, and what
    `gate` raises; what was published before then stays.
    """
    try:
        with _writing(directory), Cache.open(directory) as cache, _without_collector():
            with Draft.begin(directory / GENERATIONS, cache) as draft:
                words = collected.words()
                analysed = 0
                with closing(read_chunks(collected, words, cache, progress)) as read:
                    for chunk, anew in read:
                        draft.add(chunk)
                        analysed += anew
                report = _publish(draft, words, directory, encoder, gate, collected.commit, analysed)
            # It is published; what cannot be cleared away now goes by `delete_withdrawn`, or by the next build.
            with suppress(OSError, sqlite3.Error):
                cache.keep(of=report.version, derived=draft.written)
                # Last of all: a generation that still stands tells that what it holds is not gone from everywhere.
                _prune(directory)
            return report
    except (OSError, sqlite3.Error) as error:
        raise GenerationError(
            f"{directory}: cannot write the index ({error}); make room there, or give another place with --index. "
            "What was published before still answers"
        ) from error


def delete_withdrawn(directory: Path, *, patience: float) -> bool:
    """Delete what no longer answers, waiting up to `patience` seconds for its readers; returns whether all is gone.

    Raises GenerationError.
    """
    deadline = time.monotonic() + patience
    try:
        while True:
            with _writing(directory):
                if _prune(directory) and Cache.clear_unless(directory, _version(directory)):
                    return True
            if time.monotonic() >= deadline:
                return False
            time.sleep(_LOOK)
    except OSError as error:
        raise GenerationError(f"{directory}: cannot be cleared ({error}); make it writable") from error


def _publish(
    draft: Draft,
    words: Vocabulary,
    directory: Path,
    encoder: Encoder | None,
    gate: Gate | None,
    commit: Callable[[], None],
    analysed: int,
) -> BuildReport:
    """Finish the generation and make it the one that answers, unless it is already."""
    cards = draft.gathered.cards
    version = index_version(cards, words, encoder)
    generations = directory / GENERATIONS
    names, answering = _before(directory, encoder)
    before = {} if answering is None else {card.id: card for card in answering.cards()}
    stands = answering is not None and answering.version == version and _is_whole(generations / names[0], encoder)
    same = stands and _published(directory)[:1] == names[:1]  # else what is published, and damaged, would stay so
    if same:
        commit()
        vectors = answering is not None and answering.has_vectors
    else:
        folders = _folders(version, generations)
        standing = next((folder for folder in folders if _is_whole(folder, encoder)), None)
        name = standing.name if standing is not None else _new_name(version, folders)
        if standing is None:
            draft.write(words, version, generations / name, encoder)
        try:
            successor = Generation.open(generations / name, encoder)
            if gate is not None and answering is not None:
                gate(answering, successor)
            vectors = successor.has_vectors
            # A reader must never be led back to what was withdrawn.
            others = () if before.keys() - {card.id for card in cards} else names
            kept = [name, *(other for other in others if other != name)][:_KEPT]
            replace_file(directory / CURRENT, "\n".join(kept).encode(), before=commit)
        except BaseException:
            # It may be published all the same, where only the last flush failed.
            if standing is None and _published(directory)[:1] != (name,):
                shutil.rmtree(generations / name, ignore_errors=True)
            raise
    return _report(cards, version, before, published=not same, word_vectors=vectors, analysed=analysed)


def _before(directory: Path, encoder: Encoder | None) -> tuple[tuple[str, ...], Generation | None]:
    """Return the generation that answers now and its name with those that may stand in for it; None where none can."""
    try:
        answering, name, _ = open_published(directory)
        if encoder is not None and answering.encoder == encoder.name:
            answering = Generation.open(directory / GENERATIONS / name, encoder)
    except GenerationError:
        return (), None
    names = _published(directory)
    return names[names.index(name) :] if name in names else (), answering


def _published(directory: Path) -> tuple[str, ...]:
    try:
        return published(directory)
    except GenerationError:
        return ()


def _version(directory: Path) -> str | None:
    """Return the version of what is published, None where that cannot be told."""
    try:
        return Manifest.read(directory / GENERATIONS / _published(directory)[0]).version
    except (GenerationError, IndexError):
        return None


def _folders(version: str, generations: Path) -> list[Path]:
    """Return the folders of a version's generations: several where one was damaged, which readers may yet hold."""
    stem = _new_name(version, ())
    return sorted(path for path in generations.glob(f"{stem}*") if path.is_dir())


def _new_name(version: str, folders: Collection[Path]) -> str:
    """Return a name for a version's generation beside those that stand there already."""
    stem = version.removeprefix("sha256:")[:32]
    taken = {folder.name for folder in folders}
    return next(name for name in chain([stem], (f"{stem}-{n}" for n in count(2))) if name not in taken)


def _report(
    cards: Sequence[ArticleCard],
    version: str,
    before: Mapping[str, ArticleCard],
    *,
    published: bool,
    word_vectors: bool,
    analysed: int,
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
    )


def _changed(before: ArticleCard | None, now: ArticleCard) -> bool:
    """Whether an article was there already, with another text or with other things known of it."""
    return before is not None and before != now and _known(before) != _known(now)


def _known(card: ArticleCard) -> tuple[str | None, ...]:
    return card.title, card.publisher, card.published, card.url, card.version


def _is_whole(folder: Path, encoder: Encoder | None) -> bool:
    """Whether a generation is byte for byte what was written, and opens."""
    try:
        Manifest.read(folder).verify(folder)
        Generation.open(folder, encoder)
    except GenerationError:
        return False
    return True


def _prune(directory: Path) -> bool:
    """Delete all generations but those that may answer, as far as nobody reads them, and what a killed build left.

    Returns whether nothing is left to delete.
    """
    generations = directory / GENERATIONS
    if not generations.is_dir():
        return True
    kept = _published(directory)
    left = [path for path in sorted(generations.iterdir()) if path.name not in kept and not discard(path)]
    return not left


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


@contextmanager
def _writing(directory: Path) -> Iterator[None]:
    """Hold the lock that lets one process write at a time; it dies with its holder."""
    directory.mkdir(parents=True, exist_ok=True)
    with locked(directory / "lock"):
        yield
