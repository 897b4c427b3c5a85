"""The commands for whoever runs the service: is it well, and its backup."""

import sys
from pathlib import Path

import click

from web.cli.options import places
from web.cli.server import server_settings
from web.settings import Settings, Where

_BACKUP = click.Path(dir_okay=False, path_type=Path)


@click.command()
@server_settings
def doctor(settings: Settings) -> None:
    """Say what is wrong with this installation, and what to do about it. Give it the options that serve is given.

    The exit status is 1 where something is in the way of serving.
    """
    from web.doctor import State, examine

    well = True
    for finding in examine(settings):
        well = well and finding.state is not State.WRONG
        click.echo(f"{finding.state:<5}  {finding.what}: {finding.told}")
    sys.exit(0 if well else 1)


@click.command()
@click.argument("file", type=_BACKUP)
@places("data")
def backup(where: Where, file: Path) -> None:
    """Write the articles, their changes and the feedback to FILE, also while a server runs. No token is in it."""
    from web.backup import write_backup

    click.echo(f"{file} holds {write_backup(where.data, file)} files.", err=True)


@click.command()
@click.argument("file", type=_BACKUP)
@click.option("--replace", is_flag=True, help="Lose what is there; without, nothing is restored over it.")
@places("vocabulary", "index", "data", "encoder", "models", "hold_to", "skip_bad", "searcher")
def restore(where: Where, file: Path, replace: bool) -> None:
    """Put what a backup holds into the folder for data, and index it. Stop the server first.

    All of FILE is checked before anything is changed. Tokens that are there stay. Where it is killed, all is as before
    or as in FILE.
    """
    from web.cli.index import build, report_line
    from web.restore import restore_backup

    restore_backup(file, where.data, replace=replace)
    click.echo(report_line(build(where, encoder=where.open_encoder())))
