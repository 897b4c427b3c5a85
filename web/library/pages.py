"""The pages of the library, which a visitor who is signed in sees, and what their forms do: add, replace and remove
articles, and rebuild; each is a job.
"""

from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from corpus import DOCUMENT_SUFFIXES, Article
from web.api.changes import job_accepted
from web.changes import Changes
from web.http.bodies import NoBody
from web.http.posting import Refilled, documents_of, posted_form, posted_parts, refill
from web.http.problems import FieldError, InvalidFields, Refused, wants_page
from web.jobs.job import Job, JobKind, JobRunning
from web.library.job_card import FEW_JOBS, job_card, recent_cards
from web.library.take import Taken, take
from web.library.visitors import Visitors
from web.service import Service
from web.settings import RECENT_JOBS


def library_blueprint(service: Service, changes: Changes, visitors: Visitors) -> Blueprint:
    """Every page. A visitor who is not signed in is led to the page to sign in at."""
    views = Blueprint("library", __name__)
    views.add_app_template_global(visitors.current, "visitor")
    views.add_app_template_global(lambda: ",".join(DOCUMENT_SUFFIXES), "suffixes")

    @views.before_request
    def to_sign_in() -> Response | None:
        return None if visitors.current().keeps else redirect(url_for("sign_in.show"), HTTPStatus.SEE_OTHER)

    def held(article_id: str) -> Article:
        changes.check_writable()
        found = service.searcher().article(article_id)
        if found is None:
            raise Refused("article_not_found", "There is no such article here, or no longer.")
        return found

    @views.get("/library")
    def home() -> str:
        return render_template("library.html", jobs=recent_cards(changes.jobs, FEW_JOBS))

    @views.get("/library/jobs")
    def jobs() -> str:
        return render_template("jobs.html", jobs=recent_cards(changes.jobs, RECENT_JOBS))

    @views.get("/library/jobs/<job_id>")
    def job(job_id: str) -> str:
        return render_template("job.html", job=job_card(changes.job(job_id)))

    @views.get("/library/history")
    def history() -> str:
        return render_template("history.html", generations=changes.generations())

    @views.get("/library/articles/<article_id>/replace")
    def replace(article_id: str) -> str:
        return render_template("replace.html", article=held(article_id))

    @views.get("/library/articles/<article_id>/remove")
    def remove(article_id: str) -> str:
        return render_template("remove.html", article=held(article_id))

    return views


def actions_blueprint(service: Service, changes: Changes) -> Blueprint:
    """Every form; only the cookie of a session opens them, and only from a page of this site (see `Access`)."""
    views = Blueprint("actions", __name__)

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
            return begun_or_told(take(form, files, changes, service, replacing))
        except Refused as refused:
            article = None if replacing is None else service.searcher().article(replacing)
            if wants_page(request) and (article is not None or replacing is None):
                return again(refill(refused, parts), article)
            raise

    def again(form: Refilled, article: Article | None) -> Response:
        """Show the form once more, as it was filled in: to replace an article, or to add."""
        if article is None:
            shown = render_template("library.html", again=form, jobs=recent_cards(changes.jobs, FEW_JOBS))
        else:
            shown = render_template("replace.html", again=form, article=article)
        return make_response(shown, form.status)

    def begun_or_told(outcomes: list[Taken]) -> Response:
        first = outcomes[0]
        if len(outcomes) == 1 and first.refusal:
            raise first.refusal
        if len(outcomes) == 1 and first.job:
            return begun(first.job)
        changes.wake()
        if all(outcome.job for outcome in outcomes):
            return redirect(url_for("library.jobs"), HTTPStatus.SEE_OTHER)
        page = render_template("taken.html", outcomes=outcomes)
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)

    @views.post("/library/articles")
    def add() -> Response:
        return taken()

    @views.post("/library/articles/<article_id>/replace")
    def replace(article_id: str) -> Response:
        check_held(article_id)
        return taken(article_id)

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
