"""What gunicorn is made to do otherwise: to drop a client that stalls, to end without waiting for clients that ask for
nothing, to refuse what is no HTTP as every refusal is told, and to log neither words nor addresses.
"""

import logging
import os
import signal
import socket
import struct
import time
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, NoMoreData, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import BadRequest, RequestHeaderFieldsTooLarge, RequestURITooLarge

from web import log
from web.api import events
from web.api.replies import json_text
from web.app import SECURITY_HEADERS
from web.http.problems import CONTENT_TYPE, Problem

STALL = 10
"""Seconds in which a client must send the next bytes of a request, or take those of a reply. gunicorn sets no bound
of its own, and a few clients that vanished in the middle would hold all threads for good."""


LINGER = 0.3
"""Seconds that a worker which is told to end waits for requests that are on their way; gunicorn waits for clients that
send none as well: up to two seconds where one was answered before, and as long as for requests in hand else."""

_LOOK = 0.1
"""Seconds between two looks whether any are left, once that is over."""


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """The process that starts the workers."""

    def handle_int(self) -> None:
        """End as at SIGTERM, once the requests in hand are done; gunicorn ends at once at a second SIGINT only then."""
        self.handle_term()


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin without connections."""
        super().__init__(*args, **kwargs)
        self._asking_nothing: set[TConn] = set()
        self._leaving_at = 0.0

    def enqueue_req(self, conn: TConn) -> None:
        """Hand a connection to a thread. The bound is the kernel's: gunicorn makes the socket a blocking one."""
        self._asking_nothing.add(conn)
        bound = struct.pack("ll", STALL, 0)  # C's struct timeval
        with suppress(OSError):  # closed already, which its thread will find out
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)
        super().enqueue_req(conn)

    def handle_request(self, req: Any, conn: TConn) -> bool:
        """Reply to a request, which is in hand that long."""
        self._asking_nothing.discard(conn)
        try:
            return bool(super().handle_request(req, conn))
        finally:
            self._asking_nothing.add(conn)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """Take a connection back from its thread; at the end its client is not waited for to close it, too."""
        self._asking_nothing.discard(conn)
        if not self.alive:
            _hear_no_more(conn)
        super().finish_request(conn, fs)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for what comes; at the end only for requests in hand, once LINGER is over."""
        super().wait_for_and_dispatch_events(timeout if self.alive else min(timeout, _LOOK))
        if not self.alive and time.monotonic() >= self._leaving_at:
            for conn in [*self.keepalived_conns, *self.pending_conns, *list(self._asking_nothing)]:
                _hear_no_more(conn)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """End once the requests in hand are done; those that only watch leave at once."""
        if self.alive:
            self._leaving_at = time.monotonic() + LINGER
        events.ENDING.set()
        super().handle_exit(sig, frame)

    def handle_quit(self, sig: int, frame: Any) -> None:
        """End so at the first Ctrl-C, which each process of a terminal is told of, and else at once.

        An exit of Python's would wait for all threads.
        """
        if sig == signal.SIGINT and self.alive:
            self.handle_exit(sig, frame)
        else:
            os._exit(0)

    def handle_error(self, req: Any, client: socket.socket, addr: Any, exc: Exception) -> None:
        """Answer what the app never saw, or failed at while replying; gunicorn would log and repeat its words."""
        request_id = log.new_request_id()
        problem = Problem.of(_as_http(exc))
        if problem.code == "internal_error":
            log.request_failed(request_id=request_id, error=exc)
        log.request_done(request_id=request_id, method="", route=None, status=problem.status, ms=0.0)
        body = json_text(problem.reply(instance="/", request_id=request_id))
        headers = {
            **SECURITY_HEADERS,
            "Cache-Control": "no-store",
            "Connection": "close",
            "Content-Length": str(len(body)),
            "Content-Type": CONTENT_TYPE,
            "X-Request-Id": request_id,
        }
        head = f"HTTP/1.1 {problem.status.value} {problem.status.phrase}\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        with suppress(OSError):  # the client is gone
            client.sendall(head.encode("latin-1") + b"\r\n" + body)


def _hear_no_more(conn: TConn) -> None:
    """Take what a client has sent for all: a thread that waits for more is told that nothing comes."""
    with suppress(OSError):  # it is gone
        conn.sock.shutdown(socket.SHUT_RD)


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's log: no access log, and of its own words only where they were said (see `web.log`)."""

    def setup(self, cfg: Config) -> None:
        """Leave everything to the process's own log."""
        self.cfg = cfg
        self._access_log_enabled = False
        self.error_log.setLevel(logging.WARNING)
        self.error_log.propagate = True

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """Log, naming the caller's place instead of gunicorn's logger."""
        super().warning(msg, *args, stacklevel=3, **kwargs)

    def error(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """The same."""
        super().error(msg, *args, stacklevel=3, **kwargs)

    def exception(self, msg: str, *args: Any, **kwargs: Any) -> None:
        """The same."""
        super().exception(msg, *args, stacklevel=3, **kwargs)


def _as_http(exc: Exception) -> Exception:
    match exc:
        case LimitRequestLine():
            return RequestURITooLarge()
        case LimitRequestHeaders():
            return RequestHeaderFieldsTooLarge()
        case ParseException() | NoMoreData():
            return BadRequest()
        case _:
            return exc
