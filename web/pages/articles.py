"""The list of articles: by year and month, kind and publisher, with counts, newest first, searched in titles or in
texts, and paged from both ends.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import url_for
from werkzeug.datastructures import MultiDict

from index import ArticleCard, ArticleQuery, Order, Searcher
from web.pages.filters import Narrowing, narrowing, spelt, why_nothing
from web.settings import MAX_QUESTION

PAGE_OF_ARTICLES = 50
"""How many articles one page of their list shows."""

MOST_VALUES = 12
"""How many values of one kind are listed at once; the rest are unfolded."""

ALL_VALUES = 200
"""And how many in all: the rest is found by searching."""

ORDERS = {
    Order.PUBLISHED: "Newest first",
    Order.TITLE: "Title",
    Order.PUBLISHER: "Publisher",
    Order.SENTENCES: "Most sentences first",
    Order.ID: "Id",
}
"""What a person may choose from, in words, what is meant by default first."""

UNKNOWN = "none"
"""What an address says for articles of unknown day."""

_NUMBER_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that the list may be kept to, how many articles it would then have, and where that leads."""

    words: str
    articles: int
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """What may be chosen of one sort. `choices` stand at once, `more` are unfolded, `others` are not listed at all."""

    name: str
    choices: tuple[Choice, ...]
    more: tuple[Choice, ...] = ()
    others: int = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that the list is kept to, in words, and the address of the list without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page stands among all: addresses of the first, the one before, the one after and the last, None for none.

    `place` counts from 1.
    """

    place: int
    pages: int
    first: str | None
    before: str | None
    after: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. `cards`: the articles, each with its kind; `first`: the place of the first of them among
    the `found` on all pages; `total`: how many articles there are. `sent`: what a form sends along, beside words and
    order. `ask`: where to ask about these alone.
    """

    cards: tuple[tuple[ArticleCard, str | None], ...]
    search: str
    in_texts: bool
    order: Order
    found: int
    total: int
    first: int
    kept: tuple[Kept, ...]
    facets: tuple[Facet, ...]
    pager: Pager
    sent: tuple[tuple[str, str], ...]
    nothing: tuple[str, ...]
    ask: str


