"""A form with files that was refused, to be shown again as it was filled in, with what is wrong in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from web.problems import InvalidFields, Problem, RequestRefused

_LABELS = {
    "file": "Files", "id": "Id", "title": "Title", "publisher": "Publisher", "published": "Published",
    "url": "Web address",
}  # fmt: skip
"""The fields as the form names them."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field: its name and label, both empty where it is none of the form's."""

    field: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refilled:
    """What was filled in, files aside, which no browser shows again; and why it was refused."""

    status: HTTPStatus
    filled: dict[str, str]
    faults: tuple[Fault, ...]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The names of the fields that are wrong."""
        return tuple(fault.field for fault in self.faults if fault.field)


def refilled(refused: RequestRefused, parts: Iterable[tuple[str, object]]) -> Refilled:
    """The form of these parts, which was refused."""
    filled = {name: value for name, value in parts if isinstance(value, str)}
    faults = (
        [_fault(error.pointer.removeprefix("#/"), error.detail) for error in refused.errors]
        if isinstance(refused, InvalidFields)
        else [Fault("", "", str(refused))]
    )
    return Refilled(Problem.of(refused).status, filled, tuple(faults))


def _fault(field: str, detail: str) -> Fault:
    known = field in _LABELS
    return Fault(field if known else "", _LABELS.get(field, field), detail)
