"""What a client sends, checked to the letter: nothing is coerced, clamped or ignored."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, NoReturn, Self, TypeVar
from urllib.parse import parse_qsl, quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, model_validator
from pydantic.config import JsonDict
from pydantic.functional_validators import AfterValidator
from pydantic_core import ErrorDetails, PydanticCustomError

from corpus import ArticleError, check_known, is_id
from qa import Filters, Request, Undo
from web.http.problems import FieldError, InvalidFields, Refused
from web.settings import (
    DEFAULT_LIMIT,
    MAX_COMMENT,
    MAX_FILTER,
    MAX_HISTORY,
    MAX_LIMIT,
    MAX_PAGE,
    MAX_QUESTION,
    MAX_SENTENCES,
)
from web.store.feedback import FeedbackVerdict

MAX_ERRORS = 100
"""The most faults that one reply lists."""

PLAINER = {
    "dict_type": "Should be an object",
    "extra_forbidden": "There is no such field",
    "is_instance_of": "Should be a file",
    "missing": "Is required",
    "model_type": "Should be an object",
    "string_unicode": "Should be Unicode text, without lone surrogates",
}
"""Some of pydantic's messages in words for a client that has never heard of it."""


def _iso_day(value: str) -> str:
    try:
        if date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise PydanticCustomError("iso_day", "Should be a day, as 2013-11-01")


def _integral(value: object) -> object:
    """JSON has one kind of number, and 5.0 is 5."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _whole_number(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch("0|[1-9][0-9]{0,8}", value):
            raise PydanticCustomError("whole_number", "Should be a whole number in plain digits")
        return int(value)
    return value


def _true_or_false(value: object) -> object:
    if isinstance(value, str):
        if value not in ("true", "false"):
            raise PydanticCustomError("true_or_false", "Should be true or false")
        return value == "true"
    return value


def _as_cursor(value: str) -> str:
    if value and not is_id(value):
        raise PydanticCustomError("cursor", "Should be the next_cursor of an earlier page")
    return value


def _as_known(value: str | None, info: ValidationInfo) -> str | None:
    try:
        return check_known({info.field_name: value}, "").get(str(info.field_name))
    except ArticleError as error:
        raise PydanticCustomError("known", "{why}", {"why": str(error).removeprefix(": ")}) from None


ID_PATTERN = r"^(?!.*[.][.])[A-Za-z0-9][A-Za-z0-9._-]{0,127}$"
"""Which texts are ids, as the description tells it."""

Question = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
History = Annotated[list[Question], Field(max_length=MAX_HISTORY)]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT), BeforeValidator(_integral)]
Undone = Annotated[list[Annotated[Undo, Field(strict=False)]], Field(max_length=len(Undo))]
Name = Annotated[str, Field(min_length=1, max_length=MAX_FILTER)]
Names = Annotated[list[Name], Field(max_length=MAX_FILTER)]
Day = Annotated[str, AfterValidator(_iso_day), Field(json_schema_extra={"format": "date"})]
Known = Annotated[str | None, AfterValidator(_as_known)]


class Strict(BaseModel):
    """The base of all that is sent."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class FiltersBody(Strict):
    """Which articles may answer; what is null or absent is left open."""

    articles: Names | None = Field(default=None, description="Their ids.")
    publishers: Names | None = Field(default=None, description="Who published them.")
    published_from: Day | None = Field(
        default=None,
        description="The earliest day on which they were published; it leaves out articles of unknown date.",
    )
    published_to: Day | None = Field(default=None, description="The latest day, likewise; not before `published_from`.")
    types: Names | None = Field(default=None, description="Kinds of articles, as the list of articles names them.")

    def filters(self) -> Filters:
        """The same as the answering layer takes it."""
        lists = {name: getattr(self, name) for name in ("articles", "publishers", "types")}
        return Filters(
            published_from=self.published_from,
            published_to=self.published_to,
            **{name: None if each is None else tuple(each) for name, each in lists.items()},
        )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise PydanticCustomError("out_of_order", "published_from should not be after published_to")
        return self


_LIMIT = "How many passages at most; holds for `nearest` too."
_EXPLAIN = "Whether the parts of each passage’s score are told."


