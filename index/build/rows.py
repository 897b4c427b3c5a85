"""Which sentences can answer, and which words count with each beside its own: those that stand over it.

They are the heading over it, or the article's title, and its speaker's name. They count towards the sentence's length,
too: to leave them out of it made no difference (SelQA, MRR@10 within .001). Sentences that cannot answer have none.
"""

from corpus import Role, Sentence


def answers(role: str) -> bool:
    """Whether sentences of this role can answer: headings and furniture cannot."""
    return role not in (Role.HEADING, Role.FURNITURE)


def counts_over(sentence: Sentence) -> bool:
    """Whether the speaker's name counts with a sentence: not where it stands in it already."""
    speaker = sentence.speaker
    return speaker is not None and answers(sentence.role) and speaker.text not in sentence.text
