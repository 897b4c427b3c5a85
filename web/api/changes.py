"""Changes to what is indexed, over HTTP: each is a job, and its reply tells where that stands."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request

from corpus import Library
from web.api.events import Streams
from web.api.questions import json_response
from web.api.replies import job_href, job_reply
from web.http.bodies import NoQuery, parse_query
from web.http.posting import posted_nothing
from web.http.problems import CorpusReadOnly, NoTokenSet, RebuildRunning, Unauthorized, UnknownArticle, UnknownJob
from web.http.uploads import uploaded
from web.jobs.job import Job, JobKind, JobRunning
from web.jobs.store import JobStore
from web.service import Service
from web.settings import RECENT_JOBS
from web.store.token import Access, check


@dataclass(frozen=True, slots=True)
class Changes:
    """What the service needs to take changes. `data`: the folder for data, where the token is; `writable` is False
    where the articles are a folder that is only read; `wake` tells the builder that there is something to do;
    `generations` lists those kept, as JSON objects.
    """

    data: Path
    jobs: JobStore
    writable: bool
    wake: Callable[[], None]
    generations: Callable[[], list[dict[str, Any]]]

    def authorise(self, header: str | None) -> None:
        """See to it that an Authorization header holds the token. Raises Unauthorized or NoTokenSet."""
        given = _bearer(header)
        access = check(self.data, given)
        if access is Access.NONE_SET:
            raise NoTokenSet("Nobody may change anything yet: run pioneer-qa token, and send what it prints.")
        if access is Access.WRONG:
            raise Unauthorized(
                "This is not the token that is set; a new one takes its place with: pioneer-qa token"
                if given
                else "This needs the header Authorization: Bearer, with what pioneer-qa token printed.",
                challenge='Bearer error="invalid_token"' if given else "Bearer",
            )

    def knows(self, header: str | None) -> bool:
        """Whether an Authorization header holds the token; nobody need send any to be told how far a job is."""
        given = _bearer(header)
        return given is not None and check(self.data, given) is Access.ALLOWED

    def check_writable(self) -> None:
        """See to it that the articles are the program's own. Raises CorpusReadOnly."""
        if not self.writable:
            raise CorpusReadOnly(
                "The service runs with --corpus, and that folder is only read: put the file there, or take it away, "
                "then ask for a rebuild."
            )

    def holds(self, article_id: str, service: Service) -> bool:
        """Whether an article is there to be taken away: among the user's own, also where this worker has not moved yet
        to the index that holds it, or in the index that answers, or on its way there.
        """
        coming = any(job.kind is JobKind.PUT and job.article == article_id for job in self.jobs.pending())
        return coming or Library(self.data).holds(article_id) or service.searcher().article(article_id) is not None

    def rebuild(self) -> Job:
        """Ask for a rebuild. Raises RebuildRunning."""
        try:
            return self.jobs.ask_rebuild()
        except JobRunning as standing:
            raise RebuildRunning(
                "A rebuild that was asked for is not finished yet; its address is in the Location header.",
                location=job_href(standing.job),
            ) from None

    def job(self, job_id: str) -> Job:
        """The job of an id. Raises UnknownJob."""
        job = self.jobs.get(job_id)
        if job is None:
            raise UnknownJob("No job of this id is remembered; the oldest finished ones are forgotten.")
        return job


def _bearer(header: str | None) -> str | None:
    given = re.fullmatch("bearer +([A-Za-z0-9._~+/-]+=*) *", header or "", re.I)
    return given[1] if given else None


def changes_blueprint(service: Service, changes: Changes) -> Blueprint:
    """Every address that changes what is indexed, or tells of such changes."""
    views = Blueprint("changes", __name__)
    streams = Streams(changes.jobs)

    def accepted(job: Job) -> Response:
        changes.wake()
        response = json_response(job_reply(job, insider=True))
        response.status_code = HTTPStatus.ACCEPTED
        response.headers["Location"] = job_href(job)
        return response

    @views.put("/api/v1/articles/<article_id>")
    def put(article_id: str) -> Response:
        changes.authorise(request.headers.get("Authorization"))
        changes.check_writable()
        return accepted(changes.jobs.enqueue(JobKind.PUT, article_id, uploaded(article_id)))

    @views.delete("/api/v1/articles/<article_id>")
    def delete(article_id: str) -> Response:
        changes.authorise(request.headers.get("Authorization"))
        changes.check_writable()
        posted_nothing()
        if not changes.holds(article_id, service):
            raise UnknownArticle("The index holds no article of this id, and none is on its way there.")
        return accepted(changes.jobs.enqueue(JobKind.DELETE, article_id))

    @views.post("/api/v1/index/rebuilds")
    def rebuild() -> Response:
        changes.authorise(request.headers.get("Authorization"))
        posted_nothing()
        return accepted(changes.rebuild())

    @views.get("/api/v1/index/rebuilds")
    def jobs() -> Response:
        parse_query(NoQuery, request.query_string)
        insider = changes.knows(request.headers.get("Authorization"))
        return json_response({"jobs": [job_reply(job, insider=insider) for job in changes.jobs.recent(RECENT_JOBS)]})

    @views.get("/api/v1/index/rebuilds/<job_id>")
    def job(job_id: str) -> Response:
        parse_query(NoQuery, request.query_string)
        insider = changes.knows(request.headers.get("Authorization"))
        return json_response(job_reply(changes.job(job_id), insider=insider))

    @views.get("/api/v1/index/rebuilds/<job_id>/events")
    def events(job_id: str) -> Response:
        parse_query(NoQuery, request.query_string)
        return streams.open(changes.job(job_id), insider=changes.knows(request.headers.get("Authorization")))

    @views.get("/api/v1/index/generations")
    def generations() -> Response:
        parse_query(NoQuery, request.query_string)
        return json_response({"generations": changes.generations()})

    return views
