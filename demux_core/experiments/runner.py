"""Rounds, budgets and seeds: what the points that a strategy picks buy. The only composer of stages."""

import platform
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.data.leakage import without_leaks
from demux_core.experiments.cells import Cell, Record, Results
from demux_core.experiments.models import ExperimentModels
from demux_core.experiments.plan import ExperimentConfig as ExperimentConfig
from demux_core.experiments.results_files import open_results
from demux_core.modelling.metrics import scoring_version
from demux_core.modelling.models import Model
from demux_core.strategies import Selection, find_strategy, select
from demux_core.strategies.allocation import allotted, remaining

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.modelling.network import TaskModel

EN_FT = "en_ft"
Opener = Callable[[dict[str, Any]], AbstractContextManager[Results]]


def run_experiment_files(
    data: Mapping[str, Dataset],
    model: Model,
    config: ExperimentConfig,
    out: Path,
    progress: Progress = silent,
) -> "pd.DataFrame":
    """Run every cell that is not in the table at ``out`` (``.csv``) yet, and return the table then.

    See ``run_experiment`` for the rest, ``results.results_files`` for what lies beside the table.
    """
    return run_experiment(data, model, config, partial(open_results, out), progress)


def run_experiment(
    data: Mapping[str, Dataset],
    model: Model,
    config: ExperimentConfig,
    opener: Opener,
    progress: Progress = silent,
) -> "pd.DataFrame":
    """Run every cell that is not finished yet, and return the table of all.

    Args:
        data: train (labelled English), source (its labels answer for the annotators), target, test, and gold
            where the strategy gold is wanted. Source rows whose text, or translation by group, is in the
            target sample or the test are left out, and so are gold rows that are in the test.
        model: where EN-FT starts.
        config: cells and training.
        opener: opens the results of the experiment that a manifest describes, for this process alone.
        progress: told after every cell.

    Raises:
        InputError: labels are missing, a budget is larger than the pool, or what is opened holds the results
            of another experiment.
    """
    data = _checked(data, config)
    with opener(_manifest(data, model, config)) as results:
        _check_rounds(results, config)
        start = Cell(EN_FT, config.en_ft.seed, 0, 0)
        expected = (results.get(start) or {}).get("fingerprint")
        laboratory = ExperimentModels(data, model, config.en_ft, results.work, expected, progress)
        todo = _Todo(config, progress)
        if expected is None:
            record = _record(laboratory.en_ft, laboratory, None, {})
            results.put(start, {**record, "fingerprint": laboratory.start.fingerprint})
        todo.tick()
        for seed in config.seeds:
            if config.rounds > 1:
                for strategy in config.in_order():
                    _run_rounds(strategy, seed, data, config, laboratory, results, todo)
                continue
            for budget in config.budgets:
                for strategy in config.in_order():
                    cell = Cell(strategy, seed, 1, budget)
                    if results.get(cell) is None:
                        _run_cell(cell, data, config, laboratory, results)
                    todo.tick()
        return results.table()


@dataclass
class _Todo:
    """Counts cells for the progress."""

    config: ExperimentConfig
    progress: Progress
    done: int = -1

    def tick(self) -> None:
        per_seed = len(self.config.strategies) * max(len(self.config.budgets), self.config.rounds)
        self.done += 1
        self.progress("experiment", self.done, per_seed * len(self.config.seeds))


def _run_cell(
    cell: Cell,
    data: Mapping[str, Dataset],
    config: ExperimentConfig,
    laboratory: ExperimentModels,
    results: Results,
) -> None:
    started = time.perf_counter()
    picked = _select(cell, [], None, config, laboratory, results)
    selected = time.perf_counter()
    tuned = laboratory.tuned(
        None, _labelled(picked, data), replace(config.step, seed=cell.seed), config.replay
    )
    seconds = {"select": selected - started, "train": time.perf_counter() - selected}
    results.put(cell, _record(tuned, laboratory, picked, seconds))


def _run_rounds(
    strategy: str,
    seed: int,
    data: Mapping[str, Dataset],
    config: ExperimentConfig,
    laboratory: ExperimentModels,
    results: Results,
    todo: _Todo,
) -> None:
    """The rounds of one strategy and seed; finished ones give their points and are not scored again."""
    pool = data[_drawn_from(strategy)]
    rows_of = {name: row for row, name in enumerate(pool.frame["id"])}
    step = replace(config.step, seed=seed)
    labelled: list[int] = []
    current: TaskModel | None = None

    def train() -> "TaskModel":
        return laboratory.tuned(
            current if config.warm_start else None, pool.take(labelled), step, config.replay
        )

    cells = [Cell(strategy, seed, i, budget) for i, budget in enumerate(config.cumulative(), start=1)]
    last = max((cell.round for cell in cells if results.get(cell) is None), default=0)
    for cell in cells:
        if record := results.get(cell):
            labelled += [rows_of[name] for name in record["ids"]]
            current = train() if config.warm_start and cell.round < last else None
        else:
            if labelled and current is None:
                current = train()
            started = time.perf_counter()
            picked = _select(cell, labelled, current, config, laboratory, results)
            selected = time.perf_counter()
            labelled += picked.rows.tolist()
            current = train()
            seconds = {"select": selected - started, "train": time.perf_counter() - selected}
            results.put(cell, _record(current, laboratory, picked, seconds))
        todo.tick()


