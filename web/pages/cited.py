"""Links into an article: to the cited words, wherever they stand by now, and to others that the same answer cites."""

import re
from collections.abc import Callable, Iterable

from flask import url_for
from werkzeug.datastructures import MultiDict

from corpus import Article
from qa import Citation
from web.api.replies import article_href
from web.pages.article import find_quote
from web.pages.way_back import Trail

_MOVED = (
    "This article has changed since it was cited. The cited words still stand in it, and are marked where they do now."
)
_GONE = "This article has changed since it was cited, and no longer holds the cited words."
_FORGOTTEN = (
    "This article has changed since it was cited, and the text of then is no longer kept, so the cited place is not "
    "marked. What follows is the text as it stands now."
)
_NO_SUCH_PLACE = "The place that this link cites does not exist in this article, so nothing is marked in it."

_MOST = 20
"""How many other places a link may name."""

_SHORT = 120
"""How many characters of another place's words are shown."""

_NUMBER = re.compile("[0-9]{1,9}")


def cited_place(
    query: MultiDict[str, str], article: Article, earlier: Callable[[str, str], Article | None]
) -> tuple[tuple[int, int] | None, str]:
    """Return the span that a link cites, and what its reader should be told when it is not where, or what, it was."""
    version, start, end = (query.get(name, "") for name in ("version", "start", "end"))
    if not (start or end):
        return None, "" if version in ("", article.version) else _FORGOTTEN
    if not (_NUMBER.fullmatch(start) and _NUMBER.fullmatch(end)):
        return None, _NO_SUCH_PLACE
    span = int(start), int(end)
    cited = article if version in ("", article.version) else earlier(article.id, version)
    if cited is None:
        return None, _FORGOTTEN
    quote = cited.text[span[0] : span[1]]
    if span[1] > len(cited.text) or not quote.strip():
        return None, _NO_SUCH_PLACE
    if cited is article:
        return span, ""
    found = find_quote(quote, article.text, near=span[0])
    return (found, _MOVED) if found else (None, _GONE)


def into(citation: Citation, others: Iterable[Citation]) -> str:
    """The address of a citation's place on its article's page, which names the other places cited in that article."""
    spans = {
        (other.start, other.end)
        for other in others
        if (other.article_id, other.version) == (citation.article_id, citation.version)
    } - {(citation.start, citation.end)}
    path, _, mark = article_href(citation).partition("#")
    return path + "".join(f"&also={start}-{end}" for start, end in sorted(spans)[:_MOST]) + f"#{mark}"


def also_cited(query: MultiDict[str, str], article: Article, trail: Trail) -> tuple[tuple[str, str], ...]:
    """The other places that a link names, in order, where it is of the text as it stands; they carry the trail on.

    Each by its first words and its address.
    """
    if query.get("version") != article.version:
        return ()
    named = [each.partition("-")[::2] for each in query.getlist("also")[:_MOST]]
    spans = [(int(a), int(b)) for a, b in named if _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b)]
    here = [(int(a), int(b)) for a, b in [(query.get("start", ""), query.get("end", ""))] if (a + b).isdecimal()]
    out = []
    for start, end in sorted(set(spans)):
        words = " ".join(article.text[start:end].split())
        if start < end <= len(article.text) and words:
            rest = [f"{a}-{b}" for a, b in sorted({*spans, *here} - {(start, end)})]
            href = url_for(
                "pages.article",
                article_id=article.id,
                version=article.version,
                start=start,
                end=end,
                also=rest,
                back=trail.carried,
                _anchor="cited",
            )
            out.append((words if len(words) <= _SHORT else f"{words[:_SHORT].rstrip()} …", href))
    return tuple(out)
