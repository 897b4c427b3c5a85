"""A thread of each worker of a server: it opens new generations, starts a builder for jobs that have none, and takes
away what is kept for some days alone.
"""

import math
import os
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import msgspec

from corpus import PioneerError
from index import ClusterIndex, GenerationError, IndexFolder, Searcher
from qa import forget_texts
from web import log
from web.jobs.drafts import Drafts
from web.jobs.store import JobStore, building
from web.settings import SEARCHER, Where
from web.store.files import DataError
from web.store.questions import QuestionStore

TICK = 0.2
"""Seconds between two looks for a new generation."""

LOOK = 1.0
"""Seconds between two looks for jobs that nobody carries out; one that this worker took is looked for at once."""

EXPIRES = 3600.0
"""Seconds between two looks for what was kept for long enough."""


class Keeper:
    """Looks for new generations and for jobs, a few times a second, and for what is too old from time to time."""

    def __init__(
        self,
        folder: IndexFolder | ClusterIndex,
        where: Where,
        jobs: JobStore,
        *,
        encodes: bool = False,
        opened: Callable[[], None] = lambda: None,
    ) -> None:
        """Store what to look at. `encodes`: whether there is an encoder that a builder is to run over an index without
        vectors; `opened`: what is called, in a thread of its own, when another index answers, and at the start. Of
        those that come while it is at work it is called for the newest alone.
        """
        self._folder = folder
        self._encodes = encodes
        self._on_opened = opened
        self._encoded: str | None = None
        self._where = where
        self._jobs = jobs
        self._woken = threading.Event()
        self._builder: subprocess.Popen[bytes] | None = None
        self._told = ""
        self._opened: weakref.ref[Searcher] | None = None
        self._another = threading.Event()
        self._stumbled: dict[str, str] = {}

    def start(self) -> None:
        """Look, in threads of its own, for as long as the process lives."""
        threading.Thread(target=self._keep, name="keeper", daemon=True).start()
        threading.Thread(target=self._attend, name="opened", daemon=True).start()

    def wake(self) -> None:
        """Look for jobs at once."""
        self._woken.set()

    def _keep(self) -> None:
        ticks = 0
        expired = -math.inf
        while True:
            woken = self._woken.wait(TICK)
            self._woken.clear()
            self._try(self._move_on)
            ticks += 1
            if woken or ticks * TICK >= LOOK:
                ticks = 0
                self._try(self._see_to_jobs)
            if time.monotonic() - expired >= EXPIRES:
                expired = time.monotonic()
                self._try(self._expire)

    def _attend(self) -> None:
        while True:
            self._another.wait()
            self._another.clear()
            self._try(self._see_to_opened)

    def _see_to_opened(self) -> None:
        self._on_opened()

    def _try(self, look: Callable[[], None]) -> None:
        """Look, and go on whatever comes of it; what was not foreseen is told once, without its words."""
        try:
            look()
            self._stumbled.pop(look.__name__, None)
        except Exception as error:
            said = error.strerror if isinstance(error, OSError) and error.strerror else "not foreseen"
            told = f"the keeper stumbles ({said}); {log.describe(error)}"
            if told != self._stumbled.get(look.__name__):
                self._stumbled[look.__name__] = told
                log.say(told)

    def _move_on(self) -> None:
        """Open what was published since, so that the one before is let go; tell, once, what cannot be opened."""
        try:
            searcher: Searcher = self._folder.searcher()
            opened = weakref.ref(searcher)
            if opened != self._opened:
                self._opened = opened
                # Not before: a request that is on its way may look at its texts until then.
                weakref.finalize(searcher, forget_texts).atexit = False
                self._another.set()
            found = self._folder.refused
        except GenerationError as error:
            found = error
        told = str(found) if found else ""
        if told != self._told:
            self._told = told
            instead = "; an earlier index answers" if self._folder.refused else ""
            log.say(f"{told}{instead}" if told else "the published index answers again")

    def _see_to_jobs(self) -> None:
        """Start a builder where there are jobs and none carries them out."""
        if self._builder is not None and self._builder.poll() is None:
            return
        try:
            plain = self._plain()
            if not self._jobs.pending() and plain in (None, self._encoded):
                return
            with building(self._where.jobs) as lock:
                if lock is not None:
                    self._encoded = plain  # it sees to that once, and not again where it fails
                    self._builder = start_builder(self._where, lock)
        except (DataError, OSError, PioneerError) as error:
            log.say(f"jobs wait: {error}")

    def _expire(self) -> None:
        """Take away drafts, and questions that were left, which are too old."""
        for kept in (Drafts(self._where.data), QuestionStore(self._where.data)):
            try:
                kept.expire()
            except DataError as error:
                log.say(f"what is too old is still kept: {error}")

    def _plain(self) -> str | None:
        """Return the version of the index where it lacks the vectors that it could have."""
        if not self._encodes:
            return None
        with suppress(GenerationError):
            searcher = self._folder.searcher()
            return searcher.version if searcher.encoder is None and searcher.n_sentences else None
        return None


def start_builder(where: Where, lock: int) -> "subprocess.Popen[bytes]":
    """Start a builder, which ends when this process does or closes its standard input. The lock is handed on to it.

    No module is looked for in the folder that the server was started in, and no key pressed there reaches it.
    """
    place = str(Path(__file__).parent.parent.parent)
    path = os.pathsep.join(filter(None, [place, os.environ.get("PYTHONPATH", "")]))
    told = msgspec.json.encode(replace(where, searcher=""), enc_hook=lambda path: str(path.absolute())).decode()
    command = [sys.executable, "-P", "-m", "web.jobs.builder", told]
    return subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        pass_fds=[lock],
        env={**os.environ, "PYTHONPATH": path, SEARCHER: where.searcher},
        start_new_session=True,
    )
