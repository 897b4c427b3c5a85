"""The two doors: what they show in use is what happens, and asking loads nothing that judges."""

import doctest
import subprocess
import sys
from types import ModuleType

import pytest

import qa
import qa.evaluation


@pytest.mark.parametrize("door", [pytest.param(qa, id="asking"), pytest.param(qa.evaluation, id="judging")])
def test_the_example_at_a_door_does_what_it_says(door: ModuleType) -> None:
    done = doctest.testmod(door)
    assert done.attempted > 0
    assert done.failed == 0


def test_asking_does_not_load_what_judges() -> None:
    loaded = "import sys, qa; print(*[name for name in sys.modules if name.startswith('qa.evaluation')])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
