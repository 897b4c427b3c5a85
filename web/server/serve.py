"""The server process: gunicorn with several worker processes; in each, waitress keeps the connections, and several
threads answer.

The listening socket, every import and the lists of words are made before the fork, and so shared. Each worker opens the
index after it (SQLite connections must not cross a fork); its arrays, being memory-mapped, are shared all the same. An
encoder's model is loaded once in each worker.
"""

import errno
import gc
import logging
import os
import shutil
import socket
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from corpus import PioneerError, read_about
from index import IndexFolder, load_words
from web import log
from web.app import create_app
from web.changes import Changes
from web.http.limits import Limits
from web.jobs.keeper import Keeper
from web.jobs.store import JobStore
from web.jobs.watch import start_watching
from web.pages.pages import prepare
from web.server.gunicorn import Master, QuietLogger, Worker
from web.service import Service
from web.settings import Settings, Where
from web.store.feedback import FeedbackStore
from web.store.questions import QuestionStore

THREADS = 32
"""Requests that one worker has in hand at once."""

OPTIONS: dict[str, Any] = {
    "control_socket_disable": True,
    "graceful_timeout": 5,  # seconds that the end of the server leaves to requests in hand
    "logger_class": QuietLogger,
    "threads": THREADS,
    "timeout": 60,  # seconds without a sign of life after which a worker is replaced
}


_FIGURES = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library for metrics is told of the folder that all workers count in."""


class CannotListen(PioneerError):
    """The address is taken, not this machine's, or not allowed."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Listens on a socket, and on a second one for `figures` where there are any."""

    def __init__(
        self,
        settings: Settings,
        sockets: list[socket.socket],
        make_app: Callable[[], Flask],
        figures: Callable[..., Any] | None,
    ) -> None:
        told = f"Pioneer Q&A listens on {_place(settings, sockets[0])}"
        if settings.metrics is not None:
            told += f" (metrics: {_url(settings.metrics[0], sockets[1].getsockname()[1])}/metrics)"
        self._make_app = make_app
        self._options = {
            **OPTIONS,
            "bind": [f"fd://{each.detach()}" for each in sockets],
            "worker_class": type(
                "Worker",
                (Worker,),
                {"idle": settings.idle, "budget": settings.budget, "figures": figures and staticmethod(figures)},
            ),
            "workers": settings.workers,
            "when_ready": lambda _: log.say(told),
            "on_exit": lambda _: _forget_figures(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._make_app()


def serve(settings: Settings, make_app: Callable[[], Flask] | None = None) -> None:
    """Serve until SIGTERM or SIGINT: requests in hand are finished, but at a second SIGINT; then leaves by SystemExit.

    `make_app` is called in each worker; without one it is the whole app over the index of the settings. Raises
    CannotListen.
    """
    limits = Limits(settings.rates)  # before the workers, which share it
    sockets = [
        _listen(settings.host, settings.port, "--host or --port")
        if settings.socket is None
        else _listen_locally(settings.socket)
    ]
    if settings.metrics is not None:
        sockets.append(_listen(*settings.metrics, "--metrics"))
    os.environ[log.JSON_LOG] = "1" if settings.json_log else ""
    log.configure()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # how long it is stands in each reply's time
    load_words()
    gc.freeze()  # what every worker has from here is not looked through in each, which would copy it
    figures = None if settings.metrics is None else _begin_figures(settings.where)
    Master(_Server(settings, sockets, make_app or (lambda: _app(settings, limits)), figures)).run()


def _begin_figures(where: Where) -> Callable[..., Any]:
    """Have what is counted kept in a folder that all workers share; returns the app that gives it."""
    os.environ[_FIGURES] = mkdtemp(prefix="pioneer-qa-metrics-")
    from web import metrics

    return metrics.begin(IndexFolder(where.index), JobStore(where.jobs))


def _forget_figures() -> None:
    if folder := os.environ.get(_FIGURES):
        shutil.rmtree(folder, ignore_errors=True)


def _app(settings: Settings, limits: Limits) -> Flask:
    """The app of one worker, with its keeper."""
    where = settings.where
    encoder = where.open_encoder()
    if encoder is not None:
        encoder.load()  # or the first question would wait for it
    folder = where.open_cluster() if where.searcher else IndexFolder(where.index, encoder)
    jobs = JobStore(where.jobs)
    service = Service(
        folder.searcher,
        lambda: folder.refused,
        folder.earlier_article,
        where.load_models(),
        about=lambda: read_about(where.articles),
        slow=settings.slow,
    )
    keeper = Keeper(folder, where, jobs, encodes=encoder is not None, opened=partial(prepare, service))
    keeper.start()
    if settings.watch:
        start_watching(where, jobs, keeper.wake)
    changes = Changes(
        where.data,
        jobs,
        writable=where.corpus is None,
        wake=keeper.wake,
        generations=folder.kept,
        vocabulary=where.vocabulary,
    )
    return create_app(
        service,
        changes,
        FeedbackStore(where.data),
        QuestionStore(where.data) if settings.keep_questions else None,
        hosts=settings.hosts,
        origins=settings.origins,
        embed=settings.embed,
        prefix=settings.prefix,
        closed=settings.closed,
        limits=limits,
        proxies=settings.proxies,
        tls=settings.tls,
        audit=settings.audit,
    )


def _listen(host: str, port: int, option: str) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        listener = socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        where = f"cannot listen on {_url(host, port)}"
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"{where}: the port is in use; choose another with {option.split()[-1]}") from error
        raise CannotListen(f"{where}: {error.strerror}; choose another with {option}") from error
    return listener


def _listen_locally(place: Path) -> socket.socket:
    """Listen on a local socket, which this user and group may use; one that nobody listens on any more gives way."""
    listener = socket.socket(socket.AF_UNIX)
    try:
        with socket.socket(socket.AF_UNIX) as other:
            if other.connect_ex(str(place)) == errno.ECONNREFUSED and place.is_socket():
                place.unlink()
        listener.bind(str(place))
        place.chmod(0o660)
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise CannotListen(
            f"cannot listen on {place}: {error.strerror or error}; choose another place with --socket"
        ) from error
    return listener


def _place(settings: Settings, listener: socket.socket) -> str:
    """Where it listens, in words."""
    return f"unix:{settings.socket}" if settings.socket else _url(settings.host, listener.getsockname()[1])


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
