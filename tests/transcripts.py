"""The documents, as a reader follows them: their commands, what is shown of each, and running them from top to bottom.

In what is shown, `…` stands for something left out: on a line of its own for any number of lines, else within the line.
"""

import difflib
import json
import re
import shlex
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from click.testing import CliRunner

from web.cli.commands import cli

ROOT = Path(__file__).parent.parent
README = "README.md"
BESIDE = ("corpus/README.md", "index/README.md", "qa/README.md", "web/README.md", "tests/README.md")
GUIDE = ".github/CONTRIBUTING.md"
DOCUMENTS = {name: (ROOT / name).read_text("utf-8") for name in (README, *BESIDE, GUIDE)}
"""The text of each document, by its path from the top."""

FENCED = re.compile(r"^```(.*)\n((?s:.*?))^```$", re.M)
FOLLOWED = ("cat", "curl", "pioneer-qa")
"""The programs whose commands are followed; all others are a developer's."""

ADDRESS = "http://127.0.0.1:8000"
"""Where the documents' server listens; the tests' own takes a free port."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a document, and what is shown under it; None where nothing is claimed of its output."""

    line: str
    shown: str | None

    @property
    def program(self) -> str:
        """Its first word."""
        return self.line.split()[0]

    @property
    def followed(self) -> bool:
        """Whether a test runs it."""
        return self.program in FOLLOWED


def commands(text: str) -> Iterator[Command]:
    """The commands of all code blocks: each line of `sh`, each line after a `$` of `console`."""
    for language, block in FENCED.findall(text):
        if language in ("toml", "html", "python", "javascript"):
            continue  # what stands in a file, and no command
        if language == "sh":
            yield from (Command(line, None) for line in block.splitlines())
        else:
            assert language == "console", f"no test knows what to do with a block of {language!r}"
            for line, shown in re.findall(r"^\$ ((?:.*[\\|]\n)*.*\n)((?:(?!\$ ).*\n)*)", block, re.M):
                yield Command(re.sub(r"\s*\\?\n\s*", " ", line).strip(), shown)


def difference(shown: str, printed: str) -> str:
    """How an output differs from what is shown of it; empty where it does not."""
    lines, real = shown.splitlines(), printed.splitlines()
    patterns = [r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in lines]
    if re.fullmatch("".join(patterns), printed):
        return ""
    filled = [
        line if line.strip() == "…" else next((other for other in real if re.fullmatch(pattern, f"{other}\n")), line)
        for line, pattern in zip(lines, patterns, strict=True)
    ]
    return "\n".join(difflib.unified_diff(filled, real, "the document", "the program", lineterm=""))


class Reader:
    """Somebody who follows a document in the current folder, after README.md's first command.

    Commands run in this process, with the data in a folder of the reader's own; only `serve` is a process of its own.
    """

    def __init__(
        self, text: str, environment: Mapping[str, str], unset: Mapping[str, None], start_server: Callable[..., Any]
    ) -> None:
        """Index the articles that ship: by a server, where the document speaks to one. `unset`: variables to forget."""
        self._place = Path.cwd()
        self._data = self._place / "data"
        self._start_server = start_server
        own = {"COLUMNS": "80", "PIONEER_QA_DATA": str(self._data)}
        self._runner = CliRunner(env={**unset, **environment, **own})
        self._commands = [command for command in commands(text) if command.followed]
        served = any(command.program == "curl" or command.line == "pioneer-qa serve" for command in self._commands)
        self._server = start_server("--data", self._data, "--workers", "1") if served else None
        if not served:
            self._run("pioneer-qa index")

    def follow(self) -> Iterator[tuple[Command, str]]:
        """Run the commands from top to bottom; gives each with what it printed."""
        printed = [(command, self._do(command)) for command in self._commands]
        for command, output in printed:
            yield command, self._log() if command.line == "pioneer-qa serve" else output

    def _do(self, command: Command) -> str:
        if command.program == "cat":
            place = self._place / command.line.removeprefix("cat ")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(command.shown or "", "utf-8")
            return command.shown or ""
        if command.program == "curl":
            return self._fetch(command.line)
        if command.line == "pioneer-qa serve":
            return ""  # it runs already; see _log
        if command.line.startswith("pioneer-qa serve "):
            words = shlex.split(command.line)[2:]
            here = [self._place / word if (self._place / word).exists() else word for word in words]
            return str(self._start_server("--data", self._data, *here).output.read_text("utf-8"))
        return self._run(command.line)

    def _run(self, line: str) -> str:
        """What a command of the program prints, here; what it writes to a file is not shown."""
        call, _, file = line.partition(" > ")
        result = self._runner.invoke(cli, shlex.split(call)[1:], prog_name="pioneer-qa")
        assert result.exit_code == 0, f"{line}\n{result.output}"
        if not file:
            return result.output
        (self._place / file).write_text(result.stdout, "utf-8")
        return result.stderr

    def _fetch(self, line: str) -> str:
        """What a `curl` command shows, its address moved to the server's; a machine without curl can be tested too."""
        assert self._server is not None
        asks, _, pipe = line.partition("|")
        parser = ArgumentParser()
        parser.add_argument("url")
        parser.add_argument("-s", action="store_true", required=True)
        parser.add_argument("-H", type=lambda header: header.split(": "))
        parser.add_argument("-d")
        asked = parser.parse_args(shlex.split(asks)[1:])
        assert asked.url.startswith(ADDRESS)
        # A reader would copy the version out of a reply.
        data = asked.d.replace("sha256:…", self._version()).encode() if asked.d else None
        headers = dict([asked.H] if asked.H else [])
        body = self._get(Request(asked.url.replace(ADDRESS, self._server.url), data, headers))  # noqa: S310 (ours)
        if not pipe:
            return f"{body.decode()}\n"
        program, *words = shlex.split(pipe)
        assert program == "python3"
        return subprocess.run([sys.executable, *words], input=body, capture_output=True, check=True).stdout.decode()

    def _get(self, request: Request | str) -> bytes:
        with urlopen(request, timeout=60) as reply:  # noqa: S310 (ours)
            body: bytes = reply.read()
        return body

    def _version(self) -> str:
        """The version of the index that the server answers from."""
        assert self._server is not None
        return str(json.loads(self._get(f"{self._server.url}/api/v1/index"))["version"])

    def _log(self) -> str:
        assert self._server is not None
        return str(self._server.output.read_text("utf-8").replace(self._server.url, ADDRESS))
