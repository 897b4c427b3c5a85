"""The JSON objects of the replies: every field, its type, and what it means.

These are the types that are serialised, and the API's description tells them as they stand here. Names and order are
the contract's: fields are only ever added. A field that is not always there is UNSET where it is not.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from corpus import Role
from qa import AnswerKind, Band, Origin, Reason
from web.jobs.job import JobKind, JobState

Texts = tuple[str, ...]
Ranks = tuple[int, ...]
Day = Annotated[str, Meta(description="A day, ISO 8601.", examples=["2026-03-02"])]
Moment = Annotated[str, Meta(description="A moment, ISO 8601, UTC.")]
Start = Annotated[int, Meta(ge=0, description="Where it begins in the article's text, in code points.")]
End = Annotated[int, Meta(ge=0, description="Where it ends, the first code point after it.")]
ArticleId = Annotated[str, Meta(description="The article's id.")]
TextVersion = Annotated[
    str, Meta(description="The name of exactly this text: `sha256:` and the hash of its UTF-8 bytes.")
]
IndexVersion = Annotated[str, Meta(description="The index's version.")]
Title = Annotated[str | None, Meta(description="The article's title, as far as it is known.")]
Label = Annotated[str, Meta(description="What the article is called: its title, or its id in readable form.")]
Publisher = Annotated[str | None, Meta(description="Who published the article, as far as that is known.")]
Published = Annotated[str | None, Meta(description="The day on which the article was published, ISO 8601, if known.")]
ArticleUrl = Annotated[str | None, Meta(description="The article's address on the web, as far as it is known.")]
Characters = Annotated[int, Meta(description="How long its text is, in code points.")]
Sentences = Annotated[int, Meta(description="How many sentences can answer.")]


# --- an answer ---


class Correction(Struct, frozen=True, rename={"from_": "from"}):
    """A misspelt word, and the word that was searched for in its place."""

    from_: Annotated[str, Meta(description="The word of the question.")]
    to: Annotated[str, Meta(description="The articles' word.")]


class Expansion(Struct, frozen=True):
    """A word of the question, and those that were searched for beside it."""

    term: Annotated[str, Meta(description="The word of the question.")]
    added: Annotated[Texts, Meta(description="The words beside it.")]


class TimeRead(Struct, frozen=True, rename={"from_": "from"}):
    """The time that the question was read to ask of. What is of it is preferred, and nothing is left out."""

    from_: Annotated[Day | None, Meta(description="Its first day; null where it is open.")]
    to: Annotated[Day | None, Meta(description="Its last day; null where it is open.")]
    newest: Annotated[bool, Meta(description="Whether what was published last is preferred.")]
    words: Annotated[Texts, Meta(description="What in the question tells of it.")]


class Interpretation(Struct, frozen=True):
    """The question as it was searched, and every change that was made to it."""

    standalone: Annotated[str, Meta(description="The question as it stands without those before it.")]
    kind: Annotated[AnswerKind, Meta(description="What kind of answer it asks for.")]
    corrections: Annotated[tuple[Correction, ...], Meta(description="Spelling; `undo` takes `corrections`.")]
    expansions: Annotated[tuple[Expansion, ...], Meta(description="Further words; `undo` takes `expansions`.")]
    carried_over: Annotated[Texts, Meta(description="What earlier questions give; `undo` takes `carried_over`.")]
    time: Annotated[TimeRead | None, Meta(description="What was read as time; `undo` takes `time`.")]


class Citation(Struct, frozen=True):
    """A quote, and the place in which version of an article where it stands word for word."""

    number: Annotated[int, Meta(description="Its number in the reply, from 1.")]
    article_id: ArticleId
    title: Title
    label: Label
    publisher: Publisher
    published: Published
    version: TextVersion
    start: Start
    end: End
    quote: Annotated[str, Meta(description="The words between `start` and `end`, verbatim.")]
    prefix: Annotated[str, Meta(description="Up to 32 characters right before the quote.")]
    suffix: Annotated[str, Meta(description="Up to 32 characters right after it.")]
    copy_of: Annotated[int | None, Meta(description="The number of the citation whose text this one repeats.")]
    verified: Annotated[bool, Meta(description="The article was read again, and holds exactly this quote there.")]
    href: Annotated[str, Meta(description="The page that shows the quote in its article.")]


class ShortItem(Struct, frozen=True, rename={"from_": "from"}):
    """One of several things that were asked for."""

    text: Annotated[str, Meta(description="Its words, verbatim.")]
    kind: Annotated[AnswerKind, Meta(description="What kind of thing it is.")]
    passage: Annotated[int, Meta(description="The rank of the passage that it is of.")]
    from_: Annotated[Origin, Meta(description="Where in or over the passage it stands.")]
    citation: Annotated[Citation | None, Meta(description="Where these very words stand.")]


class ShortAnswer(Struct, frozen=True, rename={"from_": "from"}):
    """A piece of a passage, its heading or its speaker that answers by itself: never composed."""

    text: Annotated[str, Meta(description="Its words, verbatim; of several things the first.")]
    kind: Annotated[AnswerKind, Meta(description="What kind of answer it is.")]
    passage: Annotated[int, Meta(description="The rank of the passage that it is of.")]
    from_: Annotated[Origin, Meta(description="Where it stands; `corpus`: told by the catalogue of all articles.")]
    citation: Annotated[Citation | None, Meta(description="Where these very words stand; null of `corpus`.")]
    items: Annotated[tuple[ShortItem, ...] | None, Meta(description="Each thing, where several were asked for.")]


class Confidence(Struct, frozen=True):
    """How sure it is that the first passage answers."""

    probability: Annotated[float, Meta(ge=0, le=1, description="How many of such answers are right.")]
    band: Annotated[Band, Meta(description="`high`: a promise. `medium`: something is left open. `low`: no answer.")]


class ScorePart(Struct, frozen=True):
    """One addend of a passage's score."""

    term: Annotated[str, Meta(description="What it is given for.")]
    weight: Annotated[float, Meta(description="How much it adds.")]


