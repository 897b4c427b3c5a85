"""The README, followed from top to bottom as a reader would: its commands are run, what it shows and lists is compared.

In what it shows, `…` stands for something left out: on a line of its own for any number of lines, else within the line.
Where the program's output changes, the failure shows both; copy the program's into the README.
"""

import ast
import difflib
import json
import re
import shlex
import subprocess
import sys
import tomllib
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from qa import Undo
from qa.evaluation import QuestionKind
from web.cli.commands import cli
from web.http.bodies import AskBody, FeedbackBody, FiltersBody
from web.jobs import watch as watching
from web.settings import MAX_COMMENT, MAX_HISTORY, MAX_LIMIT, MAX_QUESTION
from web.store import sessions
from web.store.feedback import KEPT, MOST, STRETCH, WINDOW
from web.store.opinion import FeedbackVerdict

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
FENCED = re.compile(r"^```(.*)\n((?s:.*?))^```$", re.M)
PROSE = FENCED.sub("", README)

SERVE = "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/pioneer-qa serve"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"
ADDRESS = "http://127.0.0.1:8000"
"""Where the README's server listens; the tests' own takes a free port."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the README, and what is shown under it; None where nothing is claimed of its output."""

    line: str
    shown: str | None

    @property
    def program(self) -> str:
        """Its first word."""
        return self.line.split()[0]


def commands(text: str) -> Iterator[Command]:
    """The commands of all code blocks: each line of `sh`, each line after a `$` of `console`."""
    for language, block in FENCED.findall(text):
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
    return "\n".join(difflib.unified_diff(filled, real, "README.md", "the program", lineterm=""))


def table(header: str) -> list[list[str]]:
    """The rows of the table whose first column has a heading, cell by cell."""
    block = re.search(rf"^\| {header} \|.*\n\|[-|]+\n((?:\|.*\n)+)", README, re.M)
    assert block, f"the README has no table of {header!r}"
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in block[1].splitlines()]


def codes(text: str) -> list[str]:
    """What stands between ticks."""
    return re.findall("`([^`]+)`", text)


COMMANDS = list(commands(README))
FOLLOWED = ("cat", "curl", "pioneer-qa")


def fetch(line: str, server: str) -> bytes:
    """What a `curl` command gets, its address moved to a server's; a machine without curl can be tested too."""
    parser = ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true", required=True)
    parser.add_argument("-H", type=lambda header: header.split(": "))
    parser.add_argument("-d", type=str.encode)
    asked = parser.parse_args(shlex.split(line)[1:])
    assert asked.url.startswith(ADDRESS)
    elided = "sha256:…".encode()
    data = asked.d.replace(elided, index_version(server)) if asked.d and elided in asked.d else asked.d
    request = Request(asked.url.replace(ADDRESS, server), data, dict([asked.H] if asked.H else []))  # noqa: S310 (ours)
    with urlopen(request, timeout=60) as reply:  # noqa: S310
        body: bytes = reply.read()
    return body


def index_version(server: str) -> bytes:
    """The version of the index that a server answers from, which a reader would copy from a reply."""
    with urlopen(f"{server}/api/v1/index", timeout=60) as reply:  # noqa: S310 (ours)
        return str(json.load(reply)["version"]).encode()


def commands_of_the_program() -> list[str]:
    """The words of every command that does something, `feedback export` among them."""
    further = {name: getattr(command, "commands", {"": command}) for name, command in cli.commands.items()}
    return [f"{name} {other}".strip() for name, others in further.items() for other in others]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reader's folder; the program stands in it, as an installation would put it on the path, and the tests."""
    folder = tmp_path_factory.mktemp("reader")
    (folder / "tests").symlink_to(ROOT / "tests")
    (folder / "bin").mkdir()
    program = folder / "bin" / "pioneer-qa"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m web.cli.commands "$@"\n', "utf-8")
    program.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def printed(folder: Path, environment: dict[str, str], start_server: Callable[..., Any]) -> dict[str, str]:
    """What each command printed, by its line: all are run once, in order, in the reader's folder."""
    data = ("--data", folder / "data")
    server = start_server(*data, "--workers", "1")
    path = f"{folder / 'bin'}:{Path(sys.executable).parent}:{environment.get('PATH', '')}"
    own = {**environment, "PATH": path, "COLUMNS": "80", "PIONEER_QA_DATA": str(folder / "data")}

    def run(line: str, given: bytes = b"") -> str:
        done = subprocess.run(
            ["sh", "-c", line],
            cwd=folder, env=own, input=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout.decode()}"
        return done.stdout.decode()

    def follow(command: Command) -> str:
        if command.program == "cat":
            place = folder / command.line.removeprefix("cat ")
            place.parent.mkdir(exist_ok=True)
            place.write_text(command.shown or "", "utf-8")
        if command.program == "curl":
            asks, _, pipe = command.line.partition("|")
            return run(pipe, fetch(asks, server.url))
        if command.line.startswith("pioneer-qa serve "):
            words = shlex.split(command.line)[2:]
            here = [folder / word if (folder / word).exists() else word for word in words]
            return str(start_server(*data, *here).output.read_text("utf-8"))
        return "" if command.line == "pioneer-qa serve" else run(command.line)

    out = {command.line: follow(command) for command in COMMANDS if command.program in FOLLOWED}
    out["pioneer-qa serve"] = server.output.read_text("utf-8").replace(server.url, ADDRESS)
    return out


