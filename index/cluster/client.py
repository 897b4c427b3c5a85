"""Speaking to OpenSearch over HTTP: several nodes, one of which may be away, and replies that are whole or an error.

By urllib3, which reading web pages needs already: of the official client's eleven megabytes only its connections would
be used, and those are urllib3's.
"""

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from index.errors import EngineError

T = TypeVar("T")

PORT = 9200
OLDEST = (2, 17)
"""The oldest release that is spoken to: from it on numbers are looked up by a bitmap."""

_CONNECT, _READ = 2.0, 60.0
"""Seconds that a node may take to be reached, and to reply."""

_TRIES = 3
"""How often all nodes are tried that refuse, or say that they cannot now."""

_PAUSE = 0.2
NOT_NOW = frozenset((429, 500, 502, 503, 504))
"""What a node replies that is too busy, or whose neighbour just went: another one, or the same one later, may do it."""

_FILES = {"ca", "cert", "key"}
_COUNTS = {"shards", "replicas"}
_PLACE = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")


@dataclass(frozen=True, slots=True)
class Address:
    """Where an engine is: its nodes, each as host:port; the prefix of its indexes' names; and how it is spoken to.

    `files`: those of TLS, `ca` of who is believed, `cert` and `key` of who asks. `shards` and `replicas`: into how many
    parts an index that is published is divided, and how many copies it has beside the first.
    """

    nodes: tuple[str, ...]
    prefix: str
    tls: bool = False
    user: str | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    files: tuple[tuple[str, str], ...] = ()
    shards: int = 1
    replicas: int = 0

    @classmethod
    def parse(cls, told: str) -> Self:
        """Read opensearch://host:9200,host:9200/prefix?shards=3, or with TLS opensearchs://name:word@host/prefix?ca=FILE.

        Raises ValueError, which never repeats a password.
        """
        found = urlsplit(told)
        user, _, nodes = found.netloc.rpartition("@")
        name, _, password = user.partition(":")
        prefix = found.path.strip("/")
        told_of = dict(parse_qsl(found.query, keep_blank_values=True))
        files = tuple((key, value) for key, value in told_of.items() if key in _FILES)
        places = nodes.split(",")
        if found.scheme not in ("opensearch", "opensearchs") or not all(map(_PLACE.fullmatch, places)):
            raise ValueError("write it as opensearch://host:9200/prefix, several hosts with commas between them")
        if not _PREFIX.fullmatch(prefix):
            raise ValueError("the prefix of the indexes' names is missing, or no name: small letters, digits, - _ .")
        counts = {key: value for key, value in told_of.items() if key in _COUNTS}
        if len(counts) + len(files) < len(told_of) or not all(re.fullmatch("[0-9]{1,3}", n) for n in counts.values()):
            raise ValueError(
                "after ? it takes shards and replicas, each a number, and of TLS ca, cert and key, each a file"
            )
        if files and found.scheme == "opensearch":
            raise ValueError("files are of TLS: write it as opensearchs://…")
        return cls(
            tuple(place if re.search(r":[0-9]+$", place) else f"{place}:{PORT}" for place in places),
            prefix,
            found.scheme == "opensearchs",
            unquote(name) if user else None,
            unquote(password),
            files,
            max(1, int(counts.get("shards", 1))),
            int(counts.get("replicas", 0)),
        )

    def __str__(self) -> str:
        """Tell it without who asks."""
        return f"{'opensearchs' if self.tls else 'opensearch'}://{','.join(self.nodes)}/{self.prefix}"


class _Shards(msgspec.Struct, frozen=True):
    total: int
    successful: int
    failed: int


class _Outcome(msgspec.Struct, frozen=True):
    timed_out: bool = False
    shards: _Shards | None = msgspec.field(name="_shards", default=None)

    @property
    def is_whole(self) -> bool:
        shards = self.shards
        return not self.timed_out and (shards is None or (not shards.failed and shards.successful == shards.total))


class _OneOfSeveral(_Outcome, frozen=True):
    status: int = 200

    @property
    def is_whole(self) -> bool:
        return self.status < 400 and super().is_whole


class _Several(msgspec.Struct, frozen=True):
    responses: tuple[msgspec.Raw, ...]


class _Number(msgspec.Struct, frozen=True):
    number: str
    distribution: str = ""


class _About(msgspec.Struct, frozen=True):
    version: _Number


