"""The pages of the library: what a visitor who is signed in sees there."""

from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from corpus import DOCUMENT_SUFFIXES, Article
from web.changes import Changes
from web.http.problems import Refused
from web.library.job_card import FEW_JOBS, job_card, recent_cards
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
        return None if visitors.current().signed_in else redirect(url_for("sign_in.show"), HTTPStatus.SEE_OTHER)

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
