"""Prove that a change to the code changes nothing of what the service says: ask it everything, and compare the replies.

    python tests/bench/replies.py record OLD/.venv/bin/pioneer-qa before.jsonl
    python tests/bench/replies.py record NEW/.venv/bin/pioneer-qa after.jsonl
    python tests/bench/replies.py compare before.jsonl after.jsonl

Nothing of the project is imported, and only what anybody may call is called, so that it runs beside old and new code
alike. The questions and the corpora are those that stand beside this file: record both with the same copy of it.
"""

import difflib
import http.client
import json
import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import quote, urlencode, urlsplit

import click

TESTS = Path(__file__).resolve().parent.parent

CORPORA = {"shipped": "pioneers*.jsonl", "harbours": "harbours.jsonl", "transit": "transit.jsonl"}
"""The corpora, and which files of questions ask each. `shipped` comes with the program; the others are in a folder."""

PAGES = 50
"""Of how many questions of each corpus the pages are looked at, too."""

SHOWN, LINES, WIDTH = 3, 24, 240
"""How many differences are shown, each in how many lines of how many characters at most."""

PATIENCE = 120.0
"""Seconds that a server may take to start, and a reply to come."""

VARYING = (
    # How long the answer took.
    (re.compile(r',"took_ms":[0-9.e+-]+'), ""),
    # Each request has a new name, which errors tell: in the API, and on the page.
    (re.compile(r'("request_id":"|, request <code>)[0-9a-f]+'), r"\1…"),
    # When the index was built: in the API, and on the page of what is covered. Each record builds its own.
    (re.compile(r'"built_at":"[0-9T:.+Z-]+"'), '"built_at":"…"'),
    (re.compile(r"built on [0-9]{1,2} \w+ [0-9]{4}, [0-9]{2}:[0-9]{2} UTC"), "built on …"),
    # The port is a free one; exports name the whole address.
    (re.compile(r"http://127\.0\.0\.1:[0-9]+"), "http://here"),
    # The hash of a script's or style sheet's content: not what the service says.
    (re.compile(r"(/static/[\w.-]+\?v=)[0-9a-f]+"), r"\1…"),
)
"""What differs between two runs of the same code, and what is kept in its place."""

WRONG: tuple[object, ...] = (
    *("", "no JSON", {"question": ""}, {"question": 7}, {"question": "x" * 1001}, {"question": "Who?", "none": 1}),
    *({"question": "Who?", "limit": limit} for limit in (0, 51, "5")),
    {"question": "Who?", "history": ["Who?"] * 21, "undo": ["everything"]},
    {"question": "Who?", "filters": {"published_from": "2020-01-01", "published_to": "2019-01-01"}},
    {"question": "Who?", "filters": {"published_from": "1 May 2020"}},
)
"""Bodies that are refused; a text is sent as it is."""

ADDRESSES = (
    *("/", "/articles", "/articles?search=the&sort=title", "/articles?search=nothing", "/articles/none", "/none"),
    *("/coverage", "/library", "/library/jobs", "/library/history", "/sign-in", "/appearance"),
    *("/healthz", "/readyz", "/api/v1/none", "/api/v1/index", "/api/v1/index/generations", "/api/v1/index/rebuilds"),
    *("/api/v1/articles?limit=2", "/api/v1/articles?search=the", "/api/v1/articles?limit=0", "/api/v1/articles/none"),
    *("/api/v1/ask", "/api/v1/ask?q=", "/api/v1/ask?q=who&limit=x", "/export/conversation.md", f"/?q={'x' * 1001}"),
    f"/export/conversation.json?q={'x' * 1001}",
)
"""What is looked at in each corpus, whatever it holds; errors among it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A judged question, or a turn of a conversation with the questions before it."""

    question: str
    history: tuple[str, ...] = ()

    def body(self, **more: object) -> dict[str, object]:
        """It as a request."""
        return {"question": self.question, **({"history": list(self.history)} if self.history else {}), **more}

    def query(self) -> str:
        """It as the address of a conversation has it."""
        return urlencode([("q", question) for question in (*self.history, self.question)])