class Client:
    """The nodes of one engine; safe to share between threads, and opened anew in each process."""

    def __init__(self, address: Address) -> None:
        """Store where it is; nothing is asked yet. Raises EngineError for files of TLS that cannot be read."""
        import ssl  # both only here: no local index needs them

        import urllib3

        self.address = address
        files = {key: str(Path(place).absolute()) for key, place in address.files}
        context = None
        try:
            if address.tls:
                context = ssl.create_default_context(cafile=files.get("ca"))
                if "cert" in files:
                    context.load_cert_chain(files["cert"], files.get("key"))
        except (OSError, ssl.SSLError) as error:
            raise EngineError(
                f"{address}: a file of TLS cannot be read ({error}); give others in --searcher"
            ) from error
        timeout = urllib3.Timeout(connect=_CONNECT, read=_READ)
        self._pool = urllib3.PoolManager(maxsize=16, ssl_context=context, timeout=timeout, retries=False)
        self._headers = {"Content-Type": "application/json"}
        if address.user is not None:
            self._headers |= urllib3.make_headers(basic_auth=f"{address.user}:{address.password}")
        self._first = count()

    def ask(
        self, method: str, path: str, body: object = None, *, missing: bool = False, conflict: bool = False
    ) -> bytes | None:
        """Ask the nodes, one after the other where one is away; None with `missing` where there is no such thing, and
        with `conflict` where it is there already, or is not as it was read.

        `body`: as JSON, or bytes as they are. What is asked may be asked twice. Raises EngineError.
        """
        from urllib3.exceptions import HTTPError, LocationParseError, SSLError

        raw = body if isinstance(body, bytes) else None if body is None else msgspec.json.encode(body)
        scheme, nodes = "https" if self.address.tls else "http", self.address.nodes
        first, why = next(self._first), ""
        for attempt in range(_TRIES * len(nodes)):
            if attempt and attempt % len(nodes) == 0:
                time.sleep(_PAUSE * attempt / len(nodes))
            node = nodes[(first + attempt) % len(nodes)]
            try:
                reply = self._pool.request(method, f"{scheme}://{node}{path}", body=raw, headers=self._headers)
            except (SSLError, LocationParseError) as error:
                raise EngineError(
                    f"{self.address}: cannot be spoken to ({error}); see to the address and TLS"
                ) from error
            except HTTPError as error:
                why = f"{node} cannot be reached ({type(error).__name__})"
                continue
            if reply.status in NOT_NOW and not is_full(_reason(reply.data)):
                why = f"{node} says {reply.status}: {_reason(reply.data)}"
                continue
            if (reply.status == 404 and missing) or (reply.status == 409 and conflict):
                return None
            self._check(reply.status, reply.data)
            return reply.data
        raise EngineError(f"{self.address}: does not answer: {why}; see whether OpenSearch runs there and is whole")

    def read(self, method: str, path: str, kind: type[T], body: object = None) -> T:
        """Return a reply, of which every shard has told its part. Raises EngineError."""
        raw = self.ask(method, path, body) or b""
        if not self._decode(raw, _Outcome).is_whole:
            raise EngineError(f"{self.address}: a part of the index did not answer; see to its shards")
        return self._decode(raw, kind)

    def search(self, index: str, kind: type[T], bodies: Sequence[object]) -> list[T]:
        """Return the replies to searches of an index, each by all of its shards; several are asked in one request.

        Those that fail there are asked again, one by one. Raises EngineError.
        """
        alone = f"/{index}/_search?allow_partial_search_results=false&request_cache=false"
        if len(bodies) < 2:
            return [self.read("POST", alone, kind, body) for body in bodies]
        head = {"allow_partial_search_results": False, "request_cache": False}
        asked = lines(each for body in bodies for each in (head, body))
        replies = self._decode(self.ask("POST", f"/{index}/_msearch", asked) or b"", _Several).responses
        return [
            self._decode(raw, kind)
            if self._decode(raw, _OneOfSeveral).is_whole
            else self.read("POST", alone, kind, body)
            for raw, body in zip(replies, bodies, strict=True)
        ]

    def check_release(self) -> str:
        """Return the engine's release. Raises EngineError for what is no OpenSearch, or too old."""
        about = self.read("GET", "/", _About).version
        release = tuple(int(part) for part in re.findall("[0-9]+", about.number)[:2])
        if about.distribution != "opensearch" or release < OLDEST:
            raise EngineError(
                f"{self.address}: is {about.distribution or 'another engine'} {about.number}; OpenSearch from "
                f"{'.'.join(map(str, OLDEST))} on is needed"
            )
        return about.number

    def _decode(self, raw: bytes | msgspec.Raw, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(raw, type=kind)
        except msgspec.MsgspecError as error:
            raise EngineError(f"{self.address}: replies what is not expected ({error})") from error

    def _check(self, status: int, raw: bytes) -> None:
        """Raise EngineError for a refusal."""
        if status < 400:
            return
        why = _reason(raw)
        if is_full(why):
            raise EngineError(full(self.address, why))
        if status == 401:
            raise EngineError(
                f"{self.address}: does not know this user, or the password is wrong (401); give them in --searcher, as "
                "opensearchs://user:password@…"
            )
        if status == 403 and "cluster_block" not in why:
            raise EngineError(
                f"{self.address}: does not allow this user what was asked (403: {why}); see to the user's rights on "
                f"{self.address.prefix}*"
            )
        raise EngineError(f"{self.address}: refuses what was asked ({status}): {why}")


def is_full(why: str) -> bool:
    """Whether a refusal is for want of disk: over a watermark nothing may be written, or no index be made."""
    return "read-only-allow-delete" in why or why.startswith("index_create_block_exception")


def full(address: Address, why: str) -> str:
    """Return what is told of an engine whose disk is full."""
    return (
        f"{address}: takes nothing more, since the disk of a node is full, over a watermark of OpenSearch ({why}); "
        "make room on its nodes, and publish the index anew; what answered before answers still"
    )


def _reason(raw: bytes) -> str:
    """Return why something was refused, without what was asked: a question is nobody's but its asker's."""
    try:
        error: Any = msgspec.json.decode(raw)["error"]
        first = error["root_cause"][0] if error.get("root_cause") else error
        return f"{first['type']}: {first['reason']}"[:300]
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError):
        return "no reason is given"


def lines(objects: Iterable[object]) -> bytes:
    """Return objects as JSON Lines."""
    return b"".join(msgspec.json.encode(each) + b"\n" for each in objects)
