"""The pages for people: the chat, the articles, each article's own, what they cover; they work without JavaScript."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, send_from_directory

from index import ArticleCard, GenerationError, Order, Searcher
from qa import Passage
from web.http.problems import Refused, heading_of
from web.pages.appearance import add_appearance
from web.pages.article import lay_out
from web.pages.assets import STATIC, asset_addresses, compress, keep_assets
from web.pages.chat import add_chat, add_feedback_form, answerable
from web.pages.coverage import draw_coverage
from web.pages.embed import Embedding
from web.pages.export import html, markdown, plain
from web.pages.links import also_cited, cited_place, into, way_back
from web.pages.passage import citation_line, on_its_page, pieces, preview, web_link
from web.service import Service
from web.settings import MAX_QUESTION
from web.store.feedback import FeedbackStore
from web.wording import day, moment, ranked_by, short_version, title_of

PAGE_OF_ARTICLES = 100
"""How many articles one page of their list shows."""

ORDERS = {
    Order.ID: "Id",
    Order.TITLE: "Title",
    Order.PUBLISHER: "Publisher",
    Order.PUBLISHED: "Newest first",
    Order.SENTENCES: "Most sentences first",
}
"""What a person may choose from, in words."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. `search`: what was looked for; `further`: the address's query of the next page, if there is
    one; `begins`: whether it is the first page; `total`: how many articles there are, found or not.
    """

    cards: tuple[ArticleCard, ...]
    search: str
    order: Order
    further: dict[str, str] | None
    begins: bool
    total: int


def pages_blueprint(service: Service, feedback: FeedbackStore | None, embedding: Embedding) -> Blueprint:
    """Every page, answered by `service`; what people say of answers is taken where there is a place for it.

    `embedding`: whose pages may hold the chat.
    """
    pages = Blueprint("pages", __name__)
    pages.add_app_template_global(asset_addresses(), "asset")
    for name, make in FILTERS.items():
        pages.add_app_template_filter(make, name)
    pages.after_app_request(keep_assets)
    pages.after_app_request(compress)

    add_appearance(pages)
    add_chat(pages, service, embedding)
    add_feedback_form(pages, service, feedback)

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
            layout=lay_out(found, searcher, cited),
            link=on_its_page(link, found.read(*cited)) if link and cited else link,
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


def listing(query: Mapping[str, str], searcher: Searcher) -> Listing:
    """The page that an address asks for; what it does not understand of it counts as not said."""
    search = " ".join(query.get("search", "").split())[:MAX_QUESTION]
    order = Order(query["sort"]) if query.get("sort") in list(Order) else Order.ID
    after = query.get("after") or None
    cards = searcher.cards(search=search, after=after, limit=PAGE_OF_ARTICLES + 1, order=order)
    shown = tuple(cards[:PAGE_OF_ARTICLES])
    asked = {"search": search, "sort": "" if order is Order.ID else order.value}
    return Listing(
        cards=shown,
        search=search,
        order=order,
        further=_said(asked | {"after": shown[-1].id}) if len(cards) > len(shown) else None,
        begins=after is None,
        total=searcher.n_articles,
    )


def _said(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}


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