@dataclass(slots=True)
class Recorder:
    """Asks a running server, and writes down each reply, each thing once."""

    corpus: str
    connection: http.client.HTTPConnection
    file: TextIO
    seen: set[str] = field(default_factory=set)

    def send(self, address: str, body: object = None) -> str:
        """Look at an address, or post a body there; write down what came back, and return it as it came."""
        method = "GET" if body is None else "POST"
        what = {"method": method, "address": address, "body": body}
        sent = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        headers = {"Accept": "text/html"} if sent is None else {"Content-Type": "application/json"}
        self.connection.request(method, address, sent, headers)
        reply = self.connection.getresponse()
        text = reply.read().decode("utf-8")
        if (key := json.dumps(what)) not in self.seen:
            self.seen.add(key)
            got = {"status": reply.status, "type": reply.getheader("Content-Type"), "body": steady(text)}
            self.file.write(json.dumps({"corpus": self.corpus, "what": what, **got}, ensure_ascii=False) + "\n")
        return text


def steady(text: str) -> str:
    """A reply without what differs between two runs of the same code."""
    for pattern, kept in VARYING:
        text = pattern.sub(kept, text)
    return text


@contextmanager
def serving(program: Path, corpus: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to a server of a corpus, with a folder for data of its own, once it can answer."""
    command = [str(program.absolute()), "serve", "--port", "0", "--workers", "1"]
    command += [] if corpus == "shipped" else ["--corpus", str(TESTS / "corpora" / corpus)]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PIONEER_QA_")}
    plain["PIONEER_QA_RATE"] = "ask=none"
    with tempfile.TemporaryDirectory() as place:
        with (output := Path(place, "output.txt")).open("wb") as said:
            process = subprocess.Popen(
                [*command, "--data", f"{place}/data"], cwd=place, env=plain, stdout=said, stderr=subprocess.STDOUT
            )
        try:
            with closing(http.client.HTTPConnection(listening(process, output), timeout=PATIENCE)) as connection:
                yield connection
        finally:
            process.terminate()
            process.wait(PATIENCE)


def listening(process: "subprocess.Popen[bytes]", output: Path) -> str:
    """The host and port of a starting server, by its own word. What is sent from then on waits until it can answer."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if said := re.search(r"listens on (http://\S+)", output.read_text("utf-8")):
            return urlsplit(said[1]).netloc
        time.sleep(0.05)
    raise SystemExit(f"the server did not start; it wrote:\n{output.read_text('utf-8')}")


def judged(corpus: str) -> Iterator[Asked]:
    """The judged questions of a corpus, those of conversations with what was asked before them."""
    for path in sorted((TESTS / "questions").glob(CORPORA[corpus])):
        yield from read_asked(path)


def read_asked(path: Path) -> Iterator[Asked]:
    """The questions of a file, in the same way."""
    for line in map(json.loads, path.read_text("utf-8").splitlines()):
        questions = tuple(turn["question"] for turn in line.get("turns", [line]))
        yield from (Asked(question, questions[:place]) for place, question in enumerate(questions))


def filters(articles: Sequence[dict[str, Any]]) -> Iterator[dict[str, object]]:
    """What narrows questions: to an article, to a publisher, to some days; where a corpus tells none, to nobody's."""
    yield {"articles": [articles[0]["id"]]}
    yield {"publishers": [next((known for each in articles if (known := each["publisher"])), "Nobody")]}
    days = sorted(day for each in articles if (day := each["published"])) or ["2013-11-01"]
    yield {"published_from": days[0], "published_to": days[len(days) // 2]}


def record_answers(recorder: Recorder, asked: Iterable[Asked], narrowed: Sequence[dict[str, object]]) -> None:
    """Ask questions in each way that a request can put them."""
    ways: list[dict[str, object]] = [{}, {"explain": True, "limit": 10}]
    ways += ({"undo": [change]} for change in ("corrections", "expansions", "carried_over"))
    ways += ({"filters": each} for each in narrowed)
    for each in asked:
        for way in ways:
            recorder.send("/api/v1/ask", each.body(**way))


def record_pages(recorder: Recorder, asked: Asked) -> None:
    """Look at the conversation of a question, what can be taken away of it, and what its first passage cites."""
    talk = f"/?{asked.query()}"
    for address in (talk, f"{talk}&undo=corrections&undo=carried_over", f"/api/ask?{urlencode({'q': asked.question})}"):
        recorder.send(address)
    for suffix in ("md", "json"):
        recorder.send(f"/export/conversation.{suffix}?{asked.query()}")
    recorder.send("/turn", {"question": asked.question, "history": list(asked.history)})
    for passage in json.loads(recorder.send("/api/v1/ask", asked.body()))["passages"][:1]:
        for citation in passage["citations"]:
            cited = citation["href"].partition("#")[0]
            recorder.send(cited)
            recorder.send(f"{cited}&back={quote(talk, safe='')}")


def record_corpus(recorder: Recorder) -> None:
    """Ask a server everything."""
    asked = list(judged(recorder.corpus))
    articles = json.loads(recorder.send("/api/v1/articles"))["articles"]
    for address in ADDRESSES:
        recorder.send(address)
    for article in articles:
        recorder.send(f"/articles/{article['id']}")
        recorder.send(f"/api/v1/articles/{article['id']}")
    for body in WRONG:
        recorder.send("/api/v1/ask", body)
    record_answers(recorder, asked, list(filters(articles)))
    for each in islice(asked[:: max(1, len(asked) // PAGES)], PAGES):
        record_pages(recorder, each)


def read(path: Path) -> dict[str, dict[str, Any]]:
    """The replies of a record, by what was asked of which corpus."""
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {json.dumps([row.pop("corpus"), row.pop("what")], ensure_ascii=False): row for row in rows}


def lines(reply: dict[str, Any] | None) -> list[str]:
    """A reply in short lines: JSON laid out, HTML cut before each tag."""
    if reply is None:
        return ["not in this record"]
    head, body = f"{reply['status']} {reply['type']}", str(reply["body"])
    if "json" in str(reply["type"]):
        return [head, *json.dumps(json.loads(body), ensure_ascii=False, indent=1).splitlines()]
    return [head, *(line for line in re.sub(r"(?=<)", "\n", body).splitlines() if line.strip())]


def difference(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Iterator[str]:
    """Two replies as a short unified diff; where only their layout differs, of their bare bodies."""
    told = list(difflib.unified_diff(lines(before), lines(after), "before", "after", n=1, lineterm=""))
    if not told and before and after:
        told = [f"-{before['body']!r}", f"+{after['body']!r}"]
    yield from (line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in told[:LINES])
    if len(told) > LINES:
        yield f"… {len(told) - LINES} lines more"


@click.group()
def main() -> None:
    """Record what a service says, and compare two such records."""


@main.command()
@click.argument("program", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def record(program: Path, out: Path) -> None:
    """Serve each corpus with PROGRAM, an installed pioneer-qa, and write what it replies to OUT."""
    with out.open("w", encoding="utf-8") as file:
        for corpus in CORPORA:
            began = time.monotonic()
            with serving(program, corpus) as connection:
                record_corpus(recorder := Recorder(corpus, connection, file))
            click.echo(f"{corpus}: {len(recorder.seen):,} replies in {time.monotonic() - began:.0f} s")


@main.command()
@click.argument("a", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("b", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def compare(a: Path, b: Path) -> None:
    """Say how many replies of record A differ from those of B; the exit status is 1 where any does, or is missing."""
    before, after = read(a), read(b)
    asked = list(before | after)
    differing = [what for what in asked if before.get(what) != after.get(what)]
    alone = [sum(what not in other for what in each) for each, other in ((before, after), (after, before))]
    click.echo(f"{len(differing):,} of {len(asked):,} differ")
    if any(alone):
        click.echo(f"of these, {alone[0]:,} are in {a} alone, {alone[1]:,} in {b} alone")
    for what in differing[:SHOWN]:
        click.echo("\n".join(["", what, *difference(before.get(what), after.get(what))]))
    raise SystemExit(1 if differing else 0)


if __name__ == "__main__":
    main()
