"""Kill this program in the middle of its work, again and again, and see that nothing is lost or half done.

    .venv/bin/python tests/crash.py --kills 200

Four kinds of work are done on folders for data that stand ready for them: `index`, `add`, `remove`, and a builder with
three jobs. Each is done in a process forked from this one, where everything is loaded and warm, and is killed with
SIGKILL: of eight kills four after a random part of the time that it takes, which a few outrun, and four right before a
random one of its steps on the disk (a file opened to be written, renamed, removed, …), which random moments seldom
meet. After each kill:

- the index opens, whole by `verify`, and answers byte for byte as before the work or as after it;
- no job is lost, nor the document of one that is not finished;
- the work, done again, ends well (`remove` may refuse where all was done), and leaves the files that it leaves when
  nobody kills it, and no others; of what was removed no word is left in any of them.

The exit status is 1 where any of this does not hold.
"""

import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import RawValue, get_context
from pathlib import Path
from typing import Any

import click

from corpus import Admitted, Notes, read_documents
from index import open_index, verify_index
from qa import Request, answer
from web.api.replies import answer_reply, json_text
from web.cli.commands import cli
from web.cli.index import build
from web.jobs.builder import run
from web.jobs.documents import Upload
from web.jobs.job import JobKind, JobState
from web.jobs.store import JobStore, building
from web.settings import Where

FORK = get_context("fork")
PATIENCE = 60.0
ROUNDS = 3
"""How often a work is timed; what it takes is the median."""

STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "sqlite3.connect"}
QUAY = "The quay of Zennor was rebuilt in 1871. Its canary lamp burns at night."
QUESTIONS = (
    "When was the quay of Zennor rebuilt?", "Who opened the lighthouse?", "Which pioneer is piloting a crisis house?",
    "Who is the contact in Kent?", "How many pioneers are there?",
)  # fmt: skip


class Fault(Exception):
    """Something is lost or half done."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done on a folder for data. `ready` and `done`: how that stands before and after; `before` and `after`:
    its answers then; `seconds` and `steps` that it takes; `gone`: a word of what it removes.
    """

    name: str
    do: Callable[[Path], object]
    gone: bytes | None
    ready: Path
    done: Path
    before: bytes
    after: bytes
    seconds: float
    steps: int


@dataclass(slots=True)
class Tally:
    """What the kills of one work came to."""

    kills: int = 0
    running: int = 0
    before: int = 0
    after: int = 0


@dataclass(slots=True)
class Trial:
    """One process that does a work on a folder. Its steps on the disk are counted; before `last` it kills itself."""

    do: Callable[[Path], object]
    data: Path
    last: int = -1
    steps: Any = field(default_factory=lambda: RawValue("i", 0))

    def run(self, seconds: float | None = None) -> int:
        """Start it, kill it after so many seconds where any are given; returns its exit status."""
        process = FORK.Process(target=self._work)
        process.start()
        process.join(PATIENCE if seconds is None else seconds)
        if seconds is None and process.is_alive():
            process.kill()
            raise Fault("it does not end")
        process.kill()
        process.join()
        assert process.exitcode is not None
        return process.exitcode

    def _work(self) -> None:
        with self.data.with_suffix(".said").open("w") as said:
            os.dup2(said.fileno(), 1)
            os.dup2(said.fileno(), 2)
        sys.addaudithook(self._count)
        self.do(self.data)

    def _count(self, event: str, told: tuple[Any, ...]) -> None:
        if event in STEPS or (event == "open" and told[2] & (os.O_WRONLY | os.O_RDWR)):
            if self.steps.value == self.last:
                os.kill(os.getpid(), signal.SIGKILL)
            self.steps.value += 1


def where(data: Path) -> Where:
    """The places in a folder for data, as the program has them by default."""
    return Where(data, data / "index")


def answers(data: Path) -> bytes:
    """The replies to all questions."""
    searcher = open_index(where(data).index)
    replies = [answer_reply(answer(Request(question), searcher), explain=False) for question in QUESTIONS]
    return b"\n".join(map(json_text, replies))


def files(data: Path) -> dict[str, bytes | None]:
    """Every file and folder, with what it holds where that is the same each time that the same is done."""
    told = {}
    for path in data.rglob("*"):
        name = str(path.relative_to(data))
        told[name] = path.read_bytes() if path.is_file() and name.startswith(("articles/", "originals/")) else None
    return told


def command(*arguments: str | Path) -> Callable[[Path], object]:
    """A command of the program, on a folder for data."""
    return lambda data: cli([*map(str, arguments), "--data", str(data)], prog_name="pioneer-qa")


def carry_out_jobs(data: Path) -> None:
    """Be a builder until nothing is queued."""
    with building(data):
        run(where(data), lambda: not JobStore(data).pending())


def works(place: Path) -> Iterator[Work]:
    """Make each work's folder ready, and do it a few times whole."""
    new, base = place / "new", place / "base"
    new.mkdir()
    (new / "lighthouse.txt").write_text("Lighthouse\n\nMorwenna Pascoe opened the lighthouse in 1899.\n", "utf-8")
    (new / "quay.txt").write_text("The quay of Zennor was rebuilt in 1902.\n", "utf-8")
    (place / "quay.html").write_text(f"<html><body><article><p>{QUAY}</p></article></body></html>", "utf-8")
    build(where(base))
    quay = {document.id: Admitted.of(document) for document in read_documents(place / "quay.html", None, {}, Notes())}
    build(where(base), quay)

    def by_hand(data: Path) -> None:
        for path in new.iterdir():
            shutil.copy(path, data / "articles")

    def send_jobs(data: Path) -> None:
        jobs = JobStore(data)
        jobs.enqueue(JobKind.PUT, "lighthouse", Upload((new / "lighthouse.txt").read_bytes(), ".txt", {}))
        jobs.enqueue(JobKind.DELETE, "quay")
        jobs.ask_rebuild()

    yield _work("index", command("index"), place, by_hand)
    yield _work("add", command("add", new), place)
    yield _work("remove", command("remove", "quay"), place, gone=b"canary")
    yield _work("jobs", carry_out_jobs, place, send_jobs, gone=b"canary")


