"""The body of the HTTP request at hand, read no further than it may be long, and the question in it.

Apart from `bodies`, which the command line checks questions with: it does without Flask.
"""

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from qa import Request
from web.http.bodies import AskBody, Model, NoBody, NoQuery, parse_json, parse_query, validate
from web.http.problems import Refused
from web.settings import MAX_BODY


def posted_request() -> Request:
    """The request that the body makes; raises as `posted` does."""
    return posted(AskBody).request()


def posted(model: type[Model], limit: int = MAX_BODY) -> Model:
    """What the body, a JSON object of up to `limit` bytes, holds; an address with a query is refused.

    Raises Refused, or RequestEntityTooLarge.
    """
    parse_query(NoQuery, request.query_string)
    _check_json()
    return validate(model, parse_json(read_body(limit)))


def posted_nothing() -> None:
    """See to it that the request says no more than its address does. Raises Refused."""
    parse_query(NoQuery, request.query_string)
    body = read_body(MAX_BODY)
    if body:
        _check_json()
        validate(NoBody, parse_json(body))


def read_body(limit: int) -> bytes:
    """The whole body, of up to `limit` bytes; one that is said to be longer is not read.

    Raises Refused for a content coding, or RequestEntityTooLarge.
    """
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Refused("unsupported_media_type", "The body should come as it is, without a Content-Encoding.")
    request.max_content_length = limit
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) == limit:
        raise RequestEntityTooLarge  # of a body sent in chunks, werkzeug silently reads no more than the limit
    return body


def _check_json() -> None:
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise Refused("unsupported_media_type", "The body should be JSON in UTF-8, its Content-Type application/json.")
