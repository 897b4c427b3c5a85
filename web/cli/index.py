"""The index as the command line needs it: built with a progress bar, brought up to date, and reported."""

import sys
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from dataclasses import replace
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus import passed_line
from index import EncoderError, GenerationError, IndexFolder, IndexNotFound, IndexOutdated, is_up_to_date
from web.restore import carry_on, end_restore
from web.settings import Settings, Where, default_index
from web.store.files import data_errors, is_open_to_others
from web.wording import first_few

if TYPE_CHECKING:
    from corpus import ArticleError, Changes, Notes
    from index import BuildProgress, BuildReport, Encoder, Searcher
    from web.evaluation.gate import ChangedAnswer

T = TypeVar("T")

# What only a build needs is imported when there is one.

PATIENCE = 90.0
"""Seconds that a command waits for a server's requests in hand to let go of what was removed."""


def tell_who_may_read(where: Where) -> None:
    """Say so where others on this machine may read what is kept: articles, feedback, the token's hash."""
    with data_errors(where.data):
        if is_open_to_others(where.data):
            click.echo(f"others on this machine may read {where.data}; run: chmod 700 {where.data}", err=True)


def build(
    where: Where,
    changes: "Changes | None" = None,
    *,
    notes: "Notes | None" = None,
    encoder: "Encoder | None" = None,
    wait: bool = True,
) -> "BuildReport":
    """Index the articles, after some changes to the user's own; shows on a terminal how far it is, and on stderr what
    there is to tell of the articles, `notes` of the changes first, and which answers change.

    Where very many sentences are to be encoded the index answers without their vectors meanwhile, and without `wait`
    that is told, and left to others. Returns once nothing of a removed article is left, or PATIENCE is over.

    Raises PioneerError.
    """
    from web.jobs.build import add_vectors, apply_changes

    restored = carry_on(where.data)
    built = _with_bar(
        lambda progress: apply_changes(where, changes, encoder=encoder, progress=progress, patience=PATIENCE)
    )
    if restored and where.corpus is None:
        end_restore(where.data)
    for told in (notes, built.report.notes):
        if told is not None:
            _tell_notes(told, built.report.added)
    _tell_changed(built.changed)
    if built.cluster is not None:
        done = f"{built.cluster.sent:,} documents" if built.cluster.published else "nothing changed"
        click.echo(f"in OpenSearch as {built.cluster.index}: {done}", err=True)
    if built.not_gone is not None:
        click.echo(built.not_gone.detail, err=True)
    report = built.report
    if report.missing and encoder is not None:
        then = "; encoding them" if wait else ""
        click.echo(f"the index answers, without the vectors of {report.missing:,} sentences{then}", err=True)
        if wait:
            version, changed = _with_bar(lambda progress: add_vectors(where, encoder=encoder, progress=progress))
            _tell_changed(changed)
            report = replace(report, version=version or report.version, missing=0)
    return report


def opened(where: Where, *, encoder: "Encoder | None" = None, wait: bool = True) -> "Searcher":
    """The index, brought up to date with `corpus` where one is given, and built where there is none. Where all files
    look as they did when they were indexed, none is read. `wait`: see `build`.

    Without `corpus` nobody knows here which articles to read anew: an index that was built with another `vocabulary`
    than the one given is refused. One in OpenSearch is as it was published. Raises CorpusError or GenerationError.
    """
    if where.searcher:
        return _told(where.open_cluster(encoder).searcher(), encoder)
    if carry_on(where.data) and where.corpus is None:
        click.echo("A backup was being restored; indexing its articles.", err=True)
        click.echo(report_line(build(where, encoder=encoder, wait=wait)), err=True)
    folder = IndexFolder(where.index, encoder)
    enough = {encoder} if wait else {encoder, None}
    if (articles := where.corpus_articles()) is not None and any(
        is_up_to_date(articles, where.index, encoder=each, skip_bad=where.skip_bad) for each in enough
    ):
        with suppress(GenerationError):
            found = folder.searcher()
            if not folder.refused:
                kept = folder.kept()[0]
                line = _index_line("nothing changed", kept.articles, kept.sentences, found.version, found.has_vectors)
                click.echo(line, err=True)
                return _told(found, encoder)
    if where.corpus is None:
        try:
            found = folder.searcher()
            if folder.refused:
                click.echo(f"pioneer-qa: {folder.refused}; an earlier index answers", err=True)
            if where.vocabulary is not None:
                from corpus import read_vocabulary

                found.check_vocabulary(read_vocabulary(None, where.vocabulary))
            return _told(found, encoder)
        except IndexNotFound:
            click.echo("There is no index yet; indexing the articles that ship.", err=True)
        except IndexOutdated:
            if where.index != default_index(where.data):
                raise  # it may be of articles that nobody names here
            click.echo("The index is of an earlier version of this program; indexing the articles anew.", err=True)
    click.echo(report_line(build(where, encoder=encoder, wait=wait)), err=True)
    return folder.searcher()


