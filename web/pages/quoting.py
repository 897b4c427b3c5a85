"""A quote with its citation, to be pasted elsewhere: plain, as Markdown and as HTML."""

import re
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urljoin

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])|^(\s*)([-+]|\d+[.)])(?=\s)", re.MULTILINE)


def day(published: str) -> str:
    """Return an ISO 8601 day as people write it; anything else as it stands."""
    try:
        found = date.fromisoformat(published)
    except ValueError:
        return published
    return f"{found.day} {found:%B %Y}"


def source(citation: dict[str, Any]) -> str:
    """What is known of a citation's article: title or id, publisher, day."""
    known = (citation["title"] or citation["article_id"], citation["publisher"], citation["published"])
    return ", ".join([str(known[0]), *filter(None, [known[1], day(known[2]) if known[2] else None])])


def plain(citation: dict[str, Any], root: str) -> str:
    """The quote in quotation marks, its source and its address. `root`: the address of the site."""
    return f"“{citation['quote']}”\n{source(citation)}\n{urljoin(root, citation['href'])}"


def markdown(citation: dict[str, Any], root: str) -> str:
    """The quote as a block, its source as a link."""
    block = "\n".join(f"> {line}" for line in as_markdown(citation["quote"]).split("\n"))
    return f"{block}\n>\n> — {markdown_link(citation, root)}"


def markdown_link(citation: dict[str, Any], root: str) -> str:
    """The source as a link to the cited place."""
    return f"[{as_markdown(source(citation))}](<{urljoin(root, citation['href'])}>)"


def html(citation: dict[str, Any], root: str) -> str:
    """The quote as a block that names its source."""
    where = escape(urljoin(root, citation["href"]))
    quote = "<br>".join(map(escape, citation["quote"].split("\n")))
    link = f'<a href="{where}">{escape(source(citation))}</a>'
    return f'<blockquote cite="{where}"><p>{quote}</p><p>— {link}</p></blockquote>'


def as_markdown(text: str) -> str:
    """Return a text that Markdown shows as it stands."""
    return _SPECIAL.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)
