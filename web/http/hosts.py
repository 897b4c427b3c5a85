"""By which names this site may be called. A page elsewhere can have its own name lead here, and then read what a
browser on this machine or in this network may read: so a name that is not this site's own gets nothing.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from werkzeug.sansio.utils import host_is_trusted

LOOPBACK = ("localhost", ".localhost")
"""The names that lead to the machine itself, whoever asks; a leading dot takes every name below."""


def is_own_host(host: str, names: Collection[str]) -> bool:
    """Whether a `Host` header names this site: by one of some names, or by an address, which nobody else can hold.

    The port does not matter.
    """
    try:
        ip_address(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return host_is_trusted(host.lower(), (*LOOPBACK, *names))
    return host_is_trusted(host)