@pytest.mark.parametrize("command", [pytest.param(c, id=c.line) for c in COMMANDS if c.program in FOLLOWED])
def test_what_is_shown_of_a_command_is_what_it_prints(command: Command, printed: dict[str, str]) -> None:
    if command.shown is None:
        assert printed[command.line].strip()
    else:
        found = difference(command.shown, printed[command.line])
        if found:
            pytest.fail(found, pytrace=False)


@pytest.mark.parametrize(
    ("shown", "output", "same"),
    [
        pytest.param("one\ntwo\n", "one\ntwo\n", True, id="the-same"),
        pytest.param("one\n", "one\ntwo\n", False, id="a-line-more"),
        pytest.param("one\n…\n", "one\ntwo\nthree\n", True, id="lines-left-out"),
        pytest.param("one …, three\n", "one two, three\n", True, id="words-left-out"),
        pytest.param("one …\n", "one\ntwo\n", False, id="words-are-no-lines"),
        pytest.param("…\ntwo\n", "one\nother\n", False, id="what-follows-counts"),
        pytest.param("a.c\n", "abc\n", False, id="no-pattern"),
    ],
)
def test_the_comparison_sees(shown: str, output: str, same: bool) -> None:
    assert (difference(shown, output) == "") is same


def test_the_two_commands_stand_word_for_word_each_on_one_line() -> None:
    assert [command.line for command in COMMANDS][:2] == [SERVE, TEST]


def test_the_two_commands_name_a_script_a_command_and_extras_that_there_are() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["scripts"] == {"pioneer-qa": "web.cli.commands:main"}
    assert "serve" in cli.commands
    extras = project["optional-dependencies"]
    assert any(requirement.startswith("pytest>") for requirement in extras["test"])
    assert set(re.findall(r"\w+", " ".join(re.findall(r"'\.\[(.*?)\]'", README)))) == set(extras)


def test_the_bounds_of_a_session_are_those_that_hold() -> None:
    told = " ".join(README.split())
    assert f"after {sessions.LONGEST / 3600:.0f} hours" in told
    assert sessions.WINDOW == 600
    assert f"{sessions.MOST_TRIES} tries to sign in are taken in ten minutes" in told


def test_the_quiet_that_a_watch_waits_for_is_the_one_that_is_told() -> None:
    told = f"once it has been quiet for {watching.QUIET} seconds (or busy for {watching.LONGEST:.0f});"
    assert told in " ".join(README.split())


@pytest.mark.parametrize(
    "line", [c.line for c in COMMANDS if c.program not in FOLLOWED and c.line not in (SERVE, TEST)]
)
def test_a_developers_command_is_the_one_that_is_used(line: str) -> None:
    ci = re.sub(r'"\$venv/bin/(\w+)"', r".venv/bin/\1", (ROOT / ".ci/run").read_text("utf-8"))
    used = ci.replace(" --quiet --disable-pip-version-check", "").replace(" </dev/null", "").splitlines()
    for path in ROOT.glob("tests/**/*.py"):
        used += path.read_text("utf-8").splitlines()
    assert line in [words.strip().removeprefix("PIONEER_QA_REQUIRE_BROWSER=1 ") for words in used]


def test_the_commands_are_those_of_the_program() -> None:
    assert [row[0].split()[1].strip("`") for row in table("command")] == [
        "serve", "index", "add", "remove", "verify", "ask", "evaluate", "feedback", "token",
    ]  # fmt: skip
    named = [code.split()[1] for code in codes(PROSE) if code.startswith("pioneer-qa ")]
    assert set(named) == set(cli.commands)