def _told(found: "Searcher", encoder: "Encoder | None") -> "Searcher":
    """An index, after what there is to tell where it lacks the vectors that it could have."""
    if encoder is not None and found.encoder is None and found.n_sentences:
        click.echo("This index answers without the sentence encoder until its sentences are encoded.", err=True)
    return found


def prepare(settings: Settings) -> None:
    """See to it that a server finds its index, as `opened` does, and the questions that its builder is to hold to.

    Raises what `opened` does, EncoderError, ModelError and QuestionFileError.

    With an encoder this is done in a process of its own: one that has run a model should not be forked into workers,
    and one that a library for other machines ends is told of.
    """
    if settings.where.hold_to is not None:
        from web.evaluation.gate import Gate

        Gate(settings.where.hold_to, settings.where.load_models())
    settings.where.load_models()
    if settings.where.open_encoder() is None:
        opened(settings.where)
        return
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
            process.submit(_prepare, settings.where).result()
    except BrokenProcessPool as error:
        raise EncoderError(
            "the process that runs the sentence encoder was ended by the system: its library may be for another kind "
            "of processor, or memory ran out; give --encoder none"
        ) from error


def _prepare(where: Where) -> None:
    """Bring the index up to date, and see that the encoder's model can be run."""
    encoder = where.open_encoder()
    opened(where, encoder=encoder, wait=False)
    if encoder is not None:
        encoder.load()


def check_notes(notes: "Notes", where: Where, *, any_left: bool) -> None:
    """Raise ArticleError where anything was refused that is not to be left out, or nothing would be left."""
    if not where.skip_bad or not any_left:
        notes.check()


def tell_refusals(refusals: "Sequence[ArticleError]") -> str:
    """Tell each refusal on a line of stderr; returns what they come to."""
    for refusal in refusals:
        click.echo(str(refusal), err=True)
    names = [str(refusal).partition(": ")[0].rpartition("/")[2] for refusal in refusals]
    return (
        f"{len(refusals):,} articles are refused ({first_few(names)}), and nothing was changed; mend or remove them, "
        "or leave them out with --skip-bad"
    )


def _tell_notes(notes: "Notes", added: Collection[str]) -> None:
    """Tell on stderr what a reading noted; of ids that were made of names, those that are new."""
    made = [f"{name} → {article_id}" for article_id, name in sorted(notes.made.items()) if article_id in added]
    if made:
        click.echo(f"ids made of names: {first_few(made)}", err=True)
    for remark in notes.remarks:
        click.echo(remark, err=True)
    for refusal in notes.refused:
        click.echo(f"left out: {refusal}", err=True)
    told = passed_line(notes.passed_over)
    if notes.refused:
        told = f"left out: {len(notes.refused):,} refused" + (f"; {told}" if told else "")
    if told:
        click.echo(told, err=True)


def _with_bar(work: "Callable[[Callable[[BuildProgress], None] | None], T]") -> "T":
    """Do some work that tells how far it is, with a progress bar on a terminal."""
    if not sys.stderr.isatty():
        return work(None)
    with ExitStack() as stack:
        bars: dict[str, Any] = {}

        def progress(at: "BuildProgress") -> None:
            label = "Encoding sentences" if at.to_encode else "Reading articles"
            done, of = (at.encoded, at.to_encode) if at.to_encode else (at.articles, at.of)
            if label not in bars:
                stack.close()  # which ends the line of the bar before
                bars[label] = stack.enter_context(click.progressbar(length=of, label=label, file=sys.stderr))
            bars[label].update(done - bars[label].pos)

        return work(progress)


def _tell_changed(changed: "Sequence[ChangedAnswer]") -> None:
    for each in changed:
        click.echo(f"the answer changes: {each.line()}", err=True)


def report_line(report: "BuildReport") -> str:
    """What a build changed, in one line, and whether ranking has to do without word vectors."""
    if not report.published:
        changes = "nothing changed"
    elif not (report.added or report.changed or report.removed):
        changes = "no article changed, indexed anew"
    else:
        kinds = {"added": report.added, "changed": report.changed, "removed": report.removed}
        changes = ", ".join(f"{kind} {_counted(ids)}" for kind, ids in kinds.items())
    return _index_line(changes, report.articles, report.sentences, report.version, report.word_vectors)


def _index_line(changes: str, articles: int, sentences: int, version: str, word_vectors: bool) -> str:
    line = f"{changes}; {articles} articles, {sentences} sentences; version {version}"
    if word_vectors:
        return line
    from web.api.replies import WITHOUT_VECTORS

    return f"{line}; {WITHOUT_VECTORS}"


def _counted(ids: Sequence[str]) -> str:
    """`2 (a, b)`, and of many only the first few by name."""
    return f"{len(ids)} ({first_few(ids)})" if ids else "0"
