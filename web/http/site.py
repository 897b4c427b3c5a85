"""Where this site stands: at its host's root, or below a prefix that a proxy in front takes off an address."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import has_request_context, request


class Below:
    """Has an app know that its site stands below a prefix, as `/qa`."""

    def __init__(self, app: Callable[..., Iterable[bytes]], prefix: str) -> None:
        """Store both."""
        self._app = app
        self._prefix = prefix

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer."""
        return self._app({**environ, "SCRIPT_NAME": self._prefix}, start_response)


def on_host(path: str) -> str:
    """The address of one of this site's pages from its host's root."""
    return f"{request.script_root}{path}" if has_request_context() else path