class _Asked(Strict):
    """What an answer depends on, beside the index."""

    question: Question = Field(description="The question. Any text is one.")
    history: History = Field(
        default=[],
        description="Earlier questions, oldest first; the last three are answered again, as this one may lean on them.",
    )
    undo: Undone = Field(default=[], description="Changes to the question to take back.")
    filters: FiltersBody = Field(default=FiltersBody(), description="Which articles may answer.")
    today: Day | None = Field(
        default=None,
        description="The day on which it is asked, from which “last month” is counted where the newest article is of "
        "the same month, else from that article’s day.",
    )


class AskBody(_Asked):
    """A question, and what is wanted of the reply."""

    limit: Limit = Field(default=DEFAULT_LIMIT, description=_LIMIT)
    explain: bool = Field(default=False, description=_EXPLAIN)

    def request(self) -> Request:
        """The same as the answering layer takes it."""
        return Request(
            question=self.question,
            history=tuple(self.history),
            limit=self.limit,
            undo=frozenset(self.undo),
            filters=self.filters.filters(),
            explain=self.explain,
            asked_on=self.today,
        )


class FeedbackBody(_Asked):
    """What somebody says of an answer: the request that it was given to, and what it is worth."""

    version: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")] = Field(
        description="The version of the index that answered, the reply’s `index.version`."
    )
    passage: Limit | None = Field(
        default=None, description="The rank of the passage that this is about; null: the answer as a whole."
    )
    verdict: Annotated[FeedbackVerdict, Field(strict=False)] = Field(description="What it is worth.")
    comment: Annotated[str, Field(max_length=MAX_COMMENT)] | None = Field(default=None, description="Anything more.")

    def request(self) -> Request:
        """The request that was answered, for as many passages as it takes to find the one that this is about."""
        return Request(
            question=self.question,
            history=tuple(self.history),
            limit=self.passage or 1,
            undo=frozenset(self.undo),
            filters=self.filters.filters(),
            asked_on=self.today,
        )


class AskQuery(AskBody):
    """The query of `GET /api/v1/ask`: the same fields, as texts."""

    limit: Annotated[Limit, BeforeValidator(_whole_number)] = Field(default=DEFAULT_LIMIT, description=_LIMIT)
    explain: Annotated[bool, BeforeValidator(_true_or_false)] = Field(default=False, description=_EXPLAIN)


class ListQuery(Strict):
    """The query of `GET /api/v1/articles`; an empty `search` or `cursor` is as none."""

    search: Annotated[str, Field(max_length=MAX_QUESTION)] = Field(
        default="", description="Words of their titles or ids."
    )
    cursor: Annotated[str, AfterValidator(_as_cursor)] = Field(
        default="",
        description="The `next_cursor` of the page before.",
        json_schema_extra={"pattern": f"{ID_PATTERN}|^$"},
    )
    limit: Annotated[Annotated[int, Field(ge=1, le=MAX_PAGE)], BeforeValidator(_whole_number)] = Field(
        default=50, description="How many articles at most."
    )


class SuggestionQuery(Strict):
    """The query of `GET /api/v1/suggestions`: what is typed so far."""

    q: Annotated[str, Field(max_length=MAX_QUESTION)] = Field(description="What is typed so far.")
    limit: Annotated[Annotated[int, Field(ge=1, le=MAX_LIMIT)], BeforeValidator(_whole_number)] = Field(
        default=DEFAULT_LIMIT, description="How many questions at most."
    )


class ArticleQuery(Strict):
    """The query of `GET /api/v1/articles/{id}`: which of its sentences. An empty `cursor` is as none."""

    cursor: Annotated[str, Field(pattern="^(?:0|[1-9][0-9]{0,8})?$")] = Field(
        default="", description="The `next_cursor` of the page before."
    )
    limit: Annotated[Annotated[int, Field(ge=1, le=MAX_SENTENCES)], BeforeValidator(_whole_number)] = Field(
        default=MAX_SENTENCES, description="How many sentences at most."
    )


class NoQuery(Strict):
    """The query of an address that takes none."""


class NoBody(Strict):
    """The body of a call that says everything by its address: `{}`, if any."""


_LINE: JsonDict = {"pattern": r"^[^\x00-\x1f\x7f\u2028\u2029]*$", "maxLength": 2_000}
_WEB_ADDRESS: JsonDict = {"pattern": r"^(https?://[^\s\"'<>]+)?$", "maxLength": 2_000}
"""What `corpus` takes as known of a document, as the description tells it."""


