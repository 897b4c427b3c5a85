"""Spoil an index, again and again, and see that the damage is found and that nothing wrong is answered.

    .venv/bin/python tests/flips.py --flips 500

Each time one file of the newest generation is spoilt: a few random bytes of it are flipped, its end is cut off, or it
is taken away. Then `verify` must name that file, and the service over the spoilt index is asked everything:

- `older`: where an older generation stands beside it, that one's replies must come, byte for byte, and /readyz must
  name the file in `instead_of`;
- `alone`: where none does, every reply must be a 503 problem, and /readyz, too;
- `large`: a generation of more than CHECKED_BYTES is not hashed when it is opened. Here the bound is set to nothing
  instead, which leaves sizes, shapes and the manifest's own check. What these find must be answered as for `older`.
  What they cannot find may rank otherwise until `verify` is run, and is counted (`others`): still each reply must be a
  whole one or a 503 problem, and each citation stand in its article word for word.

Anything else, a reply that tells of a fault in the program (500) among it, makes the exit status 1.
"""

import json
import logging
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from flask.testing import FlaskClient

import index.read.generation
from corpus import SHIPPED_ARTICLES
from index import IndexFolder, build_index, verify_index
from web.app import create_app
from web.service import Service

ARTICLE = "fourteen-pioneering-initiatives"
QUESTIONS = (
    "Which pioneer is piloting a crisis house?", "Who is the contact in Kent?", "How many pioneers are there?",
    "What does the minister say about Leeds?", "When did the quay open?",
)  # fmt: skip
ADDRESSES = (
    "/readyz", "/api/v1/index", "/api/v1/articles", f"/api/v1/articles/{ARTICLE}", "/articles", f"/articles/{ARTICLE}",
    "/?q=Who+is+the+contact+in+Kent%3F",
)  # fmt: skip
STANDINGS = ("older", "alone", "older", "alone", "large")
"""What the spoilt generations are, by turns."""


class Fault(Exception):
    """The damage was not found, or something wrong was answered."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its status and its body, but for the times in it."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as a JSON value."""
        return json.loads(self.body)


Replies = Mapping[str, Reply]
"""By address, or question."""


@dataclass(frozen=True, slots=True)
class Good:
    """Two whole indexes, one with an older generation beside the newest, and the replies of both generations."""

    older: Path
    alone: Path
    before: Replies
    now: Replies
    texts: Mapping[str, str]

    @classmethod
    def build(cls, place: Path) -> "Good":
        """Build them of the articles that ship and one more, which changes."""
        articles = place / "articles"
        shutil.copytree(SHIPPED_ARTICLES, articles)
        (articles / "quay.txt").write_text("The quay\n\nThe quay opened in 1871.\n", "utf-8")
        build_index(articles, place / "older")
        before = replies(place / "older")
        (articles / "quay.txt").write_text("The quay\n\nThe quay opened in 1902, after Leeds.\n", "utf-8")
        build_index(articles, place / "older")
        build_index(articles, place / "alone")
        searcher = IndexFolder(place / "older").searcher()
        found = [searcher.article(card.id) for card in searcher.cards()]
        texts = {article.version: article.text for article in found if article is not None}
        return cls(place / "older", place / "alone", before, replies(place / "older"), texts)


def client_of(directory: Path) -> FlaskClient:
    """A client of the service over an index, as `serve` has it."""
    folder = IndexFolder(directory)
    return create_app(Service(folder.searcher, lambda: folder.refused, folder.earlier_article)).test_client()


def replies(directory: Path) -> Replies:
    """Everything that is asked of a service over an index."""
    client = client_of(directory)
    got = {address: client.get(address, headers={"Accept": "text/html"}) for address in ADDRESSES}
    got |= {question: client.post("/api/v1/ask", json={"question": question}) for question in QUESTIONS}
    told = {address: Reply(response.status_code, response.data) for address, response in got.items()}
    for question in QUESTIONS:
        if told[question].status == 200:
            body = {**told[question].json(), "took_ms": 0}
            told[question] = Reply(200, json.dumps(body, sort_keys=True).encode())
    return told


