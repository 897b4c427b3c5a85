"""What gunicorn is made to do otherwise: to end at Ctrl-C as at SIGTERM, to refuse what is no HTTP as every refusal is
told, and to log neither words nor addresses.
"""

import logging
import signal
import socket
from contextlib import suppress
from types import FrameType
from typing import Any

from gunicorn.arbiter import Arbiter
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, NoMoreData, ParseException
from gunicorn.workers.gthread import ThreadWorker
from werkzeug.exceptions import BadRequest, RequestHeaderFieldsTooLarge, RequestURITooLarge

from web import log
from web.api import events
from web.api.replies import json_text
from web.app import SECURITY_HEADERS
from web.http.problems import CONTENT_TYPE, Problem


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """The process that starts the workers."""

    def handle_int(self) -> None:
        """End as at SIGTERM, once the requests in hand are done; gunicorn ends at once at a second SIGINT only then."""
        self.handle_term()


def end_gracefully(worker: ThreadWorker) -> None:
    """Have a worker that begins end at SIGTERM or Ctrl-C once the requests in hand are done; those that only watch a
    job leave at once. A terminal tells each process of Ctrl-C, at which gunicorn's workers end at once.
    """
    end = signal.getsignal(signal.SIGTERM)

    def leave(sig: int, frame: FrameType | None) -> None:
        events.ENDING.set()
        if callable(end):
            end(sig, frame)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, leave)
        signal.siginterrupt(each, False)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker process."""

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
