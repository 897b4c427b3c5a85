"""The articles' folder, watched: what is dropped into it or taken away asks for a rebuild."""

import fcntl
import threading
import time
from collections.abc import Callable
from pathlib import Path

from watchfiles import watch

from web import log
from web.data import DataError
from web.job import JobRunning
from web.jobs import JobStore

DEBOUNCE = 400
"""Milliseconds of quiet after which a change is taken for whole; a copy of several files is one change."""

_AGAIN = 0.5
"""Seconds between two tries to ask for a rebuild while another runs."""


def start_watching(articles: Path, data: Path, jobs: JobStore, wake: Callable[[], None]) -> None:
    """Watch a folder of articles, or a `.jsonl` file, in a thread; of several processes one does, and the next when
    that one is gone.
    """
    threading.Thread(target=_watch, args=(articles, data, jobs, wake), name="watching", daemon=True).start()


def _watch(articles: Path, data: Path, jobs: JobStore, wake: Callable[[], None]) -> None:
    folder = articles if articles.is_dir() else articles.parent
    with (data / "watch.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        log.say("the articles' folder is watched")
        for found in watch(folder, debounce=DEBOUNCE, recursive=False, raise_interrupt=False):
            if any(_counts(Path(path), articles) for _, path in found):
                _ask(jobs)
                wake()


def _counts(path: Path, articles: Path) -> bool:
    return not path.name.startswith(".") and (articles.is_dir() or path.name == articles.name)


def _ask(jobs: JobStore) -> None:
    """Ask for a rebuild; one that runs may have read the folder already, so another follows it."""
    while True:
        try:
            jobs.ask_rebuild()
            return
        except JobRunning:
            time.sleep(_AGAIN)
        except DataError as error:
            log.say(f"a change of the articles' folder waits: {error}")
            time.sleep(10 * _AGAIN)
