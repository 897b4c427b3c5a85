"""The rules of the layers and of their rooms, read off the imports: one way down, by the front doors, and I/O in named
rooms only.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("corpus", "index", "qa", "web")
"""From the lowest to the highest; each may import those before it."""

DOORS = ("corpus", "index", "qa", "qa.evaluation")
"""Where a higher layer enters: `from index import …`."""

ROOMS = {
    "corpus": ("errors", "durable", "toml", "values", "vocabulary", "punkt", "markup", "structure", "files"),
    "index": (
        "errors", "ragged", "memo", "text", "filters", "values", "searcher",
        "disk", "read", "build", "generations", "cluster",
    ),
    "qa": (
        "errors", "values", "asking", "spans", "selection", "finding", "gathering", "saying", "models", "answering",
        "subjects", "forget", "suggesting", "typed", "evaluation", "training",
    ),
    "web": (
        "settings", "log", "wording", "store", "evaluation", "jobs", "service", "http",
        "changes", "api", "pages", "library", "app", "metrics", "server", "backup", "restore", "doctor", "assistants",
        "cli",
    ),
}  # fmt: skip
"""The rooms of each layer, sub-packages and modules at its top, from the lowest to the highest: a room may import
its own and those before it. What is not named (`__init__`) stands above them all."""

MAY_IMPORT = {
    "corpus": {"tomlkit", "markdown_it", "msgspec", "nltk", "yaml"},
    "corpus/files": {"docx", "pypdf", "trafilatura"},
    "index": {"msgspec", "numpy", "rapidfuzz", "safetensors", "scipy", "spellchecker", "threadpoolctl", "tokenizers"},
    "index/cluster/client.py": {"urllib3"},
    "index/build": {"sklearn"},
    "index/text": {"onnxruntime"},
    "qa": set[str](),
    "qa/asking": {"numpy"},
    "qa/evaluation": {"numpy"},
    "qa/finding": {"numpy"},
    "qa/gathering": {"numpy"},
    "qa/models.py": {"numpy"},
    "qa/selection": {"numpy"},
    "qa/training": {"click", "lightgbm", "numpy", "scipy", "sklearn"},
}
"""Whose packages each layer below web may import, and a room of it beside those; the standard library aside."""

DOES_IO = {
    "corpus/durable.py", "corpus/vocabulary.py", "corpus/punkt.py", "corpus/files",
    "index/text/encoder.py", "index/text/encoder_files.py", "index/text/word_vectors.py",
    "index/disk", "index/read", "index/build", "index/generations", "index/cluster",
    "qa/asking/kind_model.py", "qa/asking/weighing.py", "qa/models.py", "qa/training",
}  # fmt: skip
"""The rooms and files below web that may touch a disk or a clock: what is read, what ships, and what is stored."""

IO_MODULES = {
    "asyncio", "fcntl", "ftplib", "glob", "http", "importlib", "io", "logging", "mmap", "multiprocessing", "os",
    "pathlib", "platform", "random", "secrets", "select", "shutil", "signal", "smtplib", "socket", "socketserver",
    "sqlite3", "ssl", "subprocess", "sys", "tempfile", "time", "urllib", "uuid",
}  # fmt: skip
PURE_MODULES = {"importlib.metadata", "urllib.parse"}
"""Parts of those that only tell a package's version or take a text apart."""

IO_CALLS = {"open", "print", "input", "breakpoint", "exec", "eval", "__import__"}
IO_METHODS = {
    "now", "utcnow", "today", "open", "read_text", "read_bytes", "write_text", "write_bytes", "tofile", "fromfile",
    "memmap", "loadtxt", "savetxt", "genfromtxt", "savez",
}  # fmt: skip

PICKLERS = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}


def files() -> list[tuple[PurePosixPath, str]]:
    """Every source of the four packages: its path from the top, and its text."""
    paths = sorted(chain.from_iterable((ROOT / layer).rglob("*.py") for layer in LAYERS))
    return [(PurePosixPath(path.relative_to(ROOT).as_posix()), path.read_text(encoding="utf-8")) for path in paths]


def front_doors() -> dict[str, set[str]]:
    """What each door's `__init__` lists in its `__all__`."""
    doors: dict[str, set[str]] = {}
    for door in DOORS:
        tree = ast.parse((ROOT / door.replace(".", "/") / "__init__.py").read_text(encoding="utf-8"))
        lists = [
            node.value
            for node in tree.body
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        ]
        doors[door] = set(chain.from_iterable(ast.literal_eval(names) for names in lists))
    return doors


def imported(tree: ast.AST) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Each absolute import: line, module, and the names taken from it (none for a plain `import`)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module or "", tuple(alias.name for alias in node.names)


