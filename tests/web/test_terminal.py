"""An answer at a terminal: several things, a section, and what the catalogue tells."""

import click

from qa import (
    Answer,
    AnswerKind,
    Band,
    Citation,
    Confidence,
    IndexStamp,
    Interpretation,
    Origin,
    Passage,
    ShortAnswer,
    ShortItem,
)
from web.cli.terminal import lines


def test_each_of_several_things_and_the_catalogues_word_are_printed() -> None:
    cited = Citation(1, "a", None, None, None, "sha256:1", 0, 4, "Quay", "", "", None, True)
    shown = Passage(1, 1.0, "Quay", "Ayton", False, None, "", "", (), (), (), (), 1, (cited,))
    items = tuple(ShortItem(text, AnswerKind.SUBJECT, 1, Origin.HEADING, cited) for text in ("Ayton", "Brill"))
    listed = ShortAnswer("Ayton", AnswerKind.LIST, 1, Origin.HEADING, cited, items)
    counted = ShortAnswer("5 articles", AnswerKind.CORPUS, 1, Origin.CORPUS, None)
    printed = [
        click.unstyle("\n".join(lines(reply(short, kind, shown), 80)))
        for short, kind in ((listed, AnswerKind.LIST), (counted, AnswerKind.CORPUS), (None, AnswerKind.SECTION))
    ]
    assert printed[0].startswith("Ayton\nthe heading of passage 1\nBrill\n")
    assert printed[1].startswith("5 articles\nfrom the catalogue")
    assert printed[2].startswith("the section’s own sentences")


def reply(short: ShortAnswer | None, kind: AnswerKind, shown: Passage) -> Answer:
    return Answer(
        "which?", Interpretation("which?", kind), short, Confidence(0.9, Band.HIGH), (shown,), None, None, (), 0,
        IndexStamp("sha256:0", 1, 1),
    )  # fmt: skip
