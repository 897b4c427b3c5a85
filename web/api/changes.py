"""Changes to what is indexed, over HTTP: each is a job, and its reply tells where that stands."""

import re
from http import HTTPStatus

from flask import Blueprint, Response, request

from web.api.events import Streams
from web.api.questions import json_response
from web.api.replies import job_href, job_reply
from web.changes import Changes
from web.http.bodies import NoQuery, parse_query
from web.http.posting import posted_nothing, uploaded
from web.http.problems import Refused
from web.http.site import on_host
from web.jobs.job import Job, JobKind, JobRunning
from web.service import Service
from web.settings import RECENT_JOBS
from web.store.token import Access, check


def changes_blueprint(service: Service, changes: Changes) -> Blueprint:
    """Every address that changes what is indexed, or tells of such changes."""
    views = Blueprint("changes", __name__)
    streams = Streams(changes.jobs)

    def authorise() -> None:
        """See to it that the request brings the token. Raises Refused or Refused."""
        given = _bearer()
        access = check(changes.data, given)
        if access is Access.NONE_SET:
            raise Refused(
                "no_token_set", "Nobody may change anything yet: run pioneer-qa token, and send what it prints."
            )
        if access is Access.WRONG:
            raise Refused(
                "unauthorized",
                "This is not the token that is set; a new one takes its place with: pioneer-qa token"
                if given
                else "This needs the header Authorization: Bearer, with what pioneer-qa token printed.",
                headers={
                    "WWW-Authenticate": 'Bearer error="invalid_token"' if given else "Bearer"
                },  # as RFC 6750 has it
            )

    def insider() -> bool:
        """Whether the request brings the token; it need not, to be told how far a job is."""
        given = _bearer()
        return given is not None and check(changes.data, given) is Access.ALLOWED

    def accepted(job: Job) -> Response:
        changes.wake()
        return job_accepted(job)

    @views.put("/api/v1/articles/<article_id>")
    def put(article_id: str) -> Response:
        authorise()
        changes.check_writable()
        return accepted(changes.jobs.enqueue(JobKind.PUT, article_id, uploaded(article_id)))

    @views.delete("/api/v1/articles/<article_id>")
    def delete(article_id: str) -> Response:
        authorise()
        changes.check_writable()
        posted_nothing()
        if not changes.holds(article_id, service):
            raise Refused("article_not_found", "The index holds no article of this id, and none is on its way there.")
        return accepted(changes.jobs.enqueue(JobKind.DELETE, article_id))

    @views.post("/api/v1/index/rebuilds")
    def rebuild() -> Response:
        authorise()
        posted_nothing()
        try:
            return accepted(changes.jobs.ask_rebuild())
        except JobRunning as standing:
            raise Refused(
                "rebuild_running",
                "A rebuild that was asked for is not finished yet; its address is in the Location header.",
                headers={"Location": on_host(job_href(standing.job))},
            ) from None

    @views.get("/api/v1/index/rebuilds")
    def jobs() -> Response:
        parse_query(NoQuery, request.query_string)
        tells_all = insider()
        return json_response({"jobs": [job_reply(job, insider=tells_all) for job in changes.jobs.recent(RECENT_JOBS)]})

    @views.get("/api/v1/index/rebuilds/<job_id>")
    def job(job_id: str) -> Response:
        parse_query(NoQuery, request.query_string)
        return json_response(job_reply(changes.job(job_id), insider=insider()))

    @views.get("/api/v1/index/rebuilds/<job_id>/events")
    def events(job_id: str) -> Response:
        parse_query(NoQuery, request.query_string)
        return streams.open(changes.job(job_id), insider=insider())

    @views.get("/api/v1/index/generations")
    def generations() -> Response:
        parse_query(NoQuery, request.query_string)
        return json_response({"generations": changes.generations()})

    return views


def job_accepted(job: Job) -> Response:
    """The reply that tells of a job, and where it stands, to the client that asked for it."""
    response = json_response(job_reply(job, insider=True))
    response.status_code = HTTPStatus.ACCEPTED
    response.headers["Location"] = on_host(job_href(job))
    return response


def _bearer() -> str | None:
    """What the Authorization header of the request at hand holds as a token."""
    given = re.fullmatch("bearer +([A-Za-z0-9._~+/-]+=*) *", request.headers.get("Authorization", ""), re.I)
    return given[1] if given else None
