"""What gunicorn is made to do otherwise: to drop a client that stalls, to refuse what is no HTTP as every refusal is
told, and to log neither words nor addresses.
"""

import logging
import socket
import struct
from contextlib import suppress
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, NoMoreData, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import BadRequest, RequestHeaderFieldsTooLarge, RequestURITooLarge

from web import events, log
from web.app import SECURITY_HEADERS
from web.problems import CONTENT_TYPE, Problem
from web.replies import json_text

STALL = 10
"""Seconds in which a client must send the next bytes of a request, or take those of a reply. gunicorn sets no bound
of its own, and a few clients that vanished in the middle would hold all threads for good."""


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker process."""

    def enqueue_req(self, conn: TConn) -> None:
        """Hand a connection to a thread. The bound is the kernel's: gunicorn makes the socket a blocking one."""
        bound = struct.pack("ll", STALL, 0)  # C's struct timeval
        with suppress(OSError):  # closed already, which its thread will find out
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, bound)
            conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, bound)
        super().enqueue_req(conn)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """End once the requests in hand are done; those that only watch leave at once."""
        events.ENDING.set()
        super().handle_exit(sig, frame)

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
