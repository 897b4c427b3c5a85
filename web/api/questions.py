"""The calls that ask and read: parse, call, serialise."""

from flask import Blueprint, Response, request

from qa import Request
from web.api.replies import article_reply, ask, card_reply, index_reply, json_text, ready_reply
from web.http.bodies import AskQuery, ListQuery, NoQuery, parse_query
from web.http.posting import posted_request
from web.http.problems import Refused
from web.service import Service


def api_blueprint(service: Service) -> Blueprint:
    """The calls of `CONTRACT.md` that change nothing, answered by `service`."""
    api = Blueprint("api", __name__)

    @api.route("/api/v1/ask", methods=["GET", "POST"])
    @api.route("/api/ask", methods=["GET", "POST"])
    def ask_question() -> Response:
        return json_response(ask(_asked(), service))

    @api.get("/api/v1/articles")
    def articles() -> Response:
        query = parse_query(ListQuery, request.query_string)
        cards = service.searcher().cards(search=query.search, after=query.cursor or None, limit=query.limit + 1)
        page = cards[: query.limit]
        further = page[-1].id if len(cards) > len(page) else None
        return json_response({"articles": list(map(card_reply, page)), "next_cursor": further})

    @api.get("/api/v1/articles/<article_id>")
    def article(article_id: str) -> Response:
        parse_query(NoQuery, request.query_string)
        searcher = service.searcher()
        found = searcher.article(article_id)
        if found is None:
            raise Refused("article_not_found", "The index holds no article of this id.")
        return json_response(article_reply(found, searcher))

    @api.get("/api/v1/index")
    def index() -> Response:
        parse_query(NoQuery, request.query_string)
        return json_response(index_reply(service.searcher()))

    @api.get("/healthz")
    def alive() -> Response:
        return json_response({"status": "alive"})

    @api.get("/readyz")
    def ready() -> Response:
        return json_response(ready_reply(service.searcher(), service.refused()))

    return api


def json_response(value: object) -> Response:
    """A reply over HTTP that holds a JSON object."""
    return Response(json_text(value), content_type="application/json")


def _asked() -> Request:
    """The request that a question's body, or its address, makes. Raises Refused."""
    if request.method == "POST":
        return posted_request()
    query = parse_query(AskQuery, request.query_string)
    return Request(question=query.q, limit=query.limit)
