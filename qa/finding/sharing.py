"""What a candidate holds through others: a pronoun's sentence, a list's items, a section's contact block."""

import re
from collections.abc import Sequence

from corpus import Role, Sentence
from qa.finding.evidence import leads_in

SECTION_SHARE = 0.9
"""How much of a term a contact block covers when it stands elsewhere in its section."""

PRONOUN_SHARE = 0.8
"""How much of a term a sentence that opens with a pronoun covers when the sentence before it holds the term."""

_PRONOUN = re.compile(r"\W*(?:It|Its|They|Their|She|Her|He|His|This|These|That|Those|Such)\b")


def lean_on_sentence_before(held: list[list[float]], numbers: Sequence[int], sentences: Sequence[Sentence]) -> None:
    """Let a sentence that opens with a pronoun hold, in part, what the sentence before it in its paragraph holds."""
    place_of = {number: place for place, number in enumerate(numbers)}
    leaning = [place for place, sentence in enumerate(sentences) if _PRONOUN.match(sentence.text)]
    before = {
        place: list(held[earlier]) for place in leaning if (earlier := place_of.get(numbers[place] - 1)) is not None
    }
    for place, row in before.items():
        sentence, other = sentences[place], sentences[place_of[numbers[place] - 1]]
        if (sentence.article_id, sentence.paragraph) == (other.article_id, other.paragraph):
            held[place][:] = [max(own, PRONOUN_SHARE * share) for own, share in zip(held[place], row, strict=True)]


def share_lists(held: list[list[float]], numbers: Sequence[int], sentences: Sequence[Sentence]) -> None:
    """Let the items of a list, and the line that leads in to them, hold in part what any of them holds."""
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    shared: list[float] = []
    group: list[int] = []
    for place, after in zip(order, [*order[1:], None], strict=True):
        group.append(place)
        row = held[place]
        shared = [max(a, b) for a, b in zip(row, shared or row, strict=True)]
        if after is None or not _same_list(numbers[place], numbers[after], sentences[place], sentences[after]):
            for member in group if len(group) > 1 else ():
                held[member][:] = [
                    max(own, SECTION_SHARE * other) for own, other in zip(held[member], shared, strict=True)
                ]
            shared, group = [], []


def _same_list(number: int, after: int, sentence: Sentence, following: Sentence) -> bool:
    """Whether the second of two candidates is the next item of the list that the first is in, or leads in to."""
    return (
        after == number + 1
        and following.role is Role.BULLET
        and (following.article_id, following.section) == (sentence.article_id, sentence.section)
        and (sentence.role is Role.BULLET or leads_in(sentence))
    )


def share_sections(held: list[list[float]], sentences: Sequence[Sentence]) -> None:
    """Let each contact block hold, in part, the terms that other candidates of its section hold."""
    by_section: dict[tuple[str, int], list[float]] = {}
    for row, sentence in zip(held, sentences, strict=True):
        key = (sentence.article_id, sentence.section)
        by_section[key] = [max(a, b) for a, b in zip(row, by_section.get(key, row), strict=True)]
    for row, sentence in zip(held, sentences, strict=True):
        if sentence.role is Role.CONTACT:
            section = by_section[sentence.article_id, sentence.section]
            row[:] = [max(own, SECTION_SHARE * shared) for own, shared in zip(row, section, strict=True)]
