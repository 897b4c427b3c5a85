"""Where things are kept and how much is taken: settings, their defaults and the limits of a request.

Light on purpose: the command line reads this before anything heavy is loaded.
"""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from corpus import Articles
    from index import ClusterIndex, SentenceEncoder
    from qa import Models

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?")

MAX_QUESTION = 1_000
"""The longest question, in code points."""

MAX_HISTORY = 20
"""The most earlier questions that may go with one."""

DEFAULT_PORT = 8000

DEFAULT_LIMIT = 5
MAX_LIMIT = 50
"""How many passages a reply holds unless asked otherwise, and at most."""

PAGE_LIMIT = 10
"""How many passages an answer shows on its page, all but the first folded away."""

MAX_FILTER = 200
"""The most entries of one filter, and the longest entry, in code points."""

MAX_BODY = 2_000_000
"""The largest body, in bytes. The largest legal request has 21 questions and three full filters with every character
escaped (`\\\\ud83d\\\\ude00`, 12 bytes each): 252,000 + 1,440,000 bytes and its punctuation."""

MAX_COMMENT = 2_000
"""The longest comment on an answer, in code points."""

MAX_FEEDBACK = 2_000_000
"""The largest body that brings feedback, in bytes: the largest question with its filters, and a comment, every
character escaped, are 1,716,000."""

MAX_UPLOAD = 26_000_000
"""The largest body that brings a document, in bytes."""

RECENT_JOBS = 50
"""How many jobs their list shows."""

MAX_STREAMS = 8
"""How many clients of one worker process may watch a job at once; each holds a thread."""

MAX_IDLE = 50
"""How many connections that ask for nothing, or have not sent a whole request yet, a worker process keeps of one
address. The one that was silent longest gives way to a new one."""

BUDGET = 30
"""Seconds that a request may take, from when it is there to its last byte until its reply begins."""

MAX_SENTENCES = 1_000
"""The most sentences of an article in one reply, with what of its text and its sections belongs to them."""

MAX_PAGE = 200
"""The most articles in one page of their list."""

SLOW = 2.0
"""Seconds from which an answer is slow, and logged with its stages."""

DEFAULT_ENCODER, NO_ENCODER = "default", "none"
"""The encoder that comes with the extra `semantic`, where that is installed; and none."""


SEARCHER = "PIONEER_QA_SEARCHER"
"""The variable by which a builder is told where OpenSearch is: a command line, which may hold a password, all can read.
"""


class Act(StrEnum):
    """What a client may do so often only."""

    ASK = "ask"
    CHANGE = "change"
    FEEDBACK = "feedback"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many `times` at once, and as many again, evenly, in so many `seconds`."""

    times: int
    seconds: float


RATES = {Act.ASK: Rate(1_800, 60), Act.CHANGE: Rate(600, 60), Act.FEEDBACK: Rate(30, 600), Act.SIGN_IN: Rate(10, 60)}
"""How often one client may do what, unless told otherwise. A token has too many bits to be guessed, however often."""


class Audit(StrEnum):
    """Where it is written who changed what."""

    LOG = "log"
    FILE = "file"
    NONE = "none"


class Scope(StrEnum):
    """What a token opens; each scope opens what those before it do."""

    ASK = "ask"
    WRITE = "write"
    ADMIN = "admin"

    def opens(self, needed: "Scope") -> bool:
        """Whether it is enough where one is needed."""
        scopes = list(Scope)
        return scopes.index(self) >= scopes.index(needed)


@dataclass(frozen=True, slots=True)
class Where:
    """Where articles and index are. `data`: the folder of what is the program's own, its articles among it; `corpus`:
    other articles, which are only read; `index`: the folder of the generations; `vocabulary`: a file of words more;
    `encoder`: the folder or archive of the sentence encoder that the index is built with and asked through, or one of
    DEFAULT_ENCODER and NO_ENCODER; `models`: a folder of models to answer by, other than those that ship; `hold_to`: a
    file of judged questions, of which a new index must answer none worse; `skip_bad`: whether articles that are refused
    are left out, and the rest indexed; `searcher`: where the index is in OpenSearch, as an address, empty where it is
    asked here.
    """

    data: Path
    index: Path
    corpus: Path | None = None
    vocabulary: Path | None = None
    encoder: str = NO_ENCODER
    models: Path | None = None
    hold_to: Path | None = None
    skip_bad: bool = False
    searcher: str = ""

    @property
    def articles(self) -> Path:
        """The folder of the articles, or their `.jsonl` file."""
        return self.corpus or self.data / "articles"

    @property
    def jobs(self) -> Path:
        """The folder of the jobs. Those on other articles than the program's own stand in their index, so that of two
        servers of different articles neither carries out what the other was asked for.
        """
        return self.data if self.corpus is None else self.index

    def open_cluster(self) -> "ClusterIndex":
        """Return where the index is asked for in OpenSearch; its words are kept by its place. Raises EngineError."""
        from index import open_cluster

        place = hashlib.sha256(self.searcher.rpartition("@")[2].encode()).hexdigest()[:12]
        return open_cluster(self.searcher, self.data / "clusters" / place)

    def corpus_articles(self) -> "Articles | None":
        """The articles of a corpus, which are only read; None where the program's own are meant."""
        if self.corpus is None:
            return None
        from corpus import Articles

        return Articles(self.corpus, self.vocabulary, apart=(self.data, self.index))

    def open_encoder(self) -> "SentenceEncoder | None":
        """Open the sentence encoder, if there is one; its model is loaded when it is asked. Raises EncoderError."""
        if self.encoder == NO_ENCODER or (self.searcher and self.encoder == DEFAULT_ENCODER):
            return None
        if self.searcher:
            from index import EncoderError

            raise EncoderError("an index in OpenSearch is asked without a sentence encoder; leave out --encoder")
        from index import SentenceEncoder

        if self.encoder == DEFAULT_ENCODER:
            return SentenceEncoder.packaged()
        return SentenceEncoder.open(Path(self.encoder))

    def load_models(self) -> "Models | None":
        """Read the models to answer by, None where those that ship are meant. Raises ModelError."""
        if self.models is None:
            return None
        from qa import Models

        return Models.load(self.models)