class Passage(Struct, frozen=True, kw_only=True):
    """Evidence: a sentence or a few of an article, verbatim."""

    rank: Annotated[int, Meta(ge=1, description="Its place among the passages, from 1.")]
    score: Annotated[float, Meta(description="By what it was ranked; comparable within one reply.")]
    text: Annotated[str, Meta(description="Its words, verbatim: the first citation's quote.")]
    heading: Annotated[str | None, Meta(description="What its section is headed.")]
    heading_inferred: Annotated[bool, Meta(description="Whether the heading stands in another copy of the text.")]
    speaker: Annotated[str | None, Meta(description="Whose words these are, where the text says so.")]
    before: Annotated[str, Meta(description="What stands before it in its paragraph.")]
    after: Annotated[str, Meta(description="What stands after it in its paragraph.")]
    highlights: Annotated[
        tuple[tuple[int, int], ...], Meta(description="Where words of the question stand in `text`: half-open spans.")
    ]
    matched_terms: Annotated[Texts, Meta(description="The question's words that it holds.")]
    missing_terms: Annotated[Texts, Meta(description="The question's words that it lacks.")]
    explain: Annotated[
        tuple[ScorePart, ...] | UnsetType, Meta(description="With `explain`: the addends, which sum to `score`.")
    ] = UNSET
    sources: Annotated[int, Meta(description="How many independent texts are cited, copies counted once.")]
    citations: Annotated[tuple[Citation, ...], Meta(min_length=1, description="Every place where it stands.")]
    occasion: Annotated[str | None, Meta(description="The article's title, where it is a transcript.")]
    label: Label
    published: Published


class DifferingValue(Struct, frozen=True):
    """One of several differing values of the same thing."""

    text: Annotated[str, Meta(description="The value.")]
    passages: Annotated[Ranks, Meta(description="The ranks of the passages that give it.")]
    published: Published
    superseded: Annotated[bool, Meta(description="Whether another of the values holds now in its place.")]


class Disagreement(Struct, frozen=True):
    """That passages differ."""

    values: Annotated[tuple[DifferingValue, ...], Meta(description="What they say.")]


class NoAnswer(Struct, frozen=True):
    """Why there is no answer."""

    reason: Annotated[Reason, Meta(description="Why, for a program.")]
    missing_terms: Annotated[Texts, Meta(description="The question's words that no article holds.")]
    suggestions: Annotated[Texts, Meta(description="What to try instead, for a person.")]


class IndexStamp(Struct, frozen=True):
    """Which index answered."""

    version: IndexVersion
    articles: Annotated[int, Meta(description="How many articles it holds.")]
    sentences: Sentences


