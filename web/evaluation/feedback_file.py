"""Feedback as lines of a file of judged questions: what a verdict judges by itself, and what waits for a person."""

from collections.abc import Iterable, Iterator
from typing import Any

from qa.evaluation import QuestionKind
from web.store.feedback import FeedbackVerdict, Opinion, Record


def judged_lines(records: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """One object a record, which `pioneer-qa evaluate` reads; one that waits for a person says `"judged": false`.

    A right passage supports its question, and a question that should have been refused, or rightly was, has no answer,
    unless filters left articles out. Of anything else the verdict says only what is wrong: what is right a person has
    to add.
    """
    for record in records:
        opinion = record.opinion
        turn = {"question": opinion.question, **_judgement(opinion)}
        kind = QuestionKind.WHAT_DID if turn["answerable"] else QuestionKind.UNANSWERABLE
        asked = turn
        if opinion.history:
            kind = QuestionKind.CONVERSATION
            asked = {"turns": [*({"question": earlier, "judged": False} for earlier in opinion.history), turn]}
        yield {
            "id": record.id,
            "kind": kind.value,
            **asked,
            "tag": "feedback",
            "verdict": opinion.verdict.value,
            "passage": opinion.passage,
            "comment": opinion.comment,
            "version": opinion.version,
            "at": record.at,
        }


def _judgement(opinion: Opinion) -> dict[str, Any]:
    quotes = [{"source": cited.article_id, "quote": cited.quote} for cited in opinion.cited]
    rightly_refused = opinion.verdict is FeedbackVerdict.CORRECT and opinion.answered is False
    # Articles that filters left out may have the answer.
    if (opinion.verdict is FeedbackVerdict.SHOULD_HAVE_REFUSED or rightly_refused) and not opinion.narrowed:
        return {"answers": [], "support": [], "answerable": False}
    if opinion.verdict is FeedbackVerdict.CORRECT and quotes:
        return {"answers": [], "support": quotes, "answerable": True}
    return {"answers": [], "support": [], "answerable": True, "judged": False, "shown": quotes}
