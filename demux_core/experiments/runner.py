"""Run an experiment: every cell of its plan that is not finished yet."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.data.leakage import left_out
from demux_core.experiments.cell_runner import CellRunner
from demux_core.experiments.cells import Cell, Results
from demux_core.experiments.checks import check_rounds, checked_data
from demux_core.experiments.learners import FineTuning, Learner
from demux_core.experiments.manifests import experiment_manifest
from demux_core.experiments.models import ExperimentModels
from demux_core.experiments.paced_results import paced
from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan
from demux_core.experiments.probing import Probing
from demux_core.experiments.results_files import open_results
from demux_core.modelling.models import Model
from demux_core.strategies import EN_FT

if TYPE_CHECKING:
    import pandas as pd

Opener = Callable[[dict[str, Any]], AbstractContextManager[Results]]


def run_experiment_files(
    data: Mapping[str, Dataset],
    model: Model,
    config: ExperimentConfig,
    out: Path,
    progress: Progress = silent,
) -> "pd.DataFrame":
    """Run every cell that is not in the table at ``out`` (``.csv``) yet, and return the table.

    See ``run_experiment`` for the rest, ``results_files`` for the files beside the table.
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
        data: train (labelled English), source (the pool, whose labels answer for the annotators), target,
            test, and gold where the strategy gold is wanted. Pool rows whose text, or translation by group,
            is in the target sample, the test or train are left out, and so are gold rows that are in the test
            or train; the manifest says how many.
        model: where EN-FT starts.
        config: cells, training and options of strategies.
        opener: opens the results of the experiment that a manifest describes, for this process alone.
        progress: told after every cell.

    Raises:
        InputError: labels are missing, a budget is larger than the pool, or the opened results are of
            another experiment.
    """
    given, data = data, checked_data(data, config)
    manifest = experiment_manifest(data, model, config, left_out(given))
    pace = paced if isinstance(config.training, ProbePlan) else nullcontext[Results]
    with opener(manifest) as stored, pace(stored) as results:
        check_rounds(results, config.cells)
        start = Cell(EN_FT, config.training.seed, 0, 0)
        known = results.get(start)
        fingerprint = None if known is None else known.fingerprint
        learner: Learner
        if isinstance(config.training, ProbePlan):
            learner = Probing(data, model, config.training, progress)
        else:
            en_ft = config.training.en_ft
            models = ExperimentModels(data, model, en_ft, results.work, fingerprint, progress)
            learner = FineTuning(data, models, config.training)
        runner = CellRunner(data, config, learner, results)
        if fingerprint is None:
            runner.run_en_ft(start)
        finished = sum(results.get(cell) is not None for cell in _planned(config.cells))
        progress("experiment", finished, config.cells.count)
        for done, _ in enumerate(_run_cells(runner, config.cells), start=finished + 1):
            progress("experiment", done, config.cells.count)
        return results.table()


def _planned(grid: CellGrid) -> Iterator[Cell]:
    rounds = enumerate(grid.cumulative(), start=1) if grid.rounds > 1 else ((1, n) for n in grid.budgets)
    for (number, budget), strategy, seed in itertools.product(rounds, grid.strategies, grid.seeds):
        yield Cell(strategy, seed, number, budget)


def _run_cells(runner: CellRunner, planned: CellGrid) -> Iterator[Cell]:
    """Compute the cells that are not finished; yield each when it is."""
    for seed in planned.seeds:
        if planned.rounds > 1:
            for strategy in planned.in_order():
                yield from runner.run_rounds(strategy, seed)
            continue
        for budget in planned.budgets:
            for strategy in planned.in_order():
                cell = Cell(strategy, seed, 1, budget)
                if runner.run_cell(cell):
                    yield cell
