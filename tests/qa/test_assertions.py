"""A quote keeps its meaning: how the clause that holds a span is put."""

import pytest

from qa.spans.assertions import Assertion, bounds, denies, read_assertion

DENIED, CONDITIONAL, PLANNED, STATED = Assertion.DENIED, Assertion.CONDITIONAL, Assertion.PLANNED, Assertion.STATED


@pytest.mark.parametrize(
    ("text", "span", "put"),
    [
        ("The trust denied that the weir would close in June 2031.", "June 2031", DENIED),
        ("The mill was not sold for £2m.", "£2m", DENIED),
        ("The council has ruled out a toll of 40p.", "40p", DENIED),
        ("The plan to open on 3 May 2031 was fine, but the fair was called off on 4 May 2031.", "3 May 2031", PLANNED),
        ("Rumours of a sale for £9m are untrue.", "£9m", DENIED),
        ("The barge did not sail, but the ferry sailed on 2 June 2031.", "2 June 2031", STATED),
        ("If the lock fails, 300 boats are stranded.", "300", CONDITIONAL),
        ("The fee falls to £5 if the lock reopens.", "£5", CONDITIONAL),
        ("The weir would have cost £3m.", "£3m", CONDITIONAL),
        ("If you want to sail, pay by 4 May 2031.", "4 May 2031", STATED),
        ("If the crew want to sail, the fee is £9.", "£9", CONDITIONAL),
        ("The lock cannot hold more than 70 boats.", "70", DENIED),
        ("The lock is due to open in May 2031.", "May 2031", PLANNED),
        ("The lock opened in May 2031.", "May 2031", STATED),
        ("The basin holds no more than 70 boats.", "no more than 70", STATED),
        ("The lock will not open until May 2031.", "May 2031", STATED),
        ("Not only the ferry but 12 barges sailed.", "12", STATED),
        ("Otter Works never ran the mill.", "Otter Works", DENIED),
        ("Otter Works ran the mill, not the canal board.", "Otter Works", STATED),
        ("Otter Works ran the mill, not the Canal Board.", "Canal Board", DENIED),
    ],
)
def test_a_clause_is_told_from_a_denial_a_condition_and_a_plan(text: str, span: str, put: Assertion) -> None:
    start = text.index(span)
    assert read_assertion(text, start, start + len(span)) is put


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("Which lock is not open?", True),
        ("Who denied the sale?", True),
        ("Who ran the mill?", False),
        ("Which lock holds no more than 70 boats?", False),
    ],
)
def test_a_question_may_speak_of_what_is_not(text: str, does: bool) -> None:
    assert denies(text) is does


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("The lock cannot hold more than 70 boats.", True),
        ("It is free as long as the load does not exceed 70 tons.", True),
        ("The lock did not hold 70 boats.", False),
        ("The lock holds more than 70 boats.", False),
    ],
)
def test_what_may_not_be_passed_is_a_limit(text: str, limit: bool) -> None:
    assert bounds(text, text.index("70")) is limit
