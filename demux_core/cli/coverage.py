"""``coverage``: how much of the target sample each strategy's texts cover."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.cli.language_tables import read_allocation
from demux_core.cli.shared import (
    Options,
    add_command,
    add_data,
    add_model,
    add_strategies,
    add_strategy_options,
    encoded,
    load_data,
    say,
    strategy_name,
    strategy_names,
    whole_numbers,
)
from demux_core.cli.table_output import add_no_escape, write_table

if TYPE_CHECKING:
    import pandas as pd

    from demux_core.analysis.coverage import TargetView
    from demux_core.analysis.coverage_curves import Choose
    from demux_core.strategies.base import Rows

_BUDGETS = "10,50,250"


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "coverage",
        _run,
        "share of target texts with a chosen text near them, for each strategy, budget and target language "
        "or cluster",
        "--source pool.csv --target sample.txt --model models/en-ft \\\n"
        "      --strategy cover,knn_uncertainty --budgets 10,50,250 --out coverage.csv",
    )
    add_data(command, "source", "target")
    add_model(command)
    add_strategies(command, "--strategy", "strategies beside random, which is always there", required=True)
    command.add_argument("--budgets", default=_BUDGETS, help=f"numbers of texts ({_BUDGETS})")
    command.add_argument(
        "--radius",
        type=float,
        help="largest distance that is near; by default the one within which nine tenths of the target texts "
        "have a text of the pool",
    )
    command.add_argument(
        "--by",
        choices=("language", "cluster"),
        default="language",
        help="what target texts are counted apart by: their language, or the cluster of texts about the same "
        "to which they belong (language)",
    )
    command.add_argument("--seed", type=int, default=DEFAULT_SEED, help="seed of random draws (42)")
    command.add_argument("--measure", help="uncertainty measure; by default that of the task")
    add_strategy_options(command)
    command.add_argument(
        "--out", type=Path, help=".csv, .xlsx, .jsonl or .parquet file; by default standard output"
    )
    command.add_argument(
        "--texts",
        type=Path,
        help="file for the target texts that no text chosen at the largest budget is near",
    )
    add_no_escape(command)


def _run(options: Options) -> None:
    import pandas as pd

    from demux_core.analysis.coverage import target_view
    from demux_core.analysis.coverage_curves import coverage_curve
    from demux_core.analysis.target_groups import target_groups
    from demux_core.base.exports import check_suffix
    from demux_core.explain.coverage_sentences import coverage_sentence, least_covered_sentence

    for path in filter(None, (options.out, options.texts)):
        check_suffix(path)
    budgets, names = sorted(whole_numbers("budgets", options.budgets)), _strategies(options)
    source, target = (
        encoded(load_data(options, role), options.model, options.measure) for role in ("source", "target")
    )
    view = target_view(source, target, options.radius, target_groups(options.by, source, target))
    choices = {name: partial(_choose, name, view, options) for name in names}
    curves = pd.concat([coverage_curve(name, budgets, choices[name], view) for name in names])
    for name in names:
        say(coverage_sentence(curves, name, budgets[-1], len(target)))
        if least := least_covered_sentence(curves, name, budgets[-1], view.target_groups, options.by):
            say(least)
    if options.texts:
        write_table(_uncovered(choices, view, budgets[-1]), options.texts, options)
    named = curves.rename(columns={"target_group": f"target_{options.by}"})
    write_table(named, options.out, options)


def _strategies(options: Options) -> list[str]:
    from demux_core.strategies import RANDOM, STRATEGIES
    from demux_core.strategies.display import in_order

    names = in_order([*strategy_names(options.strategy), RANDOM])
    if of_gold := [name for name in names if STRATEGIES[name].uses_gold]:
        raise InputError(
            f"coverage counts texts of the pool, and {of_gold[0]} does not choose from the pool; leave it out"
        )
    return names


def _choose(name: str, view: "TargetView", options: Options, budget: int, draw: int) -> "Rows":
    from demux_core.strategies import find_strategy, select

    allocation: Any = options.allocation and read_allocation(options.allocation)
    given: dict[str, Any] = {"allocation": allocation, "like": options.like and strategy_name(options.like)}
    taken = {key: value for key, value in given.items() if value and key in find_strategy(name).options}
    return select(name, view.source, view.target, budget, seed=options.seed + draw, **taken).rows


def _uncovered(choices: Mapping[str, "Choose"], view: "TargetView", budget: int) -> "pd.DataFrame":
    """The uncovered target texts of each strategy, with their ids."""
    import pandas as pd

    from demux_core.explain.coverage_tables import uncovered_table

    parts = []
    for name, choose in choices.items():
        part = uncovered_table(view.coverage(choose(budget, 0)), view.target)
        ids = [view.target.ids[row] for row in part.pop("target_row").tolist()]
        part.insert(0, "id", ids)
        parts.append(part.assign(strategy=name, budget=budget))
    return pd.concat(parts, ignore_index=True)
