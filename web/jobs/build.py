"""A build, and the end of what it removes: out of the index that answers, out of earlier ones, of the feedback, and of
documents that were sent and have no job.

What goes is noted before it does. What a kill, a reader or a lock left undone is done by whoever builds next. Of
articles of another place than the folder for data only the index holds anything: feedback on one of the same id may be
on another article, and stays.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from corpus import ArticleError, Changes, Library, Notes, PioneerError
from index import (
    BuildProgress,
    BuildReport,
    ClusterReport,
    Collected,
    Encoder,
    IndexFolder,
    Searcher,
    delete_withdrawn,
    find_indexed,
    publish,
    publish_vectors,
    read_texts,
)
from web.evaluation.gate import ChangedAnswer, Gate
from web.jobs.drafts import Drafts
from web.jobs.job import JobKind
from web.jobs.removals import Removals
from web.jobs.store import JobStore
from web.settings import Where
from web.store.feedback import FeedbackStore
from web.store.files import data_errors, make_private
from web.store.questions import QuestionStore

AT_ONCE = 20_000
"""How many sentences are encoded, half a minute's work, before an index is published; where there are more, it is
published without their vectors first."""


@dataclass(frozen=True, slots=True)
class NotGone:
    """Why articles that do not answer any more are not gone from everywhere: `still_read` or `still_kept`, in words."""

    code: str
    detail: str


_STILL_READ = NotGone(
    "still_read",
    "What was removed no longer answers, but a process still reads an earlier index that holds it. End it; the next "
    "build sees to the rest, and a rebuild that is asked for gives the receipt.",
)


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build. `changed`: the answers that change; `gone`: the articles that are gone from everywhere now,
    removed by this build or an earlier one; `not_gone`: why some that were removed are not. `cluster`: what was
    published in OpenSearch, where the index is asked there.
    """

    report: BuildReport
    changed: tuple[ChangedAnswer, ...]
    gone: tuple[str, ...]
    not_gone: NotGone | None
    cluster: ClusterReport | None


def apply_changes(
    where: Where,
    changes: Changes | None = None,
    *,
    encoder: Encoder | None,
    progress: Callable[[BuildProgress], None] | None,
    patience: float,
) -> Built:
    """Index the articles, after some changes to the user's own, publish that, and see to it that what goes is gone.

    `patience`: the seconds that readers have to let go of it. Raises PioneerError, and then what was published before
    stays: also where the feedback cannot be rid of what goes. Where OpenSearch fails, what it held answers there, and
    the next build publishes there what this one made.
    """
    gate = Gate(where.hold_to, where.load_models()) if where.hold_to is not None else None
    notes = Notes()
    texts: list[str] = []
    """Those of what goes: who still reads them may write them down until they are gone."""

    def before_it_answers(before: Searcher, after: Searcher) -> None:
        if gate is not None:
            gate(before, after)
        going = {card.id for card in before.cards()} - {card.id for card in after.cards()}
        going.difference_update(_standing(where, notes))
        Removals(where).note(going)
        texts.extend(_texts(where, going))
        _forget(where, going, texts)

    collected = _collected(where, changes)
    report = publish(
        collected,
        where.index,
        encoder=encoder,
        progress=progress,
        gate=before_it_answers,
        notes=notes,
        skip_bad=where.skip_bad,
        at_once=AT_ONCE,
    )
    cluster = where.open_cluster().publish(where.index) if where.searcher else None
    removed = {*report.removed, *(article_id for article_id, put in (changes or {}).items() if put is None)}
    removed.difference_update(_standing(where, notes))
    gone, not_gone = _see_off(where, removed, texts, patience)
    return Built(report, gate.changed if gate is not None else (), gone, not_gone, cluster)


