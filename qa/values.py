"""What goes into answering and what comes out: a request, and an `Answer` that quotes and cites."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, NamedTuple

from corpus import Edit, make_label, read_edited
from index import Filters


class AnswerKind(StrEnum):
    """What kind of answer a question asks for. From `place` on they are finer: a question is read as one of those
    before that, narrowed (see `qa.asking.kinds.Wanted`), and told as one of these.
    """

    SUBJECT = "subject"
    PERSON = "person"
    NUMBER = "number"
    DATE = "date"
    CONTACT = "contact"
    DEFINITION = "definition"
    LIST = "list"
    YES_NO = "yes_no"
    PASSAGE = "passage"
    PLACE = "place"
    ORGANISATION = "organisation"
    ROLE = "role"
    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    MEASURE = "measure"
    TIME = "time"
    REASON = "reason"
    MANNER = "manner"
    SECTION = "section"
    COMPARISON = "comparison"
    CORPUS = "corpus"


class Origin(StrEnum):
    """Where a short answer's words stand: `corpus` is the catalogue of all articles, and no place in one."""

    TEXT = "text"
    HEADING = "heading"
    SPEAKER = "speaker"
    CORPUS = "corpus"


class Stage(StrEnum):
    """A part of the work on an answer, in its order. VERIFY: gather, decide, cite, and hold the quotes to the texts."""

    UNDERSTAND = "understand"
    RETRIEVE = "retrieve"
    RANK = "rank"
    VERIFY = "verify"


class Band(StrEnum):
    """How sure an answer is: `high` is a promise, `medium` says what it leaves uncovered, `low` is no answer."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Reason(StrEnum):
    """Why there is no answer.

    `terms_absent`: no article holds what the question is about. `below_threshold`: nothing near holds what it asks for.
    `not_stated`: it would have to be counted, or reasoned over passages. `unsure`: nothing of this is known, and what
    is nearest may answer.
    """

    TERMS_ABSENT = "terms_absent"
    BELOW_THRESHOLD = "below_threshold"
    FILTERED_OUT = "filtered_out"
    EMPTY_INDEX = "empty_index"
    NOT_A_QUESTION = "not_a_question"
    UNSURE = "unsure"
    NOT_STATED = "not_stated"


class Undo(StrEnum):
    """A change to the question that the asker takes back."""

    CORRECTIONS = "corrections"
    EXPANSIONS = "expansions"
    CARRIED_OVER = "carried_over"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Request:
    """A question with what its asker wants of the reply. `history`: earlier questions, oldest first. `asked_on`: the
    day on which it is asked, ISO 8601, from which "last month" is counted where the newest article is of that month.
    """

    question: str
    history: tuple[str, ...] = ()
    limit: int = 5
    undo: frozenset[Undo] = frozenset()
    filters: Filters = field(default_factory=Filters)
    explain: bool = False
    asked_on: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """A misspelt word and the corpus's word that was searched for in its place."""

    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Expansion:
    """A word of the question and the words that were searched for beside it."""

    term: str
    added: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimeRead:
    """The time that a question was read to ask of: what is of it is preferred. `since`, `until`: its days, ISO 8601,
    both included; None leaves that side open. `newest`: whether what was published last is preferred. `words`: what in
    the question tells so.
    """

    since: str | None
    until: str | None
    newest: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The question as it was searched, and every change made to it."""

    standalone: str
    kind: AnswerKind
    corrections: tuple[Correction, ...] = ()
    expansions: tuple[Expansion, ...] = ()
    carried_over: tuple[str, ...] = ()
    time: TimeRead | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it stands in which version of an article. `verified`: the stored article was read again and
    holds exactly this quote there. `copy_of`: the number of the citation whose text this one repeats. `as_read`:
    prefix, quote and suffix as a person reads them, without the text's marks.
    """

    number: int
    article_id: str
    title: str | None
    publisher: str | None
    published: str | None
    version: str
    start: int
    end: int
    quote: str
    prefix: str
    suffix: str
    copy_of: int | None
    verified: bool
    as_read: tuple[str, str, str] = ("", "", "")

    @property
    def label(self) -> str:
        """What the article is called: its title, or its id in readable form."""
        return make_label(self.title, self.article_id)


