"""The chat: a conversation as its address holds it, each turn by itself for the script, the whole to take away, and the
form that takes what people say of an answer.
"""

import re
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from index import ArticleQuery, Searcher
from qa import Answer, Origin, Reason, Request, answer, suggest_examples, suggest_follow_ups
from web.api.feedback import keep_feedback
from web.http.bodies import FeedbackBody, parse_json, validate
from web.http.posting import LeaveForm, check_own_site, posted_form, posted_request
from web.http.problems import FieldError, InvalidFields
from web.pages.about import about_corpus, find_featured
from web.pages.address import Conversation, address, conversation, draft
from web.pages.embed import Embedding, add_embedding, search_description
from web.pages.export import conversation_json, conversation_markdown
from web.pages.filters import Narrowing, narrowing, why_nothing
from web.pages.links import way_back
from web.pages.panel import choose, draw_panel
from web.pages.passage import web_link
from web.pages.turn import ShownTurn, show_turn
from web.service import Service
from web.settings import MAX_FEEDBACK, MAX_QUESTION, PAGE_LIMIT
from web.store.feedback import FeedbackStore
from web.store.questions import DAYS, QuestionStore

EXAMPLES = 6
"""How many questions that are known to have an answer are shown to begin with."""

_OF_CATALOGUE = ("Which is the newest article?", "How many articles are there?")

_NO_QUESTION = "There is none at this address, and so nothing to take away. Ask one first."


def answerable(searcher: Searcher) -> tuple[str, ...]:
    """Questions that are known to have an answer; where few are found, of the catalogue, too."""
    found = suggest_examples(searcher, EXAMPLES)
    of_catalogue = (question for question in _OF_CATALOGUE if _is_told(question, searcher))
    return (*found, *of_catalogue)[:EXAMPLES]


def _is_told(question: str, searcher: Searcher) -> bool:
    """Whether the catalogue answers a question."""
    short = answer(Request(question, limit=1), searcher).short
    return short is not None and short.origin is Origin.CORPUS


def add_chat(pages: Blueprint, service: Service, embedding: Embedding) -> None:
    """Add the addresses of the chat to the pages."""
    if embedding.origins:
        add_embedding(pages)
        pages.add_url_rule("/embed", view_func=lambda: embedding.frame(chat()), endpoint="embed")

    @pages.get("/")
    def chat() -> Response:
        searcher = service.searcher()
        talk = conversation(request.args)
        requests = talk.requests()
        turns = [_answered(asked, searcher, service, last=asked is requests[-1]) for asked in requests]
        panel = service.made(draw_panel, searcher)
        page = render_template(
            "chat.html",
            about=about_corpus(service, searcher),
            articles=searcher.n_articles,
            chosen=choose(talk.kept, panel, searcher),
            embedded=request.endpoint == "pages.embed",
            error=talk.error,
            examples=() if turns else service.offered(answerable, searcher) or (),
            longest=MAX_QUESTION,
            panel=panel,
            title=turns[-1].title if turns else "Pioneer Q&A",
            turns=turns,
            typed=talk.typed,
        )
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY if talk.error else HTTPStatus.OK)

    @pages.get("/narrowed")
    def narrowed() -> Response:
        searcher = service.searcher()
        kept, wrong = narrowing(request.args)
        told = wrong or choose(kept, service.made(draw_panel, searcher), searcher).told
        return Response(told, content_type="text/plain; charset=utf-8")

    @pages.get("/opensearch.xml")
    def search() -> Response:
        about = about_corpus(service, service.searcher())
        return search_description("Pioneer Q&A", f"{about.title}: {about.line}")

    @pages.post("/turn")
    def turn_fragment() -> str:
        asked = replace(posted_request(), limit=PAGE_LIMIT, explain=True, asked_on=date.today().isoformat())
        return render_template("turn.html", turn=_answered(asked, service.searcher(), service))

    pages.add_app_template_global(address, "conversation_address")
    pages.add_app_template_global(draft, "conversation_draft")


