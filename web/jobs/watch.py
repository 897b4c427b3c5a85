"""The articles' folder, watched: what is dropped into it or taken away asks for a rebuild."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from watchfiles import watch

from corpus import Articles, locked
from web import log
from web.jobs.job import JobRunning
from web.jobs.store import JobStore
from web.settings import Where
from web.store.files import DataError, make_private

QUIET = 0.4
"""Seconds of quiet after which a change is taken for whole; a copy of several files is one change."""

LONGEST = 10.0
"""Seconds after which it is taken for whole although there was no quiet."""

_LOOK = 1.0
"""Seconds between two looks whether another folder has taken the place of the one that is watched."""

_AGAIN = 0.5
"""Seconds between two tries to ask for a rebuild while another runs."""


def start_watching(where: Where, jobs: JobStore, wake: Callable[[], None]) -> None:
    """Watch the articles in a thread; of several processes one does, and the next when that one is gone."""
    threading.Thread(target=_Watch(where, jobs, wake).run, name="watching", daemon=True).start()


class _Watch:
    def __init__(self, where: Where, jobs: JobStore, wake: Callable[[], None]) -> None:
        self._where = where
        self._articles = where.corpus_articles() or Articles(where.articles)
        self._jobs = jobs
        self._wake = wake
        self._asked: Mapping[str, Sequence[int]] | None = None
        self._told = ""

    def run(self) -> None:
        """Watch for as long as the process lives, once no other does."""
        try:
            make_private(self._where.jobs)
            with locked(self._where.jobs / "watch.lock"):
                log.say("the articles' folder is watched")
                while True:
                    self._follow()
        except OSError as error:
            log.say(f"the articles' folder is not watched: {error}")

    def _follow(self) -> None:
        """Ask for a rebuild at first, since the articles may have changed before, and after each change.

        Returns when another folder has taken the place of theirs, or none has, and when a subfolder is new or gone, or
        went and came: a folder's watch goes with it, whatever takes its name.
        """
        try:
            began, folders = self._place(), self._folders()
            first = True
            for found in watch(
                *folders,
                watch_filter=None,  # its own passes over whatever stands under .venv, .git and the like
                rust_timeout=int(_LOOK * 1000),
                yield_on_timeout=True,
                recursive=False,  # which follows links, and holds up this whole process while it does
                raise_interrupt=False,
            ):
                if self._place() != began or not folders.isdisjoint(path for _, path in found):
                    return
                if (found or first) and self._folders() != folders:
                    return
                if found or first:
                    self._settle()
                    self._ask()
                first = False
        except (OSError, RuntimeError) as error:  # the latter is watchfiles' own
            self._tell(f"the articles' folder cannot be watched: {error}")
            time.sleep(_LOOK)

    def _place(self) -> tuple[int, int]:
        """Return which of the disk's the folder to watch is, that of a file of many being the one it is in."""
        articles = self._where.articles
        state = (articles if articles.is_dir() else articles.parent).stat()
        return state.st_dev, state.st_ino

    def _folders(self) -> frozenset[str]:
        """Return the folders to watch, as changes of them are told."""
        return frozenset(str(Path(folder).absolute()) for folder in self._articles.folders())

    def _settle(self) -> None:
        """Wait for quiet. What watchfiles takes for it are changes of one file after another, not of one all along."""
        deadline = time.monotonic() + LONGEST
        before, now = None, self._articles.states()
        while now != before and time.monotonic() < deadline:
            time.sleep(QUIET)
            before, now = now, self._articles.states()

    def _ask(self) -> None:
        """Ask for a rebuild where the articles are not as they were when one was asked for last.

        One that runs may have read them already, or not: when it is done another is asked for.
        """
        while self._where.articles.exists() and (state := self._articles.states()) != self._asked:
            try:
                self._jobs.ask_rebuild()
                self._asked = state
                self._wake()
            except JobRunning:
                time.sleep(_AGAIN)
            except DataError as error:
                self._tell(f"a change of the articles' folder waits: {error}")
                time.sleep(10 * _AGAIN)

    def _tell(self, told: str) -> None:
        if told != self._told:
            self._told = told
            log.say(told)
