"""Every call of the API: what it takes, what it gives, and what it may be refused for.

The description is made of this table, and tests hold it to the app's addresses. A call that is added there needs a line
here; its problems are those of `web.http.problems`, of which some go with what it takes or reads (see `problems`).
"""

from dataclasses import dataclass
from http import HTTPStatus

from msgspec import Struct
from pydantic import BaseModel

from web.api import schemas
from web.http.bodies import (
    ArticleQuery,
    AskBody,
    AskQuery,
    FeedbackBody,
    KnownFields,
    ListQuery,
    NoBody,
    NoQuery,
    SuggestionQuery,
)  # fmt: skip
from web.settings import Scope

ANYWHERE = (
    "bad_request", "host_not_allowed", "address_too_long", "headers_too_large", "body_too_large", "body_cut_short",
    "too_busy", "took_too_long", "internal_error",
)  # fmt: skip
"""What any request may be refused for."""

_WITH_TOKENS = ("unauthorized", "no_token_set", "too_often", "data_unavailable")
"""What the check of a token may refuse for; what only reads needs one where the service is closed."""

EVENTS = "text/event-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one address, its `id` the same in every version.

    `summary` in a few words, `tells` in sentences. `query`, `body`: what its address and its body hold; `documents`:
    its body is a document. `reply`: what comes with `status`, and as which `media`. `needs`: the scope of
    token that it needs; `open`: it never needs any. `cached`: whether the reply has an ETag. `further`: the problems
    that are its own.
    """

    method: str
    path: str
    id: str
    group: str
    summary: str
    tells: str = ""
    query: type[BaseModel] = NoQuery
    body: type[BaseModel] | None = None
    documents: bool = False
    reply: type[Struct] | None = None
    status: HTTPStatus = HTTPStatus.OK
    media: str = "application/json"
    needs: Scope | None = None
    open: bool = False
    cached: bool = False
    further: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """What it may be refused for."""
        checked = self.query is not NoQuery or self.body is not None or self.path.startswith("/api/")
        return (
            *ANYWHERE,
            *(("invalid_request",) if checked else ()),
            *(("unsupported_media_type",) if self.body is not None or self.documents else ()),
            *(("malformed_json",) if self.body is not None else ()),
            *(("malformed_form",) if self.documents else ()),
            *(() if self.open else _WITH_TOKENS),
            *(("insufficient_scope",) if self.needs is not None else ()),
            *self.further,
        )


_READS = ("index_unavailable",)

OPERATIONS = (
    Operation(
        method="post",
        path="/api/v1/ask",
        id="ask",
        group="Asking",
        summary="Ask a question",
        tells="Answers in the articles’ own words, each with the place where they stand, or says why there is no "
        "answer, which is a reply like any other, with status 200. The same request gets the same reply, `took_ms` "
        "aside, as long as the same index answers.",
        body=AskBody,
        reply=schemas.AskReply,
        further=_READS,
    ),
    Operation(
        method="get",
        path="/api/v1/ask",
        id="askByAddress",
        group="Asking",
        summary="Ask a question by an address",
        tells="Takes the same fields in the address, the question also as `q`, a list’s entries each by itself. A "
        "browser or a proxy may keep an address, and the question in it.",
        query=AskQuery,
        reply=schemas.AskReply,
        cached=True,
        further=_READS,
    ),
    Operation(
        method="post",
        path="/api/ask",
        id="askUnversioned",
        group="Asking",
        summary="Ask a question, for short",
        tells="The same as `/api/v1/ask`.",
        body=AskBody,
        reply=schemas.AskReply,
        further=_READS,
    ),
    Operation(
        method="get",
        path="/api/ask",
        id="askUnversionedByAddress",
        group="Asking",
        summary="Ask a question by an address, for short",
        tells="The same as `/api/v1/ask`.",
        query=AskQuery,
        reply=schemas.AskReply,
        cached=True,
        further=_READS,
    ),
    Operation(
        method="get",
        path="/api/v1/suggestions",
        id="suggest",
        group="Asking",
        summary="Suggest questions while one is typed",
        tells="All are questions that the index answers. In each, every word that is typed begins a word.",
        query=SuggestionQuery,
        reply=schemas.SuggestionsReply,
        further=_READS,
    ),
    Operation(
        method="post",
        path="/api/v1/feedback",
        id="giveFeedback",
        group="Asking",
        summary="Say what an answer is worth",
        tells="While the index of that `version` still answers, the question is answered again as it was asked, and "
        "the places that the passage cites are kept with their words.",
        body=FeedbackBody,
        reply=schemas.FeedbackReply,
        status=HTTPStatus.CREATED,
        further=("too_much_feedback", *_READS),
    ),
    Operation(
        method="get",
        path="/api/v1/articles",
        id="listArticles",
        group="Articles",
        summary="List the articles",
        tells="Page by page, in order of their ids.",
        query=ListQuery,
        reply=schemas.ArticleList,
        cached=True,
        further=_READS,
    ),
    Operation(
        method="get",
        path="/api/v1/articles/{id}",
        id="readArticle",
        group="Articles",
        summary="Read an article",
        tells="Its text, verbatim, with its sections and sentences; of a long one a page.",
        query=ArticleQuery,
        reply=schemas.ArticleReply,
        cached=True,
        further=("article_not_found", *_READS),
    ),
    Operation(
        method="put",
        path="/api/v1/articles/{id}",
        id="putArticle",
        group="Articles",
        summary="Add or replace an article",
        tells="Takes a document, as the body itself with its media type, or as the `file` of a form; what is known of "
        "it stands in the address, or in the form, and then not in the address. The reply tells of a job, whose "
        "address is in `Location`. Whoever may not do this is refused before the body is read.",
        query=KnownFields,
        documents=True,
        reply=schemas.JobReply,
        status=HTTPStatus.ACCEPTED,
        needs=Scope.WRITE,
        further=("corpus_read_only",),
    ),
    Operation(
        method="delete",
        path="/api/v1/articles/{id}",
        id="removeArticle",
        group="Articles",
        summary="Remove an article",
        tells="The job ends with a receipt, once the article is gone from everywhere.",
        body=NoBody,
        reply=schemas.JobReply,
        status=HTTPStatus.ACCEPTED,
        needs=Scope.WRITE,
        further=("article_not_found", "corpus_read_only", *_READS),
    ),
    Operation(
        method="get",
        path="/api/v1/index",
        id="readIndex",
        group="Index",
        summary="Which index answers",
        reply=schemas.IndexReply,
        further=_READS,
    ),
    Operation(
        method="get",
        path="/api/v1/index/generations",
        id="listGenerations",
        group="Index",
        summary="Which versions of the index are kept",
        reply=schemas.Generations,
        further=_READS,
    ),
    Operation(
        method="post",
        path="/api/v1/index/rebuilds",
        id="rebuild",
        group="Index",
        summary="Read all articles anew",
        tells="The reply tells of a job, whose address is in `Location`.",
        body=NoBody,
        reply=schemas.JobReply,
        status=HTTPStatus.ACCEPTED,
        needs=Scope.ADMIN,
        further=("rebuild_running",),
    ),
    Operation(
        method="get",
        path="/api/v1/index/rebuilds",
        id="listJobs",
        group="Index",
        summary="List the newest changes",
        tells="Rebuilds, and articles that were put or removed: each is a job.",
        reply=schemas.JobList,
    ),
    Operation(
        method="get",
        path="/api/v1/index/rebuilds/{id}",
        id="readJob",
        group="Index",
        summary="How far a change is",
        tells="Why it failed and what it left out is told in words to those with a token of scope `write` only.",
        reply=schemas.JobReply,
        further=("job_not_found",),
    ),
    Operation(
        method="get",
        path="/api/v1/index/rebuilds/{id}/events",
        id="watchJob",
        group="Index",
        summary="Watch a change",
        tells="Server-sent events, each with the job as its data: `progress` at first and whenever it changes, at last "
        "`done`, `refused` or `failed`.",
        media=EVENTS,
        further=("job_not_found", "too_many_streams"),
    ),
    Operation(
        method="get",
        path="/api/v1/openapi.json",
        id="describe",
        group="Service",
        summary="This description",
        tells="OpenAPI 3.1; also at `/openapi.json`.",
    ),
    Operation(
        method="get",
        path="/healthz",
        id="isAlive",
        group="Service",
        summary="Whether the server runs",
        open=True,
        reply=schemas.AliveReply,
    ),
    Operation(
        method="get",
        path="/readyz",
        id="isReady",
        group="Service",
        summary="Whether it can answer, and how",
        open=True,
        reply=schemas.ReadyReply,
        further=_READS,
    ),
)
"""All of them, in the order in which they are read."""
