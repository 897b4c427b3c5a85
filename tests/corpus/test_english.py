"""The parts of NLTK: what they bring along, and what they leave as it is."""

import subprocess
import sys

import pytest

HEAVY = ("nltk", "scipy.stats", "sklearn")


def loaded(code: str) -> list[str]:
    """Which of the heavy modules a process has imported after some code."""
    code = f"import sys; {code}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import corpus", id="reading-articles"),
        pytest.param("import index", id="answering"),
        pytest.param("from index.build.workers import work", id="analysing-in-a-process-of-its-own"),
    ],
)
def test_nltk_comes_without_what_takes_a_second_to_import(code: str) -> None:
    assert loaded(code) == ["nltk"]


def test_what_was_hidden_from_nltk_can_be_imported_afterwards() -> None:
    assert loaded("import corpus, scipy.stats, sklearn.base") == ["nltk", "scipy.stats", "sklearn"]


def test_what_was_imported_before_stays() -> None:
    assert loaded("import sklearn.base; was = sklearn; import corpus; assert sys.modules['sklearn'] is was") == [
        "nltk",
        "scipy.stats",
        "sklearn",
    ]
