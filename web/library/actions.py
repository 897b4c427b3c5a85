"""What the forms of the library do: documents become drafts, drafts become jobs, and so do removals and rebuilds."""

from http import HTTPStatus

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from corpus import Article
from web.api.changes import job_accepted
from web.api.questions import json_response
from web.changes import Changes
from web.http.bodies import KnownFields, NoBody, parse_pairs
from web.http.posting import ForgetForm, Refilled, documents_of, posted_form, posted_pairs, posted_parts, refill
from web.http.problems import FieldError, InvalidFields, Refused, wants_page
from web.jobs.drafts import Draft
from web.jobs.job import Job, JobKind, JobRunning
from web.library.pages import library_page
from web.library.take import Taken, publish_draft, take
from web.service import Service
from web.store.feedback import FeedbackStore
from web.store.questions import QuestionStore

_LARGEST = 100_000
"""The largest form of a draft, in bytes: its four fields, every character escaped."""

_ALL_IDS = 400_000
"""The largest form that forgets, in bytes: the ids of all feedback and all questions that are kept."""


def actions_blueprint(
    service: Service, changes: Changes, feedback: FeedbackStore | None, questions: QuestionStore | None
) -> Blueprint:
    """Every form; only the cookie of a session opens them, and only from a page of this site (see `Access`)."""
    views = Blueprint("actions", __name__)

    def draft_at_hand(draft_id: str) -> Draft:
        """The draft of an id, its article told for the audit. Raises Refused."""
        draft = changes.draft(draft_id)
        g.article = draft.article
        return draft

    def begun(job: Job) -> Response:
        """Lead a reader to the job's page, or tell a script of the job."""
        changes.wake()
        if wants_page(request):
            return redirect(url_for("library.job", job_id=job.id), HTTPStatus.SEE_OTHER)
        return job_accepted(job)

    def taken(replacing: str | None = None) -> Response:
        changes.check_writable()
        parts = posted_parts()
        try:
            form, files = documents_of(parts)
            if not wants_page(request) and len(files) > 1:
                raise InvalidFields(FieldError("#/file", "Should be one at a time"))
            return drafted_or_told(take(form, files, changes, service, replacing))
        except Refused as refused:
            article = None if replacing is None else service.searcher().article(replacing)
            if wants_page(request) and (article is not None or replacing is None):
                return again(refill(refused, parts), article)
            raise

    def again(form: Refilled, article: Article | None) -> Response:
        """Show the form once more, as it was filled in: to replace an article, or to add."""
        if article is None:
            shown = library_page(changes, again=form)
        else:
            shown = render_template("replace.html", again=form, article=article)
        return make_response(shown, form.status, form.headers)

    def drafted_or_told(outcomes: list[Taken]) -> Response:
        first = outcomes[0]
        if len(outcomes) == 1 and first.refusal:
            raise first.refusal
        if len(outcomes) == 1 and first.draft:
            return drafted(first.draft)
        if all(outcome.draft for outcome in outcomes):
            return redirect(url_for("library.drafts"), HTTPStatus.SEE_OTHER)
        page = render_template("taken.html", outcomes=outcomes)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)

    def drafted(draft: Draft) -> Response:
        """Lead a reader to the draft, or tell a script of it."""
        page = url_for("library.draft", draft_id=draft.id)
        if wants_page(request):
            return redirect(page, HTTPStatus.SEE_OTHER)
        reply = json_response({"id": draft.id})
        reply.status_code = HTTPStatus.CREATED
        reply.headers["Location"] = page
        return reply

    @views.post("/library/articles")
    def add() -> Response:
        return taken()

    @views.post("/library/articles/<article_id>/replace")
    def replace(article_id: str) -> Response:
        check_held(article_id)
        return taken(article_id)

    @views.post("/library/drafts/<draft_id>/publish")
    def publish(draft_id: str) -> Response:
        changes.check_writable()
        draft, sent = draft_at_hand(draft_id), posted_pairs(_LARGEST)
        try:
            return begun(publish_draft(draft, parse_pairs(KnownFields, sent), changes, service))
        except Refused as refused:
            if refused.code == "draft_not_found" or not wants_page(request):
                raise
            form = refill(refused, sent)
            return make_response(render_template("draft.html", draft=draft, again=form), form.status)

    @views.post("/library/drafts/<draft_id>/discard")
    def discard(draft_id: str) -> Response:
        posted_form(NoBody)
        changes.drafts.remove(draft_at_hand(draft_id).id)
        if wants_page(request):
            return redirect(url_for("library.home"), HTTPStatus.SEE_OTHER)
        return make_response("", HTTPStatus.NO_CONTENT)

    @views.post("/library/questions/forget")
    def forget() -> Response:
        ids = parse_pairs(ForgetForm, posted_pairs(_ALL_IDS)).ids.split()
        for kept in (feedback, questions):
            if kept is not None:
                kept.remove(ids)
        return redirect(url_for("library.unanswered"), HTTPStatus.SEE_OTHER)

    @views.post("/library/articles/<article_id>/remove")
    def remove(article_id: str) -> Response:
        changes.check_writable()
        posted_form(NoBody)
        check_held(article_id)
        return begun(changes.jobs.enqueue(JobKind.DELETE, article_id))

    @views.post("/library/rebuild")
    def rebuild() -> Response:
        posted_form(NoBody)
        try:
            return begun(changes.jobs.ask_rebuild())
        except JobRunning as standing:
            return begun(standing.job)

    def check_held(article_id: str) -> None:
        if not changes.holds(article_id, service):
            raise Refused("article_not_found", "There is no such article here, or no longer.")

    return views
