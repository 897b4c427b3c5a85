"""The question in the body of the HTTP request at hand: one reader for the API and the pages."""

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from qa import Request
from web.bodies import AskBody, NoQuery, parse_json, parse_query, validate
from web.problems import UnsupportedMedia
from web.settings import MAX_BODY


def posted_request() -> Request:
    """The request that the body makes; an address with a query is refused. Raises RequestRefused, or
    RequestEntityTooLarge.
    """
    parse_query(NoQuery, request.query_string)
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if request.mimetype != "application/json" or charset != "utf-8":
        raise UnsupportedMedia("The body should be JSON in UTF-8, its Content-Type application/json.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("The body should come as it is, without a Content-Encoding.")
    body = request.get_data(cache=False)
    if request.content_length is None and len(body) == MAX_BODY:
        raise RequestEntityTooLarge  # of a body sent in chunks, werkzeug silently reads no more than the limit
    return validate(AskBody, parse_json(body)).request()
