"""The command line: read options, call, print. Whatever is heavy is imported inside the command that needs it."""

import re
import sys
from collections.abc import Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from web.cli.assistants import mcp
from web.cli.options import option, places
from web.cli.server import server_settings
from web.cli.upkeep import backup, doctor, restore
from web.settings import DEFAULT_LIMIT, MAX_LIMIT, MAX_QUESTION, Scope, Settings, Where

if TYPE_CHECKING:
    from qa import Request

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


_limit = option(
    "--limit", type=click.IntRange(1, MAX_LIMIT), default=DEFAULT_LIMIT, help="How many passages a reply holds at most."
)


class _Program(click.Group):
    """Tells what goes wrong in one line on stderr, with exit status 1, and never shows a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise  # click's own to tell
        except KeyboardInterrupt:
            ctx.exit(130)
        except Exception as error:
            from corpus import ArticlesRefused, PioneerError
            from web.cli.index import tell_refusals
            from web.log import describe

            if isinstance(error, ArticlesRefused):
                told = tell_refusals(error.refusals)
            else:
                told = str(error) if isinstance(error, PioneerError) else f"a fault in this program: {describe(error)}"
            click.echo(f"pioneer-qa: {told}", err=True)
            ctx.exit(1)


_VARIABLES = """Each of these variables stands for the option of its name: PIONEER_QA_HOST, PIONEER_QA_PORT,
PIONEER_QA_WORKERS, PIONEER_QA_DATA, PIONEER_QA_CORPUS, PIONEER_QA_VOCABULARY, PIONEER_QA_INDEX, PIONEER_QA_ENCODER,
PIONEER_QA_MODELS, PIONEER_QA_HOLD_TO, PIONEER_QA_SKIP_BAD, PIONEER_QA_SEARCHER, PIONEER_QA_WATCH, PIONEER_QA_LIMIT,
PIONEER_QA_ALLOW_HOST, PIONEER_QA_ALLOW_ORIGIN, PIONEER_QA_CLOSED, PIONEER_QA_KEEP_QUESTIONS, PIONEER_QA_TRUST_PROXY,
PIONEER_QA_TLS, PIONEER_QA_RATE, PIONEER_QA_BUDGET, PIONEER_QA_AUDIT, PIONEER_QA_IDLE, PIONEER_QA_EMBED,
PIONEER_QA_METRICS, PIONEER_QA_SOCKET, PIONEER_QA_PREFIX, PIONEER_QA_JSON_LOG, PIONEER_QA_SLOW."""


def _show_version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        click.echo(f"pioneer-qa {version('pioneer-qa')}")
    except PackageNotFoundError:
        click.echo("pioneer-qa: this checkout is not installed, so it has no version; run: pip install .", err=True)
        ctx.exit(1)
    ctx.exit()


@click.group(cls=_Program, epilog=_VARIABLES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Ask a corpus of announcements a question; it answers in the sources' own words, or says that they don't say."""


@cli.command()
@server_settings
def serve(settings: Settings) -> None:
    """Answer over HTTP: pages for people, JSON for programs. Builds the index first where there is none.

    With a token (pioneer-qa token make) articles can be put and removed over HTTP while it answers.
    """
    from web.cli.index import prepare, tell_who_may_read
    from web.server.serve import serve
    from web.store.files import check_temporary

    check_temporary()
    tell_who_may_read(settings.where)
    prepare(settings)
    serve(settings)


