"""A document as it comes from disk: held in memory with all its bytes, or listed, with the way to read it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import msgspec

from corpus.errors import ArticleError
from corpus.files.checks import extractor_version


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A document as it came, its text not yet taken out, and what is known of it; None where nothing is.

    `suffix`: its format, in lower case; one of `DOCUMENT_SUFFIXES`. `where`: what a message calls it.
    """

    id: str
    raw: bytes
    suffix: str
    where: str
    title: str | None = None
    publisher: str | None = None
    published: str | None = None
    url: str | None = None

    @property
    def fingerprint(self) -> str:
        """The SHA-256, in hexadecimal, of all that its source is made of, the id aside: alike, so is the source.

        It is kept for each line (`corpus.files.jsonl`): raise LINES_VERSION when this changes.
        """
        known = (self.title, self.publisher, self.published, self.url)
        parts = (len(self.raw), self.suffix, extractor_version(self.suffix), *known)
        digest = hashlib.sha256(repr(parts).encode())
        digest.update(self.raw)
        return digest.hexdigest()

    def itself(self) -> Self:
        """Return it: the way to read a document that is held."""
        return self


class Listed(msgspec.Struct, frozen=True, gc=False):
    """A document as a build is given it: what tells whether it is known already, and the way to `read` all of it.

    `size`: its length in bytes. `fingerprint` and `where`: see `SourceFile`. `again`: reads it, from disk or memory.
    """

    id: str
    fingerprint: str
    size: int
    where: str
    again: Callable[[], SourceFile]

    @classmethod
    def held(cls, file: SourceFile) -> Self:
        """List a document that stays in memory."""
        return cls(file.id, file.fingerprint, len(file.raw), file.where, file.itself)

    def read(self) -> SourceFile:
        """Return all of it. Raises ArticleError where it is gone, or no longer what it was."""
        try:
            file = self.again()
        except OSError as error:
            said = error.strerror or error
            raise ArticleError(f"{self.where}: cannot be read any more ({said}); index again") from error
        except ArticleError as error:
            raise ArticleError(f"{self.where}: was changed while the articles were read; index again") from error
        if (file.id, file.fingerprint) != (self.id, self.fingerprint):
            raise ArticleError(f"{self.where}: was changed while the articles were read; index again")
        return file
