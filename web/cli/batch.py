"""Many questions, a line of JSON each, answered one by one as they come."""

from collections.abc import Iterable, Iterator

import msgspec

from index import GenerationError
from web import log
from web.api.replies import ask, json_text
from web.http.bodies import AskBody, parse_json, validate
from web.http.problems import Problem
from web.service import Service


class BatchLine(AskBody):
    """A line of a batch: a question as it may be posted, with a name of its own."""

    id: str | int


def answer_lines(lines: Iterable[bytes], service: Service, *, limit: int) -> Iterator[bytes]:
    """For each line that is not blank one line of JSON: its "id", then the reply, or an "error" as HTTP tells it.

    `limit` holds for the lines that name none. Raises GenerationError when the index cannot be read.
    """
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield json_text(_answer(line, number, service, limit))


def _answer(line: bytes, number: int, service: Service, limit: int) -> dict[str, object]:
    name = None
    try:
        fields = parse_json(line)
        if isinstance(fields, dict):
            name = _name(fields.get("id"))
            fields = {"limit": limit, **fields}
        reply = ask(validate(BatchLine, fields).request(), service)
        return {"id": name, **msgspec.to_builtins(reply)}
    except GenerationError:
        raise
    except Exception as error:
        request_id = log.request_id()
        problem = Problem.of(error)
        if problem.code == "internal_error":
            log.request_failed(request_id=request_id, error=error)
        return {"id": name, "error": problem.reply(instance=f"#line={number}", request_id=request_id)}


def _name(value: object) -> str | int | None:
    """The line's own name, as far as a reply can hold it."""
    if isinstance(value, str):
        return value if value.isprintable() else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None
