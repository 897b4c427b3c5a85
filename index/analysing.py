"""Documents analysed by all the machine's processors; which one does what makes no difference.

Each process reads lists of documents from its standard input and writes their parts to its standard output, every
message after its length. It ends when its standard input does: none outlives a build that is killed.
"""

import os
import subprocess
import sys
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import IO

import msgspec

from corpus import CorpusError, SourceFile, Vocabulary, source_of, structure
from index.parts import Part

_ALONE = 2_000_000
"""Bytes of documents up to which this process does it all: others take a second to begin."""

_CHUNK = 250_000
"""About how many bytes of documents go to a process together."""

_AHEAD = 4
"""How many chunks for each process are under way, so that it never waits, and what it made does not pile up."""

_PLACE = str(Path(__file__).parent.parent)


def analysed(files: Sequence[SourceFile], words: Vocabulary) -> Generator[bytes, None, None]:
    """Yield each document's part, in their order, as bytes. Raises CorpusError, or OSError where no process begins."""
    processors = os.cpu_count() or 1
    if processors == 1 or sum(len(file.raw) for file in files) <= _ALONE:
        yield from _parts(files, words)
        return
    with ExitStack() as stack:
        free: SimpleQueue[_Process] = SimpleQueue()
        for _ in range(processors):
            process = _Process(words)
            stack.callback(process.end)
            free.put(process)

        def ask(chunk: list[SourceFile]) -> list[bytes] | None:
            process = free.get()
            try:
                return process.ask(chunk)
            finally:
                free.put(process)

        threads = ThreadPoolExecutor(processors)
        stack.callback(threads.shutdown, cancel_futures=True)
        waiting: deque[tuple[list[SourceFile], Future[list[bytes] | None]]] = deque()
        for chunk in _chunks(files):
            waiting.append((chunk, threads.submit(ask, chunk)))
            if len(waiting) > _AHEAD * processors:
                yield from _outcome(*waiting.popleft(), words)
        while waiting:
            yield from _outcome(*waiting.popleft(), words)


def _outcome(chunk: Sequence[SourceFile], asked: "Future[list[bytes] | None]", words: Vocabulary) -> Iterable[bytes]:
    """Return the parts that a process makes of a chunk; where it failed, this process finds out why."""
    raws = asked.result()
    return _parts(chunk, words) if raws is None else raws


class _Process:
    """One process."""

    def __init__(self, words: Vocabulary) -> None:
        """Start it. Raises OSError."""
        path = os.pathsep.join(filter(None, [_PLACE, os.environ.get("PYTHONPATH", "")]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", "from index.analysing import work; work()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip
        self._words = msgspec.msgpack.encode(words)
        self._begun = False

    def ask(self, files: list[SourceFile]) -> list[bytes] | None:
        """Return the documents' parts; None where it cannot make them, or died."""
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101 (they are pipes)
        try:
            if not self._begun:
                _send(self._process.stdin, self._words)
                self._begun = True
            _send(self._process.stdin, msgspec.msgpack.encode(files))
            reply = _receive(self._process.stdout)
        except OSError:
            return None
        return msgspec.msgpack.decode(reply, type=list[bytes] | None) if reply else None

    def end(self) -> None:
        """End it."""
        with suppress(OSError):
            self._process.communicate()


def work() -> None:
    """What such a process does, until its standard input ends."""
    asked, told = sys.stdin.buffer, sys.stdout.buffer
    with suppress(BrokenPipeError, KeyboardInterrupt):
        raw = _receive(asked)
        words = msgspec.msgpack.decode(raw, type=Vocabulary) if raw else None
        while words is not None and (raw := _receive(asked)):
            try:
                parts = list(_parts(msgspec.msgpack.decode(raw, type=list[SourceFile]), words))
            except CorpusError:
                parts = None
            _send(told, msgspec.msgpack.encode(parts))


def _chunks(files: Sequence[SourceFile]) -> Iterator[list[SourceFile]]:
    chunk: list[SourceFile] = []
    size = 0
    for file in files:
        chunk.append(file)
        size += len(file.raw)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    yield chunk


def _parts(files: Sequence[SourceFile], words: Vocabulary) -> Iterator[bytes]:
    return (Part.of(structure(source_of(file), words)).raw() for file in files)


def _send(to: IO[bytes], message: bytes) -> None:
    to.write(len(message).to_bytes(8, "little") + message)
    to.flush()


def _receive(of: IO[bytes]) -> bytes:
    """Return the next message; empty at the end, also where that comes in the middle of one."""
    head = of.read(8)
    length = int.from_bytes(head, "little") if len(head) == 8 else 0
    message = of.read(length)
    return message if len(message) == length else b""
