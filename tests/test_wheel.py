"""What an installation gets: the built wheel, looked into; and that nobody else's package takes our names."""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("corpus", "index", "qa", "web")
NAME = "pioneer-qa"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel, built from a copy of the tree, so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    tree.mkdir()
    for name in (*PACKAGES, "tests"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-build-isolation"]
    built = subprocess.run([*pip, "--wheel-dir", folder, tree], capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as opened:
        yield opened


def sources(pattern: str) -> set[str]:
    """The checkout's files of a pattern, caches and documents aside, as a wheel names them."""
    found = (path.relative_to(ROOT) for path in ROOT.glob(pattern) if path.is_file() and path.name != "README.md")
    return {path.as_posix() for path in found if "__pycache__" not in path.parts}


def metadata(wheel: ZipFile, name: str) -> str:
    """One file of the wheel's metadata folder, as text."""
    (found,) = (entry for entry in wheel.namelist() if entry.endswith(f".dist-info/{name}"))
    return wheel.read(found).decode()


def strangers(owners: Mapping[str, list[str]]) -> dict[str, set[str]]:
    """Who else installs a top-level name of ours; `owners`: each top-level name's distributions."""
    others = {name: set(owners.get(name, [])) - {NAME, NAME.replace("-", "_")} for name in PACKAGES}
    return {name: found for name, found in others.items() if found}


def test_the_wheel_holds_the_four_packages_and_nothing_else(wheel: ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_wheel_holds_every_file_of(package: str, wheel: ZipFile) -> None:
    held = {name for name in wheel.namelist() if name.startswith(f"{package}/")}
    assert f"{package}/py.typed" in held
    assert held == sources(f"{package}/**/*")


@pytest.mark.parametrize("pattern", ["corpus/articles/*.txt", "corpus/**/*.toml", "web/templates/*", "web/static/*"])
def test_the_wheel_holds_byte_for_byte(pattern: str, wheel: ZipFile) -> None:
    names = sources(pattern)
    assert names
    assert [name for name in sorted(names) if wheel.read(name) != (ROOT / name).read_bytes()] == []


def test_the_wheel_brings_the_command_and_the_licence(wheel: ZipFile) -> None:
    assert "pioneer-qa = web.cli.commands:main" in metadata(wheel, "entry_points.txt")
    assert metadata(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "License-Expression: Apache-2.0" in metadata(wheel, "METADATA")


def test_the_licence_is_the_whole_apache_licence() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert [line for line in ("Version 2.0, January 2004", "END OF TERMS AND CONDITIONS") if line not in text] == []
    assert text.rstrip().endswith("limitations under the License.")


@pytest.mark.parametrize("package", PACKAGES)
def test_no_stranger_shadows(package: str) -> None:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin == str(ROOT / package / "__init__.py")


def test_no_other_distribution_installs_our_names() -> None:
    assert strangers(packages_distributions()) == {}


def test_a_distribution_that_installs_one_of_our_names_is_seen() -> None:
    assert strangers({"web": ["web.py"], "qa": ["pioneer-qa"], "flask": ["Flask"]}) == {"web": {"web.py"}}
