"""One publisher at a time: a document that whoever publishes keeps renewing, in the engine, since publishers may be on
several machines.

It stands in the index PREFIX.lock, and is only ever created where there is none, or written over as it was read last.
Nobody's clock is compared with another's: who finds the document waits to see whether it is renewed.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import msgspec

from index.cluster.client import Address, Client
from index.errors import EngineError

RENEWED = 5.0
"""Seconds between two renewals."""

EXPIRED = 30.0
"""Seconds after which one that nobody renewed is taken over: its publisher was killed, or is cut off."""

_LOOK = 0.5
_SETTINGS = {
    "settings": {"index": {"hidden": True, "number_of_shards": 1, "auto_expand_replicas": "0-1"}},
    "mappings": {"enabled": False},
}


class _Holder(msgspec.Struct, frozen=True):
    """Who publishes: a name to be told, and what no other publisher is called."""

    told: str
    token: str


class _Held(msgspec.Struct, frozen=True):
    seq_no: int = msgspec.field(name="_seq_no")
    term: int = msgspec.field(name="_primary_term")
    source: _Holder | None = msgspec.field(name="_source", default=None)


class _Lock:
    """The document, as this publisher wrote it last."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._index = f"{client.address.prefix}.lock"
        self._me = _Holder(f"process {os.getpid()} on {socket.gethostname()}", secrets.token_hex(16))
        self._mutex = threading.Lock()
        self._last: _Held | None = None

    def take(self) -> None:
        """Take it. Raises EngineError where another publishes, which is seen after some seconds."""
        if self._client.ask("GET", f"/{self._index}", missing=True) is None:
            try:
                self._client.ask("PUT", f"/{self._index}", _SETTINGS)
            except EngineError:
                if self._client.ask("GET", f"/{self._index}", missing=True) is None:
                    raise
        seen, since = None, 0.0
        while not self._write("_create", ""):
            held = self._read()
            if held is None:
                time.sleep(_LOOK)
                continue
            if seen is None:
                seen, since = held, time.monotonic()
            elif held != seen:
                told = "another process" if held.source is None else held.source.told
                raise EngineError(
                    f"{self._client.address}: {told} publishes there now; what answers stays; run this again once it "
                    "has ended"
                )
            if time.monotonic() - since < EXPIRED:
                time.sleep(_LOOK)
            elif self._write("_doc", _as_read(held)):
                return

    def renew(self) -> None:
        """Write it anew. Raises EngineError where another has taken it over, or the engine is away."""
        with self._mutex:
            if self._last is None or not self._write("_doc", _as_read(self._last)):
                self._last = None
                raise EngineError(overtaken(self._client.address))

    def give_back(self) -> None:
        """Delete it; where that fails it expires."""
        with self._mutex, suppress(EngineError):
            if self._last is not None:
                path = f"/{self._index}/_doc/publish?{_as_read(self._last)}"
                self._client.ask("DELETE", path, missing=True, conflict=True)

    def _write(self, how: str, condition: str) -> bool:
        """Write it where the condition holds; returns whether it is ours now."""
        path = f"/{self._index}/{how}/publish?timeout=20s&{condition}"
        raw = self._client.ask("PUT", path, self._me, conflict=True)
        held = self._read() if raw is None else msgspec.json.decode(raw, type=_Held)
        if raw is None and (held is None or held.source != self._me):  # else its reply was lost
            return False
        self._last = held
        return True

    def _read(self) -> _Held | None:
        raw = self._client.ask("GET", f"/{self._index}/_doc/publish", missing=True)
        return None if raw is None else msgspec.json.decode(raw, type=_Held)


def overtaken(address: Address) -> str:
    """Return what is told to a publisher that was cut off for so long that another took over."""
    return f"{address}: another process publishes there now, since this one was cut off; run it again"


def _as_read(held: _Held) -> str:
    return f"if_seq_no={held.seq_no}&if_primary_term={held.term}"


@contextmanager
def publishing(client: Client) -> Iterator[Callable[[], None]]:
    """Publish alone: gives what sees that it is still so, which raises EngineError where it is not.

    Raises EngineError where another publishes. One that was killed is waited for, as EXPIRED tells.
    """
    lock, over = _Lock(client), threading.Event()
    lock.take()

    def keep() -> None:
        while not over.wait(RENEWED):
            with suppress(EngineError):  # whoever publishes meets it
                lock.renew()

    thread = threading.Thread(target=keep, name="publishing", daemon=True)
    thread.start()
    try:
        yield lock.renew
    finally:
        over.set()
        thread.join()
        lock.give_back()
