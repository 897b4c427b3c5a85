"""What a page says of itself to programs: OpenGraph, JSON-LD, Dublin Core, `<time>`, and its headline."""

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.files.extractors.writing import Fields, squeezed

_DATES = (
    "article:published_time og:article:published_time og:published_time datepublished parsely-pub-date sailthru.date"
    " dcterms.issued dc.date.issued citation_publication_date publication_date publish-date publishdate publish_date"
    " pubdate date.issued dc.date dcterms.date dc.date.created dcterms.created date originalpublicationdate"
    " article.published govuk:first-published-at published published_time"
).split()  # fmt: skip
_PUBLISHERS = "og:site_name dc.publisher dcterms.publisher publisher citation_publisher application-name".split()
_DIVIDERS = re.compile(r"\s+(?:[|·•«»]|[-–—]|::)\s+")
_PUBLISHED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:published|pubdate|post-?date|entry-?date|dateline|posted)(?:$|[\s_-])", re.I
)
_CHANGED = re.compile(r"\b(?:updated|modified|edited|reviewed|changed)\b", re.I)
_LONGEST_DATELINE = 60
_MOST_JSON = 1_000_000
"""In characters; what programs are told beyond it is passed over."""


def page_fields(tree: Any) -> Fields:
    """Return what a page says of its title, publisher, day and address, the likeliest first."""
    said: dict[str, list[str]] = {}
    for meta in tree.iter("meta"):
        content = squeezed(str(meta.get("content") or ""))
        for key in {str(meta.get(name) or "").strip().lower() for name in ("property", "name", "itemprop")} - {""}:
            if content:
                said.setdefault(key, []).append(content)
    linked = list(_linked_data(tree))
    sites = [value for key in _PUBLISHERS for value in said.get(key, ())]
    publishers = [
        *said.get("og:site_name", ()),
        *(name for thing in linked for name in _names(thing.get("publisher"))),
        *sites,
    ]
    fields = {
        "title": _titles(tree, said, linked, publishers),
        "publisher": publishers,
        "published": [*_dates(tree, said, linked)],
        "url": [*_addresses(tree), *said.get("og:url", ())],
    }
    return {field: list(dict.fromkeys(values)) for field, values in fields.items() if values}


def _linked_data(tree: Any) -> Iterator[dict[str, Any]]:
    """Yield the things that a page describes in JSON-LD and that have a day or a headline: articles, not the site."""
    for script in tree.iter("script"):
        text = script.text or ""
        if "ld+json" not in str(script.get("type") or "").lower() or len(text) > _MOST_JSON:
            continue
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting = thing + waiting
            elif isinstance(thing, dict):
                if thing.get("headline") or thing.get("datePublished"):
                    yield thing
                waiting = [thing.get("@graph"), thing.get("mainEntity"), *waiting]


def _names(value: Any) -> Iterator[str]:
    """Yield the names of whoever JSON-LD names as a text, as a thing or as several."""
    for one in value if isinstance(value, list) else [value]:
        name = one.get("name") if isinstance(one, dict) else one
        if isinstance(name, str) and squeezed(name) and not name.startswith("http"):
            yield squeezed(name)


def _titles(tree: Any, said: dict[str, list[str]], linked: list[dict[str, Any]], sites: list[str]) -> list[str]:
    """Return the headline as the page may tell it: its first-rank heading where others agree, or what they say."""
    told = [*said.get("og:title", ()), *(squeezed(str(thing["headline"])) for thing in linked if thing.get("headline")),
            *said.get("dc.title", ()), *said.get("dcterms.title", ()), *said.get("twitter:title", ())]  # fmt: skip
    told += [squeezed("".join(node.itertext())) for node in tree.iter("title") if node.getparent().tag == "head"]
    headings = [text for node in tree.iter("h1") if (text := squeezed("".join(node.itertext())))]
    known = {site.lower() for site in sites}
    titles = [title for title in (_without_site(title, known, headings) for title in told) if title]
    agreed = [text for text in headings if any(title.lower().startswith(text.lower()) for title in titles)]
    if not agreed and len(headings) == 1 and (not titles or any(_alike(headings[0], title) for title in titles)):
        agreed = headings
    return [text for text in [*agreed[:1], *titles, *headings[:1]] if text.lower() not in known]


def _without_site(title: str, sites: set[str], headings: list[str]) -> str:
    """Return a title without the site's name before or after it; where that is unknown, without what ends it."""
    parts = _DIVIDERS.split(title)
    if len(parts) == 1:
        return title
    for heading in headings:
        if title.startswith(heading) or title.endswith(heading):
            return heading
    if parts[-1].lower() in sites:
        return title[: title.rindex(parts[-1])].rstrip(" |·•«»-–—:")
    if parts[0].lower() in sites:
        return title[len(parts[0]) :].lstrip(" |·•«»-–—:")
    bar = re.search(r"\s[|·•«»]\s|\s::\s", title)
    return title[: bar.start()] if bar else title


def _alike(one: str, other: str) -> bool:
    """Whether two titles share most of the shorter one's words."""
    words, others = (set(re.findall(r"\w{3,}", text.lower())) for text in (one, other))
    return 2 * len(words & others) > min(len(words), len(others)) if words and others else one.lower() == other.lower()


def _dates(tree: Any, said: dict[str, list[str]], linked: list[dict[str, Any]]) -> Iterator[str]:
    """Yield when the page may have been published."""
    for key in _DATES[:4]:
        yield from said.get(key, ())
    yield from (str(thing["datePublished"]) for thing in linked if thing.get("datePublished"))
    for key in _DATES[4:]:
        yield from (re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})\b", r"\1-\2-\3", value) for value in said.get(key, ()))
    marked = [node for node in tree.iter() if isinstance(node.tag, str) and node.get("itemprop") == "datePublished"]
    times = [time for time in tree.iter("time") if time.get("datetime")]
    marked += [
        time
        for time in times
        if time.get("pubdate") is not None or _PUBLISHED_CLASS.search(str(time.get("class") or ""))
    ]
    for node in marked:
        yield squeezed(str(node.get("datetime") or node.get("content") or "".join(node.itertext())))
    lines = [time for time in times if _is_dateline(time)]
    if len({str(time.get("datetime"))[:10] for time in lines}) == 1:
        yield squeezed(str(lines[0].get("datetime")))


def _is_dateline(time: Any) -> bool:
    """Whether a day stands with few other words, as below a headline, and is not that of a change."""
    above = time.getparent()
    words = squeezed("".join(above.itertext())) if above is not None else ""
    named = any(node.tag in ("li", "td", "dd", "aside", "footer", "nav", "table") for node in time.iterancestors())
    return len(words) <= _LONGEST_DATELINE and not words.endswith(".") and not _CHANGED.search(words) and not named


def _addresses(tree: Any) -> Iterator[str]:
    for link in tree.iter("link"):
        if "canonical" in str(link.get("rel") or "").lower().split():
            yield squeezed(str(link.get("href") or ""))
