"""Starts `pioneer-qa serve` as real processes on free ports, for the tests and for the programs beside them."""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAM = (sys.executable, "-m", "web.cli.commands")
UNLIMITED = {"PIONEER_QA_RATE": "ask=none change=none sign-in=none"}
"""All tests come from one address."""

PATIENCE = 180.0
"""Seconds that a server may take to start or to stop."""


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A `pioneer-qa serve` process: where it listens, and the file that holds all it wrote."""

    url: str
    process: subprocess.Popen[bytes]
    output: Path

    def stop(self) -> None:
        """Stop it, and wait until it has ended."""
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def servers(place: Path, environment: Mapping[str, str] | None = None) -> Iterator[Callable[..., RunningServer]]:
    """A function that starts a server with further arguments; all are stopped at the end. Outputs go to `place`."""
    started: list[subprocess.Popen[bytes]] = []
    numbers = count()

    def start(*arguments: str | Path, program: tuple[str, ...] = (*PROGRAM, "serve")) -> RunningServer:
        output = place / f"server-{next(numbers)}.txt"
        with output.open("wb") as file:
            process = subprocess.Popen(
                [*program, "--port", "0", *map(str, arguments)],
                cwd=ROOT, env=UNLIMITED | dict(os.environ if environment is None else environment),
                stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
            )  # fmt: skip
        started.append(process)
        return RunningServer(listening(process, output), process, output)

    try:
        yield start
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(PATIENCE)


def listening(process: subprocess.Popen[bytes], output: Path) -> str:
    """The address that a starting server says it listens on, once it answers there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        said = re.search(r"listens on (http://[^\s\"]+)", output.read_text("utf-8"))
        if said:
            try:
                with urllib.request.urlopen(f"{said[1]}/readyz", timeout=PATIENCE):  # noqa: S310 (http, our own)
                    return said[1]
            except urllib.error.URLError:
                pass
        time.sleep(0.05)
    raise AssertionError(f"the server did not start; it wrote:\n{output.read_text('utf-8')}")
