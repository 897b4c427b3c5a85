"""What is written to stderr while serving: never a question's words, nor an address that could hold some.

What is told of a request or an answer has fields, which a line shows by name, or JSON. Metrics count the same records.

Only this module's own lines are written whole, and those of gunicorn's arbiter, which sees workers and no request. Of
anyone else's (gunicorn's workers', Flask's, a library's), whose words may quote a request, the log says who spoke
where and which exception was on their hands.
"""

import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

OWN = logging.getLogger("pioneer")

JSON_LOG = "PIONEER_QA_JSON_LOG"
"""The variable that makes each line an object of JSON; the builder, which a server starts, has it from there."""

_REQUEST = ContextVar("request", default="")
"""The id of the request at hand."""

_PLAIN = re.compile(r"(?=.{8,64}$)[0-9a-fA-F]+(?:-[0-9a-fA-F]+)*")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


class WordlessFormatter(logging.Formatter):
    """Formats our own records whole, and of all others their place and their exception's type and frames."""

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:
        """ISO 8601, UTC."""
        return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        return f"{self.formatTime(record)} {self.said(record)}"

    def said(self, record: logging.LogRecord) -> str:
        """What a record says, but for its time."""
        if record.name == OWN.name or (record.name, record.module) == ("gunicorn.error", "arbiter"):
            said = record.getMessage()
        else:
            said = f"{record.levelname.lower()} from {record.name} at {_place(record.pathname, record.lineno)}"
        if record.exc_info and record.exc_info[1]:
            said += "; " + describe(record.exc_info[1])
        return said


class JsonFormatter(WordlessFormatter):
    """Formats the same as JSON: what has fields by them, all else as a `message`."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        told = {"message": self.said(record)} if fields_of(record) is None else fields_of(record)
        return json.dumps({"at": self.formatTime(record), "level": record.levelname.lower(), **(told or {})})


def fields_of(record: logging.LogRecord) -> dict[str, object] | None:
    """The fields of a record that tells of an `event`, a request or an answer; None of all others."""
    found: dict[str, object] | None = getattr(record, "fields", None)
    return found


def configure() -> None:
    """Send all of this process's log to stderr, wordless."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter() if os.environ.get(JSON_LOG) == "1" else WordlessFormatter())
    handler.setLevel(logging.INFO)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    OWN.setLevel(logging.DEBUG)
    threading.excepthook = lambda ended: _fault(ended.exc_value)  # Python's own would tell their messages
    sys.unraisablehook = lambda ignored: _fault(ignored.exc_value)


def request_id(given: str | None = None) -> str:
    """The name of the request that begins: the client's own where it is plain, of figures as UUIDs and traces are; any
    other could hold words.
    """
    name = given if given is not None and _PLAIN.fullmatch(given) else token_hex(8)
    _REQUEST.set(name)
    return name


def say(line: str) -> None:
    """Log a line of our own, which the caller knows to be wordless."""
    OWN.info("%s", line)


def request_done(*, request_id: str, method: str, route: str | None, status: int, ms: float) -> None:
    """Log one request. `route`: the pattern that matched, None where none did. A method can be any word, so only known
    ones are named.
    """
    known = method if method in _METHODS else "OTHER"
    fields = {"id": request_id, "method": known, "route": route or "unmatched", "status": status, "ms": round(ms, 1)}
    _tell(logging.INFO, "request", fields)


def answered(*, outcome: str, band: str, slow: bool, seconds: float, stages: Mapping[str, float] | None) -> None:
    """Tell of an answer that was given, and log it where it was slow. `outcome`: that there is one, or why not;
    `stages`: the seconds of each, None where the answer was remembered.
    """
    fields: dict[str, object] = {"id": _REQUEST.get(), "outcome": outcome, "band": band, "ms": round(seconds * 1000, 1)}
    if stages is not None:
        fields |= {f"{stage}_ms": round(spent * 1000, 2) for stage, spent in stages.items()}
    _tell(logging.INFO if slow else logging.DEBUG, "answer", fields)


def request_failed(*, request_id: str, error: BaseException) -> None:
    """Log what an unexpected exception was and where it came from; its message may hold a question and is left out."""
    OWN.error("id=%s failed; %s", request_id, describe(error))


def _tell(level: int, event: str, fields: Mapping[str, object]) -> None:
    """Log something that has fields."""
    line = " ".join(f"{name}={told}" for name, told in fields.items())
    OWN.log(level, "%s", line, extra={"fields": {"event": event, **fields}})


def describe(error: BaseException) -> str:
    """An exception's type and frames, innermost first, and those of what caused it; no messages."""
    return ", caused by ".join(f"{type(e).__name__} at {' < '.join(_frames(e)) or 'no frame'}" for e in _chain(error))


def _fault(error: BaseException | None) -> None:
    """Log what nobody caught."""
    if error is not None:
        OWN.error("a fault that nobody caught; %s", describe(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _frames(error: BaseException) -> Iterator[str]:
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        yield f"{_place(frame.filename, frame.lineno or 0)} {frame.name}"


def _place(path: str, line: int) -> str:
    return f"{'/'.join(Path(path).parts[-2:])}:{line}"
