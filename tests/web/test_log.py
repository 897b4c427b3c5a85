"""The log's lines, as text and as JSON: the same fields, and never a word of what was asked, or of a fault."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator

import pytest

from qa import Request, Stage
from web import log
from web.service import Service

CRISIS = "Which pioneer is piloting a crisis house?"
FAULTS = """
import logging, threading
from web import log

log.configure()

def fail():
    raise ValueError("who killed the canary?")

class Failing:
    def __del__(self):
        fail()

thread = threading.Thread(target=fail, daemon=True)
thread.start()
thread.join()
Failing()
try:
    fail()
except ValueError:
    logging.getLogger("waitress").exception("Exception while serving %s", "/?q=canary")
"""


@pytest.fixture
def records() -> Iterator[list[logging.LogRecord]]:
    """What is told while a test runs."""
    kept: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = kept.append  # type: ignore[method-assign]
    level = log.OWN.level
    log.OWN.addHandler(handler)
    log.OWN.setLevel(logging.DEBUG)
    yield kept
    log.OWN.removeHandler(handler)
    log.OWN.setLevel(level)


def test_a_request_has_the_same_fields_as_text_and_as_json(records: list[logging.LogRecord]) -> None:
    log.request_done(request_id="0123456789", method="GET", route="/api/v1/ask", status=200, ms=1.26)
    (record,) = records
    assert (
        log.WordlessFormatter().format(record).endswith(" id=0123456789 method=GET route=/api/v1/ask status=200 ms=1.3")
    )
    told = json.loads(log.JsonFormatter().format(record))
    assert told.pop("at").endswith("+00:00")
    assert told == {
        "level": "info", "event": "request", "id": "0123456789", "method": "GET", "route": "/api/v1/ask",
        "status": 200, "ms": 1.3,
    }  # fmt: skip


def test_what_has_no_fields_is_a_message_of_json_and_a_strangers_words_stay_out(
    records: list[logging.LogRecord],
) -> None:
    log.say("the articles' folder is watched")
    assert json.loads(log.JsonFormatter().format(records[0]))["message"] == "the articles' folder is watched"
    strange = logging.LogRecord("flask", logging.ERROR, "/a/flask/app.py", 7, "asked: %s", (CRISIS,), None)
    assert json.loads(log.JsonFormatter().format(strange))["message"] == "error from flask at flask/app.py:7"


def test_a_slow_answer_is_logged_with_its_stages_and_without_its_words(
    shipped_index: object, service: Service, records: list[logging.LogRecord]
) -> None:
    slow = Service(service.source, slow=0.0)
    log.request_id("ab" * 8)
    slow.answer(Request(CRISIS), service.searcher())
    slow.answer(Request(CRISIS), service.searcher())
    made, remembered = (log.fields_of(record) or {} for record in records)
    assert [record.levelname for record in records] == ["INFO", "INFO"]
    assert (made["id"], made["event"], made["outcome"], made["band"]) == ("ab" * 8, "answer", "answered", "high")
    assert [f"{stage}_ms" for stage in Stage] == [name for name in made if name.endswith("_ms")]
    assert made["rank_ms"] > 0
    assert not any(name.endswith("_ms") for name in remembered)
    assert "crisis" not in "".join(log.WordlessFormatter().format(record) for record in records)


def test_an_answer_in_time_is_not_logged(service: Service, records: list[logging.LogRecord]) -> None:
    Service(service.source, slow=60.0).answer(Request("Who?"), service.searcher())
    assert [(record.levelname, (log.fields_of(record) or {})["outcome"]) for record in records] == [
        ("DEBUG", "not_a_question")
    ]


def test_a_fault_that_nobody_caught_in_a_thread_or_elsewhere_is_told_without_its_words() -> None:
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    assert "canary" not in done.stderr
    assert done.stderr.count("a fault that nobody caught; ValueError at ") == 2
    assert "error from waitress at " in done.stderr and len(done.stderr.splitlines()) == 3
