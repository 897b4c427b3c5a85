"""A look at the files of a place, at their names, sizes and times, which tells without reading them whether they are as
they were.

It rests on what the disk notes of each change. Two changes within one tick of its clock leave the same time: a file
that changed within a tick of the look may have changed after it, too, and counts as changed. (As in
Git's index: "racily clean".)
"""

import hashlib
import os
import time
from array import array
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from operator import attrgetter
from pathlib import Path

from corpus.files.checks import DOCUMENT_SUFFIXES, extractor_version
from corpus.files.names import is_temporary
from corpus.files.notes import HIDDEN, HIDDEN_FOLDER, LINK, NO_SUFFIX, TEMPORARY, Notes

CATALOGUE = "catalogue.toml"
VOCABULARY = "vocabulary.toml"

State = tuple[int, ...]
"""How a file looks: its number on the disk, its size, and when it and its entry changed, in nanoseconds. Empty where
there is none, or it cannot be seen.
"""

_TICK = 50_000_000
"""In nanoseconds. Linux stamps a file with the time of its last timer interrupt: 10 ms ago at most."""

_WORD = (1 << 64) - 1
"""Cuts a time to 64 bits without a sign; before 1970 it is negative."""

_LONG_TICK = 2_000_000_000
"""Of a disk that notes whole seconds, as some of the network do, or every other one, as FAT does."""


def walk(folder: Path, notes: Notes, apart: Collection[Path] = ()) -> Iterator[tuple[str, "os.DirEntry[str]"]]:
    """Yield the documents in a folder and its subfolders by name, each with its path below the folder; all else but
    catalogue and vocabulary is noted as passed over. The folders `apart` are not looked into.

    Raises OSError where a folder cannot be read.
    """
    for prefix, _, files in _folders(folder, notes, apart):
        for entry in files:
            if (reason := _passed_over(entry, prefix)) is None:
                yield prefix + entry.name, entry
            elif reason:
                notes.passed_over[reason] += 1


def list_folders(folder: Path, apart: Collection[Path] = ()) -> tuple[str, ...]:
    """Return a folder and its subfolders, as far as documents in them are read: behind no link. Raises OSError."""
    return tuple(place for _, place, _ in _folders(folder, Notes(), apart))


def _folders(
    folder: Path, notes: Notes, apart: Collection[Path]
) -> Iterator[tuple[str, str, list["os.DirEntry[str]"]]]:
    """Yield a folder and its subfolders: what each puts before the names of its files, its path, and what else than
    folders is in it.
    """
    others = {os.path.realpath(path) for path in apart}
    waiting = [("", str(folder))]
    while waiting:
        prefix, place = waiting.pop()
        with os.scandir(place) as entries:
            inside = sorted(entries, key=attrgetter("name"))
        below: list[tuple[str, str]] = []
        files: list[os.DirEntry[str]] = []
        for entry in inside:
            if not entry.is_dir(follow_symlinks=False):
                files.append(entry)
            elif entry.name.startswith("."):
                notes.passed_over[HIDDEN_FOLDER] += 1
            elif not others or os.path.realpath(entry.path) not in others:
                below.append((f"{prefix}{entry.name}/", entry.path))
        yield prefix, place, files
        waiting += reversed(below)


def _passed_over(entry: "os.DirEntry[str]", prefix: str) -> str | None:
    """Why a file is no document; None for one that is, empty for one that is read beside them."""
    suffix = _suffix(entry.name)
    if suffix in DOCUMENT_SUFFIXES and entry.name[0] not in "~." and not entry.is_symlink():
        return None  # as most, told without a pattern
    if is_temporary(entry.name):
        return TEMPORARY
    if entry.name.startswith("."):
        return HIDDEN
    if entry.is_symlink() and entry.is_dir():
        return LINK
    if suffix in DOCUMENT_SUFFIXES:
        return None
    return "" if not prefix and entry.name in (CATALOGUE, VOCABULARY) else suffix or NO_SUFFIX


def look_at(place: Path, *, beside: Collection[Path] = (), apart: Collection[Path] = ()) -> dict[str, State]:
    """Return how the files look that are read of a place, a folder or a file of many, and those `beside` it."""
    own = (place / CATALOGUE, place / VOCABULARY) if place.is_dir() else (place, place.with_name(CATALOGUE))
    out = {os.path.realpath(path): _state(path) for path in (*own, *beside)}
    if not place.is_dir():
        return out
    try:
        for name, entry in walk(place, Notes(), apart):
            out[name] = _state(entry)
    except OSError as error:  # it may be on its way elsewhere
        out[f"{error.filename}: cannot be read"] = ()
    return out


def _state(file: "Path | os.DirEntry[str]") -> State:
    try:
        state = file.stat()
    except OSError:
        return ()
    return state.st_ino, state.st_size, state.st_mtime_ns & _WORD, state.st_ctime_ns & _WORD


def fingerprint(states: Mapping[str, State]) -> str:
    """Return a hash of a look, and of what takes the text out of such files: alike, so are the articles."""
    ends = {name.rpartition(".")[2].lower() for name in states}
    names = sorted(extractor_version(suffix) for suffix in DOCUMENT_SUFFIXES if suffix[1:] in ends)
    told = "\0".join((*names, *(f"{name}\0{len(state)}" for name, state in states.items())))
    digest = hashlib.sha256(told.encode("utf-8", "surrogatepass"))
    digest.update(array("Q", chain.from_iterable(states.values())).tobytes())
    return digest.hexdigest()


def _suffix(name: str) -> str:
    """Return what a name ends in, in lower case; a path object takes ten times as long to tell."""
    stem, dot, end = name.rpartition(".")
    return dot + end.lower() if stem and end and "/" not in end else ""


def is_settled(states: Mapping[str, State], at: int) -> bool:
    """Whether a look, begun `at` so many nanoseconds after 1970, tells of each later change."""
    first, last = at - _LONG_TICK, at + _LONG_TICK
    late = [state for state in states.values() if state and (state[2] >= first or state[3] >= first)]
    stamps = (stamp for state in late for stamp in state[2:] if first <= stamp <= last)
    ahead = any(state[3] > last for state in late)  # by a clock that is not this machine's
    return not ahead and all(abs(stamp - at) > _TICK and stamp % 1_000_000_000 for stamp in stamps)


def now() -> int:
    """The time, in nanoseconds after 1970."""
    return time.time_ns()
