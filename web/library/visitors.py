"""Who is at a page, by the cookie of a session. It opens pages, but no call of the API."""

from dataclasses import dataclass

from flask import Response, g, request

from web.changes import Changes
from web.http.problems import NotSignedIn
from web.store.sessions import Session, Sessions
from web.store.token import has_token

COOKIE = "pioneer-qa-session"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a page. `writable`: whether articles can be added, replaced and removed at all."""

    session: Session | None
    writable: bool

    @property
    def signed_in(self) -> bool:
        """Whether changes may be made."""
        return self.session is not None


class Visitors:
    """Tells who is at the page of the request at hand."""

    def __init__(self, changes: Changes) -> None:
        """Store what takes changes."""
        self._changes = changes
        self.sessions = Sessions(changes.data)

    def current(self) -> Visitor:
        """The visitor, looked up once for a request. Raises DataError."""
        if "visitor" not in g:
            cookie = request.cookies.get(COOKIE, "")
            g.visitor = Visitor(self.sessions.find(cookie) if cookie else None, self._changes.writable)
        return g.visitor  # type: ignore[no-any-return]

    def nobody_can(self) -> bool:
        """Whether no token is set, so that nobody can sign in. Raises DataError."""
        return not has_token(self._changes.data)

    def require(self) -> Session:
        """The visitor's session. Raises NotSignedIn."""
        session = self.current().session
        if session is None:
            raise NotSignedIn(
                "Only who is signed in may do this; a session ends by itself, too. Sign in and try again."
            )
        return session


def remember(response: Response, session: Session) -> Response:
    """Have the browser keep a session: out of reach of scripts and of other sites, until it is closed."""
    response.set_cookie(COOKIE, session.id, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
    return response


def forget(response: Response) -> Response:
    """Have the browser forget its session."""
    response.delete_cookie(COOKIE, httponly=True, samesite="Strict", secure=request.is_secure, path="/")
    return response
