"""Where sentences end, and where they only seem to."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from corpus import MAX_PASSAGE, shipped_vocabulary
from corpus.punkt import punkt
from corpus.structure import sentences
from corpus.structure.blocks import BLANK
from corpus.structure.sentences import _ended, sentence_spans

TEXTS = st.text(st.sampled_from("ab A.!?;: \n\u00a0“”'1")) | st.text(st.sampled_from("a ,"), min_size=1000)


def cut(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [text[start:end] for start, end in sentence_spans(text, shipped_vocabulary())]


@pytest.mark.parametrize(
    "text",
    [
        "Dr. Ann Lee met Mr. J. R. R. Tolliver.",
        "Cllr. Katie Hall, chair of the LGA’s board, agreed.",
        "It cost approx. £3.8bn, i.e. more than St. Mary’s.",
        "It began at 5 p.m. on Sunday.",
        "The U.N. Security Council met in Washington, D.C. on No. 10’s word.",
        "See Fig. 3 and pp. 4, or write by Jan. 5.",
        "He holds a Ph.D. in physics.",
        "“Why?” she asked.",
        "“Never!” said the chair.",
        "It grew from 1.9 million to 2.9 million.",
        "Visit example.org for more.",
        "They waited... and waited.",
        "The gate was hung by Mr. A. Reed and Sgt. A. Ford.",
        "The ferry runs from Feb. to Nov. of each year.",
        "The bridge is 9 yds. and 2 ft. wide.",
        "It is a crime under 12 U.S.C. § 44 to do so.",
        "The Rev. Hugh Penn (d. 1881) built it, and Messrs. Cole paid.",
        "He is an M.B.E.: the first of the town.",
        "See e.g. The Mill, in sch. 2 and reg. 7.",
        "We walked (some 4 km.) and rested.",
    ],
)
def test_a_sentence_goes_on_after(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "It began at 5 p.m.|The doors had been shut.",
        "The answer is no.|We left.",
        "We like art.|It was a sat.|Then she left.",
        "They live in the U.K.|He lives in the U.S.|They write.",
        "“We agree.”|“We do not.”",
        "(It is so.)|It was so.",
        "It fell to 414.|In 2013 it rose.",
        "‘Too often.’|‘Not often enough.’",
        "Is it new?|It is!|Good.",
        "we met on monday.|it was fine.",
        "A new page.\u00a0|After a hard space.",
        "🦊 runs.|🦊 rests.",
        "A mug is £3.20.|Plates are £7.40.|Bowls are 6.",
        "The dam cost $2.5m.|Brook paid for it.|It fell by 0.5.|Ten came.",
        "They live in Ridge, MS.|They have three sons.",
        "General terms.|(a) Nothing here counts.",
        "It is one system.|data.example.org uses it.",
        "“I forget none of it.”|– A patient.",
    ],
)
def test_a_sentence_ends_at(text: str) -> None:
    assert cut(text.replace("|", " ")) == [part.strip() for part in text.split("|")]


def test_a_wrapped_sentence_is_one() -> None:
    assert cut("The wall was built\nin 1862.\nIt fell.") == ["The wall was built\nin 1862.", "It fell."]


def test_a_sentence_too_long_is_cut_after_its_last_clause_that_fits_or_its_last_word() -> None:
    clauses = "a clause of it, " * 60
    assert {len(part) for part in cut(clauses.strip())[:-1]} <= set(range(MAX_PASSAGE // 2, MAX_PASSAGE + 1))
    assert all(part.endswith(",") for part in cut(clauses.strip()))
    assert all(part.endswith("word") for part in cut("word " * 300))
    assert [len(part) for part in cut("x" * 1300)] == [600, 600, 100]


@given(TEXTS)
def test_sentences_hold_all_but_the_white_space_between_them(text: str) -> None:
    spans = list(sentence_spans(text, shipped_vocabulary()))
    assert "".join("".join(text[a:b].split()) for a, b in spans) == "".join(text.split())
    assert all(0 < end - start <= MAX_PASSAGE for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


ENDS = (
    ". ", ". ", "? ", "! ", ".", " ", "\n", ".\n", ".\u00a0", '." ', ".) ", '. "', ". (", "...", "--", ", ", "\x1f",
    "\u200b", ".”", "?)”", ".’ ", ".»", ".}", "!]", ".;", "?!", ".*", ".@", ".,",
)  # fmt: skip
WORDS = (
    "Word", "word", "Mr", "co-mr", "U.S", "e.g", "J", "12", "5", "1,000", "B12", "²²", "No", "٣٣", "_a", "(word", '"',
)  # fmt: skip


def nltks_punkt() -> PunktSentenceTokenizer:
    """NLTK's own splitter, imported whole, with the words that ship."""
    parameters = PunktParameters()
    parameters.abbrev_types.update(shipped_vocabulary().abbreviations)
    parameters.sent_starters.update(shipped_vocabulary().starters)
    return PunktSentenceTokenizer(parameters)


PUNKT = nltks_punkt()


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(ENDS)).map("".join), min_size=1).map("".join))
@example("Word. Mr. Word. 12. word. 12. Word. J. Word. U.S. The word (Mr. Word) word.")
def test_a_text_that_is_cut_before_punkt_reads_it_has_the_same_sentences(text: str) -> None:
    words = shipped_vocabulary()
    spans = PUNKT.span_tokenize(text)
    said = [text[start:end].strip(BLANK) for start, end in spans]
    found = [text[start:end].strip(BLANK) for start, end in _ended(text, words)]
    assert [sentence for sentence in found if sentence] == [sentence for sentence in said if sentence]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("U.S. " * 40_000, id="no end in sight"),
        pytest.param("e.g. No. 1 " * 20_000, id="abbreviations before numbers"),
        pytest.param("A. " * 60_000, id="initials"),
        pytest.param("(“U.S. " * 20_000, id="marks that open"),
        pytest.param("x." * 60_000, id="no space"),
    ],
)
def test_a_text_of_which_nobody_knows_where_a_sentence_ends_is_read_in_stretches(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    class Reader:
        def __init__(self, *words: frozenset[str]) -> None:
            self._real = punkt(*words)

        def span_tokenize(self, stretch: str) -> object:
            read.append(len(stretch))
            return self._real.span_tokenize(stretch)

    monkeypatch.setattr(sentences, "punkt", Reader)
    spans = list(sentence_spans(text, shipped_vocabulary()))
    assert max(read, default=0) <= 4_000 and sum(read) <= 3 * len(text)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")
    assert all(end - start <= MAX_PASSAGE for start, end in spans)


def test_sentences_end_alike_wherever_a_stretch_does(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Dr. A. Lee of the U.N. spoke at 5 p.m. on it. See No. 10 and pp. 4 and 5 of it. “Why?” she asked. " * 60
    whole = list(sentence_spans(text.replace(". S", ".) S"), shipped_vocabulary()))
    monkeypatch.setattr(sentences, "_STRETCH", 400)
    assert list(sentence_spans(text.replace(". S", ".) S"), shipped_vocabulary())) == whole


def test_no_clock_decides_where_a_sentence_ends() -> None:
    first = next(iter(_ended("Mr. Lee left. Ms. Reed stayed.", shipped_vocabulary())))
    assert first == (0, 13)
    tokenizer = punkt(shipped_vocabulary().abbreviations, shipped_vocabulary().starters)
    pattern = tokenizer._lang_vars.period_context_re()
    assert type(pattern)._resolve.__globals__["DEFAULT_TIMEOUT"] is None
