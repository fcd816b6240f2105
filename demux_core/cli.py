"""The command line: ``python -m demux_core COMMAND``. This file is its grammar."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from demux_core import __version__, commands
from demux_core.config import DEFAULT_MODEL, DEFAULT_SEED, TASKS, TrainingConfig
from demux_core.errors import InputError
from demux_core.files import atomic_write

DATA_HELP = """\
FILE is CSV, TSV, JSONL, JSON (SQuAD or TyDiQA layout), Parquet, CoNLL (.conll, .bio), CoNLL-U, TXT, or
hf:NAME[:CONFIG][:SPLIT] for a dataset on the hub. FILE@train takes one split of a file that has several;
FILE[lang=hi,mr] keeps, FILE[lang!=ur] drops rows by a column: pool.parquet@train[lang!=en,ur]
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 success, 1 a fault of ours, 2 bad input."""
    code = _run(arguments)
    if folder := os.environ.get("DEMUX_JOB"):
        atomic_write(Path(folder) / "exit.json", json.dumps({"code": code}))
    return code


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(arguments)
    except SystemExit as stop:  # argparse has printed its help or its one line
        return int(stop.code or 0)
    try:
        options.run(options)
    except InputError as error:
        return _fail(str(error), 2)
    except OSError as error:
        return _fail(f"{error.strerror or error}: {error.filename or 'no file named'}", 2)
    except KeyboardInterrupt:
        return _fail("interrupted; run the same command again to go on", 130)
    except Exception as error:
        if os.environ.get("DEMUX_DEBUG"):
            raise
        return _fail(f"{type(error).__name__}: {error} (a fault of ours; DEMUX_DEBUG=1 shows where)", 1)
    return 0


def _fail(message: str, code: int) -> int:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m demux_core",
        description="Choose which source-language points to annotate for a target language.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    group = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = _command(group, "encode", commands.encode, "embed texts and measure the model's uncertainty")
    _data(command, "data")
    _model(command)
    command.add_argument("--pooling", help="first or mean; the model's own unless given")
    command.add_argument("--max-length", type=int, default=256, help="tokens a text may have (256)")
    command.add_argument("--engine", default="local", help="where to compute: local, or ray (a cluster)")
    command.add_argument("--out", type=Path, required=True, help="directory to write")

    command = _command(group, "select", commands.select, "choose the points to annotate")
    _data(command, "source", "target", "gold")
    _model(command)
    command.add_argument(
        "--strategy",
        required=True,
        help="one or more, with commas: average_dist, knn_uncertainty, random ...",
    )
    command.add_argument("--budget", type=int, required=True, help="number of new points to annotate")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED)
    command.add_argument("--measure", help="uncertainty measure; the task's default unless given")
    command.add_argument("--labelled", type=Path, help="file with ids that are annotated already, one a line")
    command.add_argument("--allocation", type=Path, help="file `lang,count` for the strategy litmus")
    command.add_argument("--like", help="strategy whose language mix same_distribution copies")
    command.add_argument("--out", type=Path, help=".csv, .jsonl or .parquet; standard output unless given")

    command = _command(group, "train", commands.train, "fine-tune a task head (the EN-FT step)")
    _data(command, "data")
    _model(command)
    command.add_argument("--epochs", type=int, default=TrainingConfig.epochs)
    command.add_argument("--lr", type=float, default=TrainingConfig.lr)
    command.add_argument("--batch-size", type=int)
    command.add_argument("--seed", type=int, default=DEFAULT_SEED)
    command.add_argument("--out", type=Path, required=True, help="directory to write the model to")

    command = _command(
        group, "evaluate", commands.evaluate, "score a fine-tuned model, per language and overall"
    )
    _data(command, "data")
    _model(command)
    command.add_argument("--out", type=Path, help="JSON file; standard output unless given")

    command = _command(
        group, "prepare", commands.prepare, "fine-tune, encode and project: all that the pages show"
    )
    _data(command, "source", "target", "train")
    _model(command)
    command.add_argument("--out", type=Path, required=True, help="directory to write")
    return parser


_EXAMPLES = {
    "encode": "python -m demux_core encode --data pool.csv --model default --out encodings/pool",
    "select": "python -m demux_core select --source pool.csv --target sample.txt --model models/en-ft \\\n"
    "      --strategy knn_uncertainty,random --budget 100 --out picked.csv",
    "train": "python -m demux_core train --data english.csv --epochs 3 --out models/en-ft",
    "evaluate": "python -m demux_core evaluate --data test.parquet@test --model models/en-ft",
    "prepare": "python -m demux_core prepare --source pool.csv --target sample.txt \\\n"
    "      --train english.csv --out run",
}
_ROLES = {
    "data": "dataset",
    "source": "pool of unlabelled source texts",
    "target": "sample of unlabelled target texts",
    "gold": "labelled target-language data, for the strategy gold",
    "train": "labelled data to fine-tune on first, usually English",
}


def _command(group: Any, name: str, run: Any, summary: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"{DATA_HELP}\nexample:\n  {_EXAMPLES[name]}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.set_defaults(run=run)
    return parser


def _data(parser: argparse.ArgumentParser, *roles: str) -> None:
    for role in roles:
        required = role not in ("gold", "train")
        parser.add_argument(f"--{role}", metavar="FILE", required=required, help=_ROLES[role])
    parser.add_argument("--task", choices=TASKS, help="recognised from the columns unless given")
    parser.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="which column of the file is which, for example text=sentence (may be repeated)",
    )


def _model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default=DEFAULT_MODEL, help="`default` (embedded), a directory, or a name on the hub"
    )
