"""The connections of one worker process, kept by waitress: one thread holds them all, and a request is given one of its
own only when it is there to its last byte. So nobody holds a thread by sending nothing, or little.

What waitress leaves open is bounded here: how long a request, its reply and the taking of it may last, how many
connections that ask for nothing one address has, how much waits, and what a refusal looks like. Questions have threads
of their own, so that however long they take, pages, articles and signs of life are still given.
"""

import socket
from collections.abc import Callable
from copy import copy
from time import monotonic
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ErrorTask, ThreadedTaskDispatcher, WSGITask
from waitress.utilities import BadRequest as Malformed
from waitress.utilities import RequestEntityTooLarge as BodyTooLarge
from waitress.utilities import RequestHeaderFieldsTooLarge as HeadTooLarge
from waitress.utilities import ServerNotImplemented
from waitress.wasyncore import poll2
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestHeaderFieldsTooLarge, RequestURITooLarge

from web import log
from web.api.replies import json_text
from web.app import SECURITY_HEADERS
from web.http.asking import asks
from web.http.limits import network_of
from web.http.problems import CONTENT_TYPE, Problem
from web.http.uploads import MayUpload
from web.server.request import Parser, TooBusy, TooLate
from web.settings import BUDGET

LARGEST_HEAD = 65_536
"""The largest head of a request, in bytes."""

HEAD = 10.0
"""Seconds in which a connection must bring its first request's head, and any later request's once it has begun."""

WHOLE = 300.0
"""Seconds in which a whole request must be there: the largest document at 0.7 Mbit a second."""

STALL = 10.0
"""Seconds in which the next bytes of a request must come, or the next of a reply be taken."""

TAKEN = 300.0
"""Seconds in which a whole reply must be taken once it is made."""

LINGER = 2.0
"""Seconds in which what a client goes on sending after a refusal is read and dropped, so that it sees the refusal."""

KEEP_ALIVE = 75.0
"""Seconds that a connection stays open after a reply."""

MOST_IDLE = 500
"""How many connections without a request in hand a process keeps, of all addresses together."""

QUEUE = 100
"""How many requests wait for a thread; the next is refused at once."""

SOON = 5.0
"""Seconds for which a request may wait for a thread: where one has waited longer, the next is refused at once, too."""

ANSWERING = 4
"""Of so many threads one answers questions. More of them would only take turns at the same processors."""

ROOM = 256_000_000
"""Bytes of all documents on their way, as far as they have come, in one process: they are held in memory."""


class _Refusal(ErrorTask):  # type: ignore[misc]  # waitress has no types
    """Tells what the app never saw, or failed at while replying, as every refusal is told."""

    def execute(self) -> None:
        """Write the problem."""
        request_id = log.request_id(self.request.headers.get("X_REQUEST_ID"))
        problem = _problem(self.request)
        log.request_done(request_id=request_id, method="", route=None, status=problem.status, ms=0.0)
        body = json_text(problem.reply(instance="/", request_id=request_id))
        self.status = f"{problem.status.value} {problem.status.phrase}"
        headers = {
            **SECURITY_HEADERS,
            **problem.headers,
            "Cache-Control": "no-store",
            "Content-Type": CONTENT_TYPE,
            "X-Request-Id": request_id,
        }
        self.channel.refused = True
        self.response_headers.extend(headers.items())
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


def _problem(request: Any) -> Problem:
    match request.error:
        case TooBusy() | TooLate() as why:
            return Problem.of(why.problem)
        case BodyTooLarge():
            return Problem.of(RequestEntityTooLarge())
        case HeadTooLarge() if b"\n" in request.header_plus:
            return Problem.of(RequestHeaderFieldsTooLarge())
        case HeadTooLarge():
            return Problem.of(RequestURITooLarge())
        case Malformed() | ServerNotImplemented():
            return Problem.of(RequestURITooLarge() if request.line_too_long else BadRequest())
        case _:
            return Problem.of(RuntimeError())


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """Has the app answer a request."""

    def start(self) -> None:
        """Begin, unless that is given up by now; when the server ends, so does the connection."""
        if self.channel.given_up:
            raise ClientDisconnected
        super().start()
        if self.request.unwelcome:
            self.channel.refused = True
        if self.request.unwelcome or not self.channel.server.accepting:
            self.set_close_on_finish()


class _Sheet:
    """Stands for a connection where a reply is only to be written down."""

    def __init__(self, server: "Connections") -> None:
        self.server = server
        self.refused = False
        self.written = b""

    def write_soon(self, data: bytes) -> int:
        """Write."""
        self.written += data
        return len(data)


