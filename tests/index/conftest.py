"""What several tests of the index need."""

from pathlib import Path

import pytest
from small import Corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two articles."""
    return Corpus(tmp_path).write(a="Barnsley\n\nA crisis house opens.", b="The sea is near. It is cold.")
