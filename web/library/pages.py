"""The pages of the library, which a visitor who is signed in sees: what changes, what waits to be published, and the
forms for both.
"""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from corpus import DOCUMENT_SUFFIXES, Article
from index import GenerationError, Searcher
from qa import suggest_of_article
from web.changes import Changes
from web.http.problems import Refused
from web.jobs.job import Job, JobKind, JobState
from web.library.job_card import FEW_JOBS, job_card, recent_cards
from web.library.unanswered import list_unanswered
from web.library.visitors import Visitors
from web.service import Service
from web.settings import RECENT_JOBS
from web.store.feedback import FeedbackStore
from web.store.questions import QuestionStore


@dataclass(frozen=True, slots=True)
class _QuestionOf:
    """Makes a question that an article answers; alike for the same one, so that it is made once of an index."""

    article: str

    def __call__(self, searcher: Searcher) -> str | None:
        return suggest_of_article(self.article, searcher)


def library_blueprint(
    service: Service,
    changes: Changes,
    visitors: Visitors,
    feedback: FeedbackStore | None,
    questions: QuestionStore | None,
) -> Blueprint:
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
        return library_page(changes)

    @views.get("/library/drafts")
    def drafts() -> str:
        return render_template("drafts.html", drafts=changes.waiting())

    @views.get("/library/drafts/<draft_id>")
    def draft(draft_id: str) -> str:
        return render_template("draft.html", draft=changes.draft(draft_id))

    @views.get("/library/jobs")
    def jobs() -> str:
        return render_template("jobs.html", jobs=recent_cards(changes.jobs, RECENT_JOBS))

    def published(job: Job) -> tuple[Article | None, str | None]:
        """The article that a job published, where it is still there, and a question that it answers."""
        if job.kind is not JobKind.PUT or job.state is not JobState.DONE or job.article is None:
            return None, None
        try:
            searcher = service.searcher()
            article = searcher.article(job.article)
            return article, service.made(_QuestionOf(job.article), searcher) if article else None
        except GenerationError:  # the page tells of the job all the same
            return None, None

    @views.get("/library/jobs/<job_id>")
    def job(job_id: str) -> str:
        found = changes.job(job_id)
        article, question = published(found)
        return render_template("job.html", job=job_card(found), published=article, question=question)

    @views.get("/library/history")
    def history() -> str:
        return render_template("history.html", generations=changes.generations())

    @views.get("/library/questions")
    def unanswered() -> str:
        return render_template("questions.html", unanswered=list_unanswered(feedback, questions))

    @views.get("/library/articles/<article_id>/replace")
    def replace(article_id: str) -> str:
        return render_template("replace.html", article=held(article_id))

    @views.get("/library/articles/<article_id>/remove")
    def remove(article_id: str) -> str:
        return render_template("remove.html", article=held(article_id))

    return views


def library_page(changes: Changes, **more: object) -> str:
    """The library's first page; `more`: what else its template is told. Raises DataError."""
    drafts = changes.waiting() if changes.writable else ()
    return render_template("library.html", drafts=drafts, jobs=recent_cards(changes.jobs, FEW_JOBS), **more)
