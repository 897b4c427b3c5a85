"""An index that is spoilt on the disk never answers wrongly: `tests/flips.py`, in small measure."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

FLIPS = Path(__file__).parent.parent / "flips.py"


@pytest.mark.long
def test_a_spoilt_index_is_found_and_answered_by_an_older_one_or_not_at_all(environment: dict[str, str]) -> None:
    command = [sys.executable, str(FLIPS), "--flips", "25"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    assert done.stdout.endswith("\nexceptions: 0\n")
    assert set(re.findall(r"\d+ (cut|flipped|gone)", done.stdout)) == {"cut", "flipped", "gone"}
    came = {(standing, what): int(times) for standing, what, times in re.findall(r"(\w+) +(.+?) +(\d+)\n", done.stdout)}
    assert (came["older", "older"], came["alone", "503"]) == (10, 10)
    assert sum(times for (standing, _), times in came.items() if standing == "large") == 5
