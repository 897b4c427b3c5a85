"""The calls that ask and read: parse, call, serialise."""

import hashlib
from http import HTTPStatus
from secrets import token_bytes

from flask import Blueprint, Response, request

from index import Searcher
from qa import Request, match_typed, suggest_questions
from web.api.marked import MarkedQuestions
from web.api.replies import article_reply, ask, index_reply, json_text, list_reply, ready_reply
from web.api.schemas import AliveReply, SuggestionsReply
from web.http.bodies import ArticleQuery, ListQuery, NoQuery, SuggestionQuery, parse_ask_query, parse_query
from web.http.posting import posted_request
from web.http.problems import FieldError, InvalidFields, Refused
from web.service import Service
from web.store.feedback import FeedbackStore

_STARTED = token_bytes(16)
"""Made anew by each server before its workers: another program, or models, answer otherwise from the same index."""


def api_blueprint(service: Service, feedback: FeedbackStore | None) -> Blueprint:
    """The calls of `CONTRACT.md` that change nothing, answered by `service`; `feedback`: what was marked right."""
    api = Blueprint("api", __name__)
    marked = MarkedQuestions(service, feedback)

    @api.route("/api/v1/ask", methods=["GET", "POST"])
    @api.route("/api/ask", methods=["GET", "POST"])
    def ask_question() -> Response:
        asked, searcher = _asked(), service.searcher()
        if unchanged := _unchanged(searcher):
            return unchanged
        stages: dict[str, float] = {}
        told = ask(asked, service, searcher, timed=stages.update)
        response = _tagged(json_response(told), searcher)
        milliseconds = {name: seconds * 1000 for name, seconds in stages.items()} | {"answer": told.took_ms}
        response.headers["Server-Timing"] = ", ".join(f"{name};dur={ms:.2f}" for name, ms in milliseconds.items())
        return response

    @api.get("/api/v1/suggestions")
    def suggestions() -> Response:
        query, searcher = parse_query(SuggestionQuery, request.query_string), service.searcher()
        known = dict.fromkeys((*(service.offered(suggest_questions, searcher) or ()), *marked.known(searcher)))
        return json_response(SuggestionsReply(tuple(match_typed(query.q, known, query.limit))))

    @api.get("/api/v1/articles")
    def articles() -> Response:
        query = parse_query(ListQuery, request.query_string)
        searcher = service.searcher()
        if unchanged := _unchanged(searcher):
            return unchanged
        cards = searcher.cards(search=query.search, after=query.cursor or None, limit=query.limit + 1)
        return _tagged(json_response(list_reply(cards, query.limit)), searcher)

    @api.get("/api/v1/articles/<article_id>")
    def article(article_id: str) -> Response:
        query = parse_query(ArticleQuery, request.query_string)
        searcher = service.searcher()
        found = searcher.article(article_id)
        if found is None:
            raise Refused("article_not_found", "The index holds no article of this id.")
        first = int(query.cursor or 0)
        if first and first >= len(searcher.sentence_numbers(article_id)):
            raise InvalidFields(FieldError("#/cursor", "The article has no sentence of this place"))
        return _unchanged(searcher) or _tagged(
            json_response(article_reply(found, searcher, first, query.limit)), searcher
        )

    @api.get("/api/v1/index")
    def index() -> Response:
        parse_query(NoQuery, request.query_string)
        return json_response(index_reply(service.searcher()))

    @api.get("/healthz")
    def alive() -> Response:
        return json_response(AliveReply())

    @api.get("/readyz")
    def ready() -> Response:
        return json_response(ready_reply(service.searcher(), service.refused()))

    return api


def json_response(value: object) -> Response:
    """A reply over HTTP that holds a JSON object."""
    return Response(json_text(value), content_type="application/json")


def _tag(searcher: Searcher) -> str:
    return hashlib.sha256(_STARTED + searcher.version.encode()).hexdigest()[:16]


def _unchanged(searcher: Searcher) -> Response | None:
    """304, where the client holds what this address gave of the same index; only whoever reads can."""
    reads = request.method in ("GET", "HEAD")
    held = reads and request.if_none_match.contains_weak(_tag(searcher))
    return _tagged(Response(status=HTTPStatus.NOT_MODIFIED), searcher) if held else None


def _tagged(response: Response, searcher: Searcher) -> Response:
    """A reply that its client may keep, and ask each time whether it still holds."""
    if request.method in ("GET", "HEAD"):
        response.set_etag(_tag(searcher), weak=True)  # how long it took is another time another
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def _asked() -> Request:
    """The request that a question's body, or its address, makes. Raises Refused."""
    if request.method == "POST":
        return posted_request()
    return parse_ask_query(request.query_string).request()
