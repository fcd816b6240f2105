"""What the commands share: their options, reading their inputs, messages."""

import argparse
import os
import sys
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.base.languages import SEVERAL, language_code
from demux_core.cli.command_parser import CommandParser
from demux_core.cli.console import console_progress
from demux_core.data import formats
from demux_core.data.formats.reading import DELIMITERS, Reading, find_delimiter
from demux_core.tasks import TASKS

if TYPE_CHECKING:
    from demux_core.base.config import EncodingConfig
    from demux_core.data.dataset import Dataset
    from demux_core.modelling.encoding import Encoding
    from demux_core.workspace.project import Project

Options = argparse.Namespace
_FILE_HELP = (
    f"FILE is {formats.NAMES}; or hf:NAME[:CONFIG][:SPLIT][@REVISION] for a dataset on the hub, or "
    "corpus:NAME:LANGUAGES[:SPLIT] for one of those that `corpora` lists."
)
_PART_HELP = (
    "FILE@train takes one split of a file that has several, BOOK.xlsx@Sheet a sheet; FILE[lang=hi,mr] keeps "
    "and FILE[lang!=ur] drops rows by a column, FILE[:500] keeps the first: pool.parquet@train[lang!=en,ur]"
)
DATA_HELP = "".join(f"{textwrap.fill(text, 106)}\n" for text in (_FILE_HELP, _PART_HELP))
_ROLES = {
    "data": "dataset",
    "source": "pool of unlabelled texts to choose from",
    "target": "small unlabelled sample of target texts",
    "test": "labelled target-language data to score on",
    "gold": "labelled target-language data, for the strategy gold",
    "train": "labelled data to fine-tune on first, usually English",
}
BATCH_SIZE_HELP = "rows in a batch; by default 32, on a GPU 64, with a lot of BIO data 8"
LIKE_HELP = "strategy whose language mix same_distribution copies"
PROJECT_HELP = "project, as in the address of its pages"
WORKSPACE_HELP = "directory of the workspace; by default DEMUX_WORKSPACE"


def add_command(
    group: Any, name: str, run: Callable[[Options], None], summary: str, example: str
) -> argparse.ArgumentParser:
    """Add the command ``name``, which calls ``run``; ``example`` shows its arguments in the help."""
    command: argparse.ArgumentParser = group.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"example:\n  {command_prefix(group)} {name} {example}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    return command


def command_prefix(group: Any) -> str:
    """``python -m demux_core``, with the command that ``group`` belongs to."""
    return str(group._prog_prefix).strip()


def add_data(command: argparse.ArgumentParser, *roles: str, optional: tuple[str, ...] = ()) -> None:
    """Add an option for the file of each role, and options for the task and the columns."""
    command.epilog = f"{DATA_HELP}\n{command.epilog}"
    command.set_defaults(languages_can_be_named=True)
    for role in (*roles, *optional):
        add_role(command, role, required=role in roles)
    command.add_argument("--task", choices=tuple(TASKS), help="recognised from the columns unless given")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="name a column of all files (text=sentence) or of one (source.text=sentence); can be repeated",
    )
    command.add_argument(
        "--language",
        action="append",
        default=[],
        metavar="FILE=CODE",
        help=f"name the language of a file, as in {roles[-1]}=rw; {SEVERAL}: guess that of each text; "
        "can be repeated",
    )
    _add_reading(command, roles[-1])


def add_role(command: Any, role: str, required: bool = False) -> None:
    """Add the option for the file of a role to a command or a group of options."""
    command.add_argument(f"--{role}", metavar="FILE", required=required, help=_ROLES[role])


def _add_reading(command: argparse.ArgumentParser, role: str) -> None:
    command.add_argument(
        "--encoding",
        action="append",
        default=[],
        metavar="FILE=NAME",
        help=f"name the encoding of a file, where it is not recognised: {role}=windows-1250; can be repeated",
    )
    command.add_argument(
        "--delimiter",
        action="append",
        default=[],
        metavar="FILE=NAME",
        help=f"name what separates the cells of a CSV file: {', '.join(DELIMITERS)}, as in "
        f"{role}=semicolon; can be repeated",
    )


def add_model(command: argparse.ArgumentParser) -> None:
    """Add the option that names the model."""
    command.add_argument(
        "--model",
        default=DEFAULT_MODEL,
        help="`default` (built in), a directory, or a name on the hub, with @REVISION to pin one",
    )


def add_strategies(command: argparse.ArgumentParser, flag: str, summary: str, required: bool = False) -> None:
    """Add the option ``flag`` for strategies by name or title, and list the strategies in the help.

    Singular and plural are both understood, because commands differ in which of them reads better.
    """
    assert isinstance(command, CommandParser)
    command.lists_strategies = True
    command.add_argument(
        *sorted(("--strategy", "--strategies"), key=lambda name: name != flag),
        dest=flag.removeprefix("--"),
        required=required,
        metavar="NAME[,NAME...]",
        help=f"{summary} (names or titles from the list below, separated by commas)",
    )


def add_strategy_options(command: argparse.ArgumentParser) -> None:
    """Add the options of single strategies."""
    command.add_argument(
        "--allocation", type=Path, help="CSV file with the header lang,count: the proportions of litmus"
    )
    command.add_argument("--like", metavar="NAME", help=LIKE_HELP)


