"""Documents analysed by all the machine's processors; which one does what makes no difference.

Each process reads lists of documents from its standard input and writes the chunk of each to its standard output, every
message after its length. It ends when its standard input does: none outlives a build that is killed.
"""

import gc
import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Self

import msgspec

from corpus import ArticleError, CorpusError, Document, Listed, SourceFile, Vocabulary, extract_source, read_structure
from index.build.chunk import Chunk

ALONE = 2_000_000
"""Bytes of documents up to which this process does it all: others take a second to begin."""

_AHEAD = 4
"""How many lists for each process are under way, so that it never waits, and what it made does not pile up."""

_PLACE = str(Path(__file__).parent.parent.parent)


class Analysts:
    """The processes that analyse documents, one for each processor. They are begun when they are needed, or before, and
    ended with the context.
    """

    def __init__(self, words: Vocabulary) -> None:
        """Store the words that documents are read with."""
        self._words = words
        self._processes: list[_Process] = []
        self._threads = ThreadPoolExecutor(os.cpu_count() or 1)

    def __enter__(self) -> Self:
        """Begin none yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End all."""
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.end()

    def begin(self) -> None:
        """Begin the processes, unless they are, or there is but one processor. Raises OSError where none begins."""
        processors = os.cpu_count() or 1
        while len(self._processes) < processors > 1:
            self._processes.append(_Process(self._words))

    def begin_early(self) -> None:
        """Begin them, if that can be done; why it cannot is told where they are needed."""
        with suppress(OSError):
            self.begin()

    def analysed(self, several: Sequence[Sequence[Listed]]) -> Generator[bytes, None, None]:
        """Yield the chunk of each list of documents, in their order, as bytes; see `chunk_of`.

        Raises ArticleError where one cannot be read any more, or OSError.
        """
        if sum(file.size for files in several for file in files) > ALONE:
            self.begin()
        if not self._processes:
            yield from (chunk_of(read_all(files), self._words) for files in several)
            return
        free: SimpleQueue[_Process] = SimpleQueue()
        for process in self._processes:
            free.put(process)

        def ask(files: Sequence[Listed]) -> bytes | None:
            process = free.get()
            try:
                return process.ask(files)
            finally:
                free.put(process)

        waiting: deque[tuple[Sequence[Listed], Future[bytes | None]]] = deque()
        for files in several:
            waiting.append((files, self._threads.submit(ask, files)))
            if len(waiting) > _AHEAD * len(self._processes):
                yield _outcome(*waiting.popleft(), self._words)
        while waiting:
            yield _outcome(*waiting.popleft(), self._words)


def _outcome(files: Sequence[Listed], asked: "Future[bytes | None]", words: Vocabulary) -> bytes:
    """Return the chunk that a process makes of documents; where it failed, this process finds out why."""
    return asked.result() or chunk_of(read_all(files), words)


class _Process:
    """One process."""

    def __init__(self, words: Vocabulary) -> None:
        """Start it. Raises OSError."""
        path = os.pathsep.join(filter(None, [_PLACE, os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from index.build.workers import work; work()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        self._words = msgspec.msgpack.encode(words)
        self._begun = False

    def ask(self, files: Sequence[Listed]) -> bytes | None:
        """Return the documents' chunk; None where it cannot make it, or died."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 (they are pipes)
        try:
            if not self._begun:
                _send(self._process.stdin, self._words)
                self._begun = True
            _send(self._process.stdin, msgspec.msgpack.encode(list(read_all(files))))
            return _receive(self._process.stdout) or None
        except (OSError, CorpusError):
            return None

    def end(self) -> None:
        """End it; at once where it was asked nothing."""
        with suppress(OSError):
            if not self._begun:
                self._process.kill()
            self._process.communicate()


def work() -> None:
    """What such a process does, until its standard input ends."""
    gc.disable()  # as the process does that it works for
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    with suppress(BrokenPipeError, KeyboardInterrupt):
        raw = _receive(asked)
        words = msgspec.msgpack.decode(raw, type=Vocabulary) if raw else None
        while words is not None and (raw := _receive(asked)):
            _send(told, chunk_of(msgspec.msgpack.decode(raw, type=list[SourceFile]), words))


def chunk_of(files: Iterable[SourceFile], words: Vocabulary) -> bytes:
    """Return the chunk of documents, as bytes, made by this process; what gives no text is left out."""
    return Chunk.of(_documents(files, words)).raw()


def _documents(files: Iterable[SourceFile], words: Vocabulary) -> Iterator[Document]:
    for file in files:
        with suppress(CorpusError):
            yield document_of(file, words)


def document_of(file: SourceFile, words: Vocabulary) -> Document:
    """Return what a document holds. Raises ArticleError where it gives no text, or one that cannot be analysed: then it
    is refused by its name, and no other with it.
    """
    source = extract_source(file)
    try:
        return read_structure(source, words)
    except CorpusError:
        raise
    except Exception as error:
        kind = type(error).__name__
        raise ArticleError(
            f"{file.where}: cannot be analysed ({kind}, a fault in this program); take it away"
        ) from error


def read_all(files: Sequence[Listed]) -> Iterator[SourceFile]:
    """Read documents, one by one. Raises ArticleError."""
    return (file.read() for file in files)


def _send(to: IO[bytes], message: bytes) -> None:
    to.write(len(message).to_bytes(8, "little") + message)
    to.flush()


def _receive(of: IO[bytes]) -> bytes:
    """Return the next message; empty at the end, also where that comes in the middle of one."""
    head = of.read(8)
    length = int.from_bytes(head, "little") if len(head) == 8 else 0
    message = of.read(length)
    return message if len(message) == length else b""
