"""What the sentences of an index in OpenSearch mean: their vectors are there, and compared there; the signs of these,
one bit for each number, are kept by each worker, and tell which few are looked at, as in a large local index.

A script multiplies a question's vector with a sentence's by the same steps in single precision as a local index does,
so what comes of it is the same to the bit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.cluster.documents import VECTOR, WITH_VECTORS, Found, Record, vectors_of
from index.cluster.filters import number_filter
from index.cluster.lexicon import ENCODED
from index.cluster.search import BY_SCORE, Search
from index.disk.arrays import SIGNS
from index.disk.signs import nearest_by_signs
from index.read.meaning import QuestionVectors, looked_at
from index.read.postings import best_of, places_within
from index.text.encoder import Encoder

_ZERO = 1 << 15
"""The character that stands for 0 in what the script is told: all numbers of a question's vector, FINEST at most, have
characters there that stand alone."""

_SCRIPT = f"""
BytesRef held = doc['{VECTOR}'].value;
byte[] bytes = held.bytes;
int at = held.offset;
String asked = params.asked;
int n = asked.length();
int sum = 0;
for (int i = 0; i < n; i++) {{
  sum += bytes[at + i] * (asked.charAt(i) - {_ZERO});
}}
at += n;
int scale = (bytes[at] & 255) | (bytes[at + 1] & 255) << 8 | (bytes[at + 2] & 255) << 16 | (bytes[at + 3] & 255) << 24;
return Math.max(0.0f, (float) sum * Float.intBitsToFloat(scale) / (float) params.fineness);
"""
"""In Painless. What differs from question to question is told apart from it, so that it is compiled once."""


class ClusterMeanings:
    """What the sentences of an index in OpenSearch mean, by the encoder that reads the questions too."""

    def __init__(self, encoder: Encoder, dimensions: int, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Store them. `arrays`: those that a worker keeps."""
        self._questions = QuestionVectors(encoder, dimensions)
        self._dimensions = dimensions
        self._encoded: NDArray[np.bool_] = arrays[ENCODED]
        self._signs: NDArray[np.uint64] = arrays[SIGNS]
        self._looked_at = looked_at(len(self._encoded))

    def best(
        self,
        text: str,
        *,
        limit: int,
        within: Iterable[range] | None,
        seen: Callable[[Found], Record],
    ) -> Search:
        """Find the sentences nearest to a text, with the cosines (> 0), best first, ties in their order.

        It is exact among those that are looked at. `seen`: takes each sentence that the engine gives.
        """
        vector, allowed = self._questions.of(text), self._encoded
        if within is not None:
            allowed = allowed & places_within(within, len(allowed))
        near = nearest_by_signs(self._signs, vector, allowed, self._looked_at)
        if not len(near) or limit <= 0:
            return []
        asked = "".join(chr(_ZERO + number) for number in vector.astype(np.int64).tolist())
        script = {"source": _SCRIPT, "params": {"asked": asked, "fineness": self._questions.fineness}}
        among = {"bool": {"filter": number_filter("n", near.astype(np.uint32))}}
        query = {"script_score": {"query": among, "script": script}}
        hits = (yield {"query": query, "size": limit, "sort": BY_SCORE, **WITH_VECTORS}).hits.hits
        found = sorted(((hit.source.n, seen(hit)) for hit in hits), key=itemgetter(0))
        best = best_of(self._cosines(text, [record for _, record in found]), limit=limit)
        return [(found[place][0], cosine) for place, cosine in best]

    def cosines(self, text: str, records: Sequence[Record]) -> tuple[float, ...]:
        """Return these sentences' cosines with a text, each at least 0 and at most 1."""
        return tuple(np.clip(self._cosines(text, records), 0, 1).tolist())

    def _cosines(self, text: str, records: Sequence[Record]) -> NDArray[np.float32]:
        numbers, scales = vectors_of(records, self._dimensions)
        return self._questions.cosines(text, numbers, scales)
