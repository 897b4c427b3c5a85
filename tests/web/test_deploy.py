"""The files in web/deploy: each can be parsed, and names only settings, addresses and commands that there are."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask

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
