"""What is wrong with a field that a page sent, in that page's words: which field, what is wrong, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from web.http.problems import FieldError, InvalidFields, RequestRefused

_LABELS = {
    "q": "Question", "question": "Question", "history": "Earlier questions", "version": "Version of the index",
    "passage": "Passage", "verdict": "What you say of it", "comment": "Comment", "theme": "Colours", "token": "Token",
    "file": "Files", "id": "Id", "title": "Title", "publisher": "Publisher", "published": "Published",
    "url": "Web address",
}  # fmt: skip
"""The fields of all forms, as the pages name them."""

_SHORT = 120
"""How many characters of an unknown name are shown."""

_ASK_ANEW = "Ask the question anew, and say it under that answer."
_SEND_AGAIN = "Go back, change it, and send it again."
_LEAVE_OUT = "Leave it out of the form or the address."
_REMEDIES = {
    "q": "",  # what is wrong with it says so itself
    "question": _ASK_ANEW,
    "history": _ASK_ANEW,
    "version": _ASK_ANEW,
    "passage": _ASK_ANEW,
    "verdict": "Go back, and press one of the buttons below the answer.",
    "theme": "Choose them with the button at the top of the page.",
    "token": "Enter it where you sign in, and nothing else.",
}
"""What to do about a field, where it is not to change it and send it again."""

_PLAIN = {
    "enum": "This is none of what can be chosen",
    "extra_forbidden": "Nothing of that name is taken here",
    "greater_than_equal": "This is less than {ge}",
    "int_type": "This is no whole number",
    "less_than_equal": "This is more than {le}",
    "missing": "This is missing",
    "string_pattern_mismatch": "This is not as the page has it",
    "string_too_long": "This is longer than {max_length:,} characters",
    "string_too_short": "This is empty",
    "string_type": "This is no text",
    "string_unicode": "This holds characters that are no text",
    "too_long": "These are more than {max_length:,}",
}
"""The kinds of faults as pydantic tells them apart, in words for a person who filled in a form."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field: its name and label, both empty where it is no field's; `detail` is a sentence, and
    `remedy` one on what to do, or empty.
    """

    field: str
    label: str
    detail: str
    remedy: str


def plain_words(kind: str, context: Mapping[str, Any]) -> str:
    """A fault of this kind in plain words; empty where its own are plain enough."""
    return _PLAIN.get(kind, "").format(**context)


def fault_of(error: FieldError) -> Fault:
    """A field's error in the words of the page that it was sent from."""
    field, *steps = _steps(error.pointer) or [""]
    detail = f"{(error.plain or error.detail).rstrip('.')}."
    if not field:
        return Fault("", "", detail, _SEND_AGAIN)
    if field not in _LABELS:
        return Fault(field, f"“{field if len(field) <= _SHORT else f'{field[:_SHORT]} …'}”", detail, _LEAVE_OUT)
    label = f"Earlier question {int(steps[0]) + 1}" if field == "history" and steps else _LABELS[field]
    return Fault(field, label, detail, _REMEDIES.get(field, _SEND_AGAIN))


def faults_of(refused: RequestRefused) -> tuple[Fault, ...]:
    """All that a request was refused for."""
    if isinstance(refused, InvalidFields):
        return tuple(map(fault_of, refused.errors))
    return (Fault("", "", str(refused), ""),)


def _steps(pointer: str) -> list[str]:
    """The names on the way to a field, as they were before `pointer` was made of them."""
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
