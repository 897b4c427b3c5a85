"""What stands over sentences, headings and titles and speakers' names, analysed; kept from build to build."""

from collections.abc import Sequence

import msgspec
import numpy as np

from index.build.cache import Cache
from index.build.lexicon import Tokens

_OVER = "over"
"""How the key begins of what is kept: the texts, and their tokens but for names, of which there may be many."""

_Kept = tuple[list[str], Tokens]


def tokens_over(texts: Sequence[str], cache: Cache, setting: str) -> Tokens:
    """Return the tokens of different texts, in their order. `setting`: names the versions of what they depend on."""
    key = f"{_OVER} {setting}"
    kept, tokens = _kept(cache.get(key))
    if kept != texts:
        places = {text: place for place, text in enumerate(kept)}
        new = [text for text in texts if text not in places]
        places.update({text: place for place, text in enumerate(new, len(kept))})
        order = np.array([places[text] for text in texts], dtype=np.int64)
        tokens = Tokens.joined([tokens, Tokens.of(new).without_names()]).pick(order)
        cache.put(key, msgspec.msgpack.encode((texts, tokens)))
    return tokens.with_names(texts)


def _kept(raw: bytes | None) -> _Kept:
    """Return the texts of the build before, and their tokens."""
    try:
        return ([], Tokens.of([])) if raw is None else msgspec.msgpack.decode(raw, type=_Kept)
    except msgspec.MsgspecError:
        return [], Tokens.of([])
