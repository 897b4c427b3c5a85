"""The options that several commands share, each with its variable; those that name places come to a command as one."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from web.settings import (
    DEFAULT_ENCODER,
    NO_ENCODER,
    Where,
    default_data,
    default_index,
)

F = TypeVar("F", bound=Callable[..., Any])


def option(name: str, **settings: Any) -> Callable[[F], F]:
    """An option that a PIONEER_QA_… variable may give as well, both shown in --help."""
    variable = "PIONEER_QA_" + name.removeprefix("--").upper().replace("-", "_")
    return click.option(name, envvar=variable, show_envvar=True, **{"show_default": True, **settings})


def _path(name: str, *, default: str, help: str) -> Callable[[F], F]:
    return option(name, type=click.Path(path_type=Path), show_default=default, help=help)


def _encoder(_context: click.Context, _option: click.Parameter, named: str) -> str:
    return named if named in (DEFAULT_ENCODER, NO_ENCODER) else str(Path(named).absolute())


_PLACES: dict[str, Callable[[Any], Any]] = {
    "data": option(
        "--data",
        type=click.Path(path_type=Path),
        default=default_data,
        show_default="the user's data folder",
        help="Where the program keeps what is its own.",
    ),
    "corpus": _path(
        "--corpus",
        default="DATA/articles",
        help="A folder of articles, or a .jsonl or .csv file; only read. It has an index of its own by default.",
    ),
    "vocabulary": _path(
        "--vocabulary",
        default="those that ship",
        help="A TOML file of words to know beside those that ship; the index keeps them.",
    ),
    "index": _path("--index", default="DATA/index", help="Where the index is kept; of a --corpus, DATA/indexes/…"),
    "encoder": option(
        "--encoder",
        default=DEFAULT_ENCODER,
        show_default="the one of the extra semantic, if installed",
        metavar="FOLDER|none",
        callback=_encoder,
        help="A sentence encoder's folder, zip or jar; an index is asked through the one that it was built with.",
    ),
    "models": _path(
        "--models",
        default="those that ship",
        help="A folder of models to answer by, as `python -m qa.training` writes it.",
    ),
    "hold_to": _path(
        "--hold-to",
        default="none",
        help="A file of judged questions: an index that answers one of them worse is refused.",
    ),
    "searcher": option(
        "--searcher",
        default="",
        metavar="ADDRESS",
        show_default="none",
        help="Where the index is asked in OpenSearch, as opensearch://host:9200/prefix; a password by the variable.",
    ),
    "skip_bad": option(
        "--skip-bad",
        is_flag=True,
        default=False,
        show_default="off",
        help="Leave out the articles that are refused, and index the rest.",
    ),
}


def places(*names: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options that say where articles are and which, and their values as its argument `where`."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def call(*, data: Path, index: Path | None = None, **given: Any) -> Any:
            named = {name: given.pop(name) for name in names if name not in ("data", "index")}
            place = index or default_index(data, named.get("corpus"))
            return command(where=Where(data, place, **named), **given)

        decorated: Callable[..., Any] = call
        for name in reversed(names):
            decorated = _PLACES[name](decorated)
        return decorated

    return decorate
