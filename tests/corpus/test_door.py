"""The front door of the corpus: its example holds, and reading articles brings in nothing that takes long to import."""

import doctest
import subprocess
import sys

import pytest

import corpus

HEAVY = ("nltk", "scipy.stats", "sklearn")


def loaded(code: str) -> list[str]:
    """Which of the heavy modules a process has imported after some code."""
    code = f"import sys; {code}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_example_at_the_door_holds() -> None:
    done = doctest.testmod(corpus)
    assert done.attempted > 0
    assert done.failed == 0


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import corpus", id="the-corpus"),
        pytest.param("from index import IndexFolder", id="answering"),
        pytest.param("from index.build.workers import work", id="a-process-that-will-analyse"),
    ],
)
def test_nothing_that_takes_a_second_to_import_comes_with(code: str) -> None:
    assert loaded(code) == []


def test_nltk_comes_with_the_first_article_that_is_read() -> None:
    read = "corpus.read_structure(corpus.Source('a', 'It rests with Mr. Lee.'), corpus.shipped_vocabulary())"
    assert "nltk" in loaded(f"import corpus; {read}")
