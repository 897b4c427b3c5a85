"""The index as the command line needs it: built with a progress bar, brought up to date, and reported."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import click

from corpus import ArticleError, Articles, Changes, Library, read_vocabulary
from index import (
    BuildProgress,
    BuildReport,
    Collected,
    Encoder,
    IndexFolder,
    IndexNotFound,
    Searcher,
    SentenceEncoder,
)
from web.api.replies import WITHOUT_VECTORS
from web.evaluation.gate import Gate
from web.jobs.build import Built, carry_out
from web.jobs.job import JobKind
from web.jobs.removals import Owed
from web.jobs.seen import Noted
from web.jobs.store import JobStore
from web.settings import Settings, Where
from web.store.files import data_errors, make_private

PATIENCE = 90.0
"""Seconds that a command waits for a server's requests in hand to let go of what was removed."""

_NAMED = 5
"""How many article ids a report names of each kind of change."""


def encoder_in(folder: Path | None) -> Encoder | None:
    """The sentence encoder in a folder, if one is named. Raises EncoderError."""
    return None if folder is None else SentenceEncoder.open(folder)


def collected(where: Where, changes: Changes | None = None) -> Collected:
    """The articles to index: those of `corpus`, which are as they are, or the user's own after some changes.

    Raises DataError.
    """
    if where.corpus is not None:
        if where.data in where.index.parents:
            with data_errors(where.data):
                make_private(where.data)
        return Noted.of(Articles(where.corpus, where.vocabulary), where)
    return Noted.of(_library(where).changed(changes), where, changes or ())


def check_held(where: Where, ids: Sequence[str]) -> None:
    """Raise ArticleError for an id that none of the user's own articles has, none that is on its way to them, and none
    that is not gone from everywhere, as where its removal was killed.
    """
    library = _library(where)
    index = IndexFolder(where.index)
    with data_errors(library.folder):
        held = {file.id for file in library.files()} | Owed(where).all().keys()
    held |= {job.article for job in JobStore(where.jobs).pending() if job.kind is JobKind.PUT and job.article}
    missing = [article_id for article_id in ids if article_id not in held and not index.stands(article_id)]
    if missing:
        raise ArticleError(f"{min(missing)}: there is no article of this id in {library.folder}; nothing was removed")


def _library(where: Where) -> Library:
    """The user's own articles; those that ship, where there are none yet. Raises DataError."""
    library = Library(where.data, where.vocabulary)
    with data_errors(library.folder):
        library.seed()
    return library


def build(where: Where, changes: Changes | None = None, *, encoder: Encoder | None = None) -> BuildReport:
    """Index the articles, after some changes to the user's own; shows on a terminal how far it is, and on stderr which
    answers change.

    Returns once nothing of a removed article is left, or PATIENCE is over. Raises PioneerError.
    """
    removing = [article_id for article_id, put in (changes or {}).items() if put is None]
    built = _with_bar(
        lambda progress: carry_out(
            collected(where, changes), where, removing, encoder=encoder, progress=progress, patience=PATIENCE
        )
    )
    for changed in built.changed:
        click.echo(f"the answer changes: {changed.line()}", err=True)
    if built.left is not None:
        click.echo(built.left.detail, err=True)
    return built.report


def opened(where: Where, *, encoder: Encoder | None = None) -> Searcher:
    """The index, brought up to date with `corpus` where one is given, and built where there is none.

    Without `corpus` nobody knows here which articles to read anew: an index that was built with another `vocabulary`
    than the one given is refused. Raises CorpusError or GenerationError.
    """
    folder = IndexFolder(where.index, encoder)
    if where.corpus is None:
        try:
            found = folder.searcher()
            if folder.refused:
                click.echo(f"pioneer-qa: {folder.refused}; an earlier index answers", err=True)
            if where.vocabulary is not None:
                found.check_vocabulary(read_vocabulary(None, where.vocabulary))
            return found
        except IndexNotFound:
            click.echo("There is no index yet; indexing the articles that ship.", err=True)
    click.echo(report_line(build(where, encoder=encoder)), err=True)
    return folder.searcher()


def prepare(settings: Settings) -> None:
    """See to it that a server finds its index, as `opened` does, and the questions that its builder is to hold to.

    Raises what `opened` does, EncoderError and QuestionFileError.

    With an encoder this is done in a process of its own: one that has run a model should not be forked into workers.
    """
    if settings.where.hold_to is not None:
        Gate(settings.where.hold_to)
    if settings.where.encoder is None:
        opened(settings.where)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
        process.submit(_prepare, settings.where).result()


def _prepare(where: Where) -> None:
    opened(where, encoder=encoder_in(where.encoder))


def _with_bar(work: Callable[[Callable[[BuildProgress], None] | None], Built]) -> Built:
    """Do some work that tells how far it is, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return work(None)
    with click.progressbar(length=1, label="Reading articles", file=sys.stderr, show_eta=True) as bar:

        def progress(at: BuildProgress) -> None:
            bar.length = at.of
            bar.update(at.articles - bar.pos)

        return work(progress)


def report_line(report: BuildReport) -> str:
    """What a build changed, in one line, and whether ranking has to do without word vectors."""
    if not report.published:
        changes = "nothing changed"
    elif not (report.added or report.changed or report.removed):
        changes = "no article changed, indexed anew"
    else:
        kinds = {"added": report.added, "changed": report.changed, "removed": report.removed}
        changes = ", ".join(f"{kind} {_counted(ids)}" for kind, ids in kinds.items())
    line = f"{changes}; {report.articles} articles, {report.sentences} sentences; version {report.version}"
    return line if report.word_vectors else f"{line}; {WITHOUT_VECTORS}"


def _counted(ids: Sequence[str]) -> str:
    """`2 (a, b)`, and of many only the first few by name."""
    names = [*ids[:_NAMED], *([f"and {len(ids) - _NAMED} more"] if len(ids) > _NAMED else [])]
    return f"{len(ids)} ({', '.join(names)})" if names else "0"
