"""Who a request comes from, by the token in its header or the cookie of a session that a token began; and what each
address needs. What changes anything is closed to all others, whatever address is added later.
"""

import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from secrets import token_bytes

from flask import g, redirect, request, url_for
from itsdangerous import BadSignature, TimestampSigner
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Response

from corpus import is_id
from web.http.asking import asks
from web.http.limits import Limits
from web.http.posting import check_own_site
from web.http.problems import Refused, wants_page
from web.settings import Act, Scope
from web.store.audit import AuditTrail
from web.store.files import DataError
from web.store.token import Token, find, tokens

LONGEST = 12 * 3600
"""Seconds after which a session ends by itself."""

_COOKIE = "pioneer-qa-session"
_SECURE_COOKIE = f"__Host-{_COOKIE}"

_SECRET = token_bytes(32)
"""Made anew by each server before its workers, so that no file tells what a cookie must hold."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_FEEDBACK = frozenset({"feedback.give", "pages.give_feedback", "pages.leave_question"})
_OF_NOBODY = frozenset({"pages.appearance"})
"""What is posted without changing anything; `_OF_NOBODY`: it is the reader's own."""

_ADMINISTERS = frozenset({"changes.rebuild", "actions.rebuild"})
"""What occupies the builder for as long as all articles take."""

_ALWAYS_OPEN = frozenset(
    {"static", "pages.favicon", "pages.appearance", "sign_in.show", "sign_in.sign_in", "api.alive", "api.ready"}
)
"""What is open where asking needs a token."""


def act_of_request() -> Act | None:
    """What the request at hand does, None where it only reads. What is not known to be harmless is a change."""
    endpoint = request.endpoint or ""
    if endpoint in _FEEDBACK:
        return Act.FEEDBACK
    if asks(request.path, request.query_string.decode("latin-1")):
        return Act.ASK
    if request.method in _SAFE:
        return None
    if endpoint == "sign_in.sign_in":
        return Act.SIGN_IN
    return None if endpoint in _OF_NOBODY else Act.CHANGE


