"""Where a supporting sentence stands among passages, compared as a reader would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import MAX_PASSAGE
from qa.evaluation import Support
from qa.evaluation.matching import find_place

CRISIS = "Harbour Town opened a crisis house with ten beds."
MAY = "It opened in the month of May, to general surprise."
TEAM = "In Mill Valley nurses and carers now work in one team."


@pytest.mark.parametrize(
    ("texts", "place"),
    [
        pytest.param([CRISIS, MAY], 0, id="the-first-passage"),
        pytest.param([MAY, CRISIS], 1, id="the-second-passage"),
        pytest.param([f"{MAY} {TEAM}", CRISIS], 1, id="after-a-passage-of-two-sentences"),
        pytest.param([f"{MAY} {TEAM} {MAY}", CRISIS], 2, id="after-a-passage-of-three-sentences"),
        pytest.param([f"{MAY} {CRISIS}"], 0, id="the-second-sentence-of-a-passage"),
        pytest.param([f"{MAY} {TEAM} {CRISIS}"], 1, id="the-third-sentence-of-a-passage"),
        pytest.param([f"Oh. {MAY}", CRISIS], 1, id="a-short-sentence-takes-no-place-of-its-own"),
        pytest.param([f"{MAY[:-1]}\n{TEAM[:-1]}\n{CRISIS}"], 0, id="a-line-break-parts-nothing"),
        pytest.param([f"{MAY[:-1]}\n- {TEAM[:-1]}\n- {CRISIS}"], 1, id="the-second-item-under-a-line"),
        pytest.param([f"{MAY[:-1]}\n\n{TEAM[:-1]}\n\n{CRISIS}"], 1, id="the-third-paragraph"),
        pytest.param([f"It is said that {CRISIS[:-8]} nine bunks."], 0, id="four-fifths-of-the-quote"),
        pytest.param([f"It is said that {CRISIS[:-16]} with nine bunks."], None, id="less-than-four-fifths"),
        pytest.param(["opened a crisis house with ten"], 0, id="a-part-of-the-quote"),
        pytest.param(["a crisis house"], None, id="too-small-a-part-of-the-quote"),
        pytest.param([CRISIS.upper().replace(" ", "\u00a0 ")], 0, id="case-and-white-space-aside"),
        pytest.param([CRISIS + " " + "x" * MAX_PASSAGE], None, id="too-long-a-passage"),
        pytest.param([MAY, TEAM], None, id="nowhere"),
        pytest.param([], None, id="no-passage"),
    ],
)
def test_a_supporting_sentence_stands_at(texts: list[str], place: int | None) -> None:
    assert find_place(texts, [Support("toy", CRISIS)]) == place


@pytest.mark.parametrize(
    ("text", "quote", "place"),
    [
        pytest.param(f"{MAY} {TEAM} {MAY} {CRISIS}", f". {CRISIS}", 1, id="that-it-begins-in"),
        pytest.param(f"{MAY} {TEAM}{')' * 9} {CRISIS}", "beds.", 1, id="that-is-the-last-whatever-closes-before-it"),
    ],
)
def test_a_quote_stands_at_the_sentence(text: str, quote: str, place: int) -> None:
    assert find_place([text], [Support("toy", quote)]) == place


def test_typographic_quotes_and_dashes_are_the_plain_ones() -> None:
    assert find_place(["Their \u201cone \u2013 team\u201d isn't big"], [Support("toy", '"one - team" isn\u2019t')]) == 0


@given(st.lists(st.text()), st.text(min_size=1))
def test_any_texts_have_a_place_or_none(texts: list[str], quote: str) -> None:
    place = find_place(texts, [Support("toy", quote)])
    assert place is None or place >= 0