class ScorePart(NamedTuple):
    """One addend of a passage's score, and the term (or the named evidence) that it stands for."""

    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence shown to a person. `text` is the first citation's quote; `highlights` are spans of `text`, and so are
    `edits`: what of it is not read as it stands.

    `before` and `after` are the text around the first citation, as it is read, in its own paragraph. `parts` sum to
    `score`. `sources` counts the independent texts among the citations. `occasion`: the title of the first citation's
    article, where that is a transcript.
    """

    rank: int
    score: float
    text: str
    heading: str | None
    heading_inferred: bool
    speaker: str | None
    before: str
    after: str
    highlights: tuple[tuple[int, int], ...]
    matched_terms: tuple[str, ...]
    missing_terms: tuple[str, ...]
    parts: tuple[ScorePart, ...]
    sources: int
    citations: tuple[Citation, ...]
    edits: tuple[Edit, ...] = ()
    occasion: str | None = None

    @property
    def as_read(self) -> str:
        """The text as a person reads it, without its marks."""
        return read_edited(self.text, 0, len(self.text), self.edits)

    @property
    def highlights_as_read(self) -> tuple[tuple[int, int], ...]:
        """The highlights, as spans of the text as it is read."""
        if not self.edits:
            return self.highlights
        return tuple((self._read_to(start), self._read_to(end)) for start, end in self.highlights)

    def _read_to(self, place: int) -> int:
        """Return how much is read up to a place in the text."""
        return len(read_edited(self.text, 0, place, self.edits))


@dataclass(frozen=True, slots=True)
class ShortItem:
    """One of several things that are asked for: a span of a passage, its heading or its speaker."""

    text: str
    kind: AnswerKind
    passage: int
    origin: Origin
    citation: Citation | None


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """A span of a passage, its heading or its speaker: never composed. `passage` is that passage's rank.

    `items`: where several things are asked for, each of them, and `text` is the first one's; None where one thing is.
    What the catalogue of the articles tells (`origin` CORPUS) stands in none of them: its citation is None.
    """

    text: str
    kind: AnswerKind
    passage: int
    origin: Origin
    citation: Citation | None
    items: tuple[ShortItem, ...] | None = None


@dataclass(frozen=True, slots=True)
class Confidence:
    """How probable it is that the first passage answers, 0 to 1, and the band that this falls in."""

    probability: float
    band: Band


@dataclass(frozen=True, slots=True)
class DifferingValue:
    """One of several differing values, with the ranks of the passages that give it. `published`: when the article of
    the first of these was, if known. `superseded`: whether another of the values holds now in its place.
    """

    text: str
    passages: tuple[int, ...]
    published: str | None = None
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why there is no answer; the words that no article holds; what to try instead, as sentences for a person."""

    reason: Reason
    missing_terms: tuple[str, ...]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexStamp:
    """Which index answered."""

    version: str
    articles: int
    sentences: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one request. Either `passages` holds evidence, or `no_answer` says why not and `nearest` may hold
    the passages that came closest: they may answer where the reason is `unsure`, else they are not an answer.
    """

    question: str
    interpretation: Interpretation
    short: ShortAnswer | None
    confidence: Confidence
    passages: tuple[Passage, ...]
    disagreement: tuple[DifferingValue, ...] | None
    no_answer: NoAnswer | None
    nearest: tuple[Passage, ...]
    filtered_out: int
    index: IndexStamp

    @property
    def answered(self) -> bool:
        """Whether there is an answer."""
        return self.no_answer is None

    @property
    def status(self) -> Literal["answered", "no_answer"]:
        """Whether there is an answer, as the API says it."""
        return "answered" if self.answered else "no_answer"
