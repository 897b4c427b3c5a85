"""How sure an answer is, in words, and how many that were told alike were right."""

import re
from typing import NamedTuple

from qa import Answer, AnswerKind, Band, Confidence
from web.wording import listed

_WHOLE = {
    AnswerKind.SECTION: ("Sure: the question names this section", "Its sentences are shown from the first on."),
    AnswerKind.COMPARISON: ("Sure: the question names both sections", "Each is shown from its first sentence on."),
    AnswerKind.CORPUS: ("Certain: counted or looked up in the catalogue", "The passages are the articles’ own."),
}
"""Of an answer that is no single passage, by what was asked for."""


class _Measured(NamedTuple):
    """How many first passages that are told alike were right, of how many: of the judged sets but SelQA, with the
    encoder, each family of corpora left out of all that was fitted.
    """

    called: str
    right: int
    of: int


_HIGH = _Measured("Very likely right", 271, 280)
_MEDIUM = {
    0.7: _Measured("Probably right", 304, 385),
    0.4: _Measured("Perhaps right", 233, 449),
    0.0: _Measured("Doubtful", 89, 297),
}
"""Of the band `medium`, from a probability on."""

_ADVICE = {
    Band.HIGH: "The passage covers the question. Read it before you print it.",
    Band.MEDIUM: "Something of the question may not be in the passage. Read it, and its source, before you rely on it.",
}

_YEAR_OR_NAME = re.compile(r"\d|[^\W\d_]*[A-Z]")


def tell_confidence(answer: Answer) -> str:
    """Tell the band in words; below `high`, with the names and figures that the first passage lacks."""
    if answer.interpretation.kind in _WHOLE:
        return _WHOLE[answer.interpretation.kind][0]
    measured = _measured(answer.confidence)
    told = f"{measured.called}: {round(100 * measured.right / measured.of)} in 100 such answers were right"
    lacks = () if answer.confidence.band is Band.HIGH else _lacking(answer)
    return f"{told}. The passage does not name {listed(f'“{term}”' for term in lacks)}" if lacks else told


def tell_meaning(answer: Answer) -> str:
    """Tell what that asks of the reader, and how many answers that were told alike were right."""
    confidence = answer.confidence
    if answer.interpretation.kind in _WHOLE:
        return _WHOLE[answer.interpretation.kind][1]
    measured = _measured(confidence)
    return (
        f"{_ADVICE[confidence.band]} On questions about articles that this program had not seen, {measured.right:,} of "
        f"{measured.of:,} answers that were told as this one were right."
    )


def _lacking(answer: Answer) -> tuple[str, ...]:
    """The names and figures of the question that the first passage lacks. No other word is blamed: it may say the same
    in words of its own."""
    asked = answer.interpretation.standalone.split(maxsplit=1)[-1]
    return tuple(
        term
        for term in answer.passages[0].missing_terms
        if (found := re.search(rf"\b{re.escape(term)}\b", asked, re.I)) and _YEAR_OR_NAME.match(found[0])
    )


def _measured(confidence: Confidence) -> _Measured:
    if confidence.band is Band.HIGH:
        return _HIGH
    return next(measured for least, measured in _MEDIUM.items() if confidence.probability >= least)
