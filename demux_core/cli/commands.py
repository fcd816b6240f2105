"""What each command does: read the data, call the core, write or print the result."""

import argparse
import csv
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.config import EncodingConfig, TrainingConfig
from demux_core.errors import InputError
from demux_core.files import atomic_write
from demux_core.progress import to_stderr

if TYPE_CHECKING:
    from demux_core.datasets import Dataset
    from demux_core.encoding import Encoding
    from demux_core.strategies import Selection


def encode(options: argparse.Namespace) -> None:
    from demux_core.encoding.encode import copy_encoding
    from demux_core.encoding.encode import encode as encode_dataset
    from demux_core.models import find

    config = EncodingConfig(pooling=options.pooling, max_length=options.max_length)
    dataset = _load(options, "data")
    finished = encode_dataset(dataset, find(options.model), config, to_stderr(), options.engine)
    copy_encoding(finished, options.out)
    _say(f"{len(dataset):,} rows encoded in {options.out}")


def select(options: argparse.Namespace) -> None:
    import pandas as pd

    from demux_core.exports import check_suffix, to_csv, write
    from demux_core.strategies import find_strategy
    from demux_core.strategies import select as select_rows

    if options.out:
        check_suffix(options.out)
    strategies = [find_strategy(name.strip()) for name in options.strategy.split(",")]
    if options.like:
        strategies.append(find_strategy(options.like))
    needs = frozenset[str]().union(*(strategy.needs for strategy in strategies))
    # A strategy that looks at no vector must not wait for a model.
    model = options.model if needs & {"embeddings", "uncertainty"} else None
    source = _encoding(_load(options, "source"), model, options.measure)
    target = _encoding(_load(options, "target"), model, options.measure)
    given: dict[str, Any] = {}
    if options.gold:
        given["gold"] = _encoding(_load(options, "gold"), model, options.measure)
    if options.allocation:
        given["allocation"] = read_allocation(options.allocation)
    if options.like:
        given["like"] = options.like
    labelled = _rows_of(source, options.labelled) if options.labelled else None
    picked = []
    for strategy in strategies[: len(strategies) - bool(options.like)]:
        wanted = {name: value for name, value in given.items() if name in strategy.options}
        picked.append(
            select_rows(
                strategy.name, source, target, options.budget, seed=options.seed, labelled=labelled, **wanted
            )
        )
    frame = pd.concat([selection.frame() for selection in picked], ignore_index=True)
    frame["text"] = [text for selection in picked for text in _texts(selection)]
    for selection in picked:
        print(_mix(selection), file=sys.stdout if options.out else sys.stderr)
    if options.out:
        write(frame, options.out)
    else:
        print(to_csv(frame), end="")


def train(options: argparse.Namespace) -> None:
    from demux_core.models import find
    from demux_core.training import train as train_model

    config = TrainingConfig(
        epochs=options.epochs, lr=options.lr, batch_size=options.batch_size, seed=options.seed
    )
    dataset = _load(options, "data")
    train_model(dataset, find(options.model), options.out, config, to_stderr())
    _say(f"fine-tuned on {len(dataset):,} rows in {options.out}")


def evaluate(options: argparse.Namespace) -> None:
    from demux_core.models import find
    from demux_core.prediction import evaluate as evaluate_model

    result = evaluate_model(_load(options, "data"), find(options.model), progress=to_stderr())
    text = json.dumps(result, ensure_ascii=False, indent=1)
    if options.out:
        atomic_write(options.out, text + "\n")
    else:
        print(text)


def experiment(options: argparse.Namespace) -> None:
    from demux_core.experiment import ExperimentConfig, run
    from demux_core.models import find

    size = options.batch_size
    config = ExperimentConfig(
        strategies=tuple(options.strategies.split(",")),
        budgets=_numbers("budgets", options.budgets),
        seeds=_numbers("seeds", options.seeds),
        rounds=options.rounds,
        replay=options.replay,
        warm_start=options.warm_start,
        like=options.like,
        allocation=read_allocation(options.allocation) if options.allocation else None,
        en_ft=TrainingConfig(epochs=options.en_epochs, lr=options.en_lr, batch_size=size),
        step=TrainingConfig(epochs=options.epochs, lr=options.lr, batch_size=size),
    )
    roles = [role for role in ("train", "source", "target", "test", "gold") if getattr(options, role)]
    data = {role: _load(options, role) for role in roles}
    table = run(data, find(options.model), config, options.out, to_stderr())
    _say(f"{len(table):,} scores in {options.out}")


def analyse(options: argparse.Namespace) -> None:
    from demux_core.results.evidence import analysed

    paths = [Path(name.strip()) for name in options.results.split(",")]
    found = analysed(paths, options.baseline, options.metric)
    text = json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if options.out:
        atomic_write(options.out, text)
    else:
        print(text, end="")


