"""The JSON API: parse, call, serialise."""

from typing import Any

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from qa import Request
from web.bodies import AskBody, AskQuery, ListQuery, NoQuery, parse_json, parse_query, validate
from web.problems import UnknownArticle, UnsupportedMedia
from web.replies import article_reply, card_reply, index_reply, json_text, ready_reply
from web.service import Service
from web.settings import MAX_BODY


def api_blueprint(service: Service) -> Blueprint:
    """Every address of API.md that this version has, answered by `service`."""
    api = Blueprint("api", __name__)

    @api.route("/api/v1/ask", methods=["GET", "POST"])
    @api.route("/api/ask", methods=["GET", "POST"])
    def ask() -> Response:
        return json_response(service.ask(_asked()))

    @api.get("/api/v1/articles")
    def articles() -> Response:
        query = parse_query(ListQuery, request.query_string)
        cards = service.searcher().cards(search=query.search, after=query.cursor or None, limit=query.limit + 1)
        page = cards[: query.limit]
        further = page[-1].id if len(cards) > len(page) else None
        return json_response({"articles": [card_reply(card) for card in page], "next_cursor": further})

    @api.get("/api/v1/articles/<article_id>")
    def article(article_id: str) -> Response:
        parse_query(NoQuery, request.query_string)
        searcher = service.searcher()
        found = searcher.article(article_id)
        if found is None:
            raise UnknownArticle("The index holds no article of this id.")
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
        return json_response(ready_reply(service.searcher()))

    return api


def json_response(value: dict[str, Any]) -> Response:
    """A reply that holds a JSON object."""
    return Response(json_text(value), content_type="application/json")


def posted_request() -> Request:
    """The request in the body of the HTTP request at hand. Raises RequestRefused, or RequestEntityTooLarge."""
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise UnsupportedMedia("The body should be JSON in UTF-8, its Content-Type application/json.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("The body should come as it is, without a Content-Encoding.")
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) == MAX_BODY:
        raise RequestEntityTooLarge  # of a body sent in chunks, werkzeug silently reads no more than the limit
    return validate(AskBody, parse_json(body)).request()


def _asked() -> Request:
    """The request that a question's body, or its address, makes. Raises RequestRefused."""
    if request.method == "POST":
        parse_query(NoQuery, request.query_string)
        return posted_request()
    query = parse_query(AskQuery, request.query_string)
    return Request(question=query.q, limit=query.limit)
