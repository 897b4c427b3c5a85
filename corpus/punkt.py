"""NLTK's splitter into sentences, Punkt (Kiss and Strunk 2006), without all the rest of NLTK.

NLTK as a whole takes .95 s of processor time and 87 MB to import, with SciPy's statistics and scikit-learn, in every
process that analyses. What Punkt itself imports takes .03 s.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

_PACKAGES = ("nltk", "nltk.tokenize")
_REMEMBERED = 1 << 14
"""Of how many contexts what Punkt decided is remembered: in 375 pages of an archive more than half come again."""


@lru_cache(maxsize=4)
def punkt(abbreviations: frozenset[str], starters: frozenset[str]) -> "PunktSentenceTokenizer":
    """Return a splitter that knows these abbreviations, and words that begin sentences; no model is downloaded."""
    with _packages_not_run():
        from nltk import redos
        from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    # Its own patterns are no stranger's, and a text is read in stretches: what fails by the clock fails under load.
    redos.DEFAULT_TIMEOUT = None

    parameters = PunktParameters()
    parameters.abbrev_types.update(abbreviations)
    parameters.sent_starters.update(starters)
    tokenizer = PunktSentenceTokenizer(parameters)
    # Whether a sentence ends at a stop is told by the words on both sides alone.
    tokenizer.text_contains_sentbreak = lru_cache(_REMEMBERED)(tokenizer.text_contains_sentbreak)
    return tokenizer


@contextmanager
def _packages_not_run() -> Iterator[None]:
    """Import modules of NLTK meanwhile, but nothing that its packages import for themselves.

    Then all are forgotten, so that whoever imports NLTK in this process gets it whole. Where it is there already, or
    not installed, nothing is done.
    """
    spec = find_spec(_PACKAGES[0]) if _PACKAGES[0] not in sys.modules else None
    if spec is None:
        yield
        return
    for name in _PACKAGES:
        package = ModuleType(name)
        package.__path__ = list((find_spec(name) or spec).submodule_search_locations or ())
        sys.modules[name] = package
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGES[0]]:
            del sys.modules[name]
