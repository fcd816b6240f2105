"""Coverage and forecast in a report: what is drawn, and one sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import pandas as pd

from demux_core.analysis.coverage import TargetView, target_view
from demux_core.analysis.coverage_curves import ALL
from demux_core.analysis.forecast import Forecast, NoForecast
from demux_core.analysis.result_forecasts import forecast_of
from demux_core.base.errors import InputError
from demux_core.explain import coverage_sentences, forecast_sentences
from demux_core.report.reading import ExperimentReading
from demux_core.strategies import RANDOM
from demux_core.workflows.coverage import (
    ChooseHere,
    curve_budgets,
    has_coverage,
    is_quick,
    project_curve,
)
from demux_core.workflows.selection import Choose, SelectionPlan, select_for_project
from demux_core.workspace.prepared import PreparedProject

_MOST_LINES = 4


@dataclass(frozen=True, eq=False)
class CoverageSection:
    """How many target texts have a chosen text near them.

    Args:
        curves: ``coverage_curves.coverage_curve`` of a few strategies, over all target languages.
        budget: number of texts to label.
        sentence: the coverage at the budget.
        note: what near means.
    """

    curves: pd.DataFrame
    budget: int
    sentence: str
    note: str


@dataclass(frozen=True, eq=False)
class ForecastSection:
    """How the score is expected to go on.

    Args:
        strategy: whose curve it is.
        forecast: None where there is none.
        sentence: what it says, or why there is none.
    """

    strategy: str
    forecast: Forecast | None
    sentence: str


def coverage_section(
    prepared: PreparedProject,
    strategies: Sequence[str],
    plan: SelectionPlan,
    choose: Choose = select_for_project,
) -> CoverageSection | None:
    """Return the coverage of the first few strategies, the recommended one first, and of RANDOM.

    None where it takes long, or where nothing can be compared with RANDOM.
    """
    if not is_quick(prepared.source, prepared.target):
        return None
    view = target_view(prepared.source, prepared.target)
    names = [name for name in dict.fromkeys(strategies) if has_coverage(name) and name != RANDOM]
    choose_here = partial(choose, prepared)
    budgets = curve_budgets(prepared, plan)
    tables = [_curve(choose_here, view, name, plan, budgets) for name in [*names[: _MOST_LINES - 1], RANDOM]]
    curves = pd.concat(
        [table for table in tables if table is not None] or [pd.DataFrame(columns=["strategy"])]
    )
    drawn = list(dict.fromkeys(curves["strategy"]))
    if RANDOM not in drawn:
        return None
    curves = curves[curves["target_group"] == ALL].reset_index(drop=True)
    total = len(prepared.target)
    sentence = coverage_sentences.coverage_sentence(curves, drawn[0], plan.budget, total)
    return CoverageSection(
        curves, plan.budget, sentence, coverage_sentences.meaning(view.radius, view.reachable)
    )


def forecast_section(reading: ExperimentReading, strategy: str, most: int) -> ForecastSection:
    """Return the forecast of a strategy, or of RANDOM where the experiment lacks it; ``most`` texts exist."""
    name = strategy if strategy in reading.drawn else RANDOM
    if name not in reading.drawn:
        name = next(iter(reading.drawn))
    found = forecast_of(reading.results, name, records=reading.records)
    if isinstance(found, NoForecast):
        return ForecastSection(name, None, found.reason)
    score = forecast_sentences.score_sentence(found, min(found.ahead[0], most), name, reading.metric)
    return ForecastSection(name, found, f"{score} {forecast_sentences.gain_sentence(found, found.last)}")


def _curve(
    choose: ChooseHere, view: TargetView, strategy: str, plan: SelectionPlan, budgets: Sequence[int]
) -> pd.DataFrame | None:
    for asked in (budgets, (plan.budget,)):
        try:
            return project_curve(choose, view, strategy, plan, asked)
        except InputError:  # constraints, for instance, can make a smaller budget impossible
            continue
    return None
