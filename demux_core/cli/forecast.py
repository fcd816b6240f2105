"""``forecast``: what more labels are expected to bring, from the results so far."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.files import atomic_write
from demux_core.cli.shared import Options, add_command, say, strategy_name

if TYPE_CHECKING:
    from demux_core.analysis.forecast import Forecast


def add(group: Any) -> None:
    """Add the command."""
    command = add_command(
        group,
        "forecast",
        _run,
        "from results so far: the score to expect, the labels that a score needs, and when to stop",
        "--results results.csv --strategy cover --budget 500",
    )
    command.add_argument("--results", type=Path, required=True, help="table of `experiment`")
    command.add_argument("--strategy", help="name or title of one; by default every strategy of the table")
    command.add_argument("--metric", help="metric to forecast; by default the main one of the task")
    wanted = command.add_mutually_exclusive_group()
    wanted.add_argument("--budget", type=int, help="number of labels whose score is wanted")
    wanted.add_argument("--score", type=float, help="score (of 100) whose number of labels is wanted")
    command.add_argument("--out", type=Path, help="JSON file; by default standard output")


def _run(options: Options) -> None:
    from demux_core.analysis.forecast import NoForecast
    from demux_core.analysis.result_forecasts import result_forecasts
    from demux_core.strategies.display import strategy_title

    strategy = strategy_name(options.strategy) if options.strategy else None
    metric, learner, found = result_forecasts(options.results, options.metric, strategy)
    told: dict[str, Any] = {}
    for name, one in found.items():
        if isinstance(one, NoForecast):
            say(f"{strategy_title(name)}: {one.reason}")
            told[name] = {"forecast": None, "reason": one.reason}
        else:
            say(_sentences(one, name, metric, options))
            told[name] = {"forecast": _plain(one, options), "reason": None}
    answer = {"learner": learner, "metric": metric, "strategies": told}
    text = json.dumps(answer, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    if options.out:
        atomic_write(options.out, text)
    else:
        print(text, end="")


def _plain(one: "Forecast", options: Options) -> dict[str, Any]:
    ahead = [options.budget] if options.budget is not None else one.ahead
    return {
        "measured": [
            {"budget": budget, "score": round(score, 4)}
            for budget, score in zip(one.measured.budgets, one.measured.scores, strict=True)
        ],
        "scores": [{"budget": budget, **_rounded(one.score(budget))} for budget in ahead],
        "labels": None
        if options.score is None
        else {"score": options.score, **asdict(one.labels_for(options.score))},
        "next_100": _rounded(one.gain(one.last)),
        "next_100_below_1_point_from": one.enough(),
        "reach": one.farthest,
    }


def _rounded(estimate: Any) -> dict[str, float]:
    return {name: round(value, 2) for name, value in asdict(estimate).items()}


def _sentences(one: "Forecast", strategy: str, metric: str, options: Options) -> str:
    from demux_core.explain import forecast_sentences as words
    from demux_core.strategies.display import strategy_title

    if options.score is not None:
        asked = f"{strategy_title(strategy)}: {words.need_sentence(one, options.score, metric)}"
    else:
        budget = one.ahead[0] if options.budget is None else options.budget
        asked = words.score_sentence(one, budget, strategy, metric)
    return f"{asked} {words.advice_sentence(one)}"
