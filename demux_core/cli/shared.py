"""What the commands share: options for data and models, loading, saying."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.cli.console import console_progress
from demux_core.tasks import TASKS

if TYPE_CHECKING:
    from demux_core.data.dataset import Dataset
    from demux_core.modelling.encoding import Encoding

Options = argparse.Namespace
DATA_HELP = """\
FILE is CSV, TSV, JSONL, JSON (SQuAD or TyDiQA layout), Parquet, CoNLL (.conll, .bio), CoNLL-U, TXT, or
hf:NAME[:CONFIG][:SPLIT] for a dataset on the hub. FILE@train takes one split of a file that has several;
FILE[lang=hi,mr] keeps, FILE[lang!=ur] drops rows by a column: pool.parquet@train[lang!=en,ur]
"""
_ROLES = {
    "data": "dataset",
    "source": "pool of source texts",
    "target": "sample of unlabelled target texts",
    "test": "labelled target-language data to score on",
    "gold": "labelled target-language data, for the strategy gold",
    "train": "labelled data to fine-tune on first, usually English",
}


def add_command(
    group: Any, name: str, run: Callable[[Options], None], summary: str, example: str
) -> argparse.ArgumentParser:
    """Add the command ``name``, which calls ``run``; ``example`` is its arguments in the help."""
    command: argparse.ArgumentParser = group.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"{DATA_HELP}\nexample:\n  {command_prefix(group)} {name} {example}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    return command


def command_prefix(group: Any) -> str:
    """``python -m demux_core``, with the command that ``group`` stands below."""
    return str(group._prog_prefix).strip()


def add_data(command: argparse.ArgumentParser, *roles: str, optional: tuple[str, ...] = ()) -> None:
    """Add an option for the file of each role, and how its columns are read."""
    for role in (*roles, *optional):
        command.add_argument(f"--{role}", metavar="FILE", required=role in roles, help=_ROLES[role])
    command.add_argument("--task", choices=tuple(TASKS), help="recognised from the columns unless given")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="which column is which: text=sentence, of one file alone source.text=sentence (may be repeated)",
    )


def add_model(command: argparse.ArgumentParser) -> None:
    """Add the option that names the model."""
    command.add_argument(
        "--model", default=DEFAULT_MODEL, help="`default` (embedded), a directory, or a name on the hub"
    )


def add_strategy_options(command: argparse.ArgumentParser) -> None:
    """Add what some strategies want to be told."""
    command.add_argument("--allocation", type=Path, help="file `lang,count`: litmus keeps to its proportions")
    command.add_argument("--like", help="strategy whose language mix same_distribution copies")


def load_data(options: Options, role: str) -> "Dataset":
    """Read the file of a role, and say what was noticed in it."""
    from demux_core.data.loading import load

    columns = _columns(options, role)
    dataset = load(getattr(options, role), task=options.task, columns=columns)
    for note in dataset.notes:
        say(f"{dataset.name}: {note}")
    return dataset


def _columns(options: Options, role: str) -> dict[str, str]:
    """The columns named for a file: ``NAME=COLUMN`` for every one, ``ROLE.NAME=COLUMN`` for one alone."""
    pairs = [pair.split("=", 1) for pair in options.column if "=" in pair]
    if len(pairs) != len(options.column):
        raise InputError(f"--column must be NAME=COLUMN, got {', '.join(options.column)}")
    roles = {name.rpartition(".")[0] for name, _ in pairs} - {""}
    if unknown := [name for name in roles if name not in _ROLES or not getattr(options, name, None)]:
        raise InputError(
            f"--column ROLE.NAME=COLUMN must name a file of this command, got {', '.join(sorted(unknown))}; "
            f"write for instance {role}.text=sentence"
        )
    named = {name: column for name, column in pairs if "." not in name}
    return named | {
        name.removeprefix(f"{role}."): column for name, column in pairs if name.startswith(f"{role}.")
    }


def encoded(dataset: "Dataset", model: str | None, measure: str | None) -> "Encoding":
    """The dataset as ``model`` sees it; without a model, ids, languages and texts alone."""
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.encoding import Encoding
    from demux_core.modelling.models import find_model

    if model is None:
        ids = dataset.frame["id"].tolist()
        return Encoding(ids, None, languages=dataset.languages, texts=dataset.texts)
    return Encoding.open(encode(dataset, find_model(model), progress=console_progress()), measure)


def say(message: str) -> None:
    """Tell people something that is no result."""
    print(message, file=sys.stderr)
