"""What was indexed, as a look at its files tells it: whether an index is up to date, without reading them.

DIRECTORY/looked    written after a build that read all articles, and of no use once another index is published
"""

import hashlib
import json
from pathlib import Path
from typing import Self

import msgspec

from corpus import LINES_VERSION, replace_file, shipped_vocabulary
from index.build.chunk import CHUNK_VERSION
from index.build.collect import Collected
from index.build.version import settings
from index.disk.manifest import Manifest
from index.errors import GenerationError
from index.generations.index_folder import GENERATIONS, published
from index.text.encoder import Encoder

_LOOKED = "looked"


class Looked(msgspec.Struct, frozen=True):
    """`look`: of the articles and their words; `program`: of the program that read them; `version`: of the index that
    it made of them; `complete`: whether none was refused.
    """

    look: str
    program: str
    version: str
    complete: bool

    @classmethod
    def note(cls, look: str | None, directory: Path, version: str, encoder: Encoder | None, *, complete: bool) -> None:
        """Write down a look that was taken before the articles were read. Raises OSError."""
        path = directory / _LOOKED
        if look is None:
            path.unlink(missing_ok=True)
            return
        looked = cls(look, _program(encoder), version, complete)
        if cls.read(directory) != looked:
            replace_file(path, msgspec.json.encode(looked))

    @classmethod
    def read(cls, directory: Path) -> Self | None:
        """Read what was written down; None where nothing was."""
        try:
            return msgspec.json.decode((directory / _LOOKED).read_bytes(), type=cls)
        except (OSError, msgspec.MsgspecError):
            return None


def is_up_to_date(collected: Collected, directory: Path, *, encoder: Encoder | None, skip_bad: bool) -> bool:
    """Whether the index that is published is that of the articles as they are, as far as a look at their files tells.

    Where any was refused it is so only with `skip_bad`.
    """
    looked = Looked.read(directory)
    if looked is None or not (looked.complete or skip_bad):
        return False
    try:
        version = Manifest.read(directory / GENERATIONS / published(directory)[0]).version
    except GenerationError:
        return False
    return (version, _program(encoder), collected.look()) == (looked.version, looked.program, looked.look)


def _program(encoder: Encoder | None) -> str:
    """Return a hash of all that an index depends on beside its articles and the words beside them."""
    parts = [settings(encoder), CHUNK_VERSION, LINES_VERSION, shipped_vocabulary().fingerprint]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
