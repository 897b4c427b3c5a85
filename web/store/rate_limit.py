"""How often one address sends something: counted in a SQLite file that keeps no address.

An address stands there as a hash that cannot be undone once its day's salt is gone.
"""

import hashlib
import hmac
import sqlite3
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network
from secrets import token_bytes

from corpus import PioneerError

SENDERS = """
CREATE TABLE sent (sender BLOB NOT NULL, at REAL NOT NULL);
CREATE TABLE salts (day TEXT PRIMARY KEY, salt BLOB NOT NULL);
"""
"""The tables that such a file has."""


class TooOften(PioneerError):
    """An address sends more than is taken of one; `wait`: the whole seconds until it may send again."""

    def __init__(self, wait: int) -> None:
        """Tell how long to wait."""
        super().__init__(f"more comes from this address than is taken of one; wait {wait} seconds")
        self.wait = wait


def count(database: sqlite3.Connection, address: str, moment: float, *, most: int, window: float) -> None:
    """Note that an address sends something, of which `most` are taken in `window` seconds; what is older is forgotten.

    Raises TooOften.
    """
    database.execute("DELETE FROM sent WHERE at <= ? OR at > ?", (moment - window, moment))
    sender = _sender(database, address, moment)
    sent = [at for (at,) in database.execute("SELECT at FROM sent WHERE sender = ? ORDER BY at", (sender,))]
    if len(sent) >= most:
        raise TooOften(int(sent[-most] + window - moment) + 1)
    database.execute("INSERT INTO sent VALUES (?, ?)", (sender, moment))


def forgive(database: sqlite3.Connection, address: str, moment: float) -> None:
    """Forget what an address sent."""
    database.execute("DELETE FROM sent WHERE sender = ?", (_sender(database, address, moment),))


def _sender(database: sqlite3.Connection, address: str, moment: float) -> bytes:
    day = datetime.fromtimestamp(moment, UTC).date().isoformat()
    database.execute("DELETE FROM salts WHERE day != ?", (day,))
    database.execute("INSERT OR IGNORE INTO salts VALUES (?, ?)", (day, token_bytes(32)))
    (salt,) = database.execute("SELECT salt FROM salts").fetchone()
    return hmac.digest(salt, _network(address).encode(), hashlib.sha256)


def _network(address: str) -> str:
    """What an address is counted as: of IPv6 its /64, since one client has as many addresses as it likes."""
    try:
        found = ip_address(address)
    except ValueError:  # no address is known of what comes over a local socket
        return ""
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
