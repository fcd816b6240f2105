"""Forecasts of the strategies in a table of results."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from demux_core.analysis.differences import rows_of_scores
from demux_core.analysis.forecast import Forecast, NoForecast, forecast
from demux_core.analysis.measured_curve import measured_curve
from demux_core.analysis.summary import of_metric
from demux_core.base.errors import InputError
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import ALL, learner_of_tables, load_results
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order


def result_forecasts(
    path: Path, metric: str | None = None, strategy: str | None = None
) -> tuple[str, str, dict[str, Forecast | NoForecast]]:
    """Return the metric, the learner, and the forecast of each strategy, or of ``strategy`` alone.

    Args:
        path: table that the command ``experiment`` wrote; the cells beside it, if they are there, make the
            bands allow for other test rows.
        metric: the main metric of the task unless given.
        strategy: a name in the table.

    Raises:
        InputError: the table lacks the metric or the strategy, or is of several experiments.
    """
    records, loaded = read_records(path), load_results(path)
    learner = learner_of_tables({path.stem: loaded})
    table = of_metric(loaded, records, metric, path)
    names = in_order(set(table["strategy"]) - {EN_FT})
    if strategy is not None:
        if strategy not in names:
            raise InputError(
                f"{path} has the strategies {', '.join(names)}, not {strategy!r}; choose one of them"
            )
        names = [strategy]
    found = {name: forecast_of(table, name, records=records) for name in names}
    return str(table["metric"].iloc[0]), learner, found


def forecast_of(
    results: pd.DataFrame, strategy: str, language: str = ALL, records: Sequence[CellRecord] = ()
) -> Forecast | NoForecast:
    """Return the forecast of a strategy.

    Args:
        results: of one experiment, metric, model and target configuration.
        strategy: its name in the results.
        language: a target language, or ``all``.
        records: finished cells of the experiment, if they are known.
    """
    used = rows_of_scores(results, records, language)
    return forecast(measured_curve(results, strategy, language, used))
