"""The pages for people: the chat, the articles, each article's own, what they cover; they work without JavaScript."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory

from corpus import Article
from qa import suggest_examples
from web.http.compression import compress
from web.http.faces import heading_of
from web.http.problems import UnknownArticle
from web.pages.appearance import add_appearance
from web.pages.article import read
from web.pages.assets import STATIC, asset_addresses, keep_assets
from web.pages.chat import add_chat
from web.pages.cited import also_cited, cited_place, into
from web.pages.coverage import draw
from web.pages.listing import ORDERS, listing
from web.pages.quoting import day, html, markdown, plain
from web.pages.titles import title_of
from web.pages.turns import bars, pieces
from web.pages.way_back import way_back
from web.remembered import Remembered
from web.service import Service
from web.settings import MAX_QUESTION
from web.wording import moment, short_version

EXAMPLES = 6
"""How many questions that are known to have an answer are shown to begin with."""


def pages_blueprint(service: Service) -> Blueprint:
    """Every page, answered by `service`."""
    pages = Blueprint("pages", __name__)
    pictures = Remembered(draw)
    answerable = Remembered(lambda searcher: suggest_examples(searcher, EXAMPLES))
    pages.add_app_template_global(asset_addresses(), "asset")
    pages.add_app_template_filter(day, "day")
    pages.add_app_template_filter(moment, "moment")
    pages.add_app_template_filter(short_version, "short")
    pages.add_app_template_filter(pieces, "pieces")
    pages.add_app_template_filter(bars, "bars")
    pages.add_app_template_filter(into, "into")
    pages.add_app_template_filter(title_of, "title_of")
    pages.add_app_template_filter(heading_of, "heading_of")
    for name, quoted in (("plain", plain), ("markdown", markdown), ("html", html)):
        pages.add_app_template_filter(quoted, f"as_{name}")
    pages.add_app_template_global(lambda: "feedback" in current_app.blueprints, "feedback_is_taken")
    pages.after_app_request(keep_assets)
    pages.after_app_request(compress)

    add_appearance(pages)
    add_chat(pages, service, answerable)

    @pages.get("/articles")
    def articles() -> str:
        shown = listing(request.args, service.searcher())
        return render_template("articles.html", listing=shown, longest=MAX_QUESTION, orders=ORDERS)

    @pages.get("/articles/<article_id>")
    def article(article_id: str) -> str:
        searcher = service.searcher()
        found = searcher.article(article_id)
        if found is None:
            raise UnknownArticle("There is no such article here; it may have been removed since it was cited.")
        cited, notice = cited_place(request.args, found, service.earlier)
        reading, trail = read(found, searcher, cited), way_back()
        return render_template(
            "article.html",
            also=also_cited(request.args, found, trail),
            article=found,
            cited=cited,
            link=_web_link(found),
            notice=notice,
            reading=reading,
            trail=trail,
        )

    @pages.get("/coverage")
    def coverage() -> str:
        searcher = service.searcher()
        return render_template("coverage.html", examples=answerable.of(searcher), picture=pictures.of(searcher))

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
