"""The commands and the service where the index is asked in OpenSearch (`--searcher`)."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from opensearch_nodes import Nodes

from index import open_cluster
from web.app import create_app
from web.service import Service

AWAY = "opensearch://127.0.0.1:9/test"
Run = Callable[..., Result]


def test_a_service_whose_engine_is_away_says_so_and_when_to_come_again(tmp_path: Path) -> None:
    client = create_app(Service(open_cluster(AWAY, tmp_path).searcher)).test_client()
    for reply in (client.get("/readyz"), client.post("/api/v1/ask", json={"question": "Who is it?"})):
        assert (reply.status_code, reply.json["code"]) == (503, "index_unavailable")
        assert reply.headers["Retry-After"] == "5"


def test_a_command_whose_engine_is_away_says_so_in_a_line(run: Run, tmp_path: Path) -> None:
    done = run("ask", "Who is it?", "--searcher", AWAY, "--data", tmp_path)
    assert done.exit_code == 1
    assert done.stderr.startswith(f"pioneer-qa: {AWAY}: does not answer: 127.0.0.1:9 cannot be reached")
    assert done.stderr.count("\n") == 1


def test_what_is_indexed_changed_and_removed_is_so_in_the_engine(run: Run, engine: Nodes, tmp_path: Path) -> None:
    told = ("--searcher", f"{engine.url()}/commands", "--data", tmp_path)

    def first(question: str) -> str | None:
        reply = json.loads(run("ask", question, "--json", *told).stdout)
        return reply["passages"][0]["text"] if reply["passages"] else None

    try:
        assert "in OpenSearch as commands-" in run("index", *told).stderr
        assert "nothing changed" in run("index", *told).stderr
        assert "crisis house" in str(first("Which pioneer is piloting a crisis house?"))
        article = tmp_path / "quay.txt"
        article.write_text("The Wexcombe quay opened in 1901.\n", "utf-8")
        run("add", article, *told)
        assert first("When did the Wexcombe quay open?") == "The Wexcombe quay opened in 1901."
        run("remove", "quay", *told)
        assert "Wexcombe" not in str(first("When did the Wexcombe quay open?"))
        assert len(engine.ask("GET", "/commands-*/_alias")) == 1
    finally:
        for name in engine.ask("GET", "/commands-*/_alias"):
            engine.ask("DELETE", f"/{name}")
