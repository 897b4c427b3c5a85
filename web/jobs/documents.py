"""Documents that were sent and wait for their job: a folder each, gone once the job is finished."""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from corpus import flush, write_flushed
from web.store.files import OWNERS_ALONE, data_errors, make_private

_DOCUMENT = "document"
_METADATA = "metadata.json"


@dataclass(frozen=True, slots=True)
class Upload:
    """A document as it was sent. `suffix` tells its format (`.txt`); `known` is what was said of it: title, publisher,
    published, url, each only where it is known.
    """

    raw: bytes
    suffix: str
    known: dict[str, str]


class Incoming:
    """The folder of all that waits. Every method raises DataError where the disk refuses."""

    def __init__(self, folder: Path) -> None:
        """Store where it is; it need not be there yet."""
        self._folder = folder

    def write(self, job_id: str, upload: Upload) -> None:
        """Keep a document for a job; it is on the disk when this returns."""
        place = self._folder / job_id
        with data_errors(place):
            make_private(self._folder)
            place.mkdir(mode=0o700)
            write_flushed(place / _DOCUMENT, upload.raw, mode=OWNERS_ALONE)
            metadata = {"suffix": upload.suffix, "known": upload.known}
            write_flushed(place / _METADATA, json.dumps(metadata).encode(), mode=OWNERS_ALONE)
            for folder in (place, self._folder, self._folder.parent):
                flush(folder)

    def read(self, job_id: str) -> Upload:
        """Return the document of a job."""
        place = self._folder / job_id
        with data_errors(place):
            metadata = json.loads((place / _METADATA).read_bytes())
            return Upload((place / _DOCUMENT).read_bytes(), metadata["suffix"], metadata["known"])

    def size(self, job_id: str) -> int:
        """Return how many bytes the document of a job has; 0 where there is none."""
        document = self._folder / job_id / _DOCUMENT
        with data_errors(document):
            return document.stat().st_size if document.exists() else 0

    def remove(self, job_id: str) -> None:
        """Take a job's document away, if there is one."""
        place = self._folder / job_id
        with data_errors(place), suppress(FileNotFoundError):  # another takes it away, too
            shutil.rmtree(place)

    def waiting(self) -> frozenset[str]:
        """Return the ids of the jobs that have a folder."""
        with data_errors(self._folder):
            return frozenset(place.name for place in self._folder.iterdir()) if self._folder.exists() else frozenset()