class _Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection. `since`: when its present request or reply began, or its last reply was made; `moved`: when bytes
    last came or were taken; `asked`: whether it ever brought a whole request; `waits`: since when its present request
    does for a reply; `begun`: whether that has begun; `given_up`: whether it is told that none comes.
    """

    task_class = _Task
    error_task_class = _Refusal
    refused = False
    lingers = False

    def __init__(self, server: "Connections", sock: socket.socket, addr: Any, adj: Adjustments, map: Any) -> None:
        self.since = self.moved = monotonic()
        self.waits = self.since
        self.asked = self.begun = self.given_up = False
        self.network = network_of(addr[0])
        self.parser_class = lambda adj: Parser(adj, server.has_room, server.may_upload)
        super().__init__(server, sock, addr, adj, map=map)
        server.make_room(self.network)

    @property
    def idle(self) -> bool:
        """Whether no request of it is in hand."""
        return not (self.requests or self.will_close)

    def received(self, data: bytes) -> bool:
        """Take what came."""
        before, self.moved = self.request, monotonic()
        taken = bool(super().received(data))
        if self.request is not before:
            self.since = self.moved
        return taken

    def writable(self) -> bool:
        """Whether this thread should send: the one that answers sends what it makes, unless too much piles up.

        Without this both try at once, and this one thirty times a request.
        """
        piled = self.total_outbufs_len > self.adj.outbuf_high_watermark
        return bool((piled or not self.requests or self.will_close or self.given_up) and super().writable())

    def write_soon(self, data: bytes) -> int:
        """Send some of a reply. Its client has from now on to take it: what was before was no fault of the client's."""
        with self.outbuf_lock:
            if self.given_up:
                raise ClientDisconnected
            if not self.total_outbufs_len:
                self.moved = monotonic()
            if not self.begun:
                self.begun, self.since = True, self.moved
            return int(super().write_soon(data))

    def give_up(self) -> None:
        """Tell that the request takes too long, unless its reply has begun. What is still made of it goes nowhere."""
        with self.requests_lock:
            request = copy(self.requests[0]) if self.requests else None
        if request is None:
            return
        request.error = TooLate()
        sheet = _Sheet(self.server)
        with self.outbuf_lock:
            if self.begun or self.given_up:
                return
            _Refusal(sheet, request).service()
            self.given_up = self.refused = True
            self.outbufs[-1].append(sheet.written)
            self.total_outbufs_len += len(sheet.written)
            self.since = self.moved = monotonic()
            self.close_when_flushed = True

    def _flush_some(self, do_close: bool = True) -> bool:
        sent = bool(super()._flush_some(do_close=do_close))
        if sent:
            self.moved = monotonic()
        return sent

    def readable(self) -> bool:
        """Whether more should be read."""
        return self.lingers or bool(super().readable())

    def handle_read(self) -> None:
        """Read some; after a refusal, drop it."""
        if not self.lingers:
            super().handle_read()
            return
        try:
            self.recv(self.adj.recv_bytes)
        except OSError:
            self.handle_close()

    def handle_close(self) -> None:
        """Close; after a refusal only when its client has closed, too, or could."""
        if self.refused and self.connected and not self.lingers:
            self.lingers, self.will_close, self.since = True, False, monotonic()
            try:
                self.socket.shutdown(socket.SHUT_WR)
                return
            except OSError:
                pass  # its client is gone
        super().handle_close()

    def service(self) -> None:
        """Carry out one request."""
        super().service()
        self.since, self.asked = monotonic(), True

    def is_late(self, now: float) -> bool:
        """Whether it took longer than it may."""
        if self.lingers:
            return now - self.since > LINGER
        stalled = now - self.moved > STALL
        if self.total_outbufs_len:
            return stalled or (not self.requests and now - self.since > TAKEN)
        if self.requests:
            return False
        if self.request is None:
            return now - max(self.since, self.moved) > (KEEP_ALIVE if self.asked else HEAD)
        return stalled or now - self.since > (WHOLE if self.request.headers_finished else HEAD)


