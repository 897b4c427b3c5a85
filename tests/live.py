"""Articles change while clients ask over HTTP all the time, and every reply is held to the index that it is of.

    .venv/bin/python tests/live.py --rebuilds 50 --clients 8 --workers 4

Each state of the articles is indexed a second time in a folder of its own, in this process; what an app over that index
replies is what the server must have replied, byte for byte, `took_ms` aside. A reply that names no version must be that
of a state which may have answered at that moment.
"""

import http.client
import json
import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import click
from servers import servers

from corpus import SHIPPED_ARTICLES, read_about
from corpus.files.folder import read_files
from index import Searcher, build_index, open_index
from web.app import create_app
from web.changes import Changes
from web.jobs.store import JobStore
from web.service import Service
from web.store.feedback import FeedbackStore
from web.store.token import new_token

PATIENCE = 240.0
"""Seconds that a call may take, and that a job may."""

LONGEST_LAG = 1.0
"""Seconds after the end of a job in which a reply may still be of an older index."""

REBUILDS = "/api/v1/index/rebuilds"
CALLS_A_CONNECTION = 5
SHIPPED = "fourteen-pioneering-initiatives"
QUESTIONS = (
    "Which warden keeps the Larkhill crossing?",
    "Which warden keeps the Brannock crossing?",
    "Which pioneer is piloting a crisis house?",
    "Who looks after the parish bell?",
)


@dataclass(frozen=True, slots=True)
class Call:
    """What a client asks for; with a body it is posted."""

    address: str
    body: bytes | None = None