def correlate(options: argparse.Namespace) -> None:
    from demux_core.exports import to_csv, write
    from demux_core.results.analysis import KS, uncertainty_correlation

    source, target = (
        _encoding(_load(options, role), options.model, options.measure) for role in ("source", "target")
    )
    table = uncertainty_correlation(source, target, [k for k in KS if k <= len(source)])
    if options.out:
        write(table, options.out)
    else:
        print(to_csv(table), end="")


def demo(options: argparse.Namespace) -> None:
    from demux_core.demo.corpus import build
    from demux_core.projects.sample import SAMPLE_FOLDER

    for name, rows in build(SAMPLE_FOLDER.parent).items():
        print(f"{name}: {rows:,} rows")


def prepare(options: argparse.Namespace) -> None:
    from demux_core.models import find
    from demux_core.projects.prepare import prepare as prepare_run

    training = _load(options, "train") if options.train else None
    source, target = _load(options, "source"), _load(options, "target")
    prepare_run(source, target, find(options.model), options.out, training, to_stderr())
    _say(f"ready: {options.out}")


def workspace(options: argparse.Namespace) -> None:
    if options.workspace:
        os.environ["DEMUX_WORKSPACE"] = str(options.workspace)
    if options.action == "prepare":
        from demux_core.projects.runs import prepare_project

        prepare_project(options.project, to_stderr())
        _say(f"ready: {options.project}")
        return
    from demux_core.store import checks, open_store

    store = open_store()
    if options.delete_orphans:
        _say(f"{checks.delete_orphans(store):,} orphaned files deleted")
    problems = checks.check(store)
    for problem in problems:
        print(f"{problem.kind}: {problem.what}: {problem.remedy}")
    if broken := [problem for problem in problems if problem.kind != "orphaned"]:
        raise InputError(f"{len(broken):,} things are wrong in {store.root}; what to do stands beside each")
    _say(f"all is in order in {store.root}")


def read_allocation(path: Path) -> dict[str, int]:
    """Points per language from a CSV file with the header ``lang,count``.

    Raises:
        InputError: another header, or a count that is not a whole number of 0 or more.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if reader.fieldnames is None or not {"lang", "count"} <= set(reader.fieldnames):
            raise InputError(f"{path.name} must have the header `lang,count`, got {reader.fieldnames}")
        counts: dict[str, int] = {}
        for line, row in enumerate(reader, start=2):
            if not (row["count"] or "").strip().isdecimal():
                raise InputError(
                    f"{path.name} line {line}: count must be a whole number, 0 or more, got {row['count']!r}"
                )
            counts[row["lang"].strip()] = int(row["count"])
    return counts


def _load(options: argparse.Namespace, role: str) -> "Dataset":
    from demux_core.datasets import load

    columns = dict(pair.split("=", 1) for pair in options.column if "=" in pair)
    if len(columns) != len(options.column):
        raise InputError(f"--column must be NAME=COLUMN, got {', '.join(options.column)}")
    dataset = load(getattr(options, role), task=options.task, columns=columns)
    for note in dataset.notes:
        _say(f"{dataset.name}: {note}")
    return dataset


def _encoding(dataset: "Dataset", model: str | None, measure: str | None) -> "Encoding":
    from demux_core.encoding import Encoding
    from demux_core.encoding.encode import encode as encode_dataset
    from demux_core.models import find

    if model is None:
        ids = dataset.frame["id"].tolist()
        return Encoding(ids, None, languages=dataset.languages, texts=dataset.texts)
    return Encoding.open(encode_dataset(dataset, find(model), progress=to_stderr()), measure)


def _numbers(name: str, text: str) -> tuple[int, ...]:
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isdecimal() for part in parts):
        raise InputError(f"--{name} must be whole numbers with commas, got {text!r}; for example 5,10,50")
    return tuple(int(part) for part in parts)


def _rows_of(source: "Encoding", path: Path) -> list[int]:
    place = {name: row for row, name in enumerate(source.ids)}
    ids = path.read_text(encoding="utf-8").split("\n")
    names = [name.strip() for name in ids if name.strip()]
    if unknown := [name for name in names if name not in place]:
        raise InputError(
            f"labelled ids must be ids of the source, {path.name} has {len(unknown):,} others, "
            f"the first is {unknown[0]!r}; take the ids from the column `id` of an earlier selection"
        )
    return [place[name] for name in names]


def _texts(selection: "Selection") -> list[str | None]:
    texts = selection.pool.texts
    return [None if texts is None else texts[row] for row in selection.rows]


def _mix(selection: "Selection") -> str:
    counts = selection.language_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    parts = ", ".join(f"{language} {count:,}" for language, count in ordered)
    return f"{selection.strategy}: {len(selection.rows):,} points: {parts}"


def _say(message: str) -> None:
    print(message, file=sys.stderr)
