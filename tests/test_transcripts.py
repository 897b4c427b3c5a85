"""The documents, followed from top to bottom as a reader would: what they show is what the program prints.

Where the program's output changes, the failure shows both; copy the program's into the document.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from transcripts import DOCUMENTS, README, ROOT, Reader, commands, difference

SERVE = "python3 -m venv .venv && .venv/bin/pip install '.[semantic]' && .venv/bin/pioneer-qa serve"
TEST = "python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/pytest"

SHOWING = [name for name, text in DOCUMENTS.items() if any(command.followed for command in commands(text))]
A_DEVELOPERS = sorted(
    {
        command.line
        for text in DOCUMENTS.values()
        for command in commands(text)
        if not command.followed and command.line not in (SERVE, TEST)
    }
)


@pytest.mark.parametrize("name", SHOWING)
def test_what_a_document_shows_is_what_the_program_prints(
    name: str,
    tmp_path: Path,
    environment: dict[str, str],
    start_server: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    monkeypatch.chdir(tmp_path)
    reader = Reader(DOCUMENTS[name], environment, dict.fromkeys(set(os.environ) - set(environment)), start_server)
    found = []
    for command, printed in reader.follow():
        differs = difference(command.shown, printed) if command.shown is not None else ""
        if differs or (command.shown is None and not printed.strip()):
            found.append(f"$ {command.line}\n{differs or 'prints nothing'}")
    if found:
        pytest.fail(f"{name}\n" + "\n\n".join(found), pytrace=False)


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
    assert [command.line for command in commands(DOCUMENTS[README])][:2] == [SERVE, TEST]


@pytest.mark.parametrize("line", A_DEVELOPERS)
def test_a_developers_command_is_the_one_that_is_used(line: str) -> None:
    if (ROOT / line).is_file():
        assert os.access(ROOT / line, os.X_OK)
        return
    ci = re.sub(r'"\$venv(/bin/\w+)?"', r".venv\1", (ROOT / ".ci/run").read_text("utf-8"))
    used = ci.replace(" --quiet --disable-pip-version-check", "").replace(" </dev/null", "").splitlines()
    for path in ROOT.glob("tests/**/*.py"):
        used += path.read_text("utf-8").splitlines()
    plain = [words.strip().removeprefix("PIONEER_QA_REQUIRE_BROWSER=1 ") for words in used]
    assert any(words == line or words.startswith(f"{line} ") for words in plain)
