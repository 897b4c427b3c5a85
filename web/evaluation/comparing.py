"""An earlier run of judged questions: read, and a later one held beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from qa import GROUP_MEASURES, MEASURES, Changes, Result, RunFileError, changes, grouped
from qa.evaluation.bootstrap import Difference, differences

FORMAT = 1
"""The layout of a run's JSON object; fields are only ever added to it."""

_REMEDY = "make one with: pioneer-qa evaluate --json FILES > earlier.json"


class Run(BaseModel):
    """What is read of a run: the version of the index that answered, and what is kept of each reply."""

    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)

    format: Literal[1]
    index: str
    results: tuple[Result, ...] = Field(min_length=1)

    @field_validator("results")
    @classmethod
    def _ranks_count_from_one(cls, results: tuple[Result, ...]) -> tuple[Result, ...]:
        if any(result.rank is not None and result.rank < 1 for result in results):
            raise ValueError("a rank is below 1")
        return results


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed since the run in the file `path`, which the index of version `index` answered.

    `figures` and, by kind, `kinds` are over the questions that both runs have.
    """

    path: Path
    index: str
    changes: Changes
    figures: tuple[Difference, ...]
    kinds: Mapping[str, tuple[Difference, ...]]


def read_run(path: Path) -> Run:
    """Read a run that `pioneer-qa evaluate --json` printed. Raises RunFileError."""
    try:
        return Run.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RunFileError(f"{path}: cannot be read: {error.strerror}; {_REMEDY}") from error
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        field = ".".join(str(part) for part in fault["loc"])
        what = f"{field}: {fault['msg']}" if field else fault["msg"]
        raise RunFileError(f"{path}: not a run of an evaluation ({what}); {_REMEDY}") from error


def compare(path: Path, earlier: Run, results: Sequence[Result]) -> Comparison:
    """Compare the results of a run with those of an earlier one, read from `path`."""
    found = changes(earlier.results, results)
    before = {id(now): before for before, now in zip(found.before, found.now, strict=True)}
    kinds = {
        name: differences(GROUP_MEASURES, [before[id(now)] for now in held], held)
        for name, held in grouped(found.now).items()
    }
    return Comparison(path, earlier.index, found, differences(MEASURES, found.before, found.now), kinds)
