"""What `tests/fuzz.py` begins with is read and answered, so that it goes on fitting the program."""

import subprocess
import sys
from pathlib import Path

import pytest
from fuzz import TARGETS

FUZZ = Path(__file__).parent.parent / "fuzz.py"


@pytest.mark.long
@pytest.mark.parametrize("target", [*TARGETS])
def test_what_it_begins_with_is_taken(target: str, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, FUZZ, target, "--seconds", "0"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
