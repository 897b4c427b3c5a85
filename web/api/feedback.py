"""What people say of answers, over HTTP: taken to the passage that it is on, and kept."""

from http import HTTPStatus

from flask import Blueprint, Response

from index import Searcher
from qa import Filters, Passage
from web.api.questions import json_response
from web.api.schemas import FeedbackReply
from web.http.bodies import FeedbackBody
from web.http.posting import posted
from web.http.problems import FieldError, InvalidFields
from web.service import Service
from web.settings import MAX_FEEDBACK
from web.store.feedback import Cited, FeedbackStore, Opinion


def feedback_blueprint(service: Service, feedback: FeedbackStore) -> Blueprint:
    """The call that takes feedback on the answers of `service`."""
    views = Blueprint("feedback", __name__)

    @views.post("/api/v1/feedback")
    def give() -> Response:
        response = json_response(FeedbackReply(keep_feedback(posted(FeedbackBody, MAX_FEEDBACK), service, feedback)))
        response.status_code = HTTPStatus.CREATED
        return response

    return views


def keep_feedback(body: FeedbackBody, service: Service, feedback: FeedbackStore) -> str:
    """Keep what the request at hand says of an answer; returns the id of its record.

    Raises InvalidFields where the answer has no passage of that rank.
    """
    # Held until the record stands: a removal waits for whoever reads its article, and clears what they kept of it.
    searcher = service.searcher()
    return feedback.add(_opinion(body, searcher, service))


def _opinion(body: FeedbackBody, searcher: Searcher, service: Service) -> Opinion:
    """What a body says, and the places that its passage cites, where the index that answered still does.

    They are found by answering again, as it was asked.
    """
    answered: bool | None = None
    cited: tuple[Cited, ...] = ()
    if body.version == searcher.version:
        again = service.answer(body.request(), searcher)
        answered = again.answered
        if body.passage is not None:
            cited = _cited(again.passages or again.nearest, body.passage)
    return Opinion(
        question=body.question,
        history=tuple(body.history),
        version=body.version,
        passage=body.passage,
        verdict=body.verdict,
        comment=body.comment or "",
        answered=answered,
        cited=cited,
        narrowed=body.request().filters != Filters(),
    )


def _cited(passages: tuple[Passage, ...], rank: int) -> tuple[Cited, ...]:
    for passage in passages:
        if passage.rank == rank:
            return tuple(Cited(c.article_id, c.version, c.start, c.end, c.quote) for c in passage.citations)
    raise InvalidFields(FieldError("#/passage", "The answer has no passage of this rank"))
