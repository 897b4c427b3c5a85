"""The list of articles as a page shows it: searched, in an order, a page at a time."""

from collections.abc import Mapping
from dataclasses import dataclass

from index import ArticleCard, Order, Searcher
from web.settings import MAX_QUESTION

PAGE_OF_ARTICLES = 100
"""How many articles one page of their list shows."""

ORDERS = {
    Order.ID: "Id",
    Order.TITLE: "Title",
    Order.PUBLISHER: "Publisher",
    Order.PUBLISHED: "Newest first",
    Order.SENTENCES: "Most sentences first",
}
"""What a person may choose from, in words."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list. `search`: what was looked for; `further`: the address's query of the next page, if there is
    one; `begins`: whether it is the first page; `total`: how many articles there are, found or not.
    """

    cards: tuple[ArticleCard, ...]
    search: str
    order: Order
    further: dict[str, str] | None
    begins: bool
    total: int


def listing(query: Mapping[str, str], searcher: Searcher) -> Listing:
    """The page that an address asks for; what it does not understand of it counts as not said."""
    search = " ".join(query.get("search", "").split())[:MAX_QUESTION]
    order = Order(query["sort"]) if query.get("sort") in list(Order) else Order.ID
    after = query.get("after") or None
    cards = searcher.cards(search=search, after=after, limit=PAGE_OF_ARTICLES + 1, order=order)
    shown = tuple(cards[:PAGE_OF_ARTICLES])
    asked = {"search": search, "sort": "" if order is Order.ID else order.value}
    return Listing(
        cards=shown,
        search=search,
        order=order,
        further=_said(asked | {"after": shown[-1].id}) if len(cards) > len(shown) else None,
        begins=after is None,
        total=searcher.n_articles,
    )


def _said(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if value}
