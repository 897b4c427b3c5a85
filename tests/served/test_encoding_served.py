"""The sentence encoder in a real server, whose workers are forked: it answers at once, and then with the encoder."""

import json
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from live import until

from index import IndexFolder, SentenceEncoder

QUESTION = "Is the physician relocating her practice?"


def get(url: str) -> dict[str, Any]:
    with urllib.request.urlopen(url, timeout=60) as reply:  # noqa: S310 (http, our own)
        told: dict[str, Any] = json.load(reply)
        return told


def test_a_light_index_answers_and_a_builder_encodes_it_behind_the_workers(
    start_server: Callable[..., Any], run: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "notice.txt").write_text("The doctor moves to another surgery.\n\nA ferry sank.\n", "utf-8")
    assert run("add", tmp_path / "notice.txt").exit_code == 0
    light = IndexFolder(tmp_path / "index").searcher().version
    server = start_server("--data", tmp_path, "--encoder", "default", "--workers", "2")
    first = get(f"{server.url}/readyz")
    assert first.get("encoder") in (None, "all-MiniLM-L6-v2 int8")
    ready = until(lambda: (told := get(f"{server.url}/readyz")).get("encoder") and told, patience=60)
    assert ready["encoder"] == "all-MiniLM-L6-v2 int8"
    assert ready["ranking"].endswith("; and sentences of like meaning, by all-MiniLM-L6-v2 int8")
    assert ready["index"]["version"] != light
    foot = urllib.request.urlopen(f"{server.url}/", timeout=60).read().decode()  # noqa: S310 (http, our own)
    assert "Passages are ranked by their words and by the sentence encoder all-MiniLM-L6-v2 int8." in foot
    replies = {
        json.dumps(get(f"{server.url}/api/v1/ask?q=Is+the+physician+relocating%3F") | {"took_ms": 0}) for _ in range(8)
    }
    assert len(replies) == 1
    searcher = IndexFolder(tmp_path / "index", SentenceEncoder.packaged()).searcher()
    assert searcher.version == ready["index"]["version"]
    (hit,) = searcher.search_meaning(QUESTION, limit=1)
    assert "doctor" in next(iter(searcher.sentences([hit.sentence]))).text
