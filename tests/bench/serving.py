"""Measure how many questions a second the service answers, beside the same server giving out a fixed JSON of that size.

    .venv/bin/python tests/bench/serving.py

Both run as the service does, with as many worker processes; clients keep their connections and ask one after the other.
The questions are the development questions, again and again, and then each of them but once: with a word more that
makes it new.
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path

import click

QUESTIONS = Path(__file__).parent.parent / "questions" / "pioneers.jsonl"

FIXED = """
import sys
from pathlib import Path
from flask import Flask, Response
from web.server.serve import serve
from web.settings import Settings, Where

def make():
    app = Flask("fixed")
    body = "x" * int(sys.argv[2])

    @app.post("/api/v1/ask")
    def ask():
        return Response('{"text": "' + body + '"}', content_type="application/json")

    return app

serve(Settings("127.0.0.1", int(sys.argv[1]), 2, Where(Path("."), Path("."))), make)
"""


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def running(command: Sequence[object], port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A server, once it takes connections."""
    without_limit = {**os.environ, "PIONEER_QA_RATE": "ask=none"}
    process = subprocess.Popen([str(part) for part in command], env=without_limit, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(20)


def rate(port: int, bodies: Callable[[], bytes], clients: int, seconds: float) -> tuple[float, int]:
    """Requests a second, and the median size of a reply."""
    done: list[int] = []
    until = time.perf_counter() + seconds

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.perf_counter() < until:
            connection.request("POST", "/api/v1/ask", bodies(), {"Content-Type": "application/json"})
            reply = connection.getresponse()
            size = len(reply.read())
            if reply.status != 200:
                raise SystemExit(f"{reply.status}")
            done.append(size)

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done) / seconds, int(statistics.median(done))


@click.command()
@click.option("--clients", default=4, show_default=True, help="How many clients ask at once.")
@click.option("--seconds", default=10.0, show_default=True, help="How long each is measured.")
def main(clients: int, seconds: float) -> None:
    """Print the rates and their ratios."""
    lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    texts = [line["question"] for line in lines if "question" in line]
    again, numbers = cycle(texts), count()
    lock = threading.Lock()

    def known() -> bytes:
        with lock:
            return json.dumps({"question": next(again)}).encode()

    def new() -> bytes:
        with lock:
            return json.dumps({"question": f"{next(again)} {next(numbers)}"}).encode()

    with tempfile.TemporaryDirectory() as data:
        port = free_port()
        command = ["pioneer-qa", "serve", "--data", data, "--port", port, "--workers", 2]
        with running([Path(sys.executable).parent / command[0], *command[1:]], port):
            rate(port, known, clients, 3)
            asked, size = rate(port, known, clients, seconds)
            anew, _ = rate(port, new, clients, seconds)
    port = free_port()
    with running([sys.executable, "-c", FIXED, port, size], port):
        rate(port, known, clients, 2)
        fixed, _ = rate(port, known, clients, seconds)
    click.echo(f"a fixed JSON of {size:,} bytes: {fixed:.0f} a second")
    click.echo(f"questions that were asked before: {asked:.0f} a second, {asked / fixed:.2f} of that")
    click.echo(f"questions that are new: {anew:.0f} a second, {anew / fixed:.2f} of that")


if __name__ == "__main__":
    main()