class Answer(Struct, frozen=True):
    """The answer to a question: `passages` that hold evidence, or in `no_answer` why there are none."""

    status: Annotated[Literal["answered", "no_answer"], Meta(description="Whether there is an answer.")]
    question: Annotated[str, Meta(description="The question as it was asked.")]
    interpretation: Interpretation
    answer: Annotated[ShortAnswer | None, Meta(description="Null where nothing is short enough.")]
    confidence: Confidence
    passages: Annotated[tuple[Passage, ...], Meta(description="The evidence, the best first.")]
    disagreement: Annotated[Disagreement | None, Meta(description="Where passages give different values.")]
    no_answer: Annotated[NoAnswer | None, Meta(description="Null where there is an answer.")]
    nearest: Annotated[
        tuple[Passage, ...],
        Meta(description="Without an answer, what comes near; where the reason is `unsure`, it may answer."),
    ]
    filtered_out: Annotated[int, Meta(description="How many articles the filters left out.")]
    index: IndexStamp


class AskReply(Answer, frozen=True):
    """The reply to a question, whether or not there is an answer."""

    took_ms: Annotated[float, Meta(description="How many milliseconds answering took.")]


# --- the index and its articles ---


class IndexReply(Struct, frozen=True):
    """The index that answers now."""

    version: IndexVersion
    built_at: Annotated[Moment, Meta(description="When it was built.")]
    articles: Annotated[int, Meta(description="How many articles it holds.")]
    sentences: Sentences


class Generation(Struct, frozen=True):
    """A version of the index that is kept."""

    version: IndexVersion
    built_at: Annotated[Moment, Meta(description="When it was built.")]
    articles: Annotated[int, Meta(description="How many articles it holds.")]
    sentences: Sentences
    current: Annotated[bool, Meta(description="Whether it is the one that is published.")]


class Generations(Struct, frozen=True):
    """The versions of the index that are kept."""

    generations: Annotated[tuple[Generation, ...], Meta(description="The published one first.")]


class SuggestionsReply(Struct, frozen=True):
    """What may be meant by what is typed so far."""

    suggestions: Annotated[tuple[str, ...], Meta(description="First those that begin as what is typed does.")]


class AliveReply(Struct, frozen=True):
    """That the server runs."""

    status: Literal["alive"] = "alive"


class ReadyReply(Struct, frozen=True, kw_only=True):
    """That the index answers, and how."""

    status: Literal["ready"] = "ready"
    index: IndexReply
    word_vectors: Annotated[bool, Meta(description="Whether words of like meaning match.")]
    ranking: Annotated[str, Meta(description="What it is ranked by, for a person.")]
    encoder: Annotated[str | UnsetType, Meta(description="The sentence encoder, if there is one.")] = UNSET
    instead_of: Annotated[
        str | UnsetType, Meta(description="Why an earlier index answers than the one published last.")
    ] = UNSET


class ArticleCard(Struct, frozen=True):
    """What a list of articles says of one."""

    id: ArticleId
    title: Title
    label: Label
    publisher: Publisher
    published: Published
    url: ArticleUrl
    version: TextVersion
    characters: Characters
    sentences: Sentences


class ArticleList(Struct, frozen=True):
    """A page of the list of articles."""

    articles: Annotated[tuple[ArticleCard, ...], Meta(description="In order of their ids.")]
    next_cursor: Annotated[str | None, Meta(description="The `cursor` of the next page; null on the last.")]


class Span(Struct, frozen=True):
    """A piece of an article's text."""

    start: Start
    end: End
    text: Annotated[str, Meta(description="Its words.")]


class HeadingPlace(Struct, frozen=True):
    """A heading, and where it stands: for an inferred one that is another article."""

    text: Annotated[str, Meta(description="Its words.")]
    article_id: ArticleId
    start: Start
    end: End


class Section(Struct, frozen=True):
    """A section; sections follow each other and cover the article."""

    start: Start
    end: End
    heading: Annotated[HeadingPlace | None, Meta(description="What it is headed.")]
    heading_inferred: Annotated[bool, Meta(description="Whether the heading stands in another copy of the text.")]


class Sentence(Struct, frozen=True):
    """A sentence; a contact block, a heading or a furniture line counts as one."""

    start: Start
    end: End
    text: Annotated[str, Meta(description="The words between `start` and `end`, verbatim.")]
    role: Annotated[Role, Meta(description="What it is.")]
    section: Annotated[int, Meta(description="The number of its section in the article, from 0.")]
    paragraph: Annotated[int, Meta(description="The number of its paragraph in the article, from 0.")]
    speaker: Annotated[Span | None, Meta(description="Where the text names whose words these are.")]


