"""What is used of NLTK: its sentence splitter and its stemmer, imported without the libraries that others of its
modules import where they are installed.

SciPy's statistics and scikit-learn take a second to import, in every process, and neither of the two needs them. The
others then go without in this process (`SklearnClassifier`, `fisher`), unless NLTK was imported before; and no other
thread should import SciPy just then.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_OPTIONAL = ("scipy", "sklearn")
"""What NLTK does without where it is not installed."""


@contextmanager
def _as_if_not_installed() -> Iterator[None]:
    """Make importing these fail meanwhile, those aside that are imported already."""
    hidden = [name for name in _OPTIONAL if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: documented to make an import fail
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _as_if_not_installed():
    from nltk.stem.snowball import SnowballStemmer
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

__all__ = ["PunktParameters", "PunktSentenceTokenizer", "SnowballStemmer"]
