"""The files in web/deploy: each can be parsed, and names only settings, addresses and commands that there are."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from web.cli.commands import cli
from web.settings import DEFAULT_PORT, MAX_UPLOAD

ROOT = Path(__file__).parent.parent.parent
DEPLOY = ROOT / "web/deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())


def text(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.name)
def test_what_a_file_names_is_there(file: Path, app: Flask) -> None:
    told = file.read_text("utf-8")
    shown = CliRunner(env={"COLUMNS": "200"}).invoke(cli, ["serve", "--help"]).output
    assert {*re.findall(r"\bPIONEER_QA_[A-Z_]+", told)} <= {*re.findall(r"\bPIONEER_QA_[A-Z_]+", shown)}
    assert {*re.findall(r"pioneer-qa(?: |\", \")(serve|[a-z]+)$", told, re.M)} <= {*cli.commands}
    addresses = {*re.findall(r"(?:path: |:8000)(/\w+)", told)} - {"/data"}
    assert addresses <= {rule.rule for rule in app.url_map.iter_rules()}
    for place in re.findall(r"\bweb/deploy/[\w.-]+", told):
        assert (ROOT / place).exists(), place


@pytest.mark.parametrize("file", [path for path in FILES if path.suffix in (".yaml", ".json")], ids=lambda p: p.name)
def test_what_is_yaml_or_json_can_be_read(file: Path) -> None:
    told = file.read_text("utf-8")
    assert all(json.loads(told) if file.suffix == ".json" else yaml.safe_load_all(told))


def test_what_is_limited_in_front_is_what_the_service_takes() -> None:
    assert f"client_max_body_size {MAX_UPLOAD // 10**6}m;" in text("nginx.conf")
    assert f"max_size {MAX_UPLOAD // 10**6}MB" in text("Caddyfile")


@pytest.mark.parametrize("name", ["Dockerfile", "Caddyfile", "nginx.conf", "kubernetes.yaml", "compose.yaml"])
def test_the_port_is_the_one_that_is_listened_on(name: str) -> None:
    assert re.search(rf"\b{DEFAULT_PORT}\b", text(name))


def test_the_image_is_run_by_nobody_special_and_writes_its_data_alone() -> None:
    compose = yaml.safe_load(text("compose.yaml"))["services"]["service"]
    state, service, _ = yaml.safe_load_all(text("kubernetes.yaml"))
    pod = state["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert re.search(r"^USER 10001$", text("Dockerfile"), re.M)
    assert (compose["read_only"], compose["cap_drop"], compose["volumes"]) == (True, ["ALL"], ["data:/data"])
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 10001)
    assert container["securityContext"]["readOnlyRootFilesystem"]
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp"}  # noqa: S108
    assert [port["name"] for port in service["spec"]["ports"]] == ["http"]  # and never that of the metrics


def test_the_image_copies_what_is_installed() -> None:
    copied = set(re.findall(r"^!(\w+)$", text("Dockerfile.dockerignore"), re.M))
    assert copied == {"LICENSE", "corpus", "index", "qa", "web"}


def locked() -> dict[str, tuple[str, int]]:
    """The locked version of each package, and how many hashes it has."""
    lines = re.sub(r"\\\n", "", text("requirements.txt"))
    return {
        told[1]: (told[2], line.count("--hash=sha256:"))
        for line in lines.splitlines()
        if (told := re.match(r"([\w.-]+)==(\S+)", line))
    }


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    "asked",
    [
        *PROJECT["build-system"]["requires"],
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["semantic"],
    ],
)
def test_what_the_image_installs_is_locked_as_it_is_asked_for(asked: str) -> None:
    needed = Requirement(asked)
    version, _ = locked()[canonicalize_name(needed.name)]
    assert needed.specifier.contains(version)


def test_whatever_is_locked_has_its_hashes_and_nothing_else_is_installed() -> None:
    assert locked() and all(hashes for _, hashes in locked().values())
    entries = re.findall(r"^[^\s#]", text("requirements.txt"), re.M)
    assert len(entries) == len(locked())  # no entry is an address, a path or an option
    installs = re.findall(r"pip install .*", text("Dockerfile"))
    assert ["--require-hashes" in each or "--no-deps" in each for each in installs] == [True, True]


FOUND = {"name": "ferry", "version": "1.0"}


@pytest.mark.parametrize(
    ("found", "status", "told"),
    [
        pytest.param("", 0, "of all packages no advisories could be reached", id="nothing-was-reached"),
        pytest.param([FOUND | {"skip_reason": "not found"}], 0, "of 1 packages no advisories", id="a-package-was-not"),
        pytest.param([FOUND | {"vulns": []}], 0, "1 packages were audited", id="it-is-well"),
        pytest.param(
            [FOUND | {"vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}], 1, "ferry 1.0 has CVE-1", id="mended-since"
        ),
        pytest.param([FOUND | {"vulns": [{"id": "CVE-1", "fix_versions": []}]}], 0, "no version mends it", id="never"),
    ],
)
def test_the_audit_fails_for_a_weakness_that_can_be_mended_alone(found: object, status: int, told: str) -> None:
    given = json.dumps({"dependencies": found}) if found else ""
    done = subprocess.run(
        [sys.executable, ROOT / ".ci/audit.py"], input=given, capture_output=True, text=True, check=False
    )
    assert (done.returncode, told in done.stdout) == (status, True), done.stdout + done.stderr
