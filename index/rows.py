"""Which sentences can answer, and which words count with each beside its own: those that stand over it."""

from corpus import Role, Sentence


def answers(role: Role) -> bool:
    """Whether sentences of this role can answer: headings and furniture cannot."""
    return role not in (Role.HEADING, Role.FURNITURE)


def words_over(sentence: Sentence, heading: str | None) -> tuple[str, ...]:
    """Return the texts that count with a sentence: the heading over it, or the title, and its speaker's name.

    They count towards the sentence's length, too: to leave them out of it made no difference (SelQA, MRR@10 within
    .001). Sentences that cannot answer have none.
    """
    if not answers(sentence.role):
        return ()
    speaker = sentence.speaker.text if sentence.speaker is not None else ""
    over = (heading or "", "" if speaker in sentence.text else speaker)
    return tuple(text for text in over if text)
