"""Which part of a page is its article: trafilatura tells the paragraphs that are, and what stands among them is too.

trafilatura leaves out what is none of its kinds of blocks (terms, loose text, many lists). So it is asked only where
the article stands; what is shown there is read from the page itself, furniture aside.
"""

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from corpus.files.extractors.writing import squeezed

_SILENT = frozenset(
    "applet area audio base button canvas col colgroup datalist del embed figcaption frame frameset head iframe img"
    " input link map meta meter noembed noframes noscript object optgroup option param progress rp rt s script select"
    " source strike style svg template textarea title track video".split()
)
"""Elements whose words are no part of a text: seen by no one, struck out, or told of a picture."""

_FURNITURE = frozenset("aside footer form header nav".split())
_ROLES = frozenset(
    "alert alertdialog banner complementary contentinfo dialog form menu menubar navigation search tablist"
    " toolbar".split()
)
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:ad|ads|advert|advertisement|breadcrumbs?|byline|captions?|carousel|comments?|consent|cookies?|footer"
    r"|gallery|login|masthead|menu|modal|nav|navbar|navigation|newsletter|pager|pagination|player|popup|promo|rating"
    r"|recommended|related|share|sharing|sidebar|signup|skip-?links?|slideshow|social|sponsored|subscribe|tags|teasers?"
    r"|toolbar|trending|most-?read|more-?stories|read-?more|read-?next)(?:$|[\s_-])",
    re.I,
)
"""What a page's designers call what is furniture, in its class or id."""