@cli.command()
@places("corpus", "vocabulary", "index", "data", "encoder", "models", "hold_to", "skip_bad", "searcher")
def index(where: Where) -> None:
    """Index the articles, and say what changed. All files are read; only what is new or changed is analysed anew."""
    from web.cli.index import build, report_line, tell_who_may_read

    tell_who_may_read(where)
    click.echo(report_line(build(where, encoder=where.open_encoder())))


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--id", "article_id", help="The article's id, where the file's name is not to be it.")
@click.option("--title", help="The article's title.")
@click.option("--publisher", help="Who published it.")
@click.option("--published", help="The day it was published, as 2013-11-01.")
@click.option("--url", help="Its address on the web.")
@places("vocabulary", "index", "data", "encoder", "models", "hold_to", "skip_bad", "searcher")
def add(
    where: Where,
    files: Sequence[Path],
    article_id: str | None,
    title: str | None,
    publisher: str | None,
    published: str | None,
    url: str | None,
) -> None:
    """Add FILES to the articles, or replace those of the same id, and index them.

    A file is one article, a .jsonl or .csv file many; a folder adds every article in it and its subfolders. All are
    taken in, or none, unless --skip-bad is given.
    """
    from corpus import Notes, admit, read_documents
    from web.cli.index import build, check_notes, report_line, tell_who_may_read

    tell_who_may_read(where)
    known = {"title": title, "publisher": publisher, "published": published, "url": url}
    if (article_id or any(known.values())) and len(files) != 1:
        raise click.UsageError("--id, --title, --publisher, --published and --url are of one file; add it by itself.")
    notes = Notes()
    changes = admit((found for path in files for found in read_documents(path, article_id, known, notes)), notes)
    check_notes(notes, where, any_left=bool(changes))
    click.echo(report_line(build(where, changes, notes=notes, encoder=where.open_encoder())))


@cli.command()
@click.argument("ids", nargs=-1, required=True)
@places("vocabulary", "index", "data", "encoder", "models", "hold_to", "skip_bad", "searcher")
def remove(where: Where, ids: Sequence[str]) -> None:
    """Remove the articles of these IDS, and everything that is kept of them; all of them, or none."""
    from web.cli.index import build, report_line
    from web.jobs.build import check_held
    from web.jobs.store import JobStore

    check_held(where, ids)
    JobStore(where.jobs).supersede(ids)
    click.echo(report_line(build(where, dict.fromkeys(ids), encoder=where.open_encoder())))


@cli.command()
@click.argument("question", required=False)
@click.option("--batch", type=_FILE, help="Ask each line of a JSON Lines file instead ('-': standard input).")
@click.option("--json", "as_json", is_flag=True, help="Print the reply as JSON, as the HTTP interface gives it.")
@_limit
@places("index", "data", "corpus", "vocabulary", "encoder", "models", "skip_bad", "searcher")
def ask(where: Where, question: str | None, batch: Path | None, as_json: bool, limit: int) -> None:
    """Answer QUESTION, or a file of them. Builds the index first where there is none.

    A line of a batch is {"id", "question"} with any other field of POST /api/v1/ask; each gives one line of JSON, its
    reply or, after "id", an "error".
    """
    if (question is None) is (batch is None):
        raise click.UsageError("Give either a QUESTION or --batch FILE.")
    from web.cli.index import opened
    from web.service import Service

    searcher = opened(where, encoder=where.open_encoder(), wait=False)
    service = Service(lambda: searcher, models=where.load_models())
    if batch is not None:
        from web.cli.batch import answer_lines

        with click.open_file(str(batch), "rb") as lines:
            for reply in answer_lines(lines, service, limit=limit):
                click.echo(reply)
        return
    request = _request(str(question), limit)
    if as_json:
        from web.api import replies

        click.echo(replies.json_text(replies.ask(request, service)))
    else:
        from web.cli.terminal import show

        show(service.answer(request, searcher))


def _request(question: str, limit: int) -> "Request":
    """A question as the answering layer takes it. Raises InvalidFields.

    What tells the faults of a body takes long to import, and mostly there is none.
    """
    from qa import Request

    today = date.today().isoformat()
    if not 1 <= len(question) <= MAX_QUESTION or re.search("[\ud800-\udfff]", question):
        from web.http.bodies import AskBody, validate

        return validate(AskBody, {"question": question, "limit": limit, "today": today}).request()
    return Request(question, limit=limit, asked_on=today)


