"""Where things are kept and how much is taken: settings, their defaults and the limits of a request.

Light on purpose: the command line reads this before anything heavy is loaded.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

MAX_QUESTION = 1_000
"""The longest question, in code points."""

MAX_HISTORY = 20
"""The most earlier questions that may go with one."""

DEFAULT_PORT = 8000

DEFAULT_LIMIT = 5
MAX_LIMIT = 50
"""How many passages a reply holds unless asked otherwise, and at most."""

MAX_FILTER = 200
"""The most entries of one filter, and the longest entry, in code points."""

MAX_BODY = 1_500_000
"""The largest body, in bytes. The largest legal request has 21 questions and two full filters with every character
escaped (`\\\\ud83d\\\\ude00`, 12 bytes each): 252,000 + 960,000 bytes and its punctuation."""

MAX_UPLOAD = 26_000_000
"""The largest body that brings a document, in bytes."""

RECENT_JOBS = 50
"""How many jobs their list shows."""

MAX_STREAMS = 8
"""How many clients of one worker process may watch a job at once; each holds a thread."""

MAX_PAGE = 200
"""The most articles in one page of their list."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What `pioneer-qa serve` runs with. `port` 0 takes a free one; `index` is the folder of the generations, `encoder`
    that of the sentence encoder that they were built with, if any.
    """

    host: str
    port: int
    workers: int
    index: Path
    encoder: Path | None = None


def default_data() -> Path:
    """The folder for the program's data in this user's account."""
    return platformdirs.user_data_path("pioneer-qa", appauthor=False)


def default_index(data: Path) -> Path:
    """The folder of the index in the folder for data."""
    return data / "index"


def default_workers() -> int:
    """One worker process a processor, up to four."""
    return min(4, os.cpu_count() or 1)
