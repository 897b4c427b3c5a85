"""The Flask app: what it is made of, and what holds for every reply of it."""

from collections.abc import Collection
from functools import partial
from time import perf_counter

from flask import Flask, Response, g, render_template, request
from flask.globals import request_ctx
from flask_cors import CORS

from index import GenerationError
from web import log
from web.api.changes import changes_blueprint
from web.api.description import description_blueprint
from web.api.feedback import feedback_blueprint
from web.api.questions import api_blueprint
from web.api.replies import json_text
from web.changes import Changes
from web.http.access import Access, may_upload
from web.http.front import Front
from web.http.hosts import is_own_host
from web.http.limits import Limits
from web.http.problems import CONTENT_TYPE, Problem, Refused, faults_of, wants_page
from web.http.site import Below
from web.http.uploads import MAY_UPLOAD
from web.library.actions import actions_blueprint
from web.library.pages import library_blueprint
from web.library.visitors import Visitors, sign_in_blueprint
from web.pages.embed import Embedding
from web.pages.pages import pages_blueprint
from web.service import Service
from web.settings import MAX_BODY, Audit
from web.store.audit import AuditTrail
from web.store.feedback import FeedbackStore
from web.store.files import DataError
from web.store.questions import QuestionStore

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",  # with no-referrer a form's origin would be "null", on this site too
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""On every reply, whatever it holds. The chat within another site's page has a policy of its own: see `Embedding`."""


def create_app(
    service: Service,
    changes: Changes | None = None,
    feedback: FeedbackStore | None = None,
    questions: QuestionStore | None = None,
    *,
    hosts: Collection[str] = (),
    origins: Collection[str] = (),
    embed: tuple[str, ...] = (),
    closed: bool = False,
    limits: Limits | None = None,
    proxies: Collection[str] = (),
    tls: bool = False,
    audit: Audit = Audit.LOG,
    prefix: str = "",
) -> Flask:
    """The app that answers with `service`: the API, the pages, and every failure as a problem.

    With `changes` it also takes changes to what is indexed, from programs and on pages, with `feedback` what people
    say of answers, and with `questions` those that were not answered, of who agrees to leave them. `hosts`: the
    names that it may be called by, beside this machine's own and any address; `origins`: the other sites whose
    pages may call the API; `embed`: those whose pages may hold the chat; `closed`: whether asking and reading need
    a token, too. For that, for `limits` (how often a client may do what) and for `audit` (where it is written who
    changed what) there must be `changes`. `proxies` and `tls`: what stands in front, see `Front`; `prefix`: the
    path that the site stands below, which a proxy takes off.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.merge_slashes = False  # a redirect would repeat the query, question and all, in its Location
    app.before_request(_begin)
    app.before_request(lambda: _check_host(hosts))
    app.register_blueprint(api_blueprint(service, feedback))
    app.register_blueprint(description_blueprint())
    app.register_blueprint(
        pages_blueprint(service, feedback, questions, Embedding(embed, SECURITY_HEADERS["Content-Security-Policy"]))
    )
    if changes is not None:
        access = Access(changes.data, AuditTrail(changes.data, audit), limits, closed=closed)
        visitors = Visitors(access, writable=changes.writable)
        app.register_blueprint(changes_blueprint(service, changes, access))
        app.register_blueprint(sign_in_blueprint(changes.data, access))
        app.register_blueprint(library_blueprint(service, changes, visitors, feedback, questions))
        app.register_blueprint(actions_blueprint(service, changes, feedback, questions))
        app.before_request(access.check)
        app.extensions[MAY_UPLOAD] = partial(may_upload, changes.data)
        app.after_request(access.note)
    if feedback is not None:
        app.register_blueprint(feedback_blueprint(service, feedback))
    if origins:
        CORS(
            app,
            resources={"/api/.*": {"origins": list(origins)}},
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-Id"],
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-Id"],
            max_age=600,
        )
    app.register_error_handler(Exception, _problem)
    app.after_request(_finish)
    if prefix:
        app.wsgi_app = Below(app.wsgi_app, prefix)  # type: ignore[method-assign]  # as Flask has it done
    if tls:
        app.after_request(_stay_on_tls)
    app.wsgi_app = Front(app.wsgi_app, proxies, tls=tls)  # type: ignore[method-assign]
    return app


def _begin() -> None:
    g.began = perf_counter()
    g.request_id = log.request_id(request.headers.get("X-Request-Id"))
    if request.content_length is not None:
        # A server that says so ends a body where its client broke off: then it is read as if it were whole.
        request.environ.pop("wsgi.input_terminated", None)


def _stay_on_tls(response: Response) -> Response:
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response


def _check_host(names: Collection[str]) -> None:
    """See to it that a request is meant for this site. Only a program can leave out which it means. Raises Refused."""
    host = request.headers.get("Host")
    if host is not None and not is_own_host(host, names):
        raise Refused(
            "host_not_allowed",
            "This service does not go by the name that the Host header tells; it is told its names with --allow-host.",
        )


def _finish(response: Response) -> Response:
    framed = "Content-Security-Policy" in response.headers  # the page's own tells who may frame it
    for name, value in SECURITY_HEADERS.items():
        if not (framed and name == "X-Frame-Options"):
            response.headers.setdefault(name, value)
    response.headers["X-Request-Id"] = g.request_id
    response.headers.setdefault("Cache-Control", "no-store")
    log.request_done(
        request_id=g.request_id,
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=(perf_counter() - g.began) * 1000,
    )
    return response


def _problem(error: Exception) -> Response:
    """A failure as problem+json, or as a page where a browser asked for one."""
    problem = Problem.of(error)
    if problem.code == "internal_error":
        log.request_failed(request_id=g.request_id, error=error)
    if isinstance(error, GenerationError | DataError):
        log.say(f"id={g.request_id} {error}")
    reply = problem.reply(instance=request.path, request_id=g.request_id)
    if wants_page(request) and request_ctx.url_adapter is not None:  # without one no page can name another
        faults = faults_of(error) if isinstance(error, Refused) and problem.errors else ()
        page = render_template("problem.html", problem=reply, faults=faults)
        response = Response(page, problem.status)
    else:
        response = Response(json_text(reply), problem.status, content_type=CONTENT_TYPE)
    response.headers.extend(problem.headers)
    return response
