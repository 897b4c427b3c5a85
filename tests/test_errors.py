"""The tree of errors as it is drawn for its readers, and as it is."""

import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getdoc

import corpus
import index
import qa
import web
from corpus import PioneerError

LINE = re.compile(r"(?P<bars>(?:[│ ] {3})*)[├└]── (?P<name>\w+)(?:.*\((?P<module>[a-z_.]+)\))?.*")


def drawn() -> set[tuple[str, str, str]]:
    """Each error of the drawing: its name, that of its base, and the module that it or its base is said to stand in."""
    path = [("PioneerError", "corpus.errors")]
    found = set()
    for match in map(LINE.fullmatch, (getdoc(PioneerError) or "").splitlines()):
        if match:
            base = path[len(match["bars"]) // 4]
            module = match["module"] or base[1]
            found.add((match["name"], base[0], module))
            path[len(match["bars"]) // 4 + 1 :] = [(match["name"], module)]
    return found


def derived(error: type[Exception]) -> Iterator[tuple[str, str, str]]:
    """Each error below one: its name, that of its base, and its module."""
    for other in error.__subclasses__():
        yield other.__name__, error.__name__, other.__module__
        yield from derived(other)


def test_the_tree_of_errors_is_drawn_whole_and_as_it_is() -> None:
    for layer in (corpus, index, qa, web):
        for module in pkgutil.walk_packages(layer.__path__, f"{layer.__name__}."):
            import_module(module.name)
    ours = {error for error in derived(PioneerError) if error[2].partition(".")[0] in {"corpus", "index", "qa", "web"}}
    assert drawn() == ours
