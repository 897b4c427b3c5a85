"""TOML as it may come from anybody: what is nested too deep is refused, as all else that is none."""

import re
import tomllib
from typing import Any

_DEEPEST = 100
"""How many names a key may have. Python's own reader takes memory with their square: of 100,000, more than there is."""

_QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'")


class NoToml(ValueError):
    """A text is no TOML, or is nested too deep."""


def _names(line: str) -> int:
    """Return how many names with dots between them a line holds, quoted ones among them, before its value."""
    most = run = 0
    for name in _QUOTED.sub("q", line).partition("=")[0].split("."):
        run = run + 1 if name.strip() else 0
        most = max(most, run)
    return most


def read_toml(text: str) -> dict[str, Any]:
    """Return what a text holds. Raises NoToml."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _DEEPEST and _names(line) > _DEEPEST:
            raise NoToml(f"nested too deep (at line {number})")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NoToml(str(error)) from error
    except RecursionError as error:
        raise NoToml("nested too deep") from error
