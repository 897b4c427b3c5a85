"""What a build saw of the articles' folder, noted beside its index: so a watch can tell what is new from what is done.

A folder looks the same as long as each file in it has its name, size, times and place on the disk; nothing is read.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from corpus import DOCUMENT_SUFFIXES, Lines, Listed, Vocabulary
from index import Collected, IndexFolder
from web.settings import Where

_NOTE = "seen.json"
_READ = {*DOCUMENT_SUFFIXES, ".toml"}
"""How the names of the files end that are read from a folder."""

Looks = Mapping[str, tuple[int, ...]]
"""By a file's name: its number on the disk, its size, and when it and its entry changed, in nanoseconds."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How the articles look, what the last build noted of them, and the version that answers; None where none does."""

    looks: str
    note: str
    version: str | None

    @classmethod
    def of(cls, where: Where) -> Self:
        """Look at the articles of an index."""
        try:
            note = (where.index / _NOTE).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            note = ""
        return cls(_digest(where, _looks(where.articles)), note, _version(where))

    @property
    def indexed(self) -> bool:
        """Whether the version that answers was built of articles that look so.

        The note is written right before its version is published, and names the one before: a build that was broken off
        in between is told by that.
        """
        with suppress(ValueError):
            looks, before = json.loads(self.note)
            return bool(looks == self.looks and before != self.version)
        return False


@dataclass(frozen=True, slots=True)
class Noted:
    """Articles to index, of which the build notes how they look. `own`: the ids of those that it changes itself;
    `before`: how all looked before the first was read.
    """

    articles: Collected
    where: Where
    own: Collection[str]
    before: Looks

    @classmethod
    def of(cls, articles: Collected, where: Where, own: Collection[str] = ()) -> Self:
        """Look at the articles before they are read."""
        return cls(articles, where, own, _looks(where.articles))

    def files(self, lines: Lines) -> Sequence[Listed]:
        """Return the articles. Raises CorpusError."""
        return self.articles.files(lines)

    def words(self) -> Vocabulary:
        """Return the words for them. Raises CorpusError."""
        return self.articles.words()

    def commit(self) -> None:
        """Make what was read the articles' state. What others changed since it was read is no part of the note.

        Raises OSError.
        """
        unchanged = _looks(self.where.articles) == self.before
        self.articles.commit()
        after = _looks(self.where.articles)
        if not unchanged or self._of_others(after) != self._of_others(self.before) or Seen.of(self.where).indexed:
            return
        with suppress(OSError):  # without a note the articles are read once more
            (self.where.index / _NOTE).write_text(
                json.dumps([_digest(self.where, after), _version(self.where)]), "utf-8"
            )

    def _of_others(self, looks: Looks) -> Looks:
        """Return how those look that this build does not write: neither its articles nor, with them, the catalogue."""
        written = {*self.own, "catalogue"} if self.own else set()
        return {name: state for name, state in looks.items() if Path(name).stem not in written}


def _looks(place: Path) -> Looks:
    """Look at what is read of a folder, or at a `.jsonl` file."""
    out: dict[str, tuple[int, ...]] = {}
    with suppress(OSError):  # it may be on its way elsewhere; then nothing stands there
        for path in place.iterdir() if place.is_dir() else [place]:
            if path == place or (path.suffix.lower() in _READ and path.name[0] != "."):
                out[path.name] = _state(path)
    return out


def _state(path: Path) -> tuple[int, ...]:
    try:
        state = path.stat()
    except OSError:
        return ()
    return (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)


def _digest(where: Where, looks: Looks) -> str:
    told = [str(where.articles.absolute()), sorted(looks.items())]
    return hashlib.sha256(json.dumps(told).encode("utf-8", "surrogatepass")).hexdigest()


def _version(where: Where) -> str | None:
    return next((kept.version for kept in IndexFolder(where.index).kept() if kept.current), None)
