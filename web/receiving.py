"""What people say of answers, over HTTP: taken to the passage that it is on, and kept."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from index import Searcher
from qa import Passage, Request, answer
from web.api import json_response
from web.bodies import FeedbackBody
from web.feedback import MOST, WINDOW, FeedbackStore
from web.posting import posted
from web.problems import FieldError, InvalidFields, TooMuchFeedback
from web.senders import TooOften
from web.service import Service
from web.settings import MAX_FEEDBACK
from web.verdict import Cited, Opinion


def feedback_blueprint(service: Service, feedback: FeedbackStore) -> Blueprint:
    """The address that takes feedback on the answers of `service`."""
    views = Blueprint("feedback", __name__)

    @views.post("/api/v1/feedback")
    def give() -> Response:
        body = posted(FeedbackBody, MAX_FEEDBACK)
        # Held until the record stands: a removal waits for whoever reads its article, and clears what they kept of it.
        searcher = service.searcher()
        try:
            kept = feedback.add(opinion_of(body, searcher), request.remote_addr or "")
        except TooOften as error:
            raise TooMuchFeedback(
                f"From one address {MOST} of these are taken in {WINDOW / 60:.0f} minutes; "
                "the Retry-After header tells the seconds to wait.",
                wait=error.wait,
            ) from None
        response = json_response({"id": kept})
        response.status_code = HTTPStatus.CREATED
        return response

    return views


def opinion_of(body: FeedbackBody, searcher: Searcher) -> Opinion:
    """What a body says, and the places that its passage cites, where the index that answered still does.

    They are found by answering again. Raises InvalidFields where the answer has no passage of that rank.
    """
    answered: bool | None = None
    cited: tuple[Cited, ...] = ()
    if body.version == searcher.version:
        again = answer(Request(body.question, tuple(body.history), limit=body.passage or 1), searcher)
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
    )


def _cited(passages: tuple[Passage, ...], rank: int) -> tuple[Cited, ...]:
    for passage in passages:
        if passage.rank == rank:
            return tuple(Cited(c.article_id, c.version, c.start, c.end, c.quote) for c in passage.citations)
    raise InvalidFields(FieldError("#/passage", "The answer has no passage of this rank"))
