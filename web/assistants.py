"""What an assistant may do here, by the Model Context Protocol: ask, search and read, with the citations of the API."""

from datetime import date
from importlib.metadata import version
from typing import Annotated, Any

import msgspec
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from corpus import PioneerError
from web.api import replies
from web.http.bodies import AskBody, validate
from web.service import Service
from web.settings import DEFAULT_LIMIT, MAX_HISTORY, MAX_LIMIT, MAX_QUESTION, MAX_SENTENCES

INSTRUCTIONS = (
    "Answers come from a corpus of announcements, in the articles' own words. Quote passages as they stand, and cite "
    "each by its article and `href`. Where `status` is `no_answer`, say that the articles don't say; what stands in "
    "`nearest` is no answer."
)

_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)

_Words = Annotated[str, Field(min_length=1, max_length=MAX_QUESTION)]
_Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="How many passages at most.")]


def make_server(service: Service) -> MCPServer[Any]:
    """The server of the protocol, which answers with `service`."""
    server: MCPServer[Any] = MCPServer(
        "pioneer-qa", instructions=INSTRUCTIONS, version=version("pioneer-qa"), log_level="ERROR"
    )

    def reply_to(question: str, history: list[str], limit: int) -> dict[str, Any]:
        try:
            fields = {"question": question, "history": history, "limit": limit, "today": date.today().isoformat()}
            request = validate(AskBody, fields).request()
            told: dict[str, Any] = msgspec.to_builtins(replies.ask(request, service))
        except PioneerError as error:
            raise ToolError(str(error)) from error
        return told

    def ask(
        question: _Words,
        history: Annotated[
            list[str],
            Field(max_length=MAX_HISTORY, description="Earlier questions that this one leans on, oldest first."),
        ] = [],  # noqa: B006 (read, and never changed)
        limit: _Limit = DEFAULT_LIMIT,
    ) -> dict[str, Any]:
        """Answer a question from the articles, with the passages that tell it and a citation of each; or say that they
        don't say, with the passages that come near.
        """
        return reply_to(question, history, limit)

    def search(words: _Words, limit: _Limit = DEFAULT_LIMIT) -> dict[str, Any]:
        """Find the passages that come nearest to some words, whether or not they answer anything, with citations."""
        told = reply_to(words, [], limit)
        return {"passages": told["passages"] or told["nearest"], "index": told["index"]}

    def read_article(
        article_id: Annotated[str, Field(description="The `article_id` of a citation.")],
        first: Annotated[int, Field(ge=0, description="The number of the sentence to begin with.")] = 0,
        limit: Annotated[int, Field(ge=1, le=MAX_SENTENCES, description="How many sentences at most.")] = 200,
    ) -> dict[str, Any]:
        """Read an article's verbatim text, its sections and sentences; of a long one a part, and where the next begins
        as `next_cursor`.
        """
        try:
            searcher = service.searcher()
            article = searcher.article(article_id)
            if article is None:
                raise ToolError("The index holds no article of this id.")
            if first and first >= len(searcher.sentence_numbers(article_id)):
                raise ToolError("The article has no sentence of this number.")
            told: dict[str, Any] = msgspec.to_builtins(replies.article_reply(article, searcher, first, limit))
        except PioneerError as error:
            raise ToolError(str(error)) from error
        return told

    for tool in (ask, search, read_article):
        server.add_tool(tool, annotations=_READS)
    return server