def _select(
    cell: Cell,
    labelled: list[int],
    model: "TaskModel | None",
    config: ExperimentConfig,
    laboratory: ExperimentModels,
    results: Results,
) -> Selection:
    """New points as ``model`` (None: EN-FT) sees the pool; what looks at no vector is not encoded."""
    chosen = find_strategy(cell.strategy)
    like: str | Mapping[str, int] = config.mix_source
    if chosen.copies_mix and (copied := results.get(replace(cell, strategy=config.mix_source))):
        like = copied["languages"]
    if not chosen.needs_encodings:
        seen = laboratory.bare_encodings()
    elif model is None or not isinstance(like, str):
        seen = laboratory.first_encodings
    else:
        seen = laboratory.encodings(model)
    new = cell.budget - len(labelled)
    given = {"like": like, "allocation": config.allocation, "gold": seen.get("gold")}
    options = {name: given[name] for name in chosen.options if given.get(name) is not None}
    if labelled and "allocation" in options and config.allocation is not None:
        # The allocation is of all rounds together.
        languages = np.asarray(seen["source"].languages)
        done, supply = Counter(languages[labelled].tolist()), Counter(languages.tolist())
        options["allocation"] = remaining(config.allocation, cell.budget, done, supply)
    return select(
        cell.strategy, seen["source"], seen["target"], new, seed=cell.seed, labelled=labelled, **options
    )


def _drawn_from(strategy: str) -> str:
    """The role of the data that a strategy chooses from."""
    return "gold" if find_strategy(strategy).uses_gold else "source"


def _labelled(picked: Selection, data: Mapping[str, Dataset]) -> Dataset:
    """The oracle: the held-back labels of the picked rows."""
    return data[_drawn_from(picked.strategy)].take(picked.rows)


def _record(
    model: "TaskModel", laboratory: ExperimentModels, picked: Selection | None, seconds: dict[str, float]
) -> Record:
    started = time.perf_counter()
    measured = laboratory.measured(model)
    seconds = {**seconds, "evaluate": time.perf_counter() - started}
    return {
        **measured,
        "ids": [] if picked is None else picked.ids,
        "languages": {} if picked is None else picked.language_counts(),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        **environment(),
    }


def environment() -> dict[str, Any]:
    """What else decides the last digits of a score: versions, instructions of the processor, threads."""
    import torch

    versions = {name: version(name) for name in ("torch", "transformers", "numpy", "faiss-cpu")}
    return {
        "versions": versions | {"python": platform.python_version()},
        "machine": {
            "instructions": torch.backends.cpu.get_cpu_capability(),
            "threads": torch.get_num_threads(),
        },
    }


def _checked(data: Mapping[str, Dataset], config: ExperimentConfig) -> dict[str, Dataset]:
    """The data without source rows that the target or the test has, and fit for the plan."""
    tasks = {role: dataset.task.name for role, dataset in data.items()}
    if len(set(tasks.values())) > 1:
        raise InputError(f"all data must be for one task, got {tasks}; name it with --task")
    for role in ("train", "source", "test", "gold"):
        if role in data and not data[role].labelled:
            raise InputError(
                f"the {role} data of an experiment must be labelled, {data[role].name} has rows without "
                f"labels; add them or leave those rows out"
            )
    checked = without_leaks(data)
    if config.allocation is not None and config.uses_allocation:
        allotted(config.allocation, max(config.budgets), Counter(checked["source"].languages))
    for role in ("gold", "source"):
        pool = checked.get(role)
        wanted = any(_drawn_from(name) == role for name in config.strategies)
        if wanted and pool is None:
            raise InputError("the strategy gold needs labelled target-language data; give --gold FILE")
        if wanted and pool is not None and max(config.budgets) > len(pool):
            raise InputError(
                f"budgets must be at most the {len(pool):,} rows of the {role} data (without those that are "
                f"in the target or test), got {max(config.budgets):,}; lower them or add data"
            )
    return checked


def _check_rounds(results: Results, config: ExperimentConfig) -> None:
    """Rounds of another budget must not stand in one table: the points of a round would not be comparable."""
    table = results.table()
    planned = dict(enumerate(config.cumulative(), start=1))
    done = {(r, b) for r, b in zip(table["round"], table["budget"], strict=True) if r > 0}
    if config.rounds > 1 and (other := done - planned.items()):
        raise InputError(
            f"the results hold {config.rounds} rounds with {max(b for _, b in other):,} points in one of "
            f"them, this plan has {', '.join(map(str, planned.values()))}; give it another place or name"
        )


def _manifest(data: Mapping[str, Dataset], model: Model, config: ExperimentConfig) -> dict[str, Any]:
    """All that changes what a cell means; which cells are run may differ from call to call."""
    return {
        "experiment": "low_budget" if config.rounds == 1 else "rounds",
        "task": data["source"].task.name,
        "inputs": {
            role: {"name": part.name, "rows": len(part), "content_hash": part.content_hash}
            for role, part in data.items()
        },
        "model": {"name": model.name, "fingerprint": model.fingerprint},
        **scoring_version(data["source"].task.name),
        **config.manifest_settings(),
    }