class ArticleReply(Struct, frozen=True):
    """An article, or of a long one a page: so many of its sentences, and what they stand in."""

    id: ArticleId
    title: Title
    label: Label
    publisher: Publisher
    published: Published
    url: ArticleUrl
    version: TextVersion
    characters: Characters
    text: Annotated[str, Meta(description="The text from `start` to `end`, verbatim.")]
    sections: Annotated[tuple[Section, ...], Meta(description="Those that the page touches.")]
    sentences: Annotated[tuple[Sentence, ...], Meta(description="Those of the page.")]
    start: Start
    end: End
    next_cursor: Annotated[str | None, Meta(description="The `cursor` of the next page; null on the last.")]


# --- jobs, and feedback ---


class JobProgress(Struct, frozen=True):
    """How far a job is."""

    articles: Annotated[int, Meta(description="How many articles are read.")] = 0
    of: Annotated[int, Meta(description="Of how many.")] = 0
    sentences: Annotated[int, Meta(description="How many sentences they have.")] = 0
    seconds_left: Annotated[float | None, Meta(description="How many seconds are left, where that is known.")] = None


class Place(Struct, frozen=True):
    """Where a passage stands."""

    article_id: ArticleId
    start: Start
    end: End


class ChangedAnswer(Struct, frozen=True):
    """A judged question whose answer a new index changes."""

    id: Annotated[str, Meta(description="The question's id in its file.")]
    better: Annotated[Texts, Meta(description="In which ways the answer gets better.")]
    worse: Annotated[Texts, Meta(description="In which ways it gets worse; one refuses the index.")]
    before: Annotated[Place | None, Meta(description="Where the first passage stood; null of no answer.")]
    after: Annotated[Place | None, Meta(description="Where it stands now; null of no answer.")]


class JobReport(Struct, frozen=True):
    """What a job did."""

    added: Annotated[Texts, Meta(description="The ids of articles that are new.")]
    changed: Annotated[Texts, Meta(description="The ids of articles that are other than before.")]
    removed: Annotated[Texts, Meta(description="The ids of articles that are gone.")]
    passed_over: Annotated[
        Mapping[str, int] | UnsetType, Meta(description="How many files were passed over, by reason.")
    ] = UNSET
    refused: Annotated[
        Texts | UnsetType,
        Meta(description="What was left out and why; told to those with a token of scope `write` only."),
    ] = UNSET


class Receipt(Struct, frozen=True):
    """That articles are gone from everywhere."""

    articles: Annotated[Texts, Meta(description="Their ids.")]
    version: Annotated[str, Meta(description="The version of the index from which they are gone.")]
    gone_at: Annotated[Moment, Meta(description="When nothing of them was left.")]


class JobError(Struct, frozen=True):
    """Why a job was refused, or failed."""

    code: Annotated[str, Meta(description="Why, for a program.")]
    detail: Annotated[str, Meta(description="Why, for a person; told to those with a token of scope `write` only.")]


class JobReply(Struct, frozen=True):
    """A change to what is indexed: how far it is, and what came of it."""

    id: Annotated[str, Meta(description="The job's id.")]
    kind: Annotated[JobKind, Meta(description="What is to be done.")]
    article: Annotated[str | None, Meta(description="The id of the article that it changes; null of a rebuild.")]
    state: Annotated[JobState, Meta(description="`refused`: its article, or the answers, were not accepted.")]
    progress: JobProgress
    changed: Annotated[tuple[ChangedAnswer, ...], Meta(description="The judged questions whose answers change.")]
    version: Annotated[str | None, Meta(description="The version of the index that it made.")]
    report: Annotated[JobReport | None, Meta(description="What it did, once that is known.")]
    receipt: Annotated[Receipt | None, Meta(description="Of a removal: that it is complete.")]
    error: Annotated[JobError | None, Meta(description="Why it was refused, or failed.")]
    created_at: Annotated[Moment, Meta(description="When it was asked for.")]
    started_at: Annotated[Moment | None, Meta(description="When it began.")]
    finished_at: Annotated[Moment | None, Meta(description="When it ended.")]


class JobList(Struct, frozen=True):
    """The newest jobs."""

    jobs: Annotated[tuple[JobReply, ...], Meta(description="The newest first.")]


class FeedbackReply(Struct, frozen=True):
    """That feedback is kept."""

    id: Annotated[str, Meta(description="The id of its record.")]
