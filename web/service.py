"""What the API, the pages and the command line share: a question in, its answer out, and what is kept of an index."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from math import inf
from threading import Lock, Thread
from time import perf_counter
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, ref

from corpus import About, Article
from index import GenerationError, Searcher
from qa import Answer, Models, Request, Stage, answer
from web import log

T = TypeVar("T")

MOST_ANSWERS = 256
"""How many answers are kept of one index: some 5 MB in each process."""

MANY_ARTICLES = 100
"""From how many articles on nobody waits for what takes long to be made of all."""


class Stopwatch:
    """How many seconds each stage of an answer took, told as they end."""

    def __init__(self) -> None:
        """Begin."""
        self._began = perf_counter()
        self.seconds: dict[str, float] = {}

    def __call__(self, stage: Stage) -> None:
        """End a stage; the next begins."""
        now = perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._began
        self._began = now


class IndexCache:
    """What is kept of one open index: the answers given lately, and what takes too long to be made for each request.

    Safe to share between threads. It keeps no index alive, so that it goes with the one that it is kept of.
    """

    def __init__(self, searcher: Searcher, models: Models | None) -> None:
        """Begin with nothing."""
        held = ref(searcher)

        @lru_cache(MOST_ANSWERS)
        def find(request: Request) -> tuple[Answer, list[dict[str, float]]]:
            alive = held()
            assert alive is not None  # noqa: S101 (the caller holds the index)
            watch = Stopwatch()
            return answer(request, alive, models, watch), [watch.seconds]

        self._find = find
        self._made: dict[Callable[[Searcher], Any], Any] = {}
        self._making: dict[Callable[[Searcher], Any], Lock] = {}

    def answer(self, request: Request) -> tuple[Answer, dict[str, float] | None]:
        """The answer to a request, and the seconds of each stage; None where the answer was remembered."""
        found, timed = self._find(request)
        try:
            return found, timed.pop()  # by whoever had it made
        except IndexError:
            return found, None

    def made(self, make: Callable[[Searcher], T], searcher: Searcher) -> T:
        """Return what `make` makes of the index, made once: others wait meanwhile. What it raises is not kept."""
        with self._making.setdefault(make, Lock()):
            if make not in self._made:
                self._made[make] = make(searcher)
            found: T = self._made[make]
            return found

    def soon(self, make: Callable[[Searcher], T], searcher: Searcher) -> T | None:
        """Return what `make` makes of the index, None while it is being made; it begins now where it has not yet."""
        if make not in self._made and not self._making.setdefault(make, Lock()).locked():
            Thread(target=self._try, args=(make, searcher), name="making", daemon=True).start()
        found: T | None = self._made.get(make)
        return found

    def _try(self, make: Callable[[Searcher], T], searcher: Searcher) -> None:
        with suppress(GenerationError):  # whoever asks for it again is told
            self.made(make, searcher)


@dataclass(frozen=True, slots=True)
class Service:
    """Answers from whichever index `source` gives at that moment; safe to share between threads.

    `source` may raise GenerationError. A request calls it once, so that no reply mixes two indexes. `refused` tells why
    another than the published index answers, None while that one does; `earlier` gives an article in a version that an
    earlier index holds, by id and version, where that is still kept. `models`: those to answer by, None for those that
    ship. `about`: what the articles' catalogue says of them all. `slow`: the seconds from which an answer is logged.
    """

    source: Callable[[], Searcher]
    refused: Callable[[], GenerationError | None] = lambda: None
    earlier: Callable[[str, str], Article | None] = lambda article_id, version: None
    models: Models | None = None
    about: Callable[[], About] = About
    slow: float = inf
    _caches: WeakKeyDictionary[Searcher, IndexCache] = field(default_factory=WeakKeyDictionary, init=False, repr=False)
    _lock: Lock = field(default_factory=Lock, init=False, repr=False)

    def searcher(self) -> Searcher:
        """The index that answers now. Raises GenerationError when none can be opened."""
        return self.source()

    def answer(
        self, request: Request, searcher: Searcher, *, timed: Callable[[dict[str, float]], None] = lambda stages: None
    ) -> Answer:
        """The answer to one request, from the index that the HTTP request at hand was given; `timed` is told the
        seconds of each stage, unless it was remembered.
        """
        began = perf_counter()
        found, stages = self._cache(searcher).answer(request)
        seconds = perf_counter() - began
        log.answered(
            outcome="answered" if found.no_answer is None else found.no_answer.reason,
            band=found.confidence.band,
            slow=seconds >= self.slow,
            seconds=seconds,
            stages=stages,
        )
        if stages is not None:
            timed(stages)
        return found

    def made(self, make: Callable[[Searcher], T], searcher: Searcher) -> T:
        """What `make` makes of an index, made once for as long as the index is open."""
        return self._cache(searcher).made(make, searcher)

    def soon(self, make: Callable[[Searcher], T], searcher: Searcher) -> T | None:
        """What `make` makes of an index, as `made` does; None, without waiting, while it is being made."""
        return self._cache(searcher).soon(make, searcher)

    def offered(self, make: Callable[[Searcher], T], searcher: Searcher) -> T | None:
        """What `make` makes of an index: at once where it has few articles, `soon` where it has many."""
        return (self.made if searcher.n_articles <= MANY_ARTICLES else self.soon)(make, searcher)

    def _cache(self, searcher: Searcher) -> IndexCache:
        """What is kept of an index. Of one that nobody holds any more nothing is kept: no word of what was removed."""
        with self._lock:
            return self._caches.setdefault(searcher, IndexCache(searcher, self.models))
