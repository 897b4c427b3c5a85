"""The token that lets a client change what is indexed: shown once, and kept only as its SHA-256."""

import hashlib
import secrets
from enum import Enum, auto
from hmac import compare_digest
from pathlib import Path

from corpus import flush, replace_file
from web.store.files import OWNERS_ALONE, data_errors, make_private

_FILE = "token"


class Access(Enum):
    """What a token opens; NONE_SET: there is no token yet that could."""

    ALLOWED = auto()
    WRONG = auto()
    NONE_SET = auto()


def new_token(data: Path) -> str:
    """Set a fresh token, in place of any before it, and return it; it cannot be read again. Raises DataError."""
    token = secrets.token_urlsafe(32)
    with data_errors(data / _FILE):
        make_private(data)
        replace_file(data / _FILE, digest(token), mode=OWNERS_ALONE)
    return token


def has_token(data: Path) -> bool:
    """Whether a token is set. Raises DataError."""
    with data_errors(data / _FILE):
        return (data / _FILE).exists()


def revoke(data: Path) -> None:
    """Take the token back, if one is set; from then on nobody may change anything. Raises DataError."""
    with data_errors(data / _FILE):
        if has_token(data):
            (data / _FILE).unlink(missing_ok=True)
            flush(data)


def check(data: Path, given: str | None) -> Access:
    """What a given token opens, in a time that tells nothing of the right one. Raises DataError."""
    kept = kept_digest(data)
    if kept is None:
        return Access.NONE_SET
    right = given is not None and compare_digest(digest(given), kept)
    return Access.ALLOWED if right else Access.WRONG


def kept_digest(data: Path) -> bytes | None:
    """What is kept of the token that is set, None where none is. Raises DataError."""
    with data_errors(data / _FILE):
        try:
            return (data / _FILE).read_bytes()
        except FileNotFoundError:
            return None


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest().encode("ascii")
