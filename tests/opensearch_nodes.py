"""Real nodes of OpenSearch on loopback, for the tests: their jars, from Maven Central, and their processes.

.venv/bin/python tests/opensearch_nodes.py FOLDER       fetches the jars, some 45 MB, and compiles what starts a node
PIONEER_QA_TEST_OPENSEARCH=FOLDER .venv/bin/pytest -m opensearch
"""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent / "opensearch"
CENTRAL = "https://repo1.maven.org/maven2/"
FOLDER = os.environ.get("PIONEER_QA_TEST_OPENSEARCH", "")
MISSING = (
    "PIONEER_QA_TEST_OPENSEARCH names no folder of OpenSearch's jars; with a JDK from 17 on, make one with: "
    "python tests/opensearch_nodes.py FOLDER"
)
QUICK = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""How a node runs that starts soon, and is asked little."""

PATIENCE = 240.0
"""Seconds that nodes may take to start."""


def fetch(folder: Path) -> None:
    """Have the jars in a folder, each with the SHA-256 that is known, and the class that starts a node."""
    folder.mkdir(parents=True, exist_ok=True)
    listed = [line.split() for line in (HERE / "jars.txt").read_text().splitlines()]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda entry: _fetch_one(folder, *entry), listed))
    source, wanted = HERE / "OpenSearchNode.java", folder / "classes" / "OpenSearchNode.java"
    if not wanted.exists() or wanted.read_bytes() != source.read_bytes():
        shutil.rmtree(folder / "classes", ignore_errors=True)
        subprocess.run(
            ["javac", "-cp", f"{folder}/*", "-d", folder / "classes", source], check=True, stdin=subprocess.DEVNULL
        )
        shutil.copyfile(source, wanted)


def _fetch_one(folder: Path, sha256: str, path: str) -> None:
    place = folder / path.rpartition("/")[2]
    if place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == sha256:
        return
    with urllib.request.urlopen(CENTRAL + path, timeout=60) as reply:  # noqa: S310 (https, a constant)
        raw = reply.read()
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise SystemExit(f"{CENTRAL}{path} is not the jar that is known: its SHA-256 differs")
    place.write_bytes(raw)


@dataclass(slots=True)
class Nodes:
    """Running nodes of one cluster: each one's port, folder, command and process."""

    ports: list[int]
    places: list[Path]
    commands: list[list[str]] = field(default_factory=list)
    processes: dict[int, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def url(self, node: int = 0) -> str:
        """Where a node is spoken to, as `--searcher` takes it, without a prefix."""
        return f"opensearch://127.0.0.1:{self.ports[node]}"

    def urls(self) -> str:
        """The same, of all nodes."""
        return f"opensearch://{','.join(f'127.0.0.1:{port}' for port in self.ports)}"

    def ask(self, method: str, path: str, body: object = None, *, node: int = 0) -> dict[str, object]:
        """What a node replies, apart from the program that is tested."""
        raw = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.ports[node]}{path}", raw, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as reply:  # noqa: S310
            found: dict[str, object] = json.load(reply)
            return found

    def indexes(self, prefix: str, *, node: int = 0) -> list[str]:
        """The indexes whose names begin so, whatever they are."""
        return sorted(self.ask("GET", f"/{prefix}*/_alias?expand_wildcards=all", node=node))

    def start(self, node: int) -> None:
        """Start a node, also one that was killed, on its folder; it is not waited for."""
        home = self.places[node]
        with (home / "output").open("ab") as output:
            self.processes[node] = subprocess.Popen(
                self.commands[node], stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=home
            )

    def kill(self, node: int) -> None:
        """End a node as a power cut would."""
        process = self.processes[node]
        process.kill()
        process.wait()
        assert process.stdin is not None
        process.stdin.close()


@contextmanager
def running(place: Path, many: int = 1, *, java: Sequence[str] = QUICK, **settings: str) -> Iterator[Nodes]:
    """Start nodes that find each other, their data in a folder; all are killed in the end."""
    if not FOLDER:
        raise AssertionError(MISSING)
    free = _free_ports(2 * many)
    nodes, transport = Nodes(free[:many], [place / f"n{number}" for number in range(many)]), free[many:]
    known = {
        "cluster.name": "test",
        "network.host": "127.0.0.1",
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in transport),
        "cluster.initial_cluster_manager_nodes": ",".join(f"n{number}" for number in range(many)),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "cluster.info.update.interval": "10s",
        **{name.replace("__", "."): value for name, value in settings.items()},
    }
    try:
        for number, home in enumerate(nodes.places):
            home.mkdir(parents=True)
            own = {
                "path.home": str(home), "node.name": f"n{number}",
                "http.port": str(nodes.ports[number]), "transport.port": str(transport[number]),
            }  # fmt: skip
            command = ["java", *java, "-cp", f"{FOLDER}/classes:{FOLDER}/*", "OpenSearchNode"]
            nodes.commands.append([*command, *(f"{name}={value}" for name, value in (known | own).items())])
            nodes.start(number)
        _wait(nodes, place)
        yield nodes
    finally:
        for node in nodes.processes:
            nodes.kill(node)


CANARY = "qzvkestreljxwaldors"
"""A word like no other, so long and strange that LZ4, by which the engine compresses, keeps it as it stands."""


def held_in(folder: Path) -> set[str]:
    """In which kinds of files below a folder the canary stands, byte for byte, but for its last letter: as its stem."""
    found = set()
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError, IsADirectoryError):  # a node that runs deletes what it needs no more
            if CANARY[:-1].encode() in path.read_bytes().lower():
                found.add(path.suffix)
    return found


def _wait(nodes: Nodes, place: Path) -> None:
    """Wait until all nodes are one cluster."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and all(process.poll() is None for process in nodes.processes.values()):
        try:
            if nodes.ask("GET", "/_cluster/health")["number_of_nodes"] == len(nodes.ports):
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"OpenSearch did not start; it wrote:\n{(place / 'n0' / 'output').read_text()[-4000:]}")


def _free_ports(many: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(many)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


if __name__ == "__main__":
    fetch(Path(sys.argv[1]).absolute())