def listing(query: MultiDict[str, str], searcher: Searcher) -> Listing:
    """The page that an address asks for; what it does not understand of it counts as not said."""
    asked = _Asked.of(query)
    looked_for = asked.query()
    found = searcher.find_articles(looked_for, order=asked.order)
    pages = max(1, -(-len(found.numbers) // PAGE_OF_ARTICLES))
    place = min(asked.page, pages)
    first = (place - 1) * PAGE_OF_ARTICLES
    numbers = found.numbers[first : first + PAGE_OF_ARTICLES]
    facets = [*asked.times(found.months), asked.types(found.types)]
    if len(found.publishers) > 1 or asked.narrowing.publishers:
        facets.append(asked.publishers(found.publishers))
    return Listing(
        cards=searcher.cards_of(numbers),
        search=asked.search,
        in_texts=asked.in_texts,
        order=asked.order,
        found=len(found.numbers),
        total=searcher.n_articles,
        first=first + 1,
        kept=tuple(asked.kept()),
        facets=tuple(facet for facet in facets if facet.choices),
        pager=asked.pager(place, pages),
        sent=tuple(asked.narrowing.pairs() + ([("from", UNKNOWN)] if asked.undated else [])),
        nothing=why_nothing(looked_for, asked.narrowing, searcher) if searcher.n_articles and not numbers else (),
        ask=f"{url_for('pages.chat')}?{urlencode(asked.narrowing.pairs())}" if asked.narrowing and numbers else "",
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address of the list asks for."""

    search: str
    in_texts: bool
    order: Order
    page: int
    narrowing: Narrowing
    undated: bool

    @classmethod
    def of(cls, query: MultiDict[str, str]) -> "_Asked":
        kept, _ = narrowing(query)
        page = query.get("page", "")
        return cls(
            search=" ".join(query.get("search", "").split())[:MAX_QUESTION],
            in_texts=query.get("in") == "texts",
            order=Order(query["sort"]) if query.get("sort") in list(Order) else Order.PUBLISHED,
            page=max(1, int(page)) if page.isascii() and page.isdecimal() and len(page) <= _NUMBER_DIGITS else 1,
            narrowing=kept,
            undated=query.get("from") == UNKNOWN,
        )

    def query(self) -> ArticleQuery:
        words = {"text" if self.in_texts else "title": self.search}
        return ArticleQuery(self.narrowing.filters(), undated=self.undated, **words)

    def address(self, *, page: int = 1) -> str:
        """The address that asks for this."""
        pairs = [("search", self.search)] if self.search else []
        pairs += [("in", "texts")] if self.search and self.in_texts else []
        pairs += self.narrowing.pairs() + ([("from", UNKNOWN)] if self.undated else [])
        pairs += [("sort", self.order.value)] if self.order is not Order.PUBLISHED else []
        pairs += [("page", str(page))] if page > 1 else []
        path = url_for("pages.articles")
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def with_time(self, first: str, last: str, *, undated: bool = False) -> "_Asked":
        return replace(self, narrowing=replace(self.narrowing, first=first, last=last), undated=undated)

    def kept(self) -> Iterable[Kept]:
        """What the list is kept to, one by one."""
        mine = self.narrowing
        if self.search:
            where = "Text" if self.in_texts else "Title, publisher or id"
            yield Kept(f"{where} with {self.search}", replace(self, search="").address())
        for name in mine.types:
            rest = replace(mine, types=tuple(each for each in mine.types if each != name))
            yield Kept(f"Kind: {name}", replace(self, narrowing=rest).address())
        for name in mine.publishers:
            rest = replace(mine, publishers=tuple(each for each in mine.publishers if each != name))
            yield Kept(f"Publisher: {name}", replace(self, narrowing=rest).address())
        if mine.first or mine.last:
            yield Kept(f"Published {replace(mine, types=(), publishers=()).words()}", self.with_time("", "").address())
        if self.undated:
            yield Kept("Day unknown", self.with_time("", "").address())

    def times(self, months: Mapping[str | None, int]) -> Iterable[Facet]:
        """The years, and the months of the year that the list is kept to, newest first."""
        years = Counter[str]()
        for month, n in months.items():
            if month is not None:
                years[month[:4]] += n
        first, last = self.narrowing.first, self.narrowing.last
        choices = [
            Choice(year, years[year], self.with_time(year, year).address(), current=(first, last) == (year, year))
            for year in sorted(years, reverse=True)
        ]
        if None in months and years:
            choices.append(
                Choice("Unknown", months[None], self.with_time("", "", undated=True).address(), current=self.undated)
            )
        yield _facet("Year", choices)
        chosen = first[:4] if first and first[:4] == last[:4] else next(iter(years), "") if len(years) == 1 else ""
        within = sorted((month for month in months if chosen and month and month.startswith(chosen)), reverse=True)
        yield _facet(
            f"Month of {chosen}",
            [
                Choice(
                    spelt(month).partition(" ")[0],
                    months[month],
                    self.with_time(month, month).address(),
                    current=(first, last) == (month, month),
                )
                for month in within
            ],
        )

    def types(self, counts: Mapping[str | None, int]) -> Facet:
        mine = self.narrowing
        return _facet(
            "Kind",
            [
                Choice(name, n, self._with(replace(mine, types=(name,))), current=name in mine.types)
                for name, n in counts.items()
                if name is not None
            ],
        )

    def publishers(self, counts: Mapping[str | None, int]) -> Facet:
        mine = self.narrowing
        return _facet(
            "Publisher",
            [
                Choice(name, n, self._with(replace(mine, publishers=(name,))), current=name in mine.publishers)
                for name, n in counts.items()
                if name is not None
            ],
        )

    def _with(self, kept: Narrowing) -> str:
        return replace(self, narrowing=kept).address()

    def pager(self, place: int, pages: int) -> Pager:
        def at(page: int) -> str | None:
            return self.address(page=page) if 1 <= page <= pages and page != place else None

        return Pager(place, pages, at(1), at(place - 1), at(place + 1), at(pages))


def _facet(name: str, choices: list[Choice]) -> Facet:
    chosen = [choice for choice in choices[MOST_VALUES:] if choice.current]
    return Facet(
        name,
        tuple(choices[:MOST_VALUES] + chosen),
        tuple(choice for choice in choices[MOST_VALUES:ALL_VALUES] if not choice.current),
        max(0, len(choices) - ALL_VALUES),
    )
