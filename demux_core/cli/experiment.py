"""``experiment``: how much the texts of each strategy improve the model."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import TrainingConfig
from demux_core.cli.console import console_progress
from demux_core.cli.language_tables import read_allocation
from demux_core.cli.limits import add_limits, limits_of
from demux_core.cli.shared import (
    BATCH_SIZE_HELP,
    Options,
    add_command,
    add_data,
    add_model,
    add_strategies,
    add_strategy_options,
    load_data,
    say,
    strategy_name,
    strategy_names,
    whole_numbers,
)

if TYPE_CHECKING:
    from demux_core.experiments.plan import ExperimentConfig, TrainingPlan


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "experiment",
        _run,
        "measure how much each strategy's texts improve the model, over budgets and seeds",
        "--train english.csv --source pool.csv --target sample.txt \\\n"
        "      --test test.csv --strategies knn_uncertainty,random --budgets 10,50 --out results.csv",
    )
    add_data(command, "train", "source", "target", "test", optional=("gold",))
    add_model(command)
    add_plan(command)
    command.add_argument(
        "--out", type=Path, required=True, help="table of results (.csv); an interrupted experiment resumes"
    )
    command.add_argument(
        "--mlflow",
        metavar="ADDRESS",
        default=os.environ.get("MLFLOW_TRACKING_URI"),
        help="MLflow's server, database or folder, where to mirror parameters, scores and files; by default "
        "MLFLOW_TRACKING_URI",
    )


def add_plan(command: argparse.ArgumentParser) -> None:
    """Add the options that ``plan`` reads."""
    add_strategies(
        command, "--strategies", "strategies to compare; include random as the baseline", required=True
    )
    command.add_argument(
        "--budgets", required=True, help="total numbers of labelled texts, separated by commas: 5,10,50"
    )
    command.add_argument("--rounds", type=int, default=1, help="number of rounds that share one budget (1)")
    command.add_argument("--seeds", default="2,22,42", help="seeds, separated by commas (2,22,42)")
    command.add_argument(
        "--learner",
        choices=("fine_tune", "probe"),
        default="fine_tune",
        help="fine_tune: a model for every cell, a minute each; probe: a linear head on the frozen model, "
        "milliseconds each (fine_tune). The options below are for fine_tune",
    )
    command.add_argument(
        "--replay", action="store_true", help="mix as many English rows as chosen texts into every epoch"
    )
    command.add_argument(
        "--warm-start", action="store_true", help="continue every round from the model of the previous one"
    )
    command.add_argument("--epochs", type=int, default=10, help="epochs of training on the chosen texts (10)")
    command.add_argument("--lr", type=float, default=2e-5, help="its learning rate (2e-5)")
    command.add_argument("--en-epochs", type=int, help="epochs of training EN-FT; by default as for `train`")
    command.add_argument("--en-lr", type=float, default=TrainingConfig.lr, help="its learning rate (1e-4)")
    command.add_argument("--batch-size", type=int, help=BATCH_SIZE_HELP)
    add_strategy_options(command)
    add_limits(command)


def plan(options: Options) -> "ExperimentConfig":
    """The experiment that the options describe."""
    from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan, StrategyOptions

    allocation = read_allocation(options.allocation) if options.allocation else None
    return ExperimentConfig(
        CellGrid(
            strategies=tuple(strategy_names(options.strategies)),
            budgets=whole_numbers("budgets", options.budgets),
            seeds=whole_numbers("seeds", options.seeds),
            rounds=options.rounds,
        ),
        ProbePlan() if options.learner == "probe" else _training_plan(options),
        StrategyOptions(strategy_name(options.like) if options.like else None, allocation),
        limits_of(options),
    )


def _training_plan(options: Options) -> "TrainingPlan":
    from demux_core.experiments.plan import TrainingPlan

    size = options.batch_size
    return TrainingPlan(
        en_ft=TrainingConfig(epochs=options.en_epochs, lr=options.en_lr, batch_size=size),
        step=TrainingConfig(epochs=options.epochs, lr=options.lr, batch_size=size),
        replay=options.replay,
        warm_start=options.warm_start,
    )


def _run(options: Options) -> None:
    from demux_core.data.leakage import left_out, left_out_notes
    from demux_core.experiments.runner import run_experiment_files
    from demux_core.experiments.tracking import connect, mirror
    from demux_core.modelling.models import find_model

    config = plan(options)
    client = connect(options.mlflow) if options.mlflow else None
    roles = [role for role in ("train", "source", "target", "test", "gold") if getattr(options, role)]
    data = {role: load_data(options, role) for role in roles}
    for note in left_out_notes(left_out(data)):
        say(note)
    table = run_experiment_files(data, find_model(options.model), config, options.out, console_progress())
    say(f"wrote {len(table):,} scores to {options.out}")
    if client is not None:
        mirror(options.out, client)
        say("mirrored the experiment to MLflow")