CALLS = (
    *(Call("/api/v1/ask", json.dumps({"question": question}).encode()) for question in QUESTIONS),
    *(Call(f"/?q={quote(question)}") for question in QUESTIONS[:3]),
    Call("/articles/larkhill"),
    Call(f"/articles/{SHIPPED}"),
    Call("/api/v1/articles/brannock"),
    Call("/api/v1/articles"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Site:
    """A server, as a program with its token sees it."""

    url: str
    token: str = ""

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=PATIENCE)

    def send(self, method: str, address: str, body: bytes | None = None, media: str = "application/json") -> Reply:
        """Call once, over a connection of its own."""
        with closing(self.connect()) as connection:
            return exchange(connection, method, address, body, media, self.token)

    def get(self, address: str) -> Any:
        """What an address of the API holds."""
        reply = self.send("GET", address)
        assert reply.status == 200, (address, reply)
        return reply.json

    def ask(self, question: str) -> Any:
        reply = self.send("POST", "/api/v1/ask", json.dumps({"question": question}).encode())
        assert reply.status == 200, reply
        return reply.json

    def cites(self, question: str) -> str | None:
        """The article that the first passage for a question is cited from; None without an answer."""
        passages = self.ask(question)["passages"]
        return passages[0]["citations"][0]["article_id"] if passages else None

    def put(self, article_id: str, raw: bytes, media: str = "text/plain", **known: str) -> str:
        """Put an article; returns the id of the job."""
        query = "&".join(f"{name}={quote(value)}" for name, value in known.items())
        return self.accepted(self.send("PUT", f"/api/v1/articles/{article_id}?{query}", raw, media))

    def delete(self, article_id: str) -> str:
        """Remove an article; returns the id of the job."""
        return self.accepted(self.send("DELETE", f"/api/v1/articles/{article_id}"))

    def accepted(self, reply: Reply) -> str:
        assert reply.status == 202, reply
        return str(reply.json["id"])

    def job(self, job_id: str) -> Any:
        return self.get(f"{REBUILDS}/{job_id}")

    def finished(self, job_id: str) -> Any:
        """A job once it has ended, in whichever way."""
        return until(lambda: job if (job := self.job(job_id))["finished_at"] else None)

    def settled(self, job_id: str) -> Any:
        """A job that ended, once each worker, of a few, answers from the index that it published last of all."""
        job = self.finished(job_id)
        until(lambda: all(self.get("/api/v1/index")["version"] == job["version"] for _ in range(20)))
        return job


def exchange(
    connection: http.client.HTTPConnection, method: str, address: str, body: bytes | None, media: str, token: str = ""
) -> Reply:
    """Call over a connection that stays open."""
    headers = {"Accept": "text/html"} | ({} if body is None else {"Content-Type": media})
    connection.request(method, address, body, headers | ({"Authorization": f"Bearer {token}"} if token else {}))
    reply = connection.getresponse()
    return Reply(reply.status, dict(reply.getheaders()), reply.read())


def until(found: Callable[[], Any], patience: float = PATIENCE) -> Any:
    """What a look finds, once it is anything but nothing."""
    deadline = time.monotonic() + patience
    while not (value := found()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return value


@dataclass(slots=True)
class State:
    """One state of the articles: its index in this process, and from when to when the server turned to it."""

    searcher: Searcher
    asked: float = 0.0
    done: float = 0.0
    _replies: dict[Call, tuple[int, bytes]] = field(default_factory=dict)

    def expected(self, call: Call) -> tuple[int, bytes]:
        """The status and body of the right reply; of a refusal, whose words name the request, the status alone."""
        if call not in self._replies:
            # Neither is written to; the pages have their links and buttons.
            changes = Changes(Path(), JobStore(Path()), writable=True, wake=lambda: None, generations=list)
            service = Service(lambda: self.searcher, about=lambda: read_about(SHIPPED_ARTICLES))
            client = create_app(service, changes, FeedbackStore(Path())).test_client()
            headers = {"Accept": "text/html"}
            reply = (
                client.get(call.address, headers=headers)
                if call.body is None
                else client.post(call.address, data=call.body, headers=headers, content_type="application/json")
            )
            self._replies[call] = comparable(reply.status_code, reply.data)
        return self._replies[call]


def comparable(status: int, body: bytes) -> tuple[int, bytes]:
    """A reply without what differs from one request to the next."""
    said = re.sub(rb"http://(localhost|127\.0\.0\.1:[0-9]+)/", b"http://here/", body)
    return status, re.sub(rb',"took_ms":[0-9.e-]+\}$', b"}", said) if status == 200 else b""


class Articles:
    """The articles as they should be, beside the server's own; indexes each state in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Begin with those that ship."""
        self._folder = folder
        known = ("title", "publisher", "published", "url")
        self._held = {
            file.id: {"text": file.raw.decode(), **{name: value for name in known if (value := getattr(file, name))}}
            for file in (listed.read() for listed in read_files(SHIPPED_ARTICLES))
        }
        self._first = self._held[SHIPPED]["text"]

    def indexed(self) -> State:
        """The state that they are in."""
        rows = [json.dumps({"id": article_id, **fields}) for article_id, fields in self._held.items()]
        (self._folder / "articles.jsonl").write_text("\n".join(rows), "utf-8")
        build_index(self._folder / "articles.jsonl", self._folder / "index")
        return State(open_index(self._folder / "index"))

    def change(self, number: int) -> Callable[[Site], str]:
        """Change them as the round of a number does; returns what asks the server for the same."""
        match number % 5:
            case 0:
                return self._put("larkhill", crossing("Larkhill", number), title=f"Larkhill, as of round {number}")
            case 1 | 2:
                return self._put("brannock", crossing("Brannock", number))
            case 3:
                del self._held["larkhill"]
                return lambda site: site.delete("larkhill")
            case _:
                return self._put(SHIPPED, f"Warden {number} looks after the parish bell.\n\n{self._first}")

    def _put(self, article_id: str, text: str, **known: str) -> Callable[[Site], str]:
        self._held[article_id] = {"text": text, **known}
        return lambda site: site.put(article_id, text.encode(), **known)


def crossing(name: str, number: int) -> str:
    """A text that no other round has."""
    return f"The {name} crossing\n\nThe {name} crossing is kept by warden {number}. It opened in {1900 + number}.\n"


@dataclass(frozen=True, slots=True)
class Seen:
    """A reply that a client got, with the times before and after."""

    call: Call
    began: float
    ended: float
    reply: tuple[int, bytes]


@dataclass(frozen=True)
class Summary:
    """What was seen. `faults`: what went wrong, each in a line; `lag`: the longest time, in seconds, between the end of
    a job and the beginning of a request that an older index answered; `late`: how many requests those were.
    """

    seen: Sequence[Seen]
    states: Sequence[State]
    faults: Sequence[str]
    lag: float
    late: int
    seconds: float

    @cached_property
    def versions(self) -> set[str]:
        """The versions that replies name."""
        return {version for each in self.seen if (version := named(each.reply[1]))}

    def lines(self) -> Iterator[str]:
        """It in words."""
        kinds = Counter("POST ask" if each.call.body else each.call.address.partition("?")[0] for each in self.seen)
        yield f"{len(self.seen)} replies in {self.seconds:.0f} s: " + ", ".join(f"{n} {k}" for k, n in kinds.items())
        yield f"{len(self.states) - 1} rebuilds; {len(self.versions)} of {len(self.states)} versions named in replies"
        yield f"errors and wrong replies: {len(self.faults)}"
        yield f"longest lag behind a finished job: {self.lag:.3f} s ({self.late} requests)"
        yield from self.faults[:20]


def named(body: bytes) -> str | None:
    """The version of the index that a reply names, if it names one."""
    found = re.search(rb'"index":\{"version":"([^"]+)"', body)
    return found[1].decode() if found else None


def run(site: Site, folder: Path, *, rebuilds: int, clients: int) -> Summary:
    """Change the articles of a server that holds those that ship, ask all the while, and check what was replied."""
    articles = Articles(folder)
    states = [articles.indexed()]
    faults: list[str] = []
    met: set[str | None] = set()
    stop = threading.Event()
    began = time.monotonic()
    with ThreadPoolExecutor(clients) as pool:
        asking = [pool.submit(ask_on, site, number, stop, faults, met) for number in range(clients)]
        try:
            for number in range(rebuilds):
                send = articles.change(number)
                state = articles.indexed()
                state.asked = time.time()
                states.append(state)
                job = site.finished(send(site))
                state.done = datetime.fromisoformat(job["finished_at"]).timestamp()
                if (job["state"], job["version"]) != ("done", state.searcher.version):
                    faults.append(f"round {number}: the job is {job}, not of {state.searcher.version}")
                until(lambda version=state.searcher.version: version in met)  # else a slow client might miss it
        finally:
            stop.set()
    seconds = time.monotonic() - began
    seen = [each for future in asking for each in future.result()]
    found = [judged(each, states) for each in seen]
    faults += [fault for _, fault in found if fault]
    lags = [lag for lag, _ in found if lag > 0]
    return Summary(seen, states, faults, max(lags, default=0.0), len(lags), seconds)


def ask_on(site: Site, number: int, stop: threading.Event, faults: list[str], met: set[str | None]) -> list[Seen]:
    """Ask one thing after another until told to stop; a connection is good for a few calls."""
    out: list[Seen] = []
    same: dict[tuple[int, bytes], tuple[int, bytes]] = {}
    place = number * 3
    while not stop.is_set():
        with closing(site.connect()) as connection:
            for _ in range(CALLS_A_CONNECTION):
                call = CALLS[place % len(CALLS)]
                place += 1
                began = time.time()
                try:
                    method = "GET" if call.body is None else "POST"
                    reply = exchange(connection, method, call.address, call.body, "application/json")
                except (OSError, http.client.HTTPException) as error:
                    faults.append(f"{call.address}: {error!r}")
                    break
                got = comparable(reply.status, reply.body)
                met.add(named(reply.body))
                out.append(Seen(call, began, time.time(), same.setdefault(got, got)))
    return out


def judged(seen: Seen, states: Sequence[State]) -> tuple[float, str | None]:
    """How long, in seconds, an index had been done when a reply of the one before it was asked for, and what is wrong
    with the reply, if anything: it is late, or of no state that may have answered.
    """
    version = named(seen.reply[1])
    fitting = [
        number
        for number, state in enumerate(states)
        if state.asked <= seen.ended
        and version in (None, state.searcher.version)
        and state.expected(seen.call) == seen.reply
    ]
    if not fitting:
        return 0.0, f"{seen.call.address}: status {seen.reply[0]}, version {version}: not the right reply"
    following = states[fitting[-1] + 1 :][:1]
    lag = max(0.0, seen.began - following[0].done) if following else 0.0
    return lag, f"{seen.call.address}: {lag:.3f} s late" if lag > LONGEST_LAG else None


@click.command()
@click.option("--rebuilds", default=50, show_default=True, help="How often the articles change.")
@click.option("--clients", default=8, show_default=True, help="How many clients ask at once.")
@click.option("--workers", default=4, show_default=True, help="The server's processes.")
def main(rebuilds: int, clients: int, workers: int) -> None:
    """Start a server, run the load, and print what was seen; the exit status is 1 where anything went wrong."""
    with tempfile.TemporaryDirectory() as place, servers(Path(place)) as start:
        data, scratch = (Path(place) / name for name in ("data", "scratch"))
        scratch.mkdir()
        token = new_token(data)
        served = start("--workers", str(workers), "--data", data)
        summary = run(Site(served.url, token), scratch, rebuilds=rebuilds, clients=clients)
    for line in summary.lines():
        click.echo(line)
    raise SystemExit(1 if summary.faults else 0)


if __name__ == "__main__":
    main()
