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


READ = "import corpus; corpus.read_structure(corpus.Source('a', 'It rests with Mr. Lee.'), corpus.shipped_vocabulary())"


def test_an_article_is_read_by_nltks_punkt_without_the_rest_of_nltk() -> None:
    assert loaded(READ) == []
    assert loaded(f"{READ}; import nltk; assert nltk.PunktSentenceTokenizer and nltk.FreqDist") == list(HEAVY)
    words = "corpus.shipped_vocabulary().abbreviations, frozenset()"
    code = f"import corpus, corpus.punkt; print(type(corpus.punkt.punkt({words})).__module__)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "nltk.tokenize.punkt\n"


def test_an_article_is_read_where_nltk_is_there_already() -> None:
    assert "nltk" in loaded(f"import nltk; {READ}; assert nltk is sys.modules['nltk']")
