"""What stands over sentences, headings and titles and speakers' names, analysed; kept from build to build."""

from collections.abc import Sequence

import msgspec

from index.cache import Cache
from index.lexicon import Tokens
from index.splicing import runs

_OVER = "over"
"""How the key begins of what is kept: the texts, and their tokens."""

_MOST = 1000
"""Of how many pieces what is kept is put together; analysing all anew is faster than of many more."""

_Kept = tuple[list[str], Tokens]


def tokens_over(texts: Sequence[str], cache: Cache, setting: str) -> Tokens:
    """Return the tokens of different texts, in their order. `setting`: names the versions of what they depend on."""
    key = f"{_OVER} {setting}"
    kept, tokens = _kept(cache.get(key))
    if kept == texts:
        return tokens
    places = {text: place for place, text in enumerate(kept)}
    new = [text for text in texts if text not in places]
    fresh = Tokens.of(new)
    following = iter(range(len(new)))
    pieces = runs((tokens, places[text]) if text in places else (fresh, next(following)) for text in texts)
    few = len(pieces) <= _MOST
    found = Tokens.joined([source.run(*ends) for source, *ends in pieces]) if few else Tokens.of(texts)
    cache.put(key, msgspec.msgpack.encode((texts, found)))
    return found


def _kept(raw: bytes | None) -> _Kept:
    """Return the texts of the build before, and their tokens."""
    try:
        return ([], Tokens.of([])) if raw is None else msgspec.msgpack.decode(raw, type=_Kept)
    except msgspec.MsgspecError:
        return [], Tokens.of([])
