"""A process that is killed in the middle of its work loses nothing: `tests/crash.py`, in small measure."""

import subprocess
import sys
from pathlib import Path

import pytest

CRASH = Path(__file__).parent.parent / "crash.py"


@pytest.mark.long
def test_a_kill_leaves_all_as_before_or_as_after_and_the_work_can_be_done_again(environment: dict[str, str]) -> None:
    command = [sys.executable, str(CRASH), "--kills", "12"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout.endswith("\nexceptions: 0\n")
    rows = [line.split() for line in done.stdout.splitlines()[3:7]]
    assert [name for name, *_ in rows] == ["index", "add", "remove", "jobs"]
    kills, running, before, after = (sum(int(row[column]) for row in rows) for column in (3, 4, 5, 6))
    assert kills == before + after == 12
    assert running >= 4  # those before a step on the disk at least
