"""Load a server with wrk, more than it can take, and then for a long time while its index is made anew.

    apt-get install wrk
    .venv/bin/python tests/bench/load.py --soak 20

Three servers' worth of figures, in turns, since a machine has other things to do: a fixed JSON of an answer's size,
questions that were asked before, and questions that are new; each with its median and its 99th percentile, and with how
long its processes waited for a processor beside how long they had one: where that is much, the percentiles are the
machine's. Then far more connections ask than the server has room for: whatever is not answered must be an orderly
refusal, with its code and `Retry-After`; once as the owner's own programs, which are not counted, and once as clients
behind a proxy, who are. With `--soak`, half of what it could answer is asked for so many minutes, while an article is
changed and all is indexed anew every ten seconds: errors, memory and descriptors are told minute by minute.

Everything stays on this machine's loopback. The exit status is 1 where anything failed or a refusal was disorderly.
"""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import click
from serving import FIXED, QUESTIONS, free_port, running

SCRIPT = """
local questions = {}
for line in io.lines(os.getenv("LOAD_QUESTIONS")) do questions[#questions + 1] = line end
local new, at, threads = os.getenv("LOAD_NEW") == "1", 0, {}
local clients = tonumber(os.getenv("LOAD_CLIENTS"))
function setup(thread) thread:set("number", #threads); threads[#threads + 1] = thread end
function init(args)
  statuses, disorderly, salt = {}, 0, tostring(os.time())
  wrk.method, wrk.headers["Content-Type"] = "POST", "application/json"
end
function request()
  at = at + 1
  local text = questions[at % #questions + 1]
  if new then text = text .. " " .. salt .. number .. at end
  if clients > 0 then wrk.headers["X-Forwarded-For"] = "192.0.2." .. at % clients + 1 end
  return wrk.format(nil, nil, nil, '{"question": "' .. text .. '"}')
end
function response(status, headers, body)
  statuses[status] = (statuses[status] or 0) + 1
  if status ~= 200 and not (headers["Retry-After"] and body:find('"code"')) then disorderly = disorderly + 1 end
end
function done(summary, latency, requests)
  local out = {}
  for _, thread in ipairs(threads) do
    for status, n in pairs(thread:get("statuses")) do out[#out + 1] = string.format('["%d", %d]', status, n) end
    out[#out + 1] = string.format('["disorderly", %d]', thread:get("disorderly"))
  end
  local errors = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('\\nLOAD {"seconds": %f, "p50": %f, "p99": %f, "broken": %d, "replies": [%s]}\\n',
    summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, errors, table.concat(out, ",")))
end
"""
"""What wrk does: asks, counts replies by status, and looks at each refusal."""

KNOWN = 20
"""How many questions are asked again and again; each process has to answer each once."""

CLIENTS, PATIENCE = 4, 60
"""As how many clients is asked where they are counted, and how many questions of each are taken in a minute."""

FLAT = 1.05
"""How many times the memory of the first minute there may be at the end of a soak."""

EVERY = 10.0
"""Seconds between two changes of the index in a soak."""