_UNSEEN = re.compile(
    r"(?:^|[\s_-])(?:sr-only|visually-?hidden|screen-reader(?:-text)?|screenreader|is-hidden|u-hidden)(?:$|\s)", re.I
)
_NOT_SHOWN = re.compile(r"(?:^|[;\s{])(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.I)
_SIMPLE = re.compile(r"\s*(?:[a-z][a-z0-9]*)?([.#])([A-Za-z][\w-]*)\s*", re.I)

_SHARE = 0.9
"""The share of what trafilatura found that the article's element holds: the smallest that does."""

_KNOWN = 20
"""In letters and digits: shorter text is in too many places to tell whether trafilatura took it."""

_MOST_LINKED = 0.6
"""The share of a block's words that are links, from which it is a menu."""

_WORDS = re.compile(r"[\W_]+")
_BLOCKS = frozenset("p li dd dt td th h1 h2 h3 h4 h5 h6 div section article blockquote pre summary caption".split())


class MainText:
    """A page's article: its `element`, its `headline` above it or within it, and what within it is left out."""

    def __init__(self, element: Any, headline: str | None, kept: dict[Any, int], hidden: set[tuple[str, str]]) -> None:
        """Store them; `kept`: how much of each element trafilatura found; `hidden`: classes and ids not shown."""
        self.element, self.headline = element, headline
        self._kept, self._hidden = kept, hidden
        self._asked: dict[Any, bool] = {}

    def is_left_out(self, node: Any) -> bool:
        """Whether an element holds nothing of the article: it is not shown, or it is furniture."""
        known = self._asked.get(node)
        if known is None:
            known = self._asked[node] = self._decide(node)
        return known

    def _decide(self, node: Any) -> bool:
        if (node.tag in _SILENT and not _opens(node)) or is_hidden(node, self._hidden):
            return True
        if self._kept.get(node) or (node.tag == "header" and self._holds_headline(node)):
            return False
        named = f"{node.get('class') or ''} {node.get('id') or ''}"
        if node.tag in _FURNITURE or node.get("role") in _ROLES or _NAMES.search(named):
            return True
        return node.tag in ("ul", "ol", "div", "p", "section", "table") and _is_menu(node)

    def _holds_headline(self, node: Any) -> bool:
        return any(squeezed("".join(heading.itertext())) == self.headline for heading in node.iter("h1"))


def _opens(node: Any) -> bool:
    """Whether a button is the heading of what it opens."""
    return node.tag == "button" and "aria-expanded" in node.attrib and " " in squeezed("".join(node.itertext()))


def find_main_text(tree: Any, titles: Sequence[str]) -> MainText:
    """Find the article of a page of likely titles; where trafilatura finds none, all that the page shows is it."""
    import trafilatura

    hidden = _hidden_names(tree)
    headings = [squeezed("".join(node.itertext())) for node in tree.iter("h1")]
    headline = next((title for title in titles[:1] if title in headings), None)
    for node in [node for node in tree.iter() if isinstance(node.tag, str) and is_hidden(node, hidden)]:
        if node.getparent() is not None and node.tag != "body":
            node.drop_tree()
    page = trafilatura.bare_extraction(deepcopy(tree), favor_precision=True, include_comments=False)
    found = "" if page is None or page.body is None else _WORDS.sub("", "".join(page.body.itertext())).lower()
    kept = _kept(tree, found)
    element = body = next(tree.iter("body"), tree)
    total = kept.get(body, 0)
    while total and (inner := next((n for n in element if kept.get(n, 0) >= _SHARE * total), None)) is not None:
        if inner.tag not in (
            "article",
            "body",
            "center",
            "div",
            "form",
            "main",
            "section",
            "table",
            "tbody",
            "td",
            "tr",
        ):
            break
        element = inner
    if element.tag in ("table", "tbody", "tr"):
        element = next((above for above in element.iterancestors("table")), element).getparent()
    if not total:
        element = next((n for n in tree.iter("main", "article") if squeezed("".join(n.itertext()))), body)
    return MainText(element, headline, kept, hidden)


def is_hidden(node: Any, hidden: set[tuple[str, str]]) -> bool:
    """Whether a page does not show an element; `hidden`: the classes (`.`) and ids (`#`) that its own styles hide."""
    attributes = node.attrib
    if not attributes:
        return str(node.tag) == "dialog"
    if "hidden" in attributes or str(attributes.get("aria-hidden")).strip().lower() == "true":
        return True
    if (style := attributes.get("style")) and _NOT_SHOWN.search(style):
        return True
    classes = str(attributes.get("class") or "")
    if classes and (_UNSEEN.search(classes) or any((".", name) in hidden for name in classes.split())):
        return True
    return ("#", str(attributes.get("id"))) in hidden or (node.tag == "dialog" and "open" not in attributes)


def _hidden_names(tree: Any) -> set[tuple[str, str]]:
    """Return the classes and ids that the page's own styles hide on every kind of screen."""
    out: set[tuple[str, str]] = set()
    for style in tree.iter("style"):
        text = re.sub(r"/\*.*?\*/", "", style.text or "", flags=re.S)
        if "none" not in text and "hidden" not in text:
            continue
        for selectors, rule in _rules(text):
            if _NOT_SHOWN.search(rule):
                out |= {(simple[1], simple[2]) for simple in map(_SIMPLE.fullmatch, selectors.split(",")) if simple}
    return out


def _rules(style: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of a style sheet, what they are for and what they say, but those for some kinds of screen."""
    depth = start = 0
    selectors = ""
    for match in re.finditer(r"[{}]", style):
        if match[0] == "{":
            if depth == 0:
                selectors = style[start : match.start()]
            depth, start = depth + 1, match.end()
        else:
            if depth == 1 and "@" not in selectors:
                yield selectors, style[start : match.start()]
            depth, start = max(0, depth - 1), match.end()


def _kept(tree: Any, found: str) -> dict[Any, int]:
    """Return of each element how many letters and digits of its blocks trafilatura found."""
    out: dict[Any, int] = {}
    nodes = [node for node in tree.iter() if isinstance(node.tag, str)]
    for node in nodes if found else ():
        if node.tag not in _BLOCKS or any(child.tag in _BLOCKS for child in node):
            continue
        words = _WORDS.sub("", "".join(node.itertext())).lower()
        if len(words) >= _KNOWN and words in found:
            out[node] = out.get(node, 0) + len(words)
            for above in node.iterancestors():
                out[above] = out.get(above, 0) + len(words)
    return out


def _is_menu(node: Any) -> bool:
    """Whether nearly all words of a block lead elsewhere; addresses of mail and telephones are no links in this."""
    words = len(_WORDS.sub("", "".join(node.itertext())))
    links = [link for link in node.iter("a") if not str(link.get("href") or "").startswith(("mailto:", "tel:", "#"))]
    linked = sum(len(_WORDS.sub("", "".join(link.itertext()))) for link in links)
    return bool(links) and linked > _MOST_LINKED * words
