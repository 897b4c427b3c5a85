"""What stands in front of the service: proxies whose word is taken for who asks, and TLS that ends there."""

from collections.abc import Callable, Collection, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

UNIX = "unix"
"""A proxy that asks over a local socket, and so has no address."""


class Front:
    """Has requests look as they did before a proxy. `proxies`: addresses and networks, or UNIX; `tls`: whether every
    client speaks TLS, to something in front.

    Of a proxy that is trusted the last address in X-Forwarded-For is the client's, and X-Forwarded-Proto tells the
    scheme; of anybody else these headers count for nothing.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], proxies: Collection[str], *, tls: bool) -> None:
        """Store what is in front of an app."""
        self._app = app
        self._proxied = ProxyFix(app, x_for=1, x_proto=1)
        self._unix = UNIX in proxies
        self._networks = [ip_network(each, strict=False) for each in proxies if each != UNIX]
        self._tls = tls

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer."""
        trusted = self._is_trusted(environ.get("REMOTE_ADDR", ""))
        if self._tls:
            environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"] = "https"
        return (self._proxied if trusted else self._app)(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        try:
            found = ip_address(address)
        except ValueError:
            return self._unix
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        return any(found in network for network in self._networks)
