"""A build, and the end of what it removes: out of the index that answers, out of earlier ones, of
the feedback, and of documents that were sent and have no job.

What goes is noted before it does. What a kill, a reader or a lock left undone is done by whoever builds next. Of
articles of another place than the folder for data only the index holds anything: feedback on one of the same id may be
on another article, and stays.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from corpus import PioneerError
from index import (
    BuildProgress,
    BuildReport,
    Collected,
    Encoder,
    Searcher,
    delete_withdrawn,
    find_indexed,
    publish,
    read_texts,
)
from web.evaluation.gate import ChangedAnswer, Gate
from web.jobs.removals import Owed
from web.jobs.repeats import together, traces
from web.jobs.store import JobStore
from web.settings import Where
from web.store.feedback import FeedbackStore


@dataclass(frozen=True, slots=True)
class Left:
    """Why articles that do not answer any more are not gone from everywhere: `still_read` or `still_kept`, in words."""

    code: str
    detail: str


_STILL_READ = Left(
    "still_read",
    "What was removed no longer answers, but a process still reads an earlier index that holds it. End it; the next "
    "build sees to the rest, and a rebuild that is asked for gives the receipt.",
)


@dataclass(frozen=True, slots=True)
class Built:
    """What came of a build. `changed`: the answers that change; `gone`: the articles that are gone from everywhere now,
    removed by this build or an earlier one; `left`: why some that were removed are not.
    """

    report: BuildReport
    changed: tuple[ChangedAnswer, ...]
    gone: tuple[str, ...]
    left: Left | None


def carry_out(
    collected: Collected,
    where: Where,
    removing: Collection[str] = (),
    *,
    encoder: Encoder | None,
    progress: Callable[[BuildProgress], None] | None,
    patience: float,
) -> Built:
    """Index articles and publish that, those of `removing` left out; what was removed is seen off.

    `patience`: the seconds that readers have to let go of it. Raises PioneerError, and then what was published before
    stays: also where the feedback cannot be rid of what goes.
    """
    gate = Gate(where.hold_to) if where.hold_to is not None else None

    def before_it_answers(before: Searcher, after: Searcher) -> None:
        if gate is not None:
            gate(before, after)
        going = {card.id for card in before.cards()} - {card.id for card in after.cards()}
        _forget(where, _noted(where, going))

    report = publish(collected, where.index, encoder=encoder, progress=progress, gate=before_it_answers)
    gone, left = _seen_off(where, removing, report.removed, patience)
    return Built(report, gate.changed if gate is not None else (), gone, left)


def _noted(where: Where, going: Collection[str]) -> dict[str, bytes]:
    """Note articles that go, and return the traces of all their texts, none of another place's. Without a folder for
    data nothing is kept there, nor owed.
    """
    if not going or not where.data.exists():
        return {}
    found = dict.fromkeys(going, b"")
    for article_id, text in read_texts(where.index, going) if where.corpus is None else ():
        found[article_id] = together(found[article_id], traces(text))
    Owed(where).add(found)
    return {article_id: traced for article_id, traced in Owed(where).all().items() if article_id in going}


def _forget(where: Where, gone: Mapping[str, bytes]) -> None:
    """Take articles of the program's own out of the feedback."""
    if where.corpus is None:
        FeedbackStore(where.data).forget(gone)


def _seen_off(
    where: Where, removing: Collection[str], removed: Collection[str], patience: float
) -> tuple[tuple[str, ...], Left | None]:
    """See to it that articles which do not answer any more are gone: those `removed` by a build just now, and those
    that were noted; returns them, and what is in the way.
    """
    owed = Owed(where)
    try:
        _noted(where, removing)
        noted = dict.fromkeys(removed, b"") | owed.all()
        back = find_indexed(where.index, noted) if noted else ()
        gone = {article_id: traced for article_id, traced in noted.items() if article_id not in back}
        if not gone:
            return (), None
        released = delete_withdrawn(where.index, patience=patience)
        _forget(where, gone)
        JobStore(where.jobs).sweep()
        if not released:
            return (), _STILL_READ
        owed.settle(gone)
        return tuple(sorted(gone)), None
    except PioneerError as error:
        return (), Left(
            "still_kept",
            f"What was removed no longer answers, but something of it may be kept: {error}. Then the next build "
            "sees to the rest, and a rebuild that is asked for gives the receipt.",
        )