class Load:
    """wrk, with the questions that it asks."""

    def __init__(self, place: Path) -> None:
        lines = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
        self.questions = [line["question"] for line in lines if '"' not in line.get("question", '"')]
        self._script, self._file = place / "load.lua", place / "questions.txt"
        self._script.write_text(SCRIPT, "utf-8")

    def run(self, port: int, seconds: float, *, new: bool, connections: int, clients: int = 0) -> dict[str, Any]:
        """Ask; returns the replies by status, how many a second were answered, and percentiles in milliseconds.

        `clients`: as how many, each counted; 0 asks as this machine's own, which are not.
        """
        self._file.write_text("\n".join(self.questions[: None if new else KNOWN]) + "\n", "utf-8")
        done = subprocess.run(
            ["wrk", "-t2", f"-c{connections}", f"-d{round(seconds)}s", "--timeout", "60s", "-s", str(self._script),
             f"http://127.0.0.1:{port}/api/v1/ask"],
            env={**os.environ, "LOAD_QUESTIONS": str(self._file), "LOAD_NEW": str(int(new)),
                 "LOAD_CLIENTS": str(clients)},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        told = json.loads(done.stdout.rpartition("LOAD ")[2])
        replies: Counter[str] = Counter()
        for name, number in told.pop("replies"):
            replies[name] += number
        return {**told, "replies": replies, "rate": replies["200"] / told["seconds"]}


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    except OSError:
        return []
    return [pid, *(each for child in below for each in tree(int(child)))]


def weigh(pids: list[int]) -> tuple[float, int]:
    """The memory of some processes, each shared page in parts, in MB; and how many descriptors they hold."""
    memory, descriptors = 0, 0
    for pid in pids:
        try:
            rows = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
            memory += next(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
            descriptors += len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 (a folder that changes meanwhile)
        except (OSError, StopIteration):
            continue  # it has ended
    return memory / 1000, descriptors


def workers(master: int) -> list[int]:
    """The processes that answer: those below the first that are not builders."""
    out = []
    for pid in tree(master)[1:]:
        try:
            if b"web.jobs.builder" not in Path(f"/proc/{pid}/cmdline").read_bytes():
                out.append(pid)
        except OSError:
            continue
    return out


def scheduled(pids: list[int]) -> tuple[float, float]:
    """How many seconds the threads of some processes had a processor, and waited for one while there was work."""
    had = waited = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            times = thread.joinpath("schedstat").read_text("utf-8").split()
            had, waited = had + int(times[0]), waited + int(times[1])
    return had / 1e9, waited / 1e9


def call(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> int:
    """One request; returns the reply's status, 0 for none."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, body, headers)
        reply = connection.getresponse()
        reply.read()
        return reply.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def soak(port: int, master: int, load: Load, rate: float, minutes: float, token: str) -> bool:
    """Ask at a rate while the index is made anew; tells each minute, and returns whether all was well."""
    numbers, asked, changed, clients = count(), Counter[int](), Counter[int](), 8

    def every(seconds: float, work: Callable[[int], None]) -> None:
        due = time.monotonic()
        while (due := due + seconds) < ends:
            time.sleep(max(0.0, due - time.monotonic()))
            work(next(numbers))

    def ask(number: int) -> None:
        text = load.questions[number % len(load.questions)] + (f" {number}" if number % 2 else "")
        body = json.dumps({"question": text}).encode()
        asked[call(port, "POST", "/api/v1/ask", body, {"Content-Type": "application/json"})] += 1

    def change(number: int) -> None:
        body = f"The harbour\n\nFerry {number} rests on Mondays.\n".encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/plain"}
        changed[call(port, "PUT", "/api/v1/articles/harbour", body, headers)] += 1

    ask(next(numbers))
    while not asked.pop(200, 0):  # what waited when the load ended is answered first, though nobody waits for it
        asked.clear()
        time.sleep(1)
        ask(next(numbers))
    threads = [threading.Thread(target=every, args=(clients / rate, ask)) for _ in range(clients)]
    threads.append(threading.Thread(target=every, args=(EVERY, change)))
    began = time.monotonic()
    ends = began + minutes * 60
    first = 0.0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(min(60.0, max(1.0, ends - time.monotonic())))
        answering = workers(master)
        memory, descriptors = weigh(answering)
        first = first or memory
        click.echo(
            f"  {(time.monotonic() - began) / 60:5.1f} min: {dict(asked)} asked, {dict(changed)} changes, "
            f"{memory:.0f} MB ({memory / first - 1:+.1%}) and {descriptors} descriptors in {len(answering)} workers"
        )
    return set(asked) == {200} and set(changed) == {202} and memory < first * FLAT


@click.command()
@click.option("--seconds", default=20.0, show_default=True, help="How long each load is measured.")
@click.option("--connections", default=4, show_default=True, help="How many ask at once where it is not overloaded.")
@click.option("--overload", default=600, show_default=True, help="How many ask at once where it is.")
@click.option("--encoder", default="none", show_default=True, help="As the server is given it.")
@click.option("--soak", "minutes", default=0.0, show_default=True, help="Minutes at half of what it can answer.")
def main(seconds: float, connections: int, overload: int, encoder: str, minutes: float) -> None:
    """Print what came of it."""
    program = Path(sys.executable).parent / "pioneer-qa"
    well = True
    with tempfile.TemporaryDirectory() as kept:
        load, data = Load(Path(kept)), Path(kept, "data")
        made = subprocess.run(
            [program, "token", "make", "load", "--data", data], capture_output=True, text=True, check=True
        )
        port, beside = free_port(), free_port()
        options = ["--data", data, "--port", port, "--workers", 2, "--idle", 2 * overload, "--encoder", encoder]
        limit = ["--trust-proxy", "127.0.0.1", "--rate", f"ask={PATIENCE}/60"]
        with (
            running([program, "serve", *options, *limit], port) as server,
            running([sys.executable, "-c", FIXED, beside, 6_000], beside) as fixed,
        ):
            load.run(port, seconds, new=False, connections=8 * connections)  # so that each process has answered each
            load.run(beside, 3, new=False, connections=8 * connections)
            rates = {}
            for name, at, served, new in (
                ("a fixed JSON", beside, fixed, False),
                ("asked before", port, server, False),
                ("new", port, server, True),
            ):
                before = scheduled(workers(served.pid))
                found = load.run(at, seconds, new=new, connections=connections)
                had, waited = (now - then for now, then in zip(scheduled(workers(served.pid)), before, strict=True))
                rates[name] = found["rate"]
                well = well and set(found["replies"]) <= {"200", "disorderly"}
                click.echo(
                    f"{name}: {found['rate']:.0f} a second; median {found['p50']:.1f} ms, 99th percentile "
                    f"{found['p99']:.1f} ms, {found['p99'] / found['p50']:.1f} times that; {dict(found['replies'])}, "
                    f"broken {found['broken']}; had a processor for {had:.1f} s, waited for one {waited:.1f} s"
                )
            for clients in (0, CLIENTS):
                found = load.run(port, seconds, new=True, connections=overload, clients=clients)
                replies = found["replies"]
                offered = sum(replies[each] for each in replies if each != "disorderly") / found["seconds"]
                well = well and not replies["disorderly"] and set(replies) <= {"200", "429", "503", "disorderly"}
                click.echo(
                    f"{overload} at once as {clients or 'no'} clients that are counted, {offered / rates['new']:.1f} "
                    f"times what it can answer: {dict(replies)}, broken {found['broken']}; "
                    f"answered {found['rate'] / rates['new']:.2f} of what it can"
                )
            if minutes:
                click.echo(f"at half of that, {rates['new'] / 2:.0f} a second, with a change every {EVERY:.0f} s:")
                well = soak(port, server.pid, load, rates["new"] / 2, minutes, made.stdout.strip()) and well
        for name in ("asked before", "new"):
            click.echo(f"{name}: {rates[name] / rates['a fixed JSON']:.2f} of a fixed JSON")
    sys.exit(not well)


if __name__ == "__main__":
    main()
