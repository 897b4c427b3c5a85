"""A form with files that was refused, to be shown again as it was filled in, with what is wrong in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from web.http.faults import Fault, faults_of
from web.http.problems import Problem, RequestRefused


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
    return Refilled(Problem.of(refused).status, filled, faults_of(refused))
