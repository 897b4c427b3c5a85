"""What can go wrong with an index; the whole tree of errors is drawn in `corpus.PioneerError`."""

from corpus import PioneerError


class GenerationError(PioneerError):
    """An index cannot be written or opened."""


class IndexNotFound(GenerationError):
    """There is no index at this place yet."""


class IndexDamaged(GenerationError):
    """A file of the index is missing, cut short or not what its manifest says."""


class IndexFormat(GenerationError):
    """The index was written by another version of this program."""


class IndexOutdated(IndexFormat):
    """The index was written by an earlier version of this program."""


class VocabularyMismatch(GenerationError):
    """The index was built with another vocabulary than the one that is given."""


class EncoderMismatch(GenerationError):
    """The index was built with an encoder, and another one is given, or none."""


class EngineError(GenerationError):
    """The engine that holds the index does not answer, answers in part only, or refuses what is asked."""


class EncoderError(PioneerError):
    """A sentence encoder cannot be opened or run: what it needs is missing, or its files are not such a model's."""