def _work(
    name: str,
    do: Callable[[Path], object],
    place: Path,
    prepare: Callable[[Path], object] = lambda _: None,
    gone: bytes | None = None,
) -> Work:
    ready, done = place / f"{name}-ready", place / f"{name}-done"
    shutil.copytree(place / "base", ready)
    prepare(ready)
    seconds = []
    for _ in range(ROUNDS):
        shutil.rmtree(done, ignore_errors=True)
        shutil.copytree(ready, done)
        trial = Trial(do, done)
        began = time.monotonic()
        if trial.run() != 0:
            raise Fault(f"{name}, not killed, fails: {done.with_suffix('.said').read_text('utf-8')}")
        seconds.append(time.monotonic() - began)
    before, after = answers(ready), answers(done)
    assert before != after
    return Work(name, do, gone, ready, done, before, after, statistics.median(seconds), trial.steps.value)


def kill(work: Work, data: Path, chance: random.Random, *, by_step: bool, tally: Tally) -> None:
    """Do a work on a folder, killed, and see how all stands; then do it again. Raises Fault, or what it meets."""
    shutil.copytree(work.ready, data)
    last, seconds = chance.randrange(work.steps), chance.uniform(0, 1.1 * work.seconds)
    trial = Trial(work.do, data, last) if by_step else Trial(work.do, data)
    ended = trial.run(None if by_step else seconds)
    tally.kills += 1
    tally.running += ended == -signal.SIGKILL
    try:
        found = _after_kill(work, data)
        tally.before += found == work.before
        tally.after += found == work.after
        _do_again(work, data)
    except Exception as error:
        moment = f"before step {last} of {work.steps}" if by_step else f"after {1000 * seconds:.0f} ms"
        raise Fault(f"{work.name}, killed {moment}: {type(error).__name__}: {error}") from error


def _after_kill(work: Work, data: Path) -> bytes:
    found = answers(data)
    if found not in (work.before, work.after):
        raise Fault("it answers neither as before nor as after")
    _see_that_it_is_whole(data)
    jobs = JobStore(data)
    for job in JobStore(work.ready).pending():
        standing = jobs.get(job.id)
        if standing is None or (standing.finished and standing.state is not JobState.DONE):
            raise Fault(f"the job to {job.kind} is {'lost' if standing is None else standing.state}")
        if job.kind is JobKind.PUT and not standing.finished and jobs.upload(job) != JobStore(work.ready).upload(job):
            raise Fault("the document of a job is another")
    return found


def _do_again(work: Work, data: Path) -> None:
    finished = files(data) == files(work.done)
    if Trial(work.do, data).run() != 0 and not finished:
        raise Fault(f"done again it fails: {data.with_suffix('.said').read_text('utf-8').strip()}")
    if answers(data) != work.after:
        raise Fault("done again it does not answer as after")
    _see_that_it_is_whole(data)
    found, wanted = files(data), files(work.done)
    if found != wanted:
        paths = {path for path in found.keys() | wanted.keys() if found.get(path, b"") != wanted.get(path, b"")}
        raise Fault(f"left over, missing or another: {', '.join(sorted(paths))}")
    if any(job.state is not JobState.DONE for job in JobStore(data).recent(99)):
        raise Fault("done again a job is not done")
    for path in data.rglob("*") if work.gone is not None else ():
        if path.is_file() and work.gone in path.read_bytes().lower():
            raise Fault(f"what was removed is in {path.relative_to(data)}")


def _see_that_it_is_whole(data: Path) -> None:
    for checked in verify_index(where(data).index):
        if checked.damage is not None:
            raise Fault(checked.damage)


@click.command()
@click.option("--kills", type=click.IntRange(1), default=200, show_default=True, help="How many.")
@click.option("--seed", default=1, show_default=True, help="Chooses the moments.")
def main(kills: int, seed: int) -> None:
    """Kill this program in the middle of its work, and see that nothing is lost or half done."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would be missing in a fork
    chance = random.Random(seed)  # noqa: S311 (to repeat)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        tallies = {work: Tally() for work in works(Path(folder))}
        for number in range(kills):
            work = list(tallies)[number % len(tallies)]
            data = Path(folder) / f"kill-{number}"
            try:
                kill(work, data, chance, by_step=number // len(tallies) % 2 == 1, tally=tallies[work])
            except Fault as fault:
                faults.append(f"kill {number}: {fault}")
            shutil.rmtree(data)
    click.echo(f"{kills} kills, seed {seed}\n\n{'':8s}{'ms':>6s}{'steps':>7s}{'kills':>7s}{'running':>9s}", nl=False)
    click.echo(f"{'before':>8s}{'after':>7s}")
    for work, t in tallies.items():
        size = f"{work.name:8s}{1000 * work.seconds:6.0f}{work.steps:7d}"
        click.echo(f"{size}{t.kills:7d}{t.running:9d}{t.before:8d}{t.after:7d}")
    click.echo("\n".join(["", *faults, f"exceptions: {len(faults)}"]))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
