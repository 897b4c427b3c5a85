"""What the answering layer refuses; the whole tree of errors is drawn in `corpus.PioneerError`."""

from corpus import PioneerError


class ModelError(PioneerError):
    """A folder of models that cannot be used."""
