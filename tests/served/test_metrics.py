"""What Prometheus reads of a real server of two workers: sums over both, and no words."""

import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families as families

ROOT = Path(__file__).parent.parent.parent
QUESTION = "Which pioneer is piloting a crisis house?"


def fetch(address: str, body: bytes | None = None) -> str:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})  # noqa: S310 (our own)
    with urllib.request.urlopen(request, timeout=20) as reply:  # noqa: S310
        return str(reply.read().decode())


@pytest.fixture(scope="module")
def read(start_server: Callable[..., Any], shipped_index: Path) -> Callable[[], str]:
    """Reads the metrics of a server of two workers, which was asked one question six times."""
    server = start_server("--index", shipped_index, "--workers", "2", "--metrics", "127.0.0.1:0", "--json-log")
    for _ in range(6):
        fetch(f"{server.url}/api/v1/ask", json.dumps({"question": QUESTION}).encode())
    address = re.search(r"metrics: (http://[^\s\")]+)", server.output.read_text("utf-8"))
    assert address is not None
    lines = [json.loads(line) for line in server.output.read_text("utf-8").splitlines() if line.startswith("{")]
    assert {"request"} <= {line.get("event") for line in lines}
    return lambda: fetch(address[1])


def samples(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    return {
        (s.name, tuple(told for _, told in sorted(s.labels.items()))): s.value
        for family in families(text)
        for s in family.samples
    }


def test_requests_answers_stages_and_the_index_are_counted_over_all_workers(read: Callable[[], str]) -> None:
    told = samples(read())
    assert told["pioneer_qa_request_seconds_count", ("/api/v1/ask", "200")] == 6
    answers = {labels: value for (name, labels), value in told.items() if name == "pioneer_qa_answers_total"}
    assert sum(answers.values()) == 6
    assert {labels[:2] for labels in answers} == {("high", "answered")}
    made = told["pioneer_qa_stage_seconds_count", ("rank",)]
    assert 1 <= made <= 2  # each worker remembers its own
    assert answers["high", "answered", "no"] == made
    assert told["pioneer_qa_index_articles", ()] == 5
    assert told["pioneer_qa_jobs", ("failed",)] == 0


def test_no_word_of_a_question_is_among_them(read: Callable[[], str]) -> None:
    text = read()
    assert not re.search("crisis|piloting", text)
    labels = {name for family in families(text) for sample in family.samples for name in sample.labels}
    assert labels == {"route", "status", "le", "outcome", "band", "remembered", "stage", "version", "state"}


def test_the_dashboard_and_the_alerts_name_only_metrics_that_exist(read: Callable[[], str]) -> None:
    exist = {sample.name for family in families(read()) for sample in family.samples}
    for file in ("grafana-dashboard.json", "prometheus-alerts.yaml"):
        named = set(re.findall(r"pioneer_qa_\w+", (ROOT / "web/deploy" / file).read_text("utf-8")))
        assert named
        assert named <= exist, file