def layer_faults(path: PurePosixPath, source: str, doors: Mapping[str, set[str]]) -> list[str]:
    """Where a file breaks the rules of imports; empty when it keeps them."""
    tree, own = ast.parse(source), path.parts[0]
    faults = [
        f"{path}:{node.lineno}: relative import"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    for line, module, names in imported(tree):
        other = module.partition(".")[0]
        if other == own or other not in LAYERS:
            continue
        if LAYERS.index(other) > LAYERS.index(own):
            faults.append(f"{path}:{line}: {own} imports {other}, which stands above it")
        elif module not in DOORS or not names:
            faults.append(f"{path}:{line}: enters {other} by {module}, not by `from {other} import …`")
        else:
            faults += [f"{path}:{line}: {module} does not offer {name}" for name in names if name not in doors[module]]
    return faults


def room_of(layer: str, module: str) -> int:
    """How high the room of a module stands, of a dotted name or a path's parts; what is in none is above all."""
    rooms = ROOMS[layer]
    return rooms.index(module) if module in rooms else len(rooms)


def room_faults(path: PurePosixPath, source: str) -> list[str]:
    """Where a file imports from a room of its layer that stands above its own."""
    layer, room = path.parts[0], PurePosixPath(path.parts[1]).stem
    faults = []
    for line, module, names in imported(ast.parse(source)):
        top, _, rest = module.partition(".")
        if top != layer:
            continue
        entered = [rest.partition(".")[0]] if rest else [name if name in ROOMS[layer] else "" for name in names]
        above = [name or "the front door" for name in entered if room_of(layer, name) > room_of(layer, room)]
        faults += [f"{path}:{line}: {layer}/{room} imports {name}, a room above it" for name in above]
    return faults


def package_faults(path: PurePosixPath, source: str) -> list[str]:
    """Where a file below web imports somebody's package that its layer does without."""
    if path.parts[0] not in MAY_IMPORT:
        return []
    allowed = set().union(*(MAY_IMPORT.get(str(parent), ()) for parent in (path, *path.parents)))
    known = allowed | {*LAYERS} | sys.stdlib_module_names
    tops = ((line, module.partition(".")[0]) for line, module, _ in imported(ast.parse(source)))
    return [f"{path}:{line}: imports {top}" for line, top in tops if top not in known]


def io_faults(path: PurePosixPath, source: str) -> list[str]:
    """Where a file below web that is not named for it could touch a disk, a socket, the screen, the clock or chance."""
    if path.parts[0] == "web" or {str(path), *map(str, path.parents)} & DOES_IO:
        return []
    tree = ast.parse(source)
    faults = [
        f"{path}:{line}: imports {module}"
        for line, module, _ in imported(tree)
        if module.partition(".")[0] in IO_MODULES and module not in PURE_MODULES
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in IO_CALLS and isinstance(node.ctx, ast.Load):
            faults.append(f"{path}:{node.lineno}: uses {node.id}")
        if isinstance(node, ast.Attribute) and is_io(node):
            faults.append(f"{path}:{node.lineno}: uses {ast.unparse(node)}")
    return faults


def is_io(attribute: ast.Attribute) -> bool:
    """Whether an attribute's name is that of a method that reads, writes or asks the time."""
    numpys_own = ast.unparse(attribute.value) in {"np", "numpy"} and attribute.attr in {"load", "save"}
    return attribute.attr in IO_METHODS or numpys_own


def promise_faults(path: PurePosixPath, source: str) -> list[str]:
    """Where a file unpickles, lets numpy unpickle, or lets NLTK download."""
    tree = ast.parse(source)
    faults = [
        f"{path}:{line}: imports {module}" for line, module, _ in imported(tree) if set(module.split(".")) & PICKLERS
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(alias.name in PICKLERS | {"download"} for alias in node.names):
            faults.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Attribute) and node.attr == "download":
            faults.append(f"{path}:{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and ast.unparse(node.value) != "False":
            faults.append(f"{path}:{node.value.lineno}: {ast.unparse(node)}")
    return faults


@pytest.fixture(scope="module")
def sources() -> list[tuple[PurePosixPath, str]]:
    """The project's own sources, of every layer."""
    found = files()
    assert {path.parts[0] for path, _ in found} == set(LAYERS)
    return found


def test_imports_go_one_way_and_by_the_front_door(sources: list[tuple[PurePosixPath, str]]) -> None:
    doors = front_doors()
    assert [fault for path, source in sources for fault in layer_faults(path, source, doors)] == []


def test_the_rooms_of_a_layer_import_one_way(sources: list[tuple[PurePosixPath, str]]) -> None:
    assert [fault for path, source in sources for fault in room_faults(path, source)] == []


def test_every_room_and_module_stands_in_the_table(sources: list[tuple[PurePosixPath, str]]) -> None:
    found = {(path.parts[0], PurePosixPath(path.parts[1]).stem) for path, _ in sources}
    assert found == {(layer, room) for layer in LAYERS for room in (*ROOMS[layer], "__init__")}


def test_each_layer_imports_only_the_packages_it_is_given(sources: list[tuple[PurePosixPath, str]]) -> None:
    assert [fault for path, source in sources for fault in package_faults(path, source)] == []


def test_below_web_only_the_named_files_do_io(sources: list[tuple[PurePosixPath, str]]) -> None:
    assert [fault for path, source in sources for fault in io_faults(path, source)] == []


def test_every_room_and_file_named_for_io_is_there(sources: list[tuple[PurePosixPath, str]]) -> None:
    assert {str(place) for path, _ in sources for place in (path, *path.parents)} >= DOES_IO


def test_nothing_is_unpickled_and_nothing_downloaded(sources: list[tuple[PurePosixPath, str]]) -> None:
    assert [fault for path, source in sources for fault in promise_faults(path, source)] == []


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        pytest.param("corpus/a.py", "from index import Hit", "stands above", id="a-layer-above"),
        pytest.param("index/a.py", "def f():\n    import web.app", "stands above", id="a-layer-above-in-a-function"),
        pytest.param("qa/a.py", "from index.disk.database import open_index", "not by", id="an-inner-module"),
        pytest.param("qa/a.py", "import index.disk.database", "not by", id="an-inner-module-plainly-imported"),
        pytest.param("qa/a.py", "import index", "not by", id="a-whole-layer"),
        pytest.param("qa/a.py", "from index import store", "does not offer store", id="an-inner-module-at-the-door"),
        pytest.param("qa/a.py", "from .values import Kind", "relative", id="a-relative-import"),
        pytest.param("qa/a.py", "from . import values", "relative", id="a-relative-import-of-a-module"),
    ],
)
def test_the_import_rule_sees(path: str, source: str, fault: str) -> None:
    doors: dict[str, set[str]] = {"corpus": set(), "index": {"Hit", "open_index"}, "qa": set()}
    faults = layer_faults(PurePosixPath(path), source, doors)
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("index/text/a.py", "from index.build.cache import Cache", id="a-room-above"),
        pytest.param("index/read/a.py", "def f():\n    import index.build.cache", id="a-room-above-in-a-function"),
        pytest.param("qa/values.py", "from qa.finding import ranking", id="a-module-at-the-top-from-a-room"),
        pytest.param("qa/finding/a.py", "from qa import answering", id="a-module-at-the-top-from-below"),
        pytest.param("qa/finding/a.py", "from qa import answer", id="the-own-front-door"),
    ],
)
def test_the_room_rule_sees(path: str, source: str) -> None:
    assert len(room_faults(PurePosixPath(path), source)) == 1


