"""The results of an experiment, as Python programs and notebooks have them."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from demux_core.analysis.curves import curve
from demux_core.analysis.summary import of_metric
from demux_core.base.notebook import summary_html
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import load_results
from demux_core.explain.experiment_answers import experiment_answers
from demux_core.strategies.display import strategy_title


@dataclass(frozen=True, eq=False)
class Results:
    """The results of one experiment.

    Args:
        path: table of results (``.csv``), with the files of the experiment beside it.
        folder: the temporary folder of these files, which goes when the results do; None where they stay.
    """

    path: Path
    folder: "TemporaryDirectory[str] | None" = field(default=None, repr=False)

    @cached_property
    def table(self) -> pd.DataFrame:
        """A row for each strategy, seed, round, budget, target language (``all``: their mean) and metric."""
        return load_results(self.path)

    @cached_property
    def metric(self) -> str:
        """The main metric."""
        return str(self._scores()["metric"].iloc[0])

    def curve(self) -> pd.DataFrame:
        """Mean main metric and 95% interval over seeds: strategy, budget, mean, low, high, n (seeds)."""
        return curve(self._scores())

    @property
    def answer(self) -> str:
        """Whether labels pay and whether choosing them pays; empty where the results are too few to tell."""
        return experiment_answers([self.path]).get(self.path.stem, "")

    def __repr__(self) -> str:
        curves = self.curve()
        budgets = ", ".join(f"{budget:,}" for budget in sorted({*curves["budget"]} - {0}))
        return f"Results({self.metric} of {curves['strategy'].nunique()} strategies, budgets {budgets})"

    def _repr_html_(self) -> str:
        curves = self.curve()
        wide = curves.pivot(index="strategy", columns="budget", values="mean").round(1)
        wide.index = pd.Index([strategy_title(name) for name in wide.index], name="strategy")
        wide.columns = pd.Index([f"{budget:,}" for budget in wide.columns])
        best = wide.columns[-1]
        table = wide.sort_values(best, ascending=False, na_position="last").reset_index()
        return summary_html(f"{self.metric} by number of labelled texts", self.answer, table)

    def _scores(self) -> pd.DataFrame:
        return of_metric(self.table, read_records(self.path), None, self.path)