class Connections(TcpWSGIServer):  # type: ignore[misc]  # waitress has no types
    """All connections of a listening socket, and the threads that answer their requests."""

    channel_class = _Channel

    def __init__(
        self,
        app: Callable[..., Any],
        listener: socket.socket,
        *,
        threads: int,
        idle: int,
        budget: float = BUDGET,
        beside: "Connections | None" = None,
        may_upload: MayUpload = lambda path, headers: True,
    ) -> None:
        """Begin to accept. `idle`: how many connections without a request in hand one address may have; `budget`: the
        seconds in which a reply must begin; `beside`: those of another socket, whose `poll` sees to these, too;
        `may_upload`: whose documents are waited for.
        """
        self.may_upload = may_upload
        self._most_idle = idle
        self._budget = budget
        self._refusals = ThreadedTaskDispatcher()
        self._refusals.set_thread_count(1)
        self._answers = ThreadedTaskDispatcher()
        self._answers.set_thread_count(max(1, threads // ANSWERING))
        super().__init__(
            app,
            map={} if beside is None else beside._map,
            _sock=listener,
            bind_socket=False,
            sockinfo=(listener.family, listener.type, listener.proto, listener.getsockname()),
            adj=Adjustments(
                backlog=1024,
                cleanup_interval=1,
                connection_limit=1_000_000,  # it would leave others waiting; see `make_room`
                ident=None,
                inbuf_overflow=ROOM,  # in memory: a text is not to be left on some other disk
                max_request_body_size=ROOM,  # see `Parser`
                max_request_header_size=LARGEST_HEAD,
                outbuf_overflow=ROOM,
                outbuf_high_watermark=4_000_000,
                threads=max(1, threads - threads // ANSWERING),
                clear_untrusted_proxy_headers=False,  # the app knows which proxy to trust
            ),
        )

    def getsockname(self) -> tuple[str, str]:
        """Where it listens: the address and the port, or the path of a local socket."""
        return ("unix", self.socket.getsockname()) if self.family == socket.AF_UNIX else super().getsockname()

    def set_socket_options(self, conn: socket.socket) -> None:
        """Set what a network's sockets have."""
        if self.family != socket.AF_UNIX:
            super().set_socket_options(conn)

    def fix_addr(self, addr: Any) -> Any:
        """The address of a client; over a local socket it has none."""
        return ("", None) if self.family == socket.AF_UNIX else addr

    def poll(self, seconds: float) -> None:
        """See to all connections once, and wait for them so long at most."""
        poll2(seconds, self._map)

    def stop(self) -> None:
        """Accept no more connections, and close those that ask for nothing."""
        self.accepting = False
        for channel in self.active_channels.values():
            if channel.idle and channel.request is None and not channel.total_outbufs_len:
                channel.will_close = True

    @property
    def busy(self) -> bool:
        """Whether a request is in hand, or a reply not taken yet."""
        return any(channel.requests or channel.total_outbufs_len for channel in self.active_channels.values())

    def add_task(self, task: _Channel) -> None:
        """Have a request answered, or refused where as many wait as can be served soon."""
        request = task.requests[0]
        line = self._answers if request.error is None and asks(request.path, request.query) else self.task_dispatcher
        task.begun, task.waits = False, monotonic()
        if self._is_short(line):
            line.add_task(task)
            return
        request.error = TooBusy("more to do than it can take on")
        self._refusals.add_task(task)

    def _is_short(self, line: ThreadedTaskDispatcher) -> bool:
        with line.lock:
            return len(line.queue) < QUEUE and not (line.queue and monotonic() - line.queue[0].waits > SOON)

    def has_room(self) -> bool:
        """Whether more may come of the documents that do. What is only announced takes none."""
        channels = self.active_channels.values()
        held = [
            request for channel in channels for request in (channel.request, *channel.requests) if request is not None
        ]
        coming = [request for request in held if request.error is None]  # what is refused holds no more than its head
        return sum(request.body_bytes_received for request in coming) <= ROOM or len(coming) == 1

    def make_room(self, network: str) -> None:
        """Have the connection give way that has been silent longest, where there are too many."""
        idle = [channel for channel in self.active_channels.values() if channel.idle]
        of_one = [channel for channel in idle if channel.network == network]
        crowded = of_one if len(of_one) > self._most_idle else idle if len(idle) > MOST_IDLE else []
        if crowded:
            min(crowded, key=lambda channel: channel.since).will_close = True

    def maintenance(self, now: float) -> None:
        """Close the connections that took longer than they may, and give up the requests that do."""
        moment = monotonic()
        for channel in self.active_channels.values():
            if channel.requests and moment - channel.waits > self._budget:
                channel.give_up()
            if channel.is_late(moment):
                channel.will_close = True
