"""The log: what a library says, and what nobody caught, is told without its words."""

import subprocess
import sys

FAULTS = """
import logging, threading
from web import log

log.configure()

def fail():
    raise ValueError("who killed the canary?")

class Failing:
    def __del__(self):
        fail()

thread = threading.Thread(target=fail, daemon=True)
thread.start()
thread.join()
Failing()
try:
    fail()
except ValueError:
    logging.getLogger("waitress").exception("Exception while serving %s", "/?q=canary")
"""


def test_a_fault_that_nobody_caught_in_a_thread_or_elsewhere_is_told_without_its_words() -> None:
    done = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    assert "canary" not in done.stderr
    assert done.stderr.count("a fault that nobody caught; ValueError at ") == 2
    assert "error from waitress at " in done.stderr and len(done.stderr.splitlines()) == 3