class Access:
    """Checks who is let in, as what, and how often.

    `g.who` is the name of the token that a change comes with. A view whose address does not name the article that it
    changes sets `g.article`.
    """

    def __init__(self, data: Path, audit: AuditTrail, limits: Limits | None, *, closed: bool) -> None:
        """Store the folder for data, where the tokens are, and what takes lines of audit and counts, if any does.

        `closed`: whether asking and reading need a token, too.
        """
        self._data = data
        self._audit = audit
        self._limits = limits
        self.closed = closed

    def check(self) -> Response | None:
        """See to it that the request at hand may do what it asks for, before its body is read. Raises Refused.

        Gives the page to sign in at, where a page is asked for that is not open.
        """
        if request.url_rule is None:
            return None
        act = act_of_request()
        if act is Act.SIGN_IN:
            self._count(act)
            g.tried = True
        elif act is Act.CHANGE:
            needed = Scope.ADMIN if request.endpoint in _ADMINISTERS else Scope.WRITE
            if request.blueprint == "changes":
                self._require_token(needed)
            else:
                self._require_session(Scope.ASK if request.blueprint == "sign_in" else needed)
        elif self.closed and request.method != "OPTIONS" and request.endpoint not in _ALWAYS_OPEN:
            if self.session() is None and wants_page(request) and request.method in _SAFE:
                return redirect(url_for("sign_in.show"), HTTPStatus.SEE_OTHER)
            if self.session() is None:
                self._require_token(Scope.ASK)
        if act is not None and act is not Act.SIGN_IN:
            self._count(act)
        return None

    def _count(self, act: Act) -> None:
        if self._limits is not None:
            self._limits.count(act, request.remote_addr or "")

    def note(self, response: Response) -> Response:
        """Note for the audit who changed something, or failed to, and who tried a token."""
        if "tried" in g or ("who" in g and act_of_request() is Act.CHANGE):
            article = g.get("article") or (request.view_args or {}).get("article_id", "")
            self._audit.note(
                request_id=g.request_id,
                who=g.get("who"),
                what=f"{request.method} {request.url_rule}",
                article=article if is_id(article) else None,
                outcome=response.status_code,
            )
        return response

    def may(self, scope: Scope) -> bool:
        """Whether the request brings a token that opens so much; it need not."""
        token = self.token()
        return token is not None and not token.expired and token.scope.opens(scope)

    def token(self) -> Token | None:
        """The token in the header of the request at hand, expired or not. Raises DataError."""
        if "token" not in g:
            given = _bearer()
            g.token = find(self._data, given) if given else None
        return g.token  # type: ignore[no-any-return]

    def session(self) -> Token | None:
        """The token that began the session of the request at hand. Raises DataError."""
        if "session_token" not in g:
            cookie = request.cookies.get(cookie_name(), "")
            good = self._valid() if cookie else []
            g.session_token = next((token for token in good if _is_signed(cookie, token)), None)
        return g.session_token  # type: ignore[no-any-return]

    def any_token(self) -> bool:
        """Whether there is a token that opens anything. Raises DataError."""
        return bool(self._valid())

    def _valid(self) -> list[Token]:
        return [token for token in tokens(self._data) if not token.expired]

    def _require_token(self, needed: Scope) -> None:
        """See to it that the request brings a token of enough scope. Raises Refused."""
        given, token = _bearer(), self.token()
        if token is not None:
            g.who = token.name
        if token is not None and not token.expired:
            if token.scope.opens(needed):
                return
            raise Refused(
                "insufficient_scope",
                f"This needs a token of scope {needed}; the one that was sent is of scope {token.scope}.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{needed}"'},
            )
        if given:
            self._count(Act.SIGN_IN)
            g.tried = True
        if not self.any_token():
            raise Refused("no_token_set", "Nobody may do this yet: run pioneer-qa token make, and send what it prints.")
        why = "is none that opens anything" if token is None else "has expired"
        raise Refused(
            "unauthorized",
            f"The token that was sent {why}; make another with: pioneer-qa token make"
            if given
            else "This needs the header Authorization: Bearer, with what pioneer-qa token make printed.",
            headers={"WWW-Authenticate": 'Bearer error="invalid_token"' if given else "Bearer"},  # as RFC 6750 has it
        )

    def _require_session(self, needed: Scope) -> None:
        """See to it that the visitor of a page is signed in, and sent this from a page of this site. Raises Refused."""
        token = self.session()
        if token is None:
            raise Refused(
                "not_signed_in",
                "Only who is signed in may do this; a session ends by itself, too. Sign in and try again.",
            )
        g.who = token.name
        check_own_site(must_tell=True)
        if not token.scope.opens(needed):
            raise Refused(
                "insufficient_scope",
                f"This needs a token of scope {needed}; you are signed in with one of scope {token.scope}.",
            )


def may_upload(data: Path, path: str, headers: Mapping[str, str]) -> bool:
    """Whether whoever sends these headers (by WSGI's names) to a path may change articles: asked before a document
    comes. Where it cannot be told, they may, and the app tells why they cannot.
    """
    try:
        if path.startswith("/api/"):
            given = _token_in(headers.get("AUTHORIZATION", ""))
            sent = [find(data, given)] if given else []
        else:
            cookies = parse_cookie(headers.get("COOKIE", ""))
            held = [cookies[name] for name in (_COOKIE, _SECURE_COOKIE) if name in cookies]
            sent = [token for token in tokens(data) if any(_is_signed(cookie, token) for cookie in held)]
    except DataError:
        return True
    return any(token is not None and not token.expired and token.scope.opens(Scope.WRITE) for token in sent)


def cookie_name() -> str:
    """What the cookie of a session is called: over TLS by a name that no other host can set, nor plain HTTP."""
    return _SECURE_COOKIE if request.is_secure else _COOKIE


def sign(token: Token) -> str:
    """What a cookie holds of the session that a token begins."""
    return _signer(token).sign("visitor").decode()


def _signer(token: Token) -> TimestampSigner:
    return TimestampSigner(_SECRET + token.digest.encode(), salt=_COOKIE, digest_method=hashlib.sha256)


def _is_signed(cookie: str, token: Token) -> bool:
    try:
        _signer(token).unsign(cookie.encode("utf-8", "replace"), max_age=LONGEST)
    except BadSignature:
        return False
    return True


def _bearer() -> str | None:
    """What the Authorization header of the request at hand holds as a token."""
    return _token_in(request.headers.get("Authorization", ""))


def _token_in(header: str) -> str | None:
    given = re.fullmatch("bearer +([A-Za-z0-9._~+/-]+=*) *", header, re.I)
    return given[1] if given else None
