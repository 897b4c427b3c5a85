"""Links into an article and back: to the cited words, wherever they stand by now, to others that the same answer cites,
and to the page of this site that its reader came from, the conversation as it was.

The browser tells where its reader came from, and an article's links to another one carry it on.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from corpus import Article
from qa import Citation
from web.api.replies import article_href
from web.http.site import on_host
from web.pages.article import find_quote
from web.pages.passage import shorten

_LONGEST = 6_000
"""The longest way back that is carried on, in bytes as it is written there: an address is read up to some 8,000."""

_PAGES = {"/": "the questions", "/articles": "the articles", "/coverage": "what the articles cover"}
"""The pages that lead to an article, in words."""

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


@dataclass(frozen=True, slots=True)
class Trail:
    """An address of this site from its host's root, and where it leads, in words."""

    href: str
    words: str

    @property
    def carried(self) -> str | None:
        """What an address takes as `back` to carry it on; None where it is the first page, or too long."""
        short = len(quote(self.href, safe="")) <= _LONGEST
        return self.href if short and self.href != on_host("/") else None

    def here(self) -> str:
        """The address of the page at hand, which carries it on."""
        pairs = [(name, text) for name, text in request.args.items(multi=True) if name != "back"]
        query = urlencode([*pairs, ("back", self.carried)] if self.carried else pairs)
        return on_host(f"{request.path}?{query}" if query else request.path)


def way_back() -> Trail:
    """Where the reader came from, by the browser's own word or carried on from there; else it is the first page."""
    came = _page_of(request.referrer or "", request.host) or _page_of(request.args.get("back", ""), "")
    return came or Trail(on_host("/"), _PAGES["/"])


def _page_of(address: str, host: str) -> Trail | None:
    """The page of this site that an address is of; None where it names another host, or no page that leads here."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all
        return None
    words = {on_host(page): words for page, words in _PAGES.items()}.get(parts.path)
    if parts.netloc != host or words is None:
        return None
    return Trail(parts._replace(scheme="", netloc="", fragment="").geturl(), words)


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


def first_shown(query: MultiDict[str, str]) -> int | None:
    """Which sentence the window of a long article begins with, by its place among them; None where no address says."""
    first = query.get("from", "")
    return int(first) if _NUMBER.fullmatch(first) else None


def elsewhere(first: int | None) -> str:
    """The address of another window of the article at hand; of the one with the cited words, where it is None."""
    pairs = [(name, text) for name, text in request.args.items(multi=True) if name != "from"]
    query = urlencode(pairs if first is None else [*pairs, ("from", first)])
    return on_host(f"{request.path}?{query}" if query else request.path)


def into(citation: Citation, others: Iterable[Citation]) -> str:
    """The address of a citation's place on its article's page, which names the other places cited in that article."""
    spans = {
        (other.start, other.end)
        for other in others
        if (other.article_id, other.version) == (citation.article_id, citation.version)
    } - {(citation.start, citation.end)}
    path, _, mark = on_host(article_href(citation)).partition("#")
    return path + "".join(f"&also={start}-{end}" for start, end in sorted(spans)[:_MOST]) + f"#{mark}"


def also_cited(query: MultiDict[str, str], article: Article, trail: Trail) -> tuple[tuple[str, str], ...]:
    """The other places that a link names, in order, where it is of the text as it stands; they carry the trail on.

    Each by its first words and its address.
    """
    if query.get("version") != article.version:
        return ()
    named = [each.partition("-")[::2] for each in query.getlist("also")[:_MOST]]
    spans = [(int(a), int(b)) for a, b in named if _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b)]
    a, b = query.get("start", ""), query.get("end", "")
    here = {(int(a), int(b))} if _NUMBER.fullmatch(a) and _NUMBER.fullmatch(b) else set()
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
            out.append((shorten(words, _SHORT), href))
    return tuple(out)
