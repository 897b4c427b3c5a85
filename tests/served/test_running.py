"""A server that is reloaded while it is asked, and one that listens on a local socket."""

import http.client
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from servers import PATIENCE, PROGRAM, ROOT

ASKED = "/api/v1/ask?q=Which+pioneer+set+up+a+crisis+house%3F"


def workers(of: int) -> set[int]:
    return {int(pid) for pid in Path(f"/proc/{of}/task/{of}/children").read_text("utf-8").split()}


def test_a_reload_replaces_the_workers_and_drops_no_request(
    start_server: Callable[..., Any], shipped_index: Path
) -> None:
    server = start_server("--index", shipped_index, "--workers", "1")
    before, netloc = workers(server.process.pid), server.url.removeprefix("http://")

    def ask_until_replaced() -> set[int]:
        statuses = set()
        ends = time.monotonic() + PATIENCE
        while ((standing := workers(server.process.pid)) & before and time.monotonic() < ends) or not standing:
            with closing(http.client.HTTPConnection(netloc, timeout=PATIENCE)) as connection:
                connection.request("GET", ASKED)
                statuses.add(connection.getresponse().status)
        return statuses

    with ThreadPoolExecutor(2) as pool:
        asking = [pool.submit(ask_until_replaced) for _ in range(2)]
        os.kill(server.process.pid, signal.SIGHUP)
        assert [each.result() for each in asking] == [{200}, {200}]
    assert workers(server.process.pid).isdisjoint(before)


def test_a_local_socket_is_answered_on_and_taken_away(
    shipped_index: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    place, output = tmp_path / "pioneer.sock", tmp_path / "output.txt"
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(place))  # as a server that was killed leaves it
    command = [*PROGRAM, "serve", "--socket", str(place), "--index", str(shipped_index), "--workers", "1"]
    with output.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=file, stderr=subprocess.STDOUT)
    try:
        ends = time.monotonic() + PATIENCE
        while f"listens on unix:{place}" not in output.read_text("utf-8") and time.monotonic() < ends:
            time.sleep(0.05)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            connection.connect(str(place))
            connection.sendall(f"GET {ASKED} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            reply = http.client.HTTPResponse(connection)
            reply.begin()
            assert json.loads(reply.read())["status"] == "answered"
        assert place.stat().st_mode & 0o777 == 0o660
        again = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert (again.returncode, "choose another place with --socket" in again.stderr) == (1, True)
        assert place.exists()
    finally:
        process.terminate()
        process.wait(PATIENCE)
    assert not place.exists()
