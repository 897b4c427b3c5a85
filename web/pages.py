"""The pages for people: the chat, the articles, each article's own, what they cover; they work without JavaScript."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory
from werkzeug.datastructures import MultiDict

from corpus import Article
from qa import examples
from web.appearance import add_appearance
from web.assets import STATIC, asset_addresses, keep_assets
from web.chat import add_chat
from web.compression import compress
from web.coverage import draw
from web.jobcards import moment, short
from web.listing import ORDERS, listing
from web.problems import UnknownArticle
from web.quoting import day, html, markdown, plain
from web.reading import find_quote, read
from web.remembered import Remembered
from web.service import Service
from web.settings import MAX_QUESTION
from web.turns import bars, pieces

EXAMPLES = 6
"""How many questions that are known to have an answer are shown to begin with."""

_MOVED = (
    "This article has changed since it was cited. The cited words still stand in it, and are marked where they do now."
)
_GONE = "This article has changed since it was cited, and no longer holds the cited words."
_FORGOTTEN = (
    "This article has changed since it was cited, and the text of then is no longer kept, so the cited place is not "
    "marked. What follows is the text as it stands now."
)
_NO_SUCH_PLACE = "The place that this link cites does not exist in this article, so nothing is marked in it."


def pages_blueprint(service: Service) -> Blueprint:
    """Every page, answered by `service`."""
    pages = Blueprint("pages", __name__)
    pictures = Remembered(draw)
    answerable = Remembered(lambda searcher: examples(searcher, EXAMPLES))
    pages.add_app_template_global(asset_addresses(), "asset")
    pages.add_app_template_filter(day, "day")
    pages.add_app_template_filter(moment, "moment")
    pages.add_app_template_filter(short, "short")
    pages.add_app_template_filter(pieces, "pieces")
    pages.add_app_template_filter(bars, "bars")
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
        cited, notice = _cited(request.args, found, service.earlier)
        reading = read(found, searcher, cited)
        return render_template(
            "article.html", article=found, cited=cited, link=_web_link(found), notice=notice, reading=reading
        )

    @pages.get("/coverage")
    def coverage() -> str:
        searcher = service.searcher()
        return render_template("coverage.html", examples=answerable.of(searcher), picture=pictures.of(searcher))

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        return send_from_directory(STATIC, "favicon.svg")

    return pages


def _cited(
    query: MultiDict[str, str], article: Article, earlier: Callable[[str, str], Article | None]
) -> tuple[tuple[int, int] | None, str]:
    """Return the span that a link cites, and what its reader should be told when it is not where, or what, it was."""
    version, start, end = (query.get(name, "") for name in ("version", "start", "end"))
    if not (start or end):
        return None, "" if version in ("", article.version) else _FORGOTTEN
    if not (re.fullmatch("[0-9]{1,9}", start) and re.fullmatch("[0-9]{1,9}", end)):
        return None, _NO_SUCH_PLACE
    span = int(start), int(end)
    cited = article if version in ("", article.version) else earlier(article.id, version)
    if cited is None:
        return None, _FORGOTTEN
    quote = cited.text[span[0] : span[1]]
    if span[1] > len(cited.text) or not quote.strip():
        return None, _NO_SUCH_PLACE
    if cited is article:
        return span, ""
    found = find_quote(quote, article.text, near=span[0])
    return (found, _MOVED) if found else (None, _GONE)


def _web_link(article: Article) -> str | None:
    """Return the article's own address, if a browser may be sent there: a text may say `url: javascript:…`."""
    try:
        scheme = urlsplit(article.url or "").scheme
    except ValueError:
        return None
    return article.url if scheme in ("http", "https") else None
