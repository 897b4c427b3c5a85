"""A conversation as an address holds it: its questions, oldest first, what is undone of the last one, and which
articles they are asked of.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from qa import Request, Undo
from web.http.site import on_host
from web.pages.filters import ALL, Narrowing, narrowing
from web.settings import MAX_HISTORY, MAX_QUESTION, PAGE_LIMIT

LATEST = "latest"
"""What an address calls the last question of its page."""

MOST = MAX_HISTORY + 1
"""How many questions an address may hold: the last one, and as many before it as a request takes."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions, oldest first, asked of the articles of `kept`. `typed`: what stands in the box, as it is not asked;
    `error`: why it cannot be.
    """

    questions: tuple[str, ...] = ()
    undo: frozenset[Undo] = field(default_factory=frozenset)
    kept: Narrowing = ALL
    typed: str = ""
    error: str = ""

    def requests(self) -> tuple[Request, ...]:
        """Each question as it is to be asked, with those before it."""
        last = len(self.questions) - 1
        return tuple(
            Request(
                question,
                history=self.questions[:place],
                limit=PAGE_LIMIT,
                undo=self.undo if place == last else frozenset(),
                filters=self.kept.filters(),
                explain=True,
                asked_on=date.today().isoformat(),
            )
            for place, question in enumerate(self.questions)
        )


def conversation(query: MultiDict[str, str]) -> Conversation:
    """The conversation of an address, its line breaks as they were typed; what cannot be asked is told, not asked."""
    asked = [text.replace("\r\n", "\n").strip() for text in query.getlist("q")]
    questions = tuple(filter(None, asked))
    kept, wrong = narrowing(query)
    if wrong:
        return Conversation(typed=questions[-1] if questions else "", kept=kept, error=wrong)
    wanted = query.getlist("undo")
    undo = frozenset(Undo(name) for name in wanted if name in set(Undo))
    if len(undo) != len(set(wanted)):
        return Conversation(
            typed=questions[-1] if questions else "",
            kept=kept,
            error="The address undoes something unknown. Ask the question anew.",
        )
    for question in questions:
        if len(question) > MAX_QUESTION:
            return Conversation(
                typed=question,
                kept=kept,
                error=f"The question is {len(question):,} characters long, and at most {MAX_QUESTION:,} can be asked. "
                "Shorten it and ask again.",
            )
    if len(questions) > MOST:
        return Conversation(
            typed=questions[-1],
            kept=kept,
            error=f"The address holds {len(questions)} questions, and at most {MOST} can be. Ask the last one anew.",
        )
    return Conversation(questions, undo, kept, typed=query.get("draft", "")[:MAX_QUESTION])


def address(questions: Sequence[str], undo: Sequence[str] = (), kept: Narrowing = ALL) -> str:
    """The address of a conversation, from its host's root. Of several questions the last is in view at once."""
    pairs = [("q", question) for question in questions] + [("undo", name) for name in undo] + kept.pairs()
    home = on_host("/")
    return f"{home}?{urlencode(pairs)}{f'#{LATEST}' if len(questions) > 1 else ''}" if pairs else home


def draft(questions: Sequence[str], typed: str, kept: Narrowing = ALL) -> str:
    """The address of a conversation with a question in the box, not yet asked."""
    pairs = [*(("q", question) for question in questions), ("draft", typed), *kept.pairs()]
    return f"{on_host('/')}?{urlencode(pairs)}"
