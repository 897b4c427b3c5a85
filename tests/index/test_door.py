"""The front door of the index: its example runs, and it opens without what only building needs."""

import doctest
import subprocess
import sys

import index


def test_the_example_of_the_front_door_is_true() -> None:
    failed, attempted = doctest.testmod(index)
    assert (failed, attempted > 0) == (0, True)


def test_the_door_lists_what_it_offers() -> None:
    assert [name for name in index.__all__ if not hasattr(index, name)] == []


def test_scikit_learn_is_imported_where_weights_are_made_and_nowhere_else() -> None:
    code = "import sys, index, qa, web.cli.index; print('sklearn' in sys.modules); import index.build.tfidf"
    code += "; print('sklearn' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