def test_the_room_rule_passes_over_what_is_allowed() -> None:
    source = "from qa.finding.ranking import rank\nfrom qa.values import Kind\nfrom qa import values\nimport re"
    assert room_faults(PurePosixPath("qa/finding/a.py"), source) == []


def test_the_import_rule_passes_over_what_is_allowed() -> None:
    source = "import re\nfrom index import Hit\nfrom qa.values import Kind\nimport qa.values"
    assert layer_faults(PurePosixPath("qa/a.py"), source, {"index": {"Hit"}}) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        pytest.param("qa/a.py", "import numpy as np", id="numpy-in-qa"),
        pytest.param("corpus/a.py", "from flask import Flask", id="flask-in-corpus"),
        pytest.param("index/a.py", "def f():\n    import click", id="click-inside-a-function-of-index"),
    ],
)
def test_the_package_rule_sees(path: str, source: str) -> None:
    assert len(package_faults(PurePosixPath(path), source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import os", id="os"),
        pytest.param("from pathlib import Path", id="pathlib"),
        pytest.param("def f():\n    from time import perf_counter", id="a-clock-inside-a-function"),
        pytest.param("from urllib.request import urlopen", id="the-network"),
        pytest.param("text = open('a').read()", id="open"),
        pytest.param("read = open", id="open-under-another-name"),
        pytest.param("print('a')", id="print"),
        pytest.param("from datetime import datetime\nat = datetime.now()", id="now"),
        pytest.param("import numpy as np\na = np.load('a.npy')", id="numpy-load"),
        pytest.param("def f(path):\n    return path.read_text()", id="a-path-from-elsewhere"),
    ],
)
def test_the_io_rule_sees(source: str) -> None:
    assert len(io_faults(PurePosixPath("qa/a.py"), source)) == 1
    assert io_faults(PurePosixPath("index/disk/database.py"), source) == []
    assert io_faults(PurePosixPath("web/a.py"), source) == []


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("import pickle", id="pickle"),
        pytest.param("from joblib import load", id="joblib"),
        pytest.param("from sklearn.externals import joblib", id="joblib-by-way-of-another"),
        pytest.param("import nltk\nnltk.download('punkt')", id="download"),
        pytest.param("from nltk import download", id="download-imported"),
        pytest.param("import numpy as np\na = np.load('a.npy', allow_pickle=True)", id="allow-pickle"),
    ],
)
def test_the_promises_rule_sees(source: str) -> None:
    assert len(promise_faults(PurePosixPath("web/a.py"), source)) == 1
