"""A quote with its citation, to be pasted elsewhere: plain, as Markdown and as HTML."""

import re
from datetime import date
from html import escape
from urllib.parse import urljoin

from qa import Citation
from web.api.replies import article_href

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])|^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)


def day(published: str) -> str:
    """Return an ISO 8601 day as people write it; anything else as it stands."""
    try:
        found = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{found.day} {found:%B %Y}"


def source(citation: Citation) -> str:
    """What is known of a citation's article: title or id, publisher, day."""
    published = day(citation.published) if citation.published else None
    return ", ".join(filter(None, [citation.title or citation.article_id, citation.publisher, published]))


def plain(citation: Citation, root: str) -> str:
    """The quote in quotation marks, its source and its address. `root`: the address of the site."""
    return f"“{citation.quote}”\n{source(citation)}\n{urljoin(root, article_href(citation))}"


def markdown(citation: Citation, root: str) -> str:
    """The quote as a block, its source as a link."""
    block = "\n".join(f"> {line}" for line in as_markdown(citation.quote).split("\n"))
    return f"{block}\n>\n> — {markdown_link(citation, root)}"


def markdown_link(citation: Citation, root: str) -> str:
    """The source as a link to the cited place."""
    return f"[{as_markdown(source(citation))}](<{urljoin(root, article_href(citation))}>)"


def html(citation: Citation, root: str) -> str:
    """The quote as a block that names its source."""
    where = escape(urljoin(root, article_href(citation)))
    quote = "<br>".join(map(escape, citation.quote.split("\n")))
    link = f'<a href="{where}">{escape(source(citation))}</a>'
    return f'<blockquote cite="{where}"><p>{quote}</p><p>— {link}</p></blockquote>'


def as_markdown(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    return _SPECIAL.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)
