"""The grammar of the command line: one function for each command, with an example in its help."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from demux_core import __version__
from demux_core.cli import commands
from demux_core.config import DEFAULT_MODEL, DEFAULT_SEED, TASKS, TrainingConfig

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
Run = Callable[[argparse.Namespace], None]


def parser() -> argparse.ArgumentParser:
    """The parser of every command; ``options.run(options)`` runs the one that was asked for."""
    found = argparse.ArgumentParser(
        prog="python -m demux_core",
        description="Choose which source-language points to annotate for a target language.",
    )
    found.add_argument("--version", action="version", version=__version__)
    group = found.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (
        _encode,
        _select,
        _train,
        _evaluate,
        _experiment,
        _analyse,
        _correlate,
        _prepare,
        _workspace,
        _demo,
    ):
        add(group)
    return found


def _encode(group: Any) -> None:
    command = _command(
        group,
        commands.encode,
        "embed texts and measure the model's uncertainty",
        "--data pool.csv --model default --out encodings/pool",
    )
    _data(command, "data")
    _model(command)
    command.add_argument("--pooling", help="first or mean; the model's own unless given")
    command.add_argument("--max-length", type=int, default=256, help="tokens a text may have (256)")
    command.add_argument("--engine", default="local", help="where to compute: local, or ray (a cluster)")
    command.add_argument("--out", type=Path, required=True, help="directory to write")


def _select(group: Any) -> None:
    command = _command(
        group,
        commands.select,
        "choose the points to annotate",
        "--source pool.csv --target sample.txt --model models/en-ft \\\n"
        "      --strategy knn_uncertainty,random --budget 100 --out picked.csv",
    )
    _data(command, "source", "target", optional=("gold",))
    _model(command)
    command.add_argument("--strategy", required=True, help="one or more, with commas: knn_uncertainty,random")
    command.add_argument("--budget", type=int, required=True, help="number of new points to annotate")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED)
    command.add_argument("--measure", help="uncertainty measure; the task's default unless given")
    command.add_argument("--labelled", type=Path, help="file with ids that are annotated already, one a line")
    _strategy_options(command)
    command.add_argument("--out", type=Path, help=".csv, .jsonl or .parquet; standard output unless given")


def _train(group: Any) -> None:
    command = _command(
        group,
        commands.train,
        "fine-tune a task head (the EN-FT step)",
        "--data english.csv --epochs 3 --out models/en-ft",
    )
    _data(command, "data")
    _model(command)
    command.add_argument("--epochs", type=int, help="3, or more where there is little data, unless given")
    command.add_argument("--lr", type=float, default=TrainingConfig.lr)
    command.add_argument("--batch-size", type=int, help="32, or 64 on a GPU, unless given")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED)
    command.add_argument("--out", type=Path, required=True, help="directory to write the model to")


def _evaluate(group: Any) -> None:
    command = _command(
        group,
        commands.evaluate,
        "score a fine-tuned model, per language and overall",
        "--data test.parquet@test --model models/en-ft",
    )
    _data(command, "data")
    _model(command)
    command.add_argument("--out", type=Path, help="JSON file; standard output unless given")


def _experiment(group: Any) -> None:
    command = _command(
        group,
        commands.experiment,
        "measure what each strategy's points buy, over budgets and seeds",
        "--train english.csv --source pool.csv --target sample.txt \\\n"
        "      --test test.csv --strategies knn_uncertainty,random --budgets 10,50 --out results.csv",
    )
    _data(command, "train", "source", "target", "test", optional=("gold",))
    _model(command)
    command.add_argument(
        "--strategies", required=True, help="with commas; random belongs in every comparison"
    )
    command.add_argument(
        "--budgets", required=True, help="annotated points, cumulative, with commas: 5,10,50"
    )
    command.add_argument("--rounds", type=int, default=1, help="split the one budget over rounds (1)")
    command.add_argument("--seeds", default="2,22,42", help="with commas (2,22,42)")
    command.add_argument("--replay", action="store_true", help="mix as many English rows into every epoch")
    command.add_argument("--warm-start", action="store_true", help="a round goes on from the model before")
    command.add_argument("--epochs", type=int, default=10, help="after EN-FT (10)")
    command.add_argument("--lr", type=float, default=2e-5, help="after EN-FT (2e-5)")
    command.add_argument("--en-epochs", type=int, help="of EN-FT; as for train unless given")
    command.add_argument("--en-lr", type=float, default=TrainingConfig.lr, help="of EN-FT (1e-4)")
    command.add_argument("--batch-size", type=int, help="32, or 64 on a GPU, unless given")
    _strategy_options(command)
    command.add_argument(
        "--out", type=Path, required=True, help="results (.csv); resumed where it was stopped"
    )


def _analyse(group: Any) -> None:
    command = _command(
        group,
        commands.analyse,
        "read results: areas, differences with intervals, wins, language mixes",
        "--results results.csv,other.csv --baseline random",
    )
    command.add_argument("--results", required=True, help="one or more tables of `experiment`, with commas")
    command.add_argument("--metric", help="the main metric of the task unless given")
    command.add_argument("--baseline", default="random", help="what strategies are compared with (random)")
    command.add_argument("--out", type=Path, help="JSON file; standard output unless given")


def _correlate(group: Any) -> None:
    command = _command(
        group,
        commands.correlate,
        "correlate target uncertainty with that of the nearest pool points",
        "--source pool.csv --target sample.txt --model models/en-ft",
    )
    _data(command, "source", "target")
    _model(command)
    command.add_argument("--measure", help="uncertainty measure; the task's default unless given")
    command.add_argument("--out", type=Path, help=".csv, .jsonl or .parquet; standard output unless given")


def _prepare(group: Any) -> None:
    command = _command(
        group,
        commands.prepare,
        "fine-tune, encode and project: all that the pages show",
        "--source pool.csv --target sample.txt --train english.csv --out run",
    )
    _data(command, "source", "target", optional=("train",))
    _model(command)
    command.add_argument("--out", type=Path, required=True, help="directory to write")


def _workspace(group: Any) -> None:
    command = _command(
        group,
        commands.workspace,
        "find missing, damaged and orphaned files, or prepare a project as its page does",
        "check --workspace workspace",
    )
    command.add_argument("action", choices=["check", "prepare"])
    command.add_argument("project", nargs="?", default="", help="which one to prepare, as in its address")
    command.add_argument("--workspace", type=Path, help="directory; DEMUX_WORKSPACE unless given")
    command.add_argument("--delete-orphans", action="store_true", help="delete what nothing refers to")


def _demo(group: Any) -> None:
    command = _command(group, commands.demo, "check the demo corpus and build its files", "build")
    command.add_argument("action", choices=["build"])


def _command(group: Any, run: Run, summary: str, example: str) -> argparse.ArgumentParser:
    name = run.__name__
    command: argparse.ArgumentParser = group.add_parser(
        name,
        help=summary,
        description=f"{summary[0].upper()}{summary[1:]}.",
        epilog=f"{DATA_HELP}\nexample:\n  python -m demux_core {name} {example}\n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.set_defaults(run=run)
    return command


def _data(command: argparse.ArgumentParser, *roles: str, optional: tuple[str, ...] = ()) -> None:
    for role in (*roles, *optional):
        command.add_argument(f"--{role}", metavar="FILE", required=role in roles, help=_ROLES[role])
    command.add_argument("--task", choices=TASKS, help="recognised from the columns unless given")
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="NAME=COLUMN",
        help="which column of the file is which, for example text=sentence (may be repeated)",
    )


def _model(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--model", default=DEFAULT_MODEL, help="`default` (embedded), a directory, or a name on the hub"
    )


def _strategy_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--allocation", type=Path, help="file `lang,count` for the strategy litmus")
    command.add_argument("--like", help="strategy whose language mix same_distribution copies")
