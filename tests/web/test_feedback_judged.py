"""Feedback as judged questions: what a verdict says by itself, and what waits for a person."""

from dataclasses import replace
from typing import Any

import pytest

from web.evaluation.feedback_file import judged_lines
from web.store.feedback import Cited, FeedbackVerdict, Opinion, Record

VERSION = f"sha256:{'0' * 64}"
FERRY = "The ferry Canaria leaves the north quay at noon, and rests on Mondays."
SUPPORT = [{"source": "ferry", "quote": FERRY}]
PLAIN = Opinion("When does it leave?", (), VERSION, None, FeedbackVerdict.WRONG_ANSWER, "", None, ())
QUOTING = replace(
    PLAIN,
    passage=1,
    verdict=FeedbackVerdict.CORRECT,
    answered=True,
    cited=(Cited("ferry", "sha256:1", 0, len(FERRY), FERRY),),
)


def line(opinion: Opinion) -> dict[str, Any]:
    (line,) = judged_lines([Record("a", "2024-05-20T10:00:00.000+00:00", opinion)])
    return line


@pytest.mark.parametrize(
    ("opinion", "judgement"),
    [
        pytest.param(QUOTING, {"kind": "what-did", "answerable": True, "support": SUPPORT}, id="a right passage"),
        pytest.param(
            replace(PLAIN, verdict=FeedbackVerdict.CORRECT, answered=False),
            {"kind": "unanswerable", "answerable": False, "support": []},
            id="rightly refused",
        ),
        pytest.param(
            replace(QUOTING, verdict=FeedbackVerdict.SHOULD_HAVE_REFUSED),
            {"kind": "unanswerable", "answerable": False, "support": []},
            id="should have refused",
        ),
        pytest.param(
            replace(QUOTING, verdict=FeedbackVerdict.SHOULD_HAVE_REFUSED, narrowed=True),
            {"judged": False, "support": [], "shown": SUPPORT},
            id="should have refused, of some of the articles",
        ),
        *(
            pytest.param(
                replace(QUOTING, verdict=verdict), {"judged": False, "support": [], "shown": SUPPORT}, id=verdict.value
            )
            for verdict in (
                FeedbackVerdict.WRONG_ANSWER,
                FeedbackVerdict.WRONG_PASSAGE,
                FeedbackVerdict.SHOULD_HAVE_ANSWERED,
            )
        ),
        pytest.param(replace(QUOTING, cited=()), {"judged": False, "support": []}, id="right, but where is not known"),
        pytest.param(
            replace(QUOTING, passage=None, cited=()),
            {"judged": False, "support": []},
            id="right, which is not told",
        ),
    ],
)
def test_a_verdict_judges_what_it_can_and_leaves_the_rest_to_a_person(
    opinion: Opinion, judgement: dict[str, Any]
) -> None:
    told = line(opinion)
    assert {name: told[name] for name in judgement} == judgement
    assert ("judged" in told) is ("judged" in judgement)
    assert (told["verdict"], told["passage"], told["version"]) == (opinion.verdict.value, opinion.passage, VERSION)


def test_a_question_with_a_history_becomes_a_conversation_whose_last_turn_is_judged() -> None:
    told = line(replace(QUOTING, history=("Where is the ferry?",)))
    assert (told["kind"], "question" in told) == ("conversation", False)
    first, last = told["turns"]
    assert first == {"question": "Where is the ferry?", "judged": False}
    assert (last["question"], last["support"], "judged" in last) == (PLAIN.question, SUPPORT, False)
