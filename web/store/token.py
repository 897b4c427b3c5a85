"""The tokens that let a client in: each has a name, a scope and perhaps an end, is shown once, and kept as a hash.

DATA/tokens.json holds them. A token has 256 bits of chance: nobody can try them all, however fast a hash is. So it is
kept as a salted SHA-256, and not by a function that is slow on purpose, which each request would have to wait for.
DATA/token is the one token of earlier versions, unsalted; it goes on opening everything until it is revoked.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest
from pathlib import Path

import msgspec

from corpus import PioneerError, flush, locked, replace_file
from web.settings import Scope
from web.store.files import OWNERS_ALONE, DataError, data_errors, make_private
from web.store.sqlite import now, stamp

_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True, slots=True)
class Token:
    """What is kept of a token: never the token itself. Moments are ISO 8601, UTC; `expires_at` None: it has no end."""

    name: str
    scope: Scope
    salt: str
    digest: str
    made_at: str
    expires_at: str | None = None

    @property
    def expired(self) -> bool:
        """Whether its end has come."""
        return self.expires_at is not None and now() >= self.expires_at


class TokenRefused(PioneerError):
    """A token of this name cannot be made."""


def new_token(data: Path, name: str = "admin", scope: Scope = Scope.ADMIN, *, days: int | None = None) -> str:
    """Make a token and return it; it cannot be read again. Raises TokenRefused for its name, and DataError."""
    if not _NAME.fullmatch(name):
        raise TokenRefused(f"{name!r} is no name: up to 64 letters A to Z, digits, hyphens and underscores")
    token, salt = secrets.token_urlsafe(32), secrets.token_hex(16)
    ends = None if days is None else stamp(datetime.now(UTC) + timedelta(days=days))
    with data_errors(data):
        make_private(data)
    with _changing(data) as kept:
        if any(other.name == name for other in kept):
            raise TokenRefused(f"there is a token {name} already; choose another name, or revoke that one first")
        kept.append(Token(name, scope, salt, _digest(token, salt), now(), ends))
    return token


def revoke(data: Path, name: str = "admin") -> bool:
    """Take a token back; from then on it opens nothing. Says whether there was one. Raises DataError."""
    if all(token.name != name for token in tokens(data)):
        return False
    with _changing(data) as kept:
        kept[:] = [token for token in kept if token.name != name]
    return True


def tokens(data: Path) -> tuple[Token, ...]:
    """All tokens, the oldest first, expired ones among them. Raises DataError."""
    return (*_earlier(data), *_kept(data))


def find(data: Path, given: str) -> Token | None:
    """The token that is given, expired or not, in a time that tells nothing of any that there are. Raises DataError."""
    found = None
    for token in tokens(data):
        if compare_digest(_digest(given, token.salt).encode(), token.digest.encode()):
            found = token
    return found


@contextmanager
def _changing(data: Path) -> Iterator[list[Token]]:
    """Give all tokens, to be changed; one process at a time."""
    with data_errors(_file(data)), locked(data / "tokens.lock"):
        kept = list(tokens(data))
        yield kept
        own = [token for token in kept if token.salt]
        replace_file(_file(data), msgspec.json.format(msgspec.json.encode(own)), mode=OWNERS_ALONE)
        if len(own) == len(kept) and _old_file(data).exists():
            _old_file(data).unlink()
            flush(data)


def _kept(data: Path) -> list[Token]:
    with data_errors(_file(data)):
        try:
            return msgspec.json.decode(_file(data).read_bytes(), type=list[Token])
        except FileNotFoundError:
            return []
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise DataError(f"{_file(data)}: is damaged ({error}); take it away, and make the tokens anew") from error


def _earlier(data: Path) -> tuple[Token, ...]:
    """The token of earlier versions, if it is set."""
    with data_errors(_old_file(data)):
        try:
            digest = _old_file(data).read_bytes().decode("ascii", "replace")
            made_at = datetime.fromtimestamp(_old_file(data).stat().st_mtime, UTC)
        except FileNotFoundError:
            return ()
    return (Token("token", Scope.ADMIN, "", digest, stamp(made_at)),)


def _file(data: Path) -> Path:
    return data / "tokens.json"


def _old_file(data: Path) -> Path:
    return data / "token"


def _digest(token: str, salt: str) -> str:
    return hashlib.sha256((salt + token).encode("utf-8", "surrogatepass")).hexdigest()