def test_options_variables_and_defaults_are_those_that_help_shows(folder: Path, environment: dict[str, str]) -> None:
    known = set()
    for command in commands_of_the_program():
        program = [str(folder / "bin" / "pioneer-qa"), *command.split(), "--help"]
        done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=60, check=True)
        for told in re.split(r"^  (?=-)", done.stdout.partition("Options:")[2], flags=re.M)[1:]:
            setting = re.search(r"env var: (\w+); default: \(?(.*?)\)?[;\]]", " ".join(told.split()))
            variable, default = setting.groups() if setting else ("", "")
            known.add((told.split()[0], variable, default, command))
    listed = {
        (option.strip("`"), variable.strip("`"), default.strip("`"), command)
        for option, variable, of, default, _ in table("option")
        for command in codes(of)
    }
    assert listed == known - {("-h,", "", "", command) for command in commands_of_the_program()}


def test_no_option_is_named_that_the_table_lacks() -> None:
    options = {code.split()[0] for code in codes(PROSE) if code.startswith("--")}
    assert options - {row[0].strip("`") for row in table("option")} == {"--help"}


def test_the_http_calls_are_those_of_the_app(app: Flask) -> None:
    served = {
        f"{method} {re.sub('<.*?>', '{id}', rule.rule)}"
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.endpoint.startswith(("api.", "changes."))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {call.partition("?")[0] for row in table("call") for call in codes(row[0])} == served


def test_the_fields_of_a_request_are_those_that_are_taken() -> None:
    rows = {name.strip("`"): told for name, told in table("field")}
    assert list(rows) == list(AskBody.model_fields)
    assert set(codes(rows["undo"])) == set(Undo)
    assert codes(rows["filters"]) == list(FiltersBody.model_fields)
    assert f"up to {MAX_QUESTION:,} characters" in rows["question"]
    assert f"at most {MAX_HISTORY};" in rows["history"]
    assert f"1 to {MAX_LIMIT}" in rows["limit"]


def test_the_fields_and_bounds_of_feedback_are_those_that_hold() -> None:
    rows = {name: told for names, told in table("feedback") for name in codes(names)}
    assert list(rows) == list(FeedbackBody.model_fields)
    assert set(codes(rows["verdict"])) == set(FeedbackVerdict)
    assert rows["comment"] == f"up to {MAX_COMMENT:,} characters"
    told = " ".join(README.split())
    assert (MOST, WINDOW) == (30, 600) and f"{MOST} are taken in ten minutes" in told
    assert f"the newest {KEPT:,} records of feedback" in told
    assert f"wrote down {STRETCH} characters in a row" in told


def test_the_figures_and_kinds_are_those_of_the_evaluation(printed: dict[str, str]) -> None:
    report = printed["pioneer-qa evaluate tests/questions/pioneers.jsonl"]
    assert [code for row in table("figure") for code in codes(row[0])] == re.findall(
        r"^(\S.*?) +[\d.]+\b", report, re.M
    )
    (kinds,) = re.findall(r"`kind`\s+is one of (.*?)\(a list of", README, re.S)
    assert set(codes(kinds)) == set(QuestionKind)


def test_the_state_that_is_told_of_is_what_stands_on_disk(folder: Path, printed: dict[str, str]) -> None:
    (told,) = re.findall(r"^All state .*?^Questions are", README, re.M | re.S)
    named = set(codes(told))
    data = {path.name for path in (folder / "data").iterdir()}
    index = {path.name for path in (folder / "data" / "index").iterdir()}
    assert {"articles", "index", "token"} <= data <= named
    assert index == {"current", "generations", "lock", "cache.sqlite", "seen.json"} <= named


def test_the_layout_is_that_of_the_top_level() -> None:
    unversioned = [line.rstrip("/") for line in (ROOT / ".gitignore").read_text("utf-8").split()]
    folders = {
        path.name
        for path in ROOT.iterdir()
        if path.is_dir() and path.name[0] != "." and not any(fnmatch(path.name, pattern) for pattern in unversioned)
    }
    assert {row[0].partition("/")[0].strip("[") for row in table("folder")} == folders


def test_the_arrow_of_imports_is_the_one_that_is_tested() -> None:
    layers = re.search(r"^LAYERS = (.*)$", (ROOT / "tests/test_layers.py").read_text("utf-8"), re.M)
    assert layers
    assert f"\n    {' → '.join(reversed(ast.literal_eval(layers[1])))}\n" in README


def test_every_relative_link_leads_somewhere() -> None:
    headings = {
        re.sub(r"[^\w -]", "", words).lower().replace(" ", "-") for words in re.findall("^#+ (.*)$", README, re.M)
    }
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert links
    for link in links:
        assert link[1:] in headings if link[0] == "#" else (ROOT / link).exists(), link


def test_every_file_that_is_named_is_there() -> None:
    named = [code for code in codes(PROSE) if re.match(r"(corpus|index|qa|web|tests|\.ci)/", code)]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
