"""Articles that Hypothesis draws for the tests of the index, and what these look at of an index."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from corpus import SourceFile

# --- small articles in which everything may happen that one article does to another ---

CRISIS = "Crisis beds stand ready for patients through every winter night."
NURSES = "District nurses visit older people at home within two hours."
BUDGET = "The council spends 4.2 million pounds on home care this year."
TWINS = (CRISIS, NURSES, BUDGET, "Health and care teams now share one record of each patient.")
"""Sentences that tell enough to be known again under another heading."""

LINES = (
    *TWINS,
    "The Joint Emergency Team (JET) answers 320 calls a week.",
    "JET works day and night, and J.E.T. is not its name.",
    "The Jubilee Education Trust of Torbay paid for it.",
    "Norman Lamb, the minister, said: “We care about Torbay, and torbay cares about us.”",
    "It opens on 12 June 2024 approx. Two hundred people came.",
    "- beds for 14 people;\n- nurses by day;\n- a van.",
    "Rachel King\n01226 774586\nrachel@barnsley.example",
    "Call A&E, or write to care@torbay.example at once.",
)
HEADINGS = ("Barnsley", "Torbay", "South Devon and Torbay", "What it costs", None)
"""None: the section has no heading, or has lost it."""

VOCABULARIES = (None, 'equivalents = [["beds", "cots"]]\n', 'abbreviations = ["approx", "night"]\n')


@dataclass(frozen=True, slots=True)
class Written:
    """An article as it is written down."""

    text: str
    suffix: str = ".txt"
    title: str | None = None
    published: str | None = None

    def file(self, article_id: str) -> SourceFile:
        """It as a document."""
        raw = self.text.encode()
        return SourceFile(article_id, raw, self.suffix, article_id, title=self.title, published=self.published)

    @property
    def known(self) -> dict[str, str]:
        """Its table of a catalogue."""
        return {key: value for key in ("title", "published") if (value := getattr(self, key)) is not None}


def text_of(sections: Sequence[tuple[str | None, Sequence[str]]]) -> str:
    """A text of some sections, each under its heading."""
    return "\n\n".join(block for heading, lines in sections for block in (heading, *lines) if block) + "\n"


IDS = st.sampled_from(("a", "b", "c.d", "Z"))
TEXTS = st.lists(
    st.tuples(st.sampled_from(HEADINGS), st.lists(st.sampled_from(LINES), min_size=1, max_size=4)),
    min_size=1,
    max_size=4,
).map(text_of)
KNOWN = {"title": st.sampled_from((None, "Beds", "Torbay")), "published": st.sampled_from((None, "2013-11-01"))}
WRITTEN = st.builds(Written, TEXTS, st.sampled_from((".txt", ".md")), **KNOWN)


# --- what is looked at of an index ---


def pieces(index: Path) -> dict[str, object]:
    """Every file of the generation that answers; of the manifest all but when it was built, and its own check."""
    folder = index / "generations" / (index / "current").read_text("utf-8").split("\n")[0]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files: dict[str, object] = {path.name: path.read_bytes() for path in folder.iterdir()}
    return files | {"manifest.json": {key: manifest[key] for key in manifest.keys() - {"built_at", "check"}}}
