"""The pages for people: the chat, the articles, each article's own, what they cover; they work without JavaScript."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, render_template, request, send_from_directory

from corpus import Article
from web.http.compression import compress
from web.http.problems import Refused
from web.pages.appearance import add_appearance
from web.pages.article import lay_out
from web.pages.assets import STATIC, asset_addresses, keep_assets
from web.pages.chat import add_chat, add_feedback_form, answerable
from web.pages.coverage import draw_coverage
from web.pages.filters import FILTERS
from web.pages.links import also_cited, cited_place, way_back
from web.pages.listing import ORDERS, listing
from web.service import Service
from web.settings import MAX_QUESTION
from web.store.feedback import FeedbackStore


def pages_blueprint(service: Service, feedback: FeedbackStore | None) -> Blueprint:
    """Every page, answered by `service`; what people say of answers is taken where there is a place for it."""
    pages = Blueprint("pages", __name__)
    pages.add_app_template_global(asset_addresses(), "asset")
    for name, make in FILTERS.items():
        pages.add_app_template_filter(make, name)
    pages.after_app_request(keep_assets)
    pages.after_app_request(compress)

    add_appearance(pages)
    add_chat(pages, service)
    add_feedback_form(pages, service, feedback)

    @pages.get("/articles")
    def articles() -> str:
        shown = listing(request.args, service.searcher())
        return render_template("articles.html", listing=shown, longest=MAX_QUESTION, orders=ORDERS)

    @pages.get("/articles/<article_id>")
    def article(article_id: str) -> str:
        searcher = service.searcher()
        found = searcher.article(article_id)
        if found is None:
            raise Refused(
                "article_not_found", "There is no such article here; it may have been removed since it was cited."
            )
        cited, notice = cited_place(request.args, found, service.earlier)
        trail = way_back()
        return render_template(
            "article.html",
            also=also_cited(request.args, found, trail),
            article=found,
            cited=cited,
            layout=lay_out(found, searcher, cited),
            link=_web_link(found),
            notice=notice,
            trail=trail,
        )

    @pages.get("/coverage")
    def coverage() -> str:
        searcher = service.searcher()
        drawn, questions = service.made(draw_coverage, searcher), service.made(answerable, searcher)
        return render_template("coverage.html", examples=questions, picture=drawn)

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        return send_from_directory(STATIC, "favicon.svg")

    return pages


def _web_link(article: Article) -> str | None:
    """Return the article's own address, if a browser may be sent there: a text may say `url: javascript:…`."""
    try:
        scheme = urlsplit(article.url or "").scheme
    except ValueError:
        return None
    return article.url if scheme in ("http", "https") else None
