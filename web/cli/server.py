"""The options of a server, which come to a command as its settings: `serve` runs by them, `doctor` looks at them."""

import re
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from web.cli.options import option, places
from web.settings import (
    BUDGET,
    DEFAULT_PORT,
    MAX_IDLE,
    RATES,
    SLOW,
    Act,
    Audit,
    Rate,
    Settings,
    Where,
    default_workers,
    split_address,
    split_networks,
    split_origins,
    split_rates,
)


def _address(_context: click.Context, _option: click.Parameter, told: str) -> tuple[str, int] | None:
    try:
        return split_address(told) if told else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _origins(_context: click.Context, _option: click.Parameter, told: str | tuple[str, ...]) -> tuple[str, ...]:
    try:
        return split_origins(told if isinstance(told, str) else " ".join(told))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _prefix(_context: click.Context, _option: click.Parameter, told: str) -> str:
    if told and not re.fullmatch(r"(/[A-Za-z0-9._~-]+)+", told):
        raise click.BadParameter(f"{told} is no path; write it as /qa")
    return told


def _networks(_context: click.Context, _option: click.Parameter, told: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return split_networks(" ".join(told))
    except ValueError as error:
        raise click.BadParameter(f"{error}; write it as 10.0.0.2, 10.0.0.0/8 or unix") from error


def _rates(_context: click.Context, _option: click.Parameter, told: tuple[str, ...]) -> dict[Act, Rate]:
    try:
        return split_rates(" ".join(told))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    option("--host", default="127.0.0.1", help="The address to listen on."),
    option("--port", type=click.IntRange(0, 65535), default=DEFAULT_PORT, help="The port; 0 takes a free one."),
    option(
        "--workers",
        type=click.IntRange(1, 64),
        default=default_workers,
        show_default="one a processor, up to 4",
        help="How many processes answer.",
    ),
    option(
        "--watch",
        is_flag=True,
        default=False,
        show_default="off",
        help="Index anew whenever the folder of the articles changes.",
    ),
    option(
        "--socket",
        type=click.Path(path_type=Path),
        show_default="none",
        help="A local (Unix) socket to listen on, and not on host and port.",
    ),
    option(
        "--prefix",
        default="",
        metavar="/PATH",
        show_default="none",
        callback=_prefix,
        help="The path below which the site stands, behind a proxy that takes it off.",
    ),
    option(
        "--allow-host",
        multiple=True,
        metavar="NAME",
        show_default="localhost, and any address",
        help="A name that the site goes by, as .example.org with all below it; may be repeated, the variable with "
        "spaces.",
    ),
    option(
        "--allow-origin",
        multiple=True,
        metavar="ORIGIN",
        show_default="none",
        callback=_origins,
        help="Another site whose pages may call the API, as https://a.example.org; may be repeated.",
    ),
    option(
        "--closed",
        is_flag=True,
        default=False,
        show_default="off",
        help="Asking and reading need a token, too.",
    ),
    option(
        "--trust-proxy",
        multiple=True,
        metavar="ADDRESS",
        show_default="none",
        callback=_networks,
        help="A proxy's address or network, or unix: it tells who asks, and by which scheme; may be repeated.",
    ),
    option(
        "--tls",
        is_flag=True,
        default=False,
        show_default="off",
        help="Every client speaks TLS, to a proxy in front: cookies are Secure, and browsers are told to stay on TLS.",
    ),
    option(
        "--rate",
        multiple=True,
        metavar="WHAT=TIMES/SECONDS",
        show_default=" ".join(f"{act}={rate.times}/{rate.seconds}" for act, rate in RATES.items()),
        callback=_rates,
        help="How often one client may do what, or none for no limit; may be repeated, the variable with spaces.",
    ),
    option(
        "--budget",
        type=click.IntRange(1, 3600),
        default=BUDGET,
        help="How many seconds a request may take; then it is refused.",
    ),
    option(
        "--audit",
        type=click.Choice([audit.value for audit in Audit]),
        default=Audit.LOG.value,
        help="Where it is written who changed what, and who failed to sign in.",
    ),
    option(
        "--idle",
        type=click.IntRange(1),
        default=MAX_IDLE,
        help="How many silent connections a process keeps of one address; behind a proxy, more than it keeps open.",
    ),
    option(
        "--embed",
        default="",
        show_default="none",
        callback=_origins,
        help="The sites whose pages may hold the chat in a frame, as https://www.example.org, by spaces.",
    ),
    option(
        "--keep-questions",
        is_flag=True,
        default=False,
        show_default="off",
        help="Let visitors who agree to it leave a question that was not answered, for the editors.",
    ),
    option(
        "--metrics",
        default="",
        metavar="HOST:PORT",
        show_default="nowhere",
        callback=_address,
        help="Where Prometheus may read figures of this server; of its own, since whoever reaches it may read them.",
    ),
    option(
        "--json-log",
        is_flag=True,
        default=False,
        show_default="off",
        help="Write each line of the log as an object of JSON.",
    ),
    option("--slow", type=click.FloatRange(0), default=SLOW, help="Log each answer that takes so many seconds."),
    places("data", "corpus", "vocabulary", "index", "encoder", "models", "hold_to", "skip_bad", "searcher"),
)


def server_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command all options of a server, and what they come to as its argument `settings`."""

    @wraps(command)
    def call(
        *,
        host: str,
        where: Where,
        allow_host: tuple[str, ...],
        allow_origin: tuple[str, ...],
        trust_proxy: tuple[str, ...],
        rate: dict[Act, Rate],
        audit: str,
        **others: Any,
    ) -> Any:
        settings = Settings(
            host=host,
            where=where,
            hosts=(host, *allow_host),
            origins=allow_origin,
            proxies=trust_proxy,
            rates=rate,
            audit=Audit(audit),
            **others,
        )
        return command(settings=settings)

    decorated: Callable[..., Any] = call
    for each in reversed(_OPTIONS):
        decorated = each(decorated)
    return decorated
