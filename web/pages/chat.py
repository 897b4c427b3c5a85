"""The chat: a conversation as its address holds it, each turn by itself for the script, and the whole to take away."""

from dataclasses import replace
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request

from index import Searcher
from qa import Request, suggest_follow_ups
from web.api.replies import ask_reply
from web.http.posting import posted_request
from web.http.problems import FieldError, InvalidFields
from web.pages.address import Conversation, address, conversation
from web.pages.transcript import as_json, as_text
from web.pages.turns import Turn, turn
from web.remembered import Remembered
from web.service import Service
from web.settings import MAX_QUESTION, PAGE_LIMIT

_NO_QUESTION = "There is none at this address, and so nothing to take away. Ask one first."


def add_chat(pages: Blueprint, service: Service, begin: Remembered[tuple[str, ...]]) -> None:
    """Add the addresses of the chat to the pages. `begin`: questions that an empty page offers."""

    def answered(asked: Request, searcher: Searcher, *, last: bool = True) -> Turn:
        found = service.answer(asked, searcher)
        following = suggest_follow_ups(found, searcher, asked.history) if last else ()
        return turn(ask_reply(found, explain=True), asked, following)

    @pages.get("/")
    def chat() -> Response:
        searcher = service.searcher()
        talk = conversation(request.args)
        requests = talk.requests()
        turns = [answered(asked, searcher, last=asked is requests[-1]) for asked in requests]
        page = render_template(
            "chat.html",
            articles=searcher.n_articles,
            error=talk.error,
            examples=() if turns else begin.of(searcher),
            longest=MAX_QUESTION,
            title=turns[-1].title if turns else "Pioneer Q&A",
            turns=turns,
            typed=talk.typed,
        )
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if talk.error else HTTPStatus.OK)

    @pages.post("/turn")
    def turn_fragment() -> str:
        asked = replace(posted_request(), limit=PAGE_LIMIT, explain=True)
        return render_template("turn.html", turn=answered(asked, service.searcher()))

    @pages.get("/export/conversation.md")
    def markdown() -> Response:
        searcher = service.searcher()
        turns = [answered(asked, searcher, last=False) for asked in _asked().requests()]
        return _download(as_text(turns, request.url_root).encode(), "text/markdown; charset=utf-8", "md")

    @pages.get("/export/conversation.json")
    def json() -> Response:
        searcher = service.searcher()
        return _download(
            as_json([service.ask(asked, searcher) for asked in _asked().requests()]), "application/json", "json"
        )

    pages.add_app_template_global(address, "conversation_address")


def _asked() -> Conversation:
    """The conversation of the address. Raises InvalidFields."""
    talk = conversation(request.args)
    if talk.error or not talk.questions:
        raise InvalidFields(FieldError("#/q", talk.error or "Should be a question", talk.error or _NO_QUESTION))
    return talk


def _download(body: bytes, media: str, suffix: str) -> Response:
    response = Response(body, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="conversation.{suffix}"'
    return response