def spoil(folder: Path, chance: random.Random) -> tuple[Path, str]:
    """Spoil one file of a generation; returns it, and what was done to it."""
    path = chance.choice(sorted(folder.iterdir()))
    harm = chance.choice(("flipped", "flipped", "flipped", "cut", "gone"))
    raw = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(raw[: chance.randrange(len(raw))])
    else:
        for place in chance.sample(range(len(raw)), chance.randint(1, 8)):
            raw[place] ^= chance.randint(1, 255)
        path.write_bytes(raw)
    return path, harm


def see(standing: str, path: Path, directory: Path, good: Good) -> str:
    """See what is found and answered of a spoilt index; returns which replies came. Raises Fault."""
    damages = [checked.damage for checked in verify_index(directory) if checked.damage is not None]
    if len(damages) != 1 or not damages[0].startswith(str(path)):
        raise Fault(f"verify says {damages}")
    checked_bytes = index.read.generation.CHECKED_BYTES
    index.read.generation.CHECKED_BYTES = 0 if standing == "large" else checked_bytes
    try:
        found = replies(directory)
    finally:
        index.read.generation.CHECKED_BYTES = checked_bytes
    if standing == "alone":
        _see_problems(found)
        return "503"
    instead = found["/readyz"].json().pop("instead_of", "") if found["/readyz"].status == 200 else ""
    if standing == "large" and not instead:
        return _see_large(found, good)
    if not instead.startswith(str(path)):
        raise Fault(f"/readyz says instead of {instead!r}")
    ready = {name: value for name, value in found["/readyz"].json().items() if name != "instead_of"}
    if ready != good.before["/readyz"].json():
        raise Fault("/readyz tells of another index than the older one")
    for address, reply in found.items():
        if address != "/readyz" and reply != good.before[address]:
            raise Fault(f"{address}: not the reply of the older index ({reply.status})")
    return "older"


def _see_problems(found: Replies) -> None:
    for address, reply in found.items():
        if reply.status != 503 or b"The index cannot be opened" not in reply.body or b"Traceback" in reply.body:
            raise Fault(f"{address}: {reply.status} instead of 503")


def _see_large(found: Replies, good: Good) -> str:
    """What of a large index cannot be found when it is opened: no reply may be half, nor quote what stands nowhere."""
    others = {address: reply for address, reply in found.items() if reply != good.now[address]}
    _see_problems({address: reply for address, reply in others.items() if reply.status != 200})
    for question in QUESTIONS:
        if found[question].status == 200:
            for passage in found[question].json()["passages"]:
                for cited in passage["citations"]:
                    if good.texts[cited["version"]][cited["start"] : cited["end"]] != cited["quote"]:
                        raise Fault(f"{question}: quotes what stands nowhere")
    if not others:
        return "as if whole"
    return "503" if all(reply.status == 503 for reply in others.values()) else "others"


@click.command()
@click.option("--flips", type=click.IntRange(1), default=500, show_default=True, help="How often a file is spoilt.")
@click.option("--seed", default=1, show_default=True, help="Chooses files and bytes.")
def main(flips: int, seed: int) -> None:
    """Spoil an index, and see that the damage is found and that nothing wrong is answered."""
    logging.getLogger("pioneer").setLevel(logging.CRITICAL)
    chance = random.Random(seed)  # noqa: S311 (to repeat)
    harms: Counter[str] = Counter()
    came: Counter[tuple[str, str]] = Counter()
    faults = []
    with tempfile.TemporaryDirectory() as place:
        good = Good.build(Path(place))
        for number in range(flips):
            standing = STANDINGS[number % len(STANDINGS)]
            directory = Path(place) / f"flip-{number}"
            shutil.copytree(good.alone if standing == "alone" else good.older, directory)
            newest = (directory / "current").read_text("utf-8").split("\n")[0]
            path, harm = spoil(directory / "generations" / newest, chance)
            harms[harm] += 1
            try:
                came[standing, see(standing, path, directory, good)] += 1
            except Exception as error:
                faults.append(f"flip {number} ({standing}, {path.name} {harm}): {type(error).__name__}: {error}")
            shutil.rmtree(directory)
    click.echo(f"{flips} flips, seed {seed}: {', '.join(f'{n} {harm}' for harm, n in sorted(harms.items()))}")
    for (standing, what), times in sorted(came.items()):
        click.echo(f"{standing:8s}{what:12s}{times:6d}")
    click.echo("\n".join([*faults, f"exceptions: {len(faults)}"]))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
