"""Changes to what is indexed, over HTTP: each is a job, and its reply tells where that stands."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from web.api.events import Streams
from web.api.questions import json_response
from web.api.replies import generations_reply, job_href, job_reply
from web.api.schemas import JobList
from web.changes import Changes
from web.http.access import Access
from web.http.bodies import NoQuery, parse_query
from web.http.posting import posted_nothing, uploaded
from web.http.problems import Refused
from web.http.site import on_host
from web.jobs.job import Job, JobKind, JobRunning
from web.service import Service
from web.settings import RECENT_JOBS, Scope


def changes_blueprint(service: Service, changes: Changes, access: Access) -> Blueprint:
    """Every address that changes what is indexed, or tells of such changes; `access` lets nobody in who may not."""
    views = Blueprint("changes", __name__)
    streams = Streams(changes.jobs)

    def insider() -> bool:
        """Whether the request brings a token of those who change articles; it need not, to be told how far a job is."""
        return access.may(Scope.WRITE)

    def accepted(job: Job) -> Response:
        changes.wake()
        return job_accepted(job)

    @views.put("/api/v1/articles/<article_id>")
    def put(article_id: str) -> Response:
        changes.check_writable()
        return accepted(changes.jobs.enqueue(JobKind.PUT, article_id, uploaded(article_id)))

    @views.delete("/api/v1/articles/<article_id>")
    def delete(article_id: str) -> Response:
        changes.check_writable()
        posted_nothing()
        if not changes.holds(article_id, service):
            raise Refused("article_not_found", "The index holds no article of this id, and none is on its way there.")
        return accepted(changes.jobs.enqueue(JobKind.DELETE, article_id))

    @views.post("/api/v1/index/rebuilds")
    def rebuild() -> Response:
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
        return json_response(
            JobList(tuple(job_reply(job, insider=tells_all) for job in changes.jobs.recent(RECENT_JOBS)))
        )

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
        return json_response(generations_reply(changes.generations()))

    return views


def job_accepted(job: Job) -> Response:
    """The reply that tells of a job, and where it stands, to the client that asked for it."""
    response = json_response(job_reply(job, insider=True))
    response.status_code = HTTPStatus.ACCEPTED
    response.headers["Location"] = on_host(job_href(job))
    return response
