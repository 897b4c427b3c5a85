"""What gunicorn is made to do otherwise: to leave connections to waitress, to end at Ctrl-C as at SIGTERM, and to log
neither words nor addresses.
"""

import logging
import os
import signal
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker as BaseWorker

from web.api import events
from web.http.uploads import MAY_UPLOAD
from web.server.connections import Connections

_WAIT = 1.0
"""Seconds between two signs of life to the process that started the workers."""

_LINGER = 0.5
"""Seconds in which a worker that ends still takes what clients were sending already."""


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """The process that starts the workers."""

    def handle_int(self) -> None:
        """End as at SIGTERM, once the requests in hand are done; gunicorn ends at once at a second SIGINT only then."""
        self.handle_term()


class Worker(BaseWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker process. `idle`: how many connections that ask for nothing it keeps of one address; `budget`: the
    seconds in which a reply must begin; `figures`: the app that gives metrics, on the second socket where there is one.
    """

    idle = 0
    budget = 0
    figures: Callable[..., Any] | None = None

    def init_signals(self) -> None:
        """End at SIGTERM or Ctrl-C once the requests in hand are done; those that only watch a job leave at once.

        A terminal tells each process of Ctrl-C, at which gunicorn's workers end at once.
        """
        super().init_signals()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self.handle_exit)
            signal.siginterrupt(each, False)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        events.ENDING.set()
        self.alive = False
        if self._connections is not None:
            self._connections.pull_trigger()

    _connections: Connections | None = None

    def run(self) -> None:
        """Answer until told to end; then finish what is in hand, for as long as it is given."""
        listener, *others = self.sockets
        kept = self._connections = Connections(
            self.wsgi,
            listener.sock,
            threads=self.cfg.threads,
            idle=self.idle,
            budget=self.budget,
            **{"may_upload": self.wsgi.extensions[MAY_UPLOAD]} if MAY_UPLOAD in self.wsgi.extensions else {},
        )
        if self.figures is not None:
            Connections(self.figures, others[0].sock, threads=1, idle=self.idle, beside=kept)
        while self.alive and os.getppid() == self.ppid:
            self.notify()
            kept.poll(_WAIT)
        kept.stop()
        began = monotonic()
        while (kept.busy or monotonic() - began < _LINGER) and monotonic() - began < self.cfg.graceful_timeout:
            self.notify()
            kept.poll(0.1)


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log: no access log, and of its own words only where they were said (see `web.log`)."""

    def setup(self, cfg: Config) -> None:
        """Leave everything to the process's own log."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True
        # Its own methods by these names would stand in a record as the place that spoke.
        self.warning, self.error, self.exception = (
            self.error_log.warning,
            self.error_log.error,
            self.error_log.exception,
        )
