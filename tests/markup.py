"""A page as the elements that it is made of, for tests of pages without a browser, and what several of them ask for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from corpus import SHIPPED_ARTICLES

CRISIS = "which pioneer is piloting a crisis house?"
CITED = "/articles/integrated-care-pioneers-announced"
IDS = sorted(path.stem for path in SHIPPED_ARTICLES.glob("*.txt"))
MARKUP = '<script>alert(1)</script><input autofocus onfocus="alert(2)">\'"&quot'
"""What must be shown as text wherever an article or a reader brings it."""

VOID = {"base", "br", "col", "hr", "img", "input", "link", "meta"}


@dataclass
class Element:
    """An element with its text, `skip` excepted, and what is in it."""

    tag: str
    attributes: dict[str, str | None]
    children: list["Element | str"] = field(default_factory=list)

    def text(self, *, skip: str = "") -> str:
        parts = (child if isinstance(child, str) else child.text(skip=skip) for child in self.children)
        return "" if skip in self.classes else "".join(parts)

    @property
    def classes(self) -> list[str]:
        return (self.attributes.get("class") or "").split()

    def all(self) -> Iterable["Element"]:
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.all()

    def find(self, tag: str, **attributes: str) -> list["Element"]:
        wanted = attributes.items()
        return [
            e for e in self.all() if e.tag == tag and all(e.attributes.get(name) == value for name, value in wanted)
        ]


class Page(HTMLParser):
    """Reads a page into elements and fails on tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open = [Element("page", {})]
        self.feed(html)
        self.close()
        assert len(self.open) == 1, f"not closed: {self.open[-1].tag}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def page(html: str) -> Element:
    return Page(html).open[0]