@dataclass(frozen=True, slots=True)
class Settings:
    """What `pioneer-qa serve` runs with. `port` 0 takes a free one; `watch`: whether a change of the articles'
    folder makes a rebuild; `hosts`: the names that the site goes by, beside this machine's own and any address;
    `origins`: the other sites whose pages may call the API; `closed`: whether asking and reading need a token, too;
    `idle`: how many connections that ask for nothing a worker keeps of one address; `embed`: the origins whose
    pages may hold the chat; `proxies`: those whose word is taken for who asks; `tls`: whether every client speaks
    TLS, to something in front; `rates`: how often a client may do what; `budget`: seconds that a request may take;
    `audit`: where it is written who changed what; `keep_questions`: whether visitors may leave a question that was
    not answered; `metrics`: the host and port where they are given, None for nowhere; `socket`: a local socket that
    is listened on instead of host and port; `prefix`: the path that the site stands below, behind a proxy that
    takes it off; `json_log`: whether each line of the log is JSON; `slow`: from how many seconds an answer is
    logged.
    """

    host: str
    port: int
    workers: int
    where: Where
    watch: bool = False
    hosts: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    closed: bool = False
    idle: int = MAX_IDLE
    embed: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()
    tls: bool = False
    rates: Mapping[Act, Rate] = field(default_factory=lambda: RATES)
    budget: int = BUDGET
    audit: Audit = Audit.LOG
    keep_questions: bool = False
    metrics: tuple[str, int] | None = None
    socket: Path | None = None
    prefix: str = ""
    json_log: bool = False
    slow: float = SLOW


def default_data() -> Path:
    """The folder for the program's data in this user's account."""
    return platformdirs.user_data_path("pioneer-qa", appauthor=False)


def default_index(data: Path, corpus: Path | None = None) -> Path:
    """The folder of the index in the folder for data: of the program's own articles, or of a corpus by its place."""
    if corpus is None:
        return data / "index"
    return data / "indexes" / hashlib.sha256(os.fsencode(os.path.realpath(corpus))).hexdigest()[:12]


def default_workers() -> int:
    """One worker process a processor, up to four."""
    return min(4, os.cpu_count() or 1)


def split_address(told: str) -> tuple[str, int]:
    """The host and port of `127.0.0.1:9464` or `[::1]:9464`. Raises ValueError where it is none."""
    host, _, port = told.rpartition(":")
    plain = host.removeprefix("[").removesuffix("]")
    if not plain or (":" in plain) is (plain == host) or not re.fullmatch("[0-9]{1,5}", port) or int(port) > 65_535:
        raise ValueError(f"{told} is no address; write it as 127.0.0.1:9464")
    return plain, int(port)


def split_origins(told: str) -> tuple[str, ...]:
    """The origins of a list of them, by spaces or commas. Raises ValueError where one is none."""
    origins = tuple(filter(None, re.split(r"[\s,]+", told)))
    for origin in origins:
        if not _ORIGIN.fullmatch(origin):
            raise ValueError(f"{origin} is no origin; write it as https://www.example.org")
    return origins


def split_networks(told: str) -> tuple[str, ...]:
    """The addresses and networks of a list of them, by spaces; `unix` stays. Raises ValueError where one is none."""
    for each in told.split():
        if each != "unix":
            ip_network(each, strict=False)
    return tuple(told.split())


def split_rates(told: str) -> dict[Act, Rate]:
    """The rates of a list of them, as `ask=1800/60 change=none`, by spaces; the rest as it is. Raises ValueError."""
    rates = dict(RATES)
    for each in told.split():
        found = re.fullmatch(f"({'|'.join(Act)})=(?:([1-9][0-9]{{0,6}})/([1-9][0-9]{{0,6}})|none)", each)
        if not found:
            raise ValueError(
                f"{each} is no rate; write it as {Act.ASK}=1800/60, or {Act.ASK}=none, of {', '.join(Act)}"
            )
        if found[2]:
            rates[Act(found[1])] = Rate(int(found[2]), int(found[3]))
        else:
            rates.pop(Act(found[1]), None)
    return rates
