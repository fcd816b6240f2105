"""``select``: the texts to label."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.cli.choosing import Chooser, given_options, labelled_rows
from demux_core.cli.encoded_pool import choose_from_encoded
from demux_core.cli.limits import add_limits, limits_of
from demux_core.cli.selection_output import show_selections
from demux_core.cli.shared import (
    Options,
    add_command,
    add_data,
    add_engine,
    add_model,
    add_role,
    add_strategies,
    add_strategy_options,
    encoded,
    load_data,
    say,
)
from demux_core.cli.table_output import add_no_escape

if TYPE_CHECKING:
    from demux_core.modelling.encoding import Encoding
    from demux_core.strategies import Constraints, Strategy

AUTO = "auto"


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "select",
        _run,
        "choose the texts to label",
        "--source pool.csv --target sample.txt --model models/en-ft \\\n"
        "      --strategy knn_uncertainty,random --budget 100 --out picked.csv",
    )
    pool = command.add_mutually_exclusive_group(required=True)
    add_role(pool, "source")
    pool.add_argument(
        "--encoded",
        metavar="FOLDER",
        help="pool that `encode --engine ray` wrote from a folder of Parquet files: a path that every "
        "machine of the cluster has, or a URL; needs --engine ray",
    )
    add_data(command, "target", optional=("gold",))
    add_model(command)
    add_strategies(
        command,
        "--strategy",
        "one or more strategies, or auto: the one that `preflight` recommends",
        required=True,
    )
    command.add_argument(
        "--budget", type=int, help="number of new texts to label; with --spend, the most of them"
    )
    command.add_argument("--words", action="store_true", help="the budget is a number of words, not of texts")
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of random draws (42)")
    command.add_argument("--measure", help="uncertainty measure; by default that of the task")
    command.add_argument("--labelled", type=Path, help="file of ids that are annotated already, one a line")
    add_strategy_options(command)
    add_limits(command)
    add_engine(command)
    command.add_argument(
        "--out", type=Path, help=".csv, .xlsx, .jsonl or .parquet file; by default standard output"
    )
    add_no_escape(command)


def _run(options: Options) -> None:
    from demux_core.base.exports import check_suffix
    from demux_core.strategies import find_strategy
    from demux_core.strategies.engines import on_engine

    if options.out:
        check_suffix(options.out)
    limits = limits_of(options)
    if options.budget is None and (options.spend is None or options.words):
        raise InputError("select needs a budget; give --budget, or --spend with --prices")
    names = [name.strip() for name in options.strategy.split(",")]
    strategies = [find_strategy(name) for name in names if name.casefold() != AUTO]
    for strategy in strategies:
        on_engine(strategy, options.engine)  # refuses what it cannot do, before hours of encoding
    automatic = len(strategies) < len(names)
    if options.encoded:
        selections = choose_from_encoded(options, limits, strategies, automatic)
        show_selections(selections, [None] * len(selections), options)
        return
    like = [find_strategy(options.like)] if options.like else []
    # A strategy that needs no encodings must not wait for a model.
    needs_model = automatic or any(s.needs_encodings for s in (*strategies, *like))
    needs_model = needs_model or not limits.near_duplicates
    model = options.model if needs_model else None
    pool = load_data(options, "source")
    source = encoded(pool, model, options.measure, options.engine)
    target = encoded(load_data(options, "target"), model, options.measure)
    if automatic:
        chosen = _automatic(source, target, pool.task.name, _points(source, limits, options))
        strategies = [chosen, *(strategy for strategy in strategies if strategy != chosen)]
    given = given_options(options, model)
    labelled = labelled_rows(options, partial(_rows_of, source))
    chooser = Chooser(source, target, options, given, labelled)
    selections = [chooser.choose(strategy, limits, options.budget) for strategy in strategies]
    costs = [chooser.cost_of_limits(selection) for selection in selections]
    show_selections(selections, costs, options)


def _rows_of(source: "Encoding", ids: Sequence[str]) -> list[int | None]:
    place = {name: row for row, name in enumerate(source.ids)}
    return [place.get(name) for name in ids]


def _points(source: "Encoding", limits: "Constraints", options: Options) -> int:
    """About how many texts the budget is, by mean words and prices."""
    import numpy as np

    from demux_core.strategies.checks import word_counts
    from demux_core.strategies.limits import point_costs

    if options.budget is None:
        points = options.spend / np.nanmean(point_costs(limits, source))
    else:
        points = options.budget / (word_counts(source).mean() if options.words else 1)
    return max(1, round(float(points)))


def _automatic(source: "Encoding", target: "Encoding", task: str, points: int) -> "Strategy":
    """The strategy that the preflight recommends; its reason is printed."""
    from demux_core.cli.preflight import sentence
    from demux_core.strategies import find_strategy
    from demux_core.workflows.preflight import preflight

    advice = preflight(source, target, task, points)
    say(f"AUTO takes {sentence(advice)}")
    return find_strategy(advice.strategy)
