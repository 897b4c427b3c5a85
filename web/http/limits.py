"""How often a client may do something: counted once for all worker processes, in memory that they share.

Each kind of act has a bucket that leaks (the generic cell rate algorithm of ITU-T I.371): so many at once, and as many
again, evenly, in so long. Of a client that takes one number: when all that was counted of it will be forgotten.

Rates by workers apart, or by a store beside, as the library `limits` has them, would let through so many times more, or
need a server of their own. A client is kept as a keyed hash only, and all is forgotten when the server ends.
"""

import fcntl
import mmap
import os
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from secrets import token_bytes
from threading import Lock
from time import monotonic
from weakref import finalize

from web.http.problems import Refused
from web.settings import Act, Rate

_SLOT = struct.Struct("<8sd")
"""A client's hash, and the moment on the clock that runs since the machine started."""

_ROWS, _ROW = 8_192, 8
"""Of clients that fall into the same row, the one that is to be forgotten first gives way to a ninth: 1 MB in all."""

_OPEN_HERE = (Act.ASK, Act.CHANGE)
"""What is not counted of a client on this machine: a program of its owner's or, where no proxy is trusted, one that all
clients are behind. How many are answered at once is bounded all the same."""

_CODES = {Act.FEEDBACK: "too_much_feedback"}


class Limits:
    """What clients did lately; shared by all processes that are forked after it is made, and their threads."""

    def __init__(self, rates: Mapping[Act, Rate]) -> None:
        """Begin with nothing. What has no rate has no limit."""
        self._rates = dict(rates)
        self._secret = token_bytes(32)
        self._file = os.memfd_create("limits")  # a page of a file on a disk that is full ends whoever writes to it
        finalize(self, os.close, self._file)
        os.truncate(self._file, _ROWS * _ROW * _SLOT.size)
        self._table = mmap.mmap(self._file, 0)
        self._lock = Lock()

    def count(self, act: Act, address: str) -> None:
        """Note that a client does something. Raises Refused where it does so too often; that does not count."""
        if act in _OPEN_HERE and is_of_this_machine(address):
            return
        wait = self.take(act, network_of(address), monotonic())
        if wait:
            rate = self._rates[act]
            raise Refused(
                _CODES.get(act, "too_often"),
                f"Of one client {rate.times} of these are taken in {rate.seconds:.0f} seconds; "
                "the Retry-After header tells the seconds to wait.",
                headers={"Retry-After": str(wait)},
            )

    def take(self, act: Act, client: str, now: float) -> int:
        """Count one more at a moment, or return the whole seconds to wait where that would be too many."""
        rate = self._rates.get(act)
        if rate is None:
            return 0
        key = blake2b(f"{act} {client}".encode(), key=self._secret, digest_size=8).digest()
        step = rate.seconds / rate.times
        with self._held():
            place, forgotten = self._find(key)
            forgotten = max(forgotten, now)
            over = forgotten + step - now - rate.seconds
            if over > step / 2:  # half a step of a whole one, since fractions do not add up to the last bit
                return ceil(over)
            _SLOT.pack_into(self._table, place, key, forgotten + step)
        return 0

    def _find(self, key: bytes) -> tuple[int, float]:
        """Where a client's slot is, or may be, and when what is counted there will be forgotten."""
        first = int.from_bytes(key, "big") % _ROWS * _ROW
        slots = [
            (place, *_SLOT.unpack_from(self._table, place))
            for place in range(first * _SLOT.size, (first + _ROW) * _SLOT.size, _SLOT.size)
        ]
        for place, held, forgotten in slots:
            if held == key:
                return place, forgotten
        return min(slots, key=lambda slot: slot[2])[0], 0.0

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Hold the table, against other threads and other processes; the lock of a process dies with it."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)


def is_of_this_machine(address: str) -> bool:
    """Whether a loopback address, or that of a local socket, which is none."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return not address


def network_of(address: str) -> str:
    """What an address is counted as: of IPv6 its /64, since one client has as many addresses as it likes."""
    try:
        found = ip_address(address)
    except ValueError:  # no address is known of what comes over a local socket
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
