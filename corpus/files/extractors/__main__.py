"""The program that takes the text out of PDF, Word, HTML and mail, which `corpus.files.extraction` starts and bounds.

Whatever a document makes the libraries do, it does here: with little memory and time, without files to write and,
unless root runs it, without processes to start. The document comes on standard input; one JSON object goes to standard
output: its `text`, and what it says of itself in `fields`; or the name of the reason why there is none, as `refused`.
Run by its path, it imports nothing of the project's but what lies beside it.
"""

import json
import os
import resource
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_XML_NO_MEMORY = 2
"""What libxml2 calls an error of its parser that had no memory left; lxml raises it like one of syntax."""

_DEEPEST = 5_000
"""Python's calls within each other. A page's elements, at most 256 within each other, take up to ten each."""


def bound(memory: int, seconds: int) -> None:
    """Bound this process for good: bytes of address space and seconds of processor; no file, no child but root's."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))  # at the first it is told, at the second killed
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    for limit in (resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE):
        resource.setrlimit(limit, (0, 0))


def extracted(raw: bytes, suffix: str, most: int) -> dict[str, Any]:
    """Return the `text` of a document, at most so many bytes, with its `fields`, or why it is `refused`."""
    from corpus.files.extractors.writing import Unreadable, joined

    try:
        match suffix:
            case ".pdf":
                from corpus.files.extractors.portable import read_pdf as read
            case ".docx":
                from corpus.files.extractors.word import read_docx as read
            case ".eml":
                from corpus.files.extractors.mail import read_mail as read
            case _:
                from corpus.files.extractors.pages import read_html as read
        blocks, fields = read(raw)
        text = joined(blocks, most)
        return {"text": text, "fields": fields} if text else {"refused": "scan" if suffix == ".pdf" else "no-text"}
    except Unreadable as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "memory"}
    except ImportError:
        return {"refused": "missing"}
    except Exception as error:
        # The libraries raise whatever a malformed document leads them to; none of it is for the user.
        return {"refused": "memory" if getattr(error, "code", None) == _XML_NO_MEMORY else "damaged"}


def main(suffix: str, memory: str, seconds: str, most: str, path: str) -> None:
    """Read a document of a suffix from standard input, within bounds; `path`: where libraries are looked for."""
    bound(int(memory), int(seconds))
    sys.path[:] = path.split(os.pathsep)
    here = Path(__file__).parent
    for name, folder in (("corpus", here.parent.parent), ("corpus.files", here.parent)):
        package = ModuleType(name)  # in place of the project's own, which would import all of it
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    sys.setrecursionlimit(_DEEPEST)
    out, sys.stdout = sys.stdout, sys.stderr
    json.dump(extracted(sys.stdin.buffer.read(), suffix, int(most)), out)
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
