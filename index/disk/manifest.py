"""The manifest of a generation: what its folder holds, and the size and SHA-256 of each other file in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from corpus import Vocabulary
from index.errors import IndexDamaged, IndexFormat, IndexOutdated, VocabularyMismatch

FORMAT = 10
"""The layout of a generation's folder; a reader opens its own only."""

MANIFEST = "manifest.json"
REMEDY = "run: pioneer-qa index"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation's folder holds. `version` is the hash of all that went in; `built_at` is ISO 8601, UTC.

    `sentences` counts those that can answer, `rows` all. `settings`: what beside the articles the index depends on.
    `files`: for each other file its size in `bytes` and its `sha256`, in hex.
    """

    version: str
    built_at: str
    articles: int
    sentences: int
    rows: int
    terms: int
    settings: Mapping[str, Any]
    files: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read a folder's manifest. Raises IndexDamaged, or IndexFormat (IndexOutdated) for another version's."""
        path = folder / MANIFEST
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{path}: cannot be read ({error}); {REMEDY}") from error
        return cls.parse(text, path)

    @classmethod
    def parse(cls, text: str, path: object) -> Self:
        """Read a manifest's text; `path`: where it is from. Raises as `read`."""
        try:
            fields = json.loads(text)
            written, _ = fields.pop("format"), fields.pop("check", None)
        except (ValueError, LookupError, AttributeError, TypeError) as error:
            raise IndexDamaged(f"{path}: cannot be read ({error}); {REMEDY}") from error
        if written != FORMAT:
            refusal = IndexOutdated if isinstance(written, int) and written < FORMAT else IndexFormat
            raise refusal(f"{path} has format {written}, this program reads {FORMAT}; {REMEDY}")
        try:
            manifest = cls(**fields)
            counts = (manifest.articles, manifest.sentences, manifest.rows, manifest.terms)
            named = isinstance(manifest.encoder, str | None) and isinstance(manifest.dimensions, int)
            sizes = [entry["bytes"] for entry in manifest.files.values()]
        except (TypeError, KeyError, AttributeError) as error:
            raise IndexDamaged(f"{path}: not a whole manifest ({error}); {REMEDY}") from error
        if not all(isinstance(number, int) for number in (*counts, *sizes)) or not named:
            raise IndexDamaged(f"{path}: not a whole manifest (a count is no number, or a name no text); {REMEDY}")
        if manifest.text() != text:
            raise IndexDamaged(f"{path}: not what was written (its check differs); {REMEDY}")
        return manifest

    @property
    def encoder(self) -> str | None:
        """The name of the encoder that the index was built with, if any."""
        return self.settings.get("encoder")

    @property
    def dimensions(self) -> int:
        """How long the encoder's vectors are, 0 without one."""
        dimensions: int = self.settings.get("dimensions", 0)
        return dimensions

    def text(self) -> str:
        """Return the file's text, the same for the same manifest; its `check` is the hash of all the rest."""
        fields = {"format": FORMAT, **asdict(self)}
        check = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
        return json.dumps({**fields, "check": check}, indent=1, sort_keys=True) + "\n"

    @property
    def bytes(self) -> int:
        """How large the other files are together."""
        return sum(entry["bytes"] for entry in self.files.values())

    def check(self, folder: Path) -> None:
        """Raise IndexDamaged for a file that is missing or not as long as it was written."""
        for name, entry in self.files.items():
            try:
                size = (folder / name).stat().st_size
            except OSError as error:
                raise IndexDamaged(f"{folder / name}: missing ({error.strerror}); {REMEDY}") from error
            if size != entry["bytes"]:
                raise IndexDamaged(f"{folder / name}: {size:,} bytes instead of {entry['bytes']:,}; {REMEDY}")

    def verify(self, folder: Path) -> None:
        """Raise IndexDamaged for a file that is not byte for byte what was written; reads them all."""
        self.check(folder)
        for name, entry in self.files.items():
            try:
                found = file_entry(folder / name)
            except OSError as error:
                raise IndexDamaged(f"{folder / name}: cannot be read ({error.strerror}); {REMEDY}") from error
            if found != entry:
                raise IndexDamaged(f"{folder / name}: not what was written (its SHA-256 differs); {REMEDY}")

    def check_vocabulary(self, words: Vocabulary) -> None:
        """Raise VocabularyMismatch for another vocabulary than the one that the index was built with."""
        if self.settings.get("vocabulary") != words.fingerprint:
            raise VocabularyMismatch(
                "the index was built with another vocabulary than this; build it again with --vocabulary and the "
                "--corpus that it is of, or leave --vocabulary out: an index keeps the words that it was built with"
            )


def file_entry(path: Path) -> dict[str, Any]:
    """Return a file's size and SHA-256, as a manifest lists them."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}
