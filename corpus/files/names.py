"""What a file's name tells: whether the file is to be read, and the id of its article."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from corpus.files.checks import LONGEST_ID, is_id

_TEMPORARY = re.compile(
    r"~\$.*|\.?~lock\..*|~WRL\d+\.tmp|\.DS_Store|Thumbs\.db|desktop\.ini|#.*#|.*~"
    r"|.*\.(?:tmp|temp|part|partial|crdownload|download|swp|swo|swx|lock|lck)",
    re.I | re.S,
)
"""What office programs, editors, browsers and desktops put beside a document: locks, backups, halves of downloads."""

_FOLDED = {ord(letter): plain for plain, letters in (
    ("ss", "\u00df\u1e9e"), ("ae", "\u00e6"), ("AE", "\u00c6"), ("oe", "\u0153"), ("OE", "\u0152"),
    ("o", "\u00f8"), ("O", "\u00d8"), ("l", "\u0142"), ("L", "\u0141"), ("d", "\u0111\u00f0"),
    ("D", "\u0110\u00d0"), ("th", "\u00fe"), ("Th", "\u00de"), ("i", "\u0131"),
) for letter in letters}  # fmt: skip
"""Latin letters that are no plain letter with an accent, as plain ones."""

_DROPPED = re.compile("['\"`\u2018\u2019\u201c\u201d\u02bc\u00b4]")
"""Marks within a word, or around it, which no hyphen stands for."""

_TELLING = 8
"""Hexadecimal digits of a name's hash that tell it from others: two of a million names fall together once in 8,000."""


def is_temporary(name: str) -> bool:
    """Whether a file of this name is a program's lock, backup or unfinished copy, and no document."""
    return _TEMPORARY.fullmatch(name) is not None


def make_id(name: str) -> str:
    """Return the id for a name: itself where that can be one, else one made of it, the same each time.

    Accents go, and each run of what an id does not hold becomes a hyphen. Where letters or digits are lost that way, or
    the name is too long, a hash of the name tells it from others.
    """
    if is_id(name):
        return name
    name = unicodedata.normalize("NFC", name)
    letters = unicodedata.normalize("NFKD", _DROPPED.sub("", name.translate(_FOLDED)))
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", "".join(each for each in letters if not unicodedata.combining(each)))
    plain = re.sub(r"-{2,}", "-", re.sub(r"\.{2,}", ".", plain)).strip("-._")
    lost = any(each.isalnum() and not each.isascii() for each in letters) or len(plain) > LONGEST_ID or not plain
    return _told_apart(plain or "article", name) if lost else plain


def assign_ids(names: Iterable[str]) -> dict[str, str]:
    """Return the id of each file of a folder, by its path below the folder.

    It is made of the path without the suffix. Of several that fall together, capitals aside, a file whose name is an id
    keeps it, or else the first by name; the others get their suffix after it, or a hash of their path.
    """
    made = sorted((not is_id(stem := without_suffix(name)), name, make_id(stem)) for name in names)
    taken: set[str] = set()
    out: dict[str, str] = {}
    for _, name, base in made:
        beside = f"{base}-{PurePosixPath(name).suffix[1:].lower()}"
        wanted = [base, *([beside] if is_id(beside) and "/" not in name else []), _told_apart(base, name)]
        number = 0
        while (article_id := wanted[min(number, len(wanted) - 1)]).lower() in taken:
            number += 1
            if number >= len(wanted):  # a file has the very name that tells this one apart
                wanted.append(_told_apart(base, f"{name}/{number}"))
        taken.add(article_id.lower())
        out[name] = article_id
    return out


def without_suffix(name: str) -> str:
    """Return a path without its last suffix."""
    return name[: len(name) - len(PurePosixPath(name).suffix)]


def shown(path: Path) -> str:
    """Return a path as a message has it: on one line, and no character of it undecoded."""
    text = str(path)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def _told_apart(base: str, name: str) -> str:
    told = hashlib.sha256(unicodedata.normalize("NFC", name).encode("utf-8", "surrogatepass")).hexdigest()[:_TELLING]
    return f"{base[: LONGEST_ID - _TELLING - 1].rstrip('-._')}-{told}"