class KnownFields(Strict):
    """What may be said of a document that is sent; an empty text means unknown."""

    title: Known = Field(default=None, description="The document’s title.", json_schema_extra=_LINE)
    publisher: Known = Field(default=None, description="Who published it.", json_schema_extra=_LINE)
    published: Known = Field(
        default=None, description="The day on which it was published.", json_schema_extra={"format": "date"}
    )
    url: Known = Field(default=None, description="Its address on the web.", json_schema_extra=_WEB_ADDRESS)

    def known(self) -> dict[str, str]:
        """What is known, by its name."""
        return {name: value for name in KnownFields.model_fields if (value := getattr(self, name)) is not None}


Model = TypeVar("Model", bound=BaseModel)


def parse_json(body: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises Refused, also for a name that stands twice, NaN and Infinity."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_no_name_twice, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        raise Refused("malformed_json", f"The JSON is not UTF-8: its byte {error.start} begins no character.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Refused("malformed_json", f"This is no JSON: {error.msg.rstrip(':')}, at {where}.") from None
    except RecursionError:
        raise Refused("malformed_json", "The JSON is nested too deeply.") from None
    except ValueError:
        raise Refused("malformed_json", "The JSON holds a number of too many digits.") from None


def validate(model: type[Model], value: object) -> Model:
    """A checked model of a JSON value. Raises InvalidFields with every fault (up to MAX_ERRORS)."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False)[:MAX_ERRORS]
        raise InvalidFields(*map(_field_error, faults)) from None


def parse_query(model: type[Model], query: bytes) -> Model:
    """A checked model of an address's query, each field at most once. Raises InvalidFields.

    Bytes that are not UTF-8 become lone surrogates, which no field takes.
    """
    text = query.decode("utf-8", "surrogateescape")
    return parse_pairs(model, parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))


_SEVERAL = ("history", "undo", "filters.articles", "filters.publishers", "filters.types")
"""What an address may say several times."""


def parse_ask_query(query: bytes) -> AskQuery:
    """What the address of a question says: the fields of a body, those of `filters` as `filters.articles` and so on, a
    list's entries each by itself, and the question as `question` or `q`. Raises InvalidFields.
    """
    pairs = parse_qsl(query.decode("utf-8", "surrogateescape"), keep_blank_values=True, errors="surrogateescape")
    _check_once(name for name, _ in pairs if name not in _SEVERAL)
    said: dict[str, object] = {}
    filters: dict[str, object] = {}
    for name, text in pairs:
        held, key = (filters, name.removeprefix("filters.")) if name.startswith("filters.") else (said, name)
        held[key] = [*held.get(key, ()), text] if name in _SEVERAL else text  # type: ignore[misc]
    if "q" in said and "question" in said:
        raise InvalidFields(FieldError("#/question", "Should not stand beside q"))
    short = "question" not in said
    if "q" in said:
        said["question"] = said.pop("q")
    if filters:
        said["filters"] = filters
    try:
        return validate(AskQuery, said)
    except InvalidFields as invalid:
        if not short:
            raise
        faults = (("#/q" if each.pointer == "#/question" else each.pointer, each.detail) for each in invalid.errors)
        raise InvalidFields(*(FieldError(*fault) for fault in faults)) from None


def parse_pairs(model: type[Model], pairs: Iterable[tuple[str, object]]) -> Model:
    """A checked model of named values, each name at most once. Raises InvalidFields."""
    pairs = list(pairs)
    _check_once(name for name, _ in pairs)
    return validate(model, dict(pairs))


def _check_once(names: Iterable[str]) -> None:
    counts = Counter(names)
    twice = [FieldError(_pointer((name,)), "Should stand once") for name, count in counts.items() if count > 1]
    if twice:
        raise InvalidFields(*twice[:MAX_ERRORS])


def _field_error(fault: ErrorDetails) -> FieldError:
    return FieldError(_pointer(fault["loc"]), PLAINER.get(fault["type"], fault["msg"]))


def _pointer(place: tuple[int | str, ...]) -> str:
    """RFC 6901, section 6. A name that is no Unicode text is shown with question marks."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in place)
    return "#" + "".join("/" + quote(step, safe="~!$&'()*+,;=:@?", errors="replace") for step in steps)


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise Refused("malformed_json", "The JSON holds an object in which a name stands twice.")
    return value


def _no_constant(name: str) -> NoReturn:
    raise Refused("malformed_json", f"This is no JSON: {name} is no JSON number.")
