"""The index as the command line needs it: built with a progress bar, brought up to date, and reported."""

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import click

from corpus import SHIPPED_ARTICLES, read_vocabulary
from index import BuildReport, Encoder, IndexNotFound, Progress, Searcher, SentenceEncoder, build_index, open_index
from web.replies import WITHOUT_VECTORS
from web.settings import Settings

_NAMED = 5
"""How many article ids a report names of each kind of change."""


def encoder_in(folder: Path | None) -> Encoder | None:
    """The sentence encoder in a folder, if one is named. Raises EncoderError."""
    return None if folder is None else SentenceEncoder.open(folder)


def build(
    folder: Path, corpus: Path | None, *, vocabulary: Path | None = None, encoder: Encoder | None = None
) -> BuildReport:
    """Index `corpus`, or the articles that ship, in `folder`, knowing the words of `vocabulary` too; shows on a
    terminal how far it is.

    Raises CorpusError or GenerationError.
    """
    articles = corpus or SHIPPED_ARTICLES
    if not sys.stderr.isatty():
        return build_index(articles, folder, vocabulary=vocabulary, encoder=encoder)
    with click.progressbar(length=1, label="Reading articles", file=sys.stderr) as bar:

        def progress(at: Progress) -> None:
            bar.length = at.of
            bar.update(at.articles - bar.pos)

        return build_index(articles, folder, vocabulary=vocabulary, encoder=encoder, progress=progress)


def opened(
    folder: Path, corpus: Path | None, *, vocabulary: Path | None = None, encoder: Encoder | None = None
) -> Searcher:
    """The index in `folder`, brought up to date with `corpus` where one is given, and built where there is none.

    Without `corpus` nobody knows here which articles to read anew: an index that was built with another `vocabulary`
    than the one given is refused. Raises CorpusError or GenerationError.
    """
    if corpus is None:
        try:
            found = open_index(folder, encoder=encoder)
            if vocabulary is not None:
                found.check_vocabulary(read_vocabulary(None, vocabulary))
            return found
        except IndexNotFound:
            click.echo("There is no index yet; indexing the articles that ship.", err=True)
    click.echo(report_line(build(folder, corpus, vocabulary=vocabulary, encoder=encoder)), err=True)
    return open_index(folder, encoder=encoder)


def prepare(settings: Settings, corpus: Path | None, *, vocabulary: Path | None = None) -> None:
    """See to it that a server finds its index, as `opened` does; raises the same, and EncoderError.

    With an encoder this is done in a process of its own: one that has run a model should not be forked into workers.
    """
    if settings.encoder is None:
        opened(settings.index, corpus, vocabulary=vocabulary)
        return
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as process:
        process.submit(_prepare, settings.index, corpus, vocabulary, settings.encoder).result()


def _prepare(folder: Path, corpus: Path | None, vocabulary: Path | None, encoder: Path) -> None:
    opened(folder, corpus, vocabulary=vocabulary, encoder=encoder_in(encoder))


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