def strategy_names(text: str) -> list[str]:
    """The names of strategies that are given by name or title, separated by commas. Raises InputError."""
    return [strategy_name(name) for name in text.split(",")]


def strategy_name(text: str) -> str:
    """The name of a strategy that is given by name or title. Raises InputError if there is none."""
    from demux_core.strategies import find_strategy

    return find_strategy(text).name


def whole_numbers(name: str, text: str) -> tuple[int, ...]:
    """The numbers of the option ``--name``, separated by commas. Raises InputError."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() for part in parts):
        raise InputError(
            f"--{name} must be whole numbers separated by commas, got {text!r}; for example 5,10,50"
        )
    return tuple(int(part) for part in parts)


def find_project(slug: str) -> "Project":
    """The project with this address.

    Raises:
        InputError: there is none; the message lists those that there are.
    """
    from demux_core.workspace.project import list_projects, open_project

    project = open_project(slug)
    if project is None:
        names = ", ".join(other.slug for other in list_projects())
        remedy = f"choose one of {names}" if names else "create one on the Overview page"
        raise InputError(f"there is no project {slug!r} in the workspace; {remedy}")
    return project


def set_workspace(options: Options) -> None:
    """Work in the workspace that the options name, if they do."""
    if options.workspace:
        os.environ["DEMUX_WORKSPACE"] = str(options.workspace)


def load_data(options: Options, role: str) -> "Dataset":
    """Read the file of a role, and print the notes on it; the first file shows the task of the others."""
    from demux_core.data.loading import load, usual_language
    from demux_core.data.notes import LANGUAGE_UNKNOWN
    from demux_core.data.sources import parse

    columns, language = columns_of(options, role), language_of(options, role) or usual_language(role)
    source = replace(parse(getattr(options, role)), reading=_reading(options, role))
    dataset = load(source, task=options.task, columns=columns, language=language)
    options.task = dataset.task.name
    for note in dataset.notes:
        if note.startswith(LANGUAGE_UNKNOWN) and hasattr(options, "languages_can_be_named"):
            note += f"; if the file is in one language, name it with --language {role}=CODE"
        say(f"{dataset.name}: {note}")
    return dataset


def columns_of(options: Options, role: str) -> dict[str, str]:
    """The named columns of a role's file: ``NAME=COLUMN`` of all files, ``ROLE.NAME=COLUMN`` of this one."""
    pairs = [pair.split("=", 1) for pair in options.column if "=" in pair]
    if len(pairs) != len(options.column):
        raise InputError(
            f"--column must be NAME=COLUMN, got {', '.join(options.column)}; for example text=sentence"
        )
    roles = {name.rpartition(".")[0] for name, _ in pairs} - {""}
    if unknown := [name for name in roles if name not in _ROLES or not getattr(options, name, None)]:
        raise InputError(
            f"--column ROLE.NAME=COLUMN must name a file of this command, got {', '.join(sorted(unknown))}; "
            f"for example {role}.text=sentence"
        )
    named = {name: column for name, column in pairs if "." not in name}
    return named | {
        name.removeprefix(f"{role}."): column for name, column in pairs if name.startswith(f"{role}.")
    }


def language_of(options: Options, role: str) -> str | None:
    """The named language of a role's file: ``target=rw``."""
    named = _named(options, "language", "CODE", "rw")
    return {name: language_code(language) for name, language in named.items()}.get(role)


def _reading(options: Options, role: str) -> Reading:
    """What is said about how a role's file is read."""
    from demux_core.data.formats.encodings import find_encoding

    encoding = _named(options, "encoding", "NAME", "windows-1250").get(role)
    delimiter = _named(options, "delimiter", "NAME", "semicolon").get(role)
    return Reading(
        find_delimiter(delimiter) if delimiter else None, find_encoding(encoding) if encoding else None
    )


def _named(options: Options, option: str, what: str, example: str) -> dict[str, str]:
    """The values of an option that is given for files, by role."""
    pairs = [pair.split("=", 1) for pair in getattr(options, option)]
    wrong = [
        pair
        for pair in pairs
        if len(pair) < 2 or pair[0] not in _ROLES or not getattr(options, pair[0], None)
    ]
    if wrong:
        raise InputError(
            f"--{option} must be FILE={what} with a file of this command, got {'='.join(wrong[0])}; for "
            f"example target={example}"
        )
    return dict(pairs)


def add_engine(command: argparse.ArgumentParser) -> None:
    """Add the option that has a cluster do the work."""
    command.add_argument("--engine", default="local", help="local, or ray for a cluster (local)")


def encoded(
    dataset: "Dataset",
    model: str | None,
    measure: str | None,
    engine: str = "local",
    config: "EncodingConfig | None" = None,
) -> "Encoding":
    """The dataset as ``model`` encodes it; without a model, only ids, languages and texts."""
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.encoding import Encoding
    from demux_core.modelling.models import find_model

    if model is None:
        ids = dataset.frame["id"].tolist()
        encoding = Encoding(ids, None, languages=dataset.languages, texts=dataset.texts)
    else:
        folder = encode(dataset, find_model(model), config, console_progress(), engine)
        encoding = Encoding.open(folder, measure)
    # Not part of the encoding, which stays the same whatever the glosses are.
    return replace(encoding, glosses=dataset.glosses)


def say(message: str) -> None:
    """Print a message that is not part of the results."""
    print(message, file=sys.stderr)