@cli.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the run as one JSON object, which --against reads.")
@click.option("--misses", is_flag=True, help="List every question that went wrong.")
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    help="Compare with an earlier run, printed with --json, question by question.",
)
@places("index", "data", "corpus", "vocabulary", "encoder", "models", "skip_bad", "searcher")
def evaluate(where: Where, files: Sequence[Path], as_json: bool, misses: bool, against: Path | None) -> None:
    """Ask the judged questions of FILES (JSON Lines), and print how well they were answered.

    Each figure stands with its 95 % interval: how far it would move with other questions of the same sort.

    The exit status is 0 when every reply kept its form and every citation held, also where figures fell; 1 when one did
    not, or when something could not be read; 2 for an option or argument that there is not.
    """
    from web.api.replies import json_text
    from web.cli.index import opened
    from web.evaluation.report import format_report, warnings
    from web.evaluation.run_file import read_run, run_body, run_questions

    earlier = read_run(against) if against is not None else None
    searcher = opened(where, encoder=where.open_encoder())
    run = run_questions(files, searcher, where.load_models())
    for warning in warnings(run):
        click.echo(warning, err=True)
    if as_json:
        click.echo(json_text(run_body(run, misses=misses, against=earlier)))
    else:
        click.echo(format_report(run, misses=misses, against=earlier))
    sys.exit(0 if run.evaluation.sound else 1)


@cli.command()
@places("index", "data", "corpus")
def verify(where: Where) -> None:
    """Hash every file of the index, and say what is not as it was written.

    The exit status is 1 where anything is damaged.
    """
    from index import verify_index

    sound = True
    for checked in verify_index(where.index):
        sound = sound and checked.damage is None
        what = " ".join(filter(None, [checked.name, checked.version, "answers" if checked.answers else None]))
        click.echo(f"{what}: {checked.damage or 'whole'}")
    sys.exit(0 if sound else 1)


@cli.group()
def token() -> None:
    """Make, list and revoke the tokens that let programs and people in over HTTP."""


@token.command()
@click.argument("name")
@click.option(
    "--scope",
    type=click.Choice([scope.value for scope in Scope]),
    default=Scope.WRITE.value,
    show_default=True,
    help="What it opens: asking; also putting and removing articles; also rebuilding the index.",
)
@click.option("--days", type=click.IntRange(1, 36_500), help="How many days it is good for; without, until revoked.")
@places("data")
def make(where: Where, name: str, scope: str, days: int | None) -> None:
    """Print a new token called NAME. It is shown this once."""
    from web.store.token import new_token

    click.echo(new_token(where.data, name, Scope(scope), days=days))


@token.command("list")
@places("data")
def list_tokens(where: Where) -> None:
    """List the tokens: name, scope, when each was made, and until when it is good."""
    from web.store.token import tokens

    for kept in tokens(where.data):
        ends = f"until {kept.expires_at[:10]}" if kept.expires_at else "until revoked"
        told = "expired" if kept.expired else ends
        click.echo(f"{kept.name}  {kept.scope}  made {kept.made_at[:10]}  {told}")


@token.command()
@click.argument("name")
@places("data")
def revoke(where: Where, name: str) -> None:
    """Take the token called NAME back; from then on it opens nothing, nor does a session that it began."""
    from web.store import token as tokens

    if not tokens.revoke(where.data, name):
        raise click.UsageError(f"There is no token {name}; see: pioneer-qa token list")
    click.echo(f"The token {name} is revoked.", err=True)


@cli.group()
def feedback() -> None:
    """Use what people said of answers over HTTP."""


@feedback.command()
@click.argument("file", default="-", type=click.File("wb", lazy=True))
@places("data")
def export(where: Where, file: BinaryIO) -> None:
    """Write the feedback to FILE, or print it: a line of JSON each, which evaluate reads.

    What a verdict alone does not judge says "judged": false, until a person adds what is right.
    """
    from web.api.replies import json_text
    from web.evaluation.feedback_file import judged_lines
    from web.store.feedback import FeedbackStore

    file.writelines(json_text(line) + b"\n" for line in judged_lines(FeedbackStore(where.data).records()))


for command in (doctor, backup, restore, mcp):
    cli.add_command(command)


def main() -> None:
    """The program `pioneer-qa`."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal of a smaller encoding shows what it can
    cli(prog_name="pioneer-qa")


if __name__ == "__main__":
    main()
