"""The index as the command line needs it: built with a progress bar, brought up to date, and reported."""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

import click

from index import IndexFolder, IndexNotFound
from web.settings import Settings, Where
from web.wording import first_few

if TYPE_CHECKING:
    from corpus import Changes
    from index import BuildProgress, BuildReport, Encoder, Searcher
    from web.jobs.build import Built

# What only a build needs is imported when there is one.

PATIENCE = 90.0
"""Seconds that a command waits for a server's requests in hand to let go of what was removed."""


def build(where: Where, changes: "Changes | None" = None, *, encoder: "Encoder | None" = None) -> "BuildReport":
    """Index the articles, after some changes to the user's own; shows on a terminal how far it is, and on stderr which
    answers change.

    Returns once nothing of a removed article is left, or PATIENCE is over. Raises PioneerError.
    """
    from web.jobs.build import apply_changes

    built = _with_bar(
        lambda progress: apply_changes(where, changes, encoder=encoder, progress=progress, patience=PATIENCE)
    )
    for changed in built.changed:
        click.echo(f"the answer changes: {changed.line()}", err=True)
    if built.not_gone is not None:
        click.echo(built.not_gone.detail, err=True)
    return built.report


def opened(where: Where, *, encoder: "Encoder | None" = None) -> "Searcher":
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
                from corpus import read_vocabulary

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
        from web.evaluation.gate import Gate

        Gate(settings.where.hold_to)
    if settings.where.encoder is None:
        opened(settings.where)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
        process.submit(_prepare, settings.where).result()


def _prepare(where: Where) -> None:
    opened(where, encoder=where.open_encoder())


def _with_bar(work: "Callable[[Callable[[BuildProgress], None] | None], Built]") -> "Built":
    """Do some work that tells how far it is, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return work(None)
    with click.progressbar(length=1, label="Reading articles", file=sys.stderr, show_eta=True) as bar:

        def progress(at: "BuildProgress") -> None:
            bar.length = at.of
            bar.update(at.articles - bar.pos)

        return work(progress)


def report_line(report: "BuildReport") -> str:
    """What a build changed, in one line, and whether ranking has to do without word vectors."""
    if not report.published:
        changes = "nothing changed"
    elif not (report.added or report.changed or report.removed):
        changes = "no article changed, indexed anew"
    else:
        kinds = {"added": report.added, "changed": report.changed, "removed": report.removed}
        changes = ", ".join(f"{kind} {_counted(ids)}" for kind, ids in kinds.items())
    line = f"{changes}; {report.articles} articles, {report.sentences} sentences; version {report.version}"
    if report.word_vectors:
        return line
    from web.api.replies import WITHOUT_VECTORS

    return f"{line}; {WITHOUT_VECTORS}"


def _counted(ids: Sequence[str]) -> str:
    """`2 (a, b)`, and of many only the first few by name."""
    return f"{len(ids)} ({first_few(ids)})" if ids else "0"