def add_exports(pages: Blueprint, service: Service) -> None:
    """Add the addresses from which a whole conversation is taken away."""

    @pages.get("/export/conversation.md")
    def markdown() -> Response:
        searcher = service.searcher()
        turns = [_answered(asked, searcher, service, last=False) for asked in _asked().requests()]
        return _download(conversation_markdown(turns, request.url_root).encode(), "text/markdown; charset=utf-8", "md")

    @pages.get("/export/conversation.json")
    def json() -> Response:
        searcher = service.searcher()
        answers = [service.answer(asked, searcher) for asked in _asked().requests()]
        return _download(conversation_json(answers), "application/json", "json")


def add_feedback_form(pages: Blueprint, service: Service, feedback: FeedbackStore | None) -> None:
    """Add the form under an answer, and the address that it is posted to, where there is a place for feedback."""
    pages.add_app_template_global(lambda: feedback is not None, "feedback_is_taken")
    if feedback is None:
        return

    @pages.post("/feedback")
    def give_feedback() -> tuple[str, HTTPStatus]:
        body = _filled_in()
        keep_feedback(body, service, feedback)
        kept, _ = narrowing(MultiDict(parse_qsl(urlsplit(way_back().href).query)))
        back = address([*body.history, body.question], (), kept)
        return render_template("thanks.html", back=back), HTTPStatus.CREATED


def add_leaving(pages: Blueprint, questions: QuestionStore | None) -> None:
    """Add the form under what was not answered, and the address that it is posted to, where questions are kept."""
    pages.add_app_template_global(lambda: DAYS if questions else 0, "days_kept")
    pages.add_app_template_test(lambda words: len(words) <= MAX_QUESTION, "question")  # one made of several may not be
    if questions is None:
        return

    @pages.post("/leave")
    def leave_question() -> tuple[str, HTTPStatus]:
        check_own_site()
        left = posted_form(LeaveForm).question.replace("\r\n", "\n")
        questions.add(left)
        return render_template("left.html", back=address([left], ())), HTTPStatus.CREATED


def _filled_in() -> FeedbackBody:
    """What the form under an answer holds. Raises Refused, or RequestEntityTooLarge."""
    check_own_site()
    request.max_content_length = request.max_form_memory_size = MAX_FEEDBACK
    sent = {name: texts[-1].replace("\r\n", "\n") for name, texts in request.form.lists() if texts[-1]}
    history = {"history": [text.replace("\r\n", "\n") for text in request.form.getlist("history")]}
    asked = parse_json(sent.pop("asked", "{}").encode())
    if not isinstance(asked, dict):
        raise InvalidFields(FieldError("#/asked", "Should be an object"))
    rank = sent.pop("passage", None)
    ranked = {} if rank is None else {"passage": int(rank) if re.fullmatch("[0-9]{1,3}", rank) else rank}
    return validate(FeedbackBody, asked | sent | history | ranked)


def _answered(asked: Request, searcher: Searcher, service: Service, *, last: bool = True) -> ShownTurn:
    """The answer to one request as the page shows it; after the last of a conversation with what to ask next."""
    found = service.answer(asked, searcher)
    nothing: tuple[str, ...] = ()
    if found.no_answer is not None and found.no_answer.reason is Reason.FILTERED_OUT:
        nothing = why_nothing(ArticleQuery(asked.filters), Narrowing.of(asked.filters), searcher)
    followed = suggest_follow_ups(found, searcher, asked.history, filters=asked.filters) if last else ()
    featured = find_featured(asked.question, service, searcher)
    return show_turn(found, asked, followed, _outside(found, searcher), nothing, featured)


def _outside(found: Answer, searcher: Searcher) -> dict[str, str]:
    """The addresses on the web of the articles that an answer cites, by id."""
    passages = found.passages or found.nearest
    cited = {citation.article_id for passage in passages for citation in passage.citations}
    articles = filter(None, map(searcher.article, sorted(cited)))
    return {article.id: link for article in articles if (link := web_link(article.url))}


def _asked() -> Conversation:
    """The conversation of the address. Raises InvalidFields."""
    talk = conversation(request.args)
    if talk.error or not talk.questions:
        raise InvalidFields(FieldError("#/q", talk.error or _NO_QUESTION))
    return talk


def _download(body: bytes, media: str, suffix: str) -> Response:
    response = Response(body, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="conversation.{suffix}"'
    return response
