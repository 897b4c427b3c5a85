"""The server process: gunicorn with several worker processes; in each, waitress keeps the connections, and several
threads answer.

The listening socket, every import and the lists of words are made before the fork, and so shared. Each worker opens the
index after it (SQLite connections must not cross a fork); its arrays, being memory-mapped, are shared all the same. An
encoder's model is loaded once in each worker.
"""

import errno
import gc
import logging
import socket
from collections.abc import Callable
from threading import Thread
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
from web.settings import Settings
from web.store.feedback import FeedbackStore

THREADS = 32
"""Requests that one worker has in hand at once."""

OPTIONS: dict[str, Any] = {
    "control_socket_disable": True,
    "graceful_timeout": 5,  # seconds that the end of the server leaves to requests in hand
    "logger_class": QuietLogger,
    "threads": THREADS,
    "timeout": 60,  # seconds without a sign of life after which a worker is replaced
}


class CannotListen(PioneerError):
    """The address is taken, not this machine's, or not allowed."""


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    def __init__(self, settings: Settings, listener: socket.socket, make_app: Callable[[], Flask]) -> None:
        url = _url(settings.host, listener.getsockname()[1])
        self._make_app = make_app
        self._options = {
            **OPTIONS,
            "bind": f"fd://{listener.detach()}",
            "worker_class": type("Worker", (Worker,), {"idle": settings.idle, "budget": settings.budget}),
            "workers": settings.workers,
            "when_ready": lambda _: log.say(f"Pioneer Q&A listens on {url}"),
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
    listener = _listen(settings)
    limits = Limits(settings.rates)  # before the workers, which share it
    log.configure()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # how long it is stands in each reply's time
    load_words()
    gc.freeze()  # what every worker has from here is not looked through in each, which would copy it
    Master(_Server(settings, listener, make_app or (lambda: _app(settings, limits)))).run()


def _app(settings: Settings, limits: Limits) -> Flask:
    """The app of one worker, with its keeper."""
    where = settings.where
    encoder = where.open_encoder()
    if encoder is not None:
        encoder.load()  # or the first question would wait for it
    folder = IndexFolder(where.index, encoder)
    jobs = JobStore(where.jobs)
    keeper = Keeper(folder, where, jobs, encodes=encoder is not None)
    keeper.start()
    if settings.watch:
        start_watching(where, jobs, keeper.wake)
    changes = Changes(
        where.data,
        jobs,
        writable=where.corpus is None,
        wake=keeper.wake,
        generations=folder.kept,
    )
    service = Service(
        folder.searcher,
        lambda: folder.refused,
        folder.earlier_article,
        where.load_models(),
        about=lambda: read_about(where.articles),
    )
    Thread(target=prepare, args=(service,), name="prepare", daemon=True).start()
    return create_app(
        service,
        changes,
        FeedbackStore(where.data),
        hosts=settings.hosts,
        origins=settings.origins,
        embed=settings.embed,
        closed=settings.closed,
        limits=limits,
        proxies=settings.proxies,
        tls=settings.tls,
        audit=settings.audit,
    )


def _listen(settings: Settings) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family, backlog=1024)
    except OSError as error:
        where = f"cannot listen on {_url(settings.host, settings.port)}"
        if error.errno == errno.EADDRINUSE:
            raise CannotListen(f"{where}: the port is in use; choose another with --port") from error
        raise CannotListen(f"{where}: {error.strerror}; choose another with --host or --port") from error
    return listener


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
