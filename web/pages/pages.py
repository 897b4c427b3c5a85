"""The pages for people: the chat, the articles, each article's own, what they cover; they work without JavaScript."""

from collections.abc import Callable
from contextlib import suppress

from flask import Blueprint, Response, render_template, request, send_from_directory

from index import GenerationError
from qa import Passage
from web.http.problems import Refused, heading_of
from web.http.site import on_host
from web.pages.appearance import add_appearance
from web.pages.article import lay_out
from web.pages.articles import ORDERS, listing
from web.pages.assets import STATIC, asset_addresses, compress, keep_assets
from web.pages.chat import add_chat, add_exports, add_feedback_form, add_leaving, answerable
from web.pages.coverage import draw_coverage
from web.pages.docs import coded, lay_out_docs
from web.pages.embed import Embedding
from web.pages.export import html, markdown, plain
from web.pages.links import also_cited, cited_place, elsewhere, first_shown, into, way_back
from web.pages.panel import draw_panel
from web.pages.passage import citation_line, on_its_page, pieces, preview, web_link
from web.service import MANY_ARTICLES, Service
from web.settings import MAX_QUESTION
from web.store.feedback import FeedbackStore
from web.store.questions import QuestionStore
from web.wording import day, moment, ranked_by, short_version, title_of


def prepare(service: Service) -> None:
    """Make what the pages show of all articles, which takes longest of large corpora, so that no first reader waits.

    It is called for each index that comes to answer, and lets go of one that answers no more.
    """
    with suppress(GenerationError):  # whoever asks is told
        searcher = service.searcher()
        if searcher.n_articles > MANY_ARTICLES:
            for make in (draw_panel, answerable, draw_coverage):
                if service.searcher() is not searcher:
                    return
                service.made(make, searcher)


def pages_blueprint(
    service: Service, feedback: FeedbackStore | None, questions: QuestionStore | None, embedding: Embedding
) -> Blueprint:
    """Every page, answered by `service`; what people say of answers, and the questions that they leave, are taken
    where there is a place for them.

    `embedding`: whose pages may hold the chat.
    """
    pages = Blueprint("pages", __name__)
    pages.add_app_template_global(asset_addresses(), "asset")
    pages.add_app_template_filter(on_host, "on_host")
    for name, make in FILTERS.items():
        pages.add_app_template_filter(make, name)
    pages.after_app_request(keep_assets)
    pages.after_app_request(compress)

    add_appearance(pages)
    add_chat(pages, service, embedding)
    add_exports(pages, service)
    add_feedback_form(pages, service, feedback)
    add_leaving(pages, questions)

    @pages.app_context_processor
    def foot() -> dict[str, str]:
        try:
            return {"ranked_by": ranked_by(service.searcher().encoder)}
        except GenerationError:
            return {}  # what answers is in no state to be told of

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
        trail, link = way_back(), web_link(found.url)
        return render_template(
            "article.html",
            also=also_cited(request.args, found, trail),
            article=found,
            cited=cited,
            elsewhere=elsewhere,
            layout=lay_out(found, searcher, cited, first_shown(request.args)),
            link=on_its_page(link, found.read(*cited)) if link and cited else link,
            notice=notice,
            trail=trail,
        )

    @pages.get("/docs")
    def docs() -> str:
        return render_template("docs.html", docs=lay_out_docs())

    @pages.get("/coverage")
    def coverage() -> str:
        searcher = service.searcher()
        drawn, questions = service.made(draw_coverage, searcher), service.made(answerable, searcher)
        return render_template("coverage.html", examples=questions, picture=drawn)

    @pages.get("/favicon.ico")
    def favicon() -> Response:
        return send_from_directory(STATIC, "favicon.svg")

    return pages


def bars(passage: Passage) -> list[tuple[str, float, float]]:
    """The parts of a passage's score, the largest first: term, weight, and bar's length in percent of the longest."""
    parts = sorted(passage.parts, key=lambda part: -abs(part.weight))
    longest = max((abs(part.weight) for part in parts), default=0.0) or 1.0
    return [(part.term, part.weight, round(100 * abs(part.weight) / longest, 1)) for part in parts if part.weight]


FILTERS: dict[str, Callable[..., object]] = {
    "as_html": html,
    "as_markdown": markdown,
    "as_plain": plain,
    "bars": bars,
    "citation_line": citation_line,
    "coded": coded,
    "day": day,
    "heading_of": heading_of,
    "into": into,
    "moment": moment,
    "on_its_page": on_its_page,
    "pieces": pieces,
    "preview": preview,
    "short": short_version,
    "title_of": title_of,
}
"""All filters that the project's templates use beside Jinja's own."""