def add_vectors(
    where: Where,
    *,
    encoder: Encoder,
    progress: Callable[[BuildProgress], None] | None,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[str | None, tuple[ChangedAnswer, ...]]:
    """Publish the index once more, with the vectors of its sentences, unless it has them, or is changed or `stopped`
    meanwhile; returns the version of what was published, and which answers change. Where the index is asked in
    OpenSearch, it is published there, too. Where another answers there nothing is done: whoever only asks there may
    have an old one. Raises PioneerError.
    """
    if where.searcher and not where.open_cluster().answers_from(where.index, encoder):
        return None, ()
    gate = Gate(where.hold_to, where.load_models()) if where.hold_to is not None else None
    version = publish_vectors(where.index, encoder=encoder, progress=progress, gate=gate, stopped=stopped)
    if where.searcher and not stopped():
        where.open_cluster().publish_encoded(where.index, encoder)
    return version, gate.changed if gate is not None and version is not None else ()


def check_held(where: Where, ids: Sequence[str]) -> None:
    """Raise ArticleError for an id that none of the user's own articles has, none that is on its way to them, and none
    that is not gone from everywhere, as where its removal was killed.
    """
    library = _library(where)
    index = IndexFolder(where.index)
    with data_errors(library.folder):
        held = set(library.ids()) | Removals(where).ids()
    held |= {job.article for job in JobStore(where.jobs).pending() if job.kind is JobKind.PUT and job.article}
    missing = [article_id for article_id in ids if article_id not in held and not index.stands(article_id)]
    if missing:
        raise ArticleError(f"{min(missing)}: there is no article of this id in {library.folder}; nothing was removed")


def _collected(where: Where, changes: Changes | None) -> Collected:
    """The articles to index: those of `corpus`, which are as they are, or the user's own after some changes.

    Raises DataError.
    """
    if (articles := where.corpus_articles()) is None:
        return _library(where).changed(changes)
    if where.data in where.index.parents:
        with data_errors(where.data):
            make_private(where.data)
    return articles


def _standing(where: Where, notes: Notes) -> Collection[str]:
    """Which of the program's own articles are not indexed although their files stand there: they are not removed, and
    nothing is forgotten of them.
    """
    return notes.left_out if where.corpus is None else ()


def _library(where: Where) -> Library:
    """The user's own articles; those that ship, where there are none yet. Raises DataError."""
    library = Library(where.data, where.vocabulary)
    with data_errors(library.folder):
        library.seed()
    return library


def _texts(where: Where, ids: Collection[str]) -> list[str]:
    """The texts of some of the program's own articles, in each version that an index on the disk holds."""
    return [] if where.corpus is not None else [text for _, text in read_texts(where.index, ids)]


def _forget(where: Where, ids: Collection[str], texts: Collection[str]) -> None:
    """Take articles of the program's own out of what visitors wrote."""
    if where.corpus is None:
        FeedbackStore(where.data).forget(ids, texts)
        QuestionStore(where.data).forget(texts)


def _see_off(
    where: Where, removed: Collection[str], texts: Collection[str], patience: float
) -> tuple[tuple[str, ...], NotGone | None]:
    """See to it that articles which do not answer any more are gone: those `removed` just now, and those that were
    noted; returns them, and what is in the way.
    """
    removals = Removals(where)
    try:
        removals.note(removed)
        noted = removals.ids().union(removed)
        gone = noted - find_indexed(where.index, noted) if noted else frozenset[str]()
        if not gone:
            return (), None
        texts = [*texts, *_texts(where, gone)]
        released = delete_withdrawn(where.index, patience=patience)
        if where.searcher:
            released = where.open_cluster().forget_earlier(patience=patience) and released
        _forget(where, gone, texts)
        if where.corpus is None:
            Drafts(where.data).forget(gone)
        JobStore(where.jobs).sweep()
        if not released:
            return (), _STILL_READ
        removals.strike(gone)
        return tuple(sorted(gone)), None
    except PioneerError as error:
        return (), NotGone(
            "still_kept",
            f"What was removed no longer answers, but something of it may be kept: {error}. Then the next build "
            "sees to the rest, and a rebuild that is asked for gives the receipt.",
        )
