"""Learning curves with bootstrap replicates: what other seeds and other test rows would have given."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.analysis.curves import scores_by_cell
from demux_core.analysis.intervals import NORMAL_95, half_width
from demux_core.analysis.isotonic import never_falling
from demux_core.analysis.row_errors import influences
from demux_core.experiments.cells import ALL, CellRecord
from demux_core.strategies import EN_FT

_Floats = NDArray[np.float64]
DRAWS = 1000
_MOST_GROUPS = 2000


@dataclass(frozen=True, eq=False)
class DrawnCurve:
    """The learning curve of a strategy with replicates.

    Args:
        budgets: (b,) ascending numbers of labels; 0, the starting model, comes first where it is known.
        scores: (b,) points, means over seeds.
        draws: (draws, b) replicates of ``scores``; row i of every curve is of the same seeds and test rows.
        seeds: number of seeds; of a single one the replicates say nothing.
    """

    budgets: _Floats
    scores: _Floats
    draws: _Floats
    seeds: int

    @property
    def has_start(self) -> bool:
        """Whether the score without labels is known."""
        return bool(self.budgets[0] == 0)

    def reaches(self, labels: float) -> bool:
        """Whether the number of labels lies within the measured budgets."""
        return bool(self.budgets[0] <= labels <= self.budgets[-1])

    @cached_property
    def rising(self) -> "DrawnCurve":
        """The nearest curves that never fall; the starting score is only lowered."""
        first = int(self.has_start)

        def risen(scores: _Floats) -> _Floats:
            best = never_falling(scores[:, first:])
            return np.concatenate([np.minimum(scores[:, :first], best[:, :1]), best], axis=1)

        return DrawnCurve(self.budgets, risen(self.scores[None])[0], risen(self.draws), self.seeds)


def drawn_curves(
    table: pd.DataFrame,
    records: Sequence[CellRecord] = (),
    language: str = ALL,
    draws: int = DRAWS,
    seed: int = 42,
) -> dict[str, DrawnCurve]:
    """Return the curve of every strategy, each from the starting model on, with replicates.

    A replicate is the mean plus two deviations. That over seeds is a wild bootstrap (Wu, 1986) with normal
    weights, widened so that the interval of a score is Student's t over seeds: few seeds understate how much
    they vary. That over test rows is a bootstrap of each row's influence on the score
    (the delta method; exact where every row counts the same). Of several target languages, whose scores are
    averaged, the rows are drawn together.

    Args:
        table: results of one experiment, dataset, metric, model and target configuration.
        records: its finished cells, where their test rows are of this metric and language; without any, the
            replicates are over seeds only.
        language: a target language, or ``all`` for their mean.
        draws: number of replicates.
        seed: of the draws.
    """
    scores = scores_by_cell(table, language)
    influence = _influence(records)
    rows = len(next(iter(influence.values()), ()))
    generator = np.random.default_rng(seed)
    counts = np.zeros((draws, 0))
    if rows:
        counts = generator.multinomial(rows, np.full(rows, 1 / rows), size=draws).astype(np.float64)
    start = _strategy_curve(EN_FT, scores, influence, counts, seed)
    curves = {}
    for name in scores.index.unique("strategy"):
        if name != EN_FT and (curve := _strategy_curve(name, scores, influence, counts, seed)):
            curves[str(name)] = curve if start is None else _from_start(start, curve)
    return curves


def _strategy_curve(
    name: str,
    scores: "pd.Series[float]",
    influence: dict[tuple[str, int], _Floats],
    counts: _Floats,
    seed: int,
) -> DrawnCurve | None:
    if name not in scores.index.unique("strategy"):
        return None
    wide = complete_seeds(scores.xs(name, level="strategy").unstack("budget"))
    if wide.empty:
        return None
    means = wide.mean().to_numpy()
    weights = _seed_weights(wide.index.tolist(), len(counts), seed)
    draws = means + weights @ (wide.to_numpy() - means)
    if counts.size:
        none = np.zeros(counts.shape[1])
        each = np.stack(
            [influence.get((name, int(budget)), none) for budget in wide.columns.tolist()], axis=1
        )
        draws = draws + counts @ each / counts.shape[1]
    return DrawnCurve(wide.columns.to_numpy(np.float64), means, draws, len(wide))


def complete_seeds(wide: pd.DataFrame) -> pd.DataFrame:
    """Return the seeds (rows) with every budget (columns) that at least half of the seeds have."""
    common = wide.columns[wide.notna().sum() * 2 >= len(wide)]
    return wide[common].dropna()


def _seed_weights(seeds: Sequence[int], draws: int, seed: int) -> _Floats:
    """(draws, seeds) weights of deviations from the mean; a seed has the same chance in every curve."""
    chance = np.stack([np.random.default_rng([seed, each]).standard_normal(draws) for each in seeds], axis=1)
    n = len(seeds)
    return np.asarray(chance * half_width(1, n) / NORMAL_95 / np.sqrt(n - 1)) if n > 1 else 0 * chance


def _influence(records: Sequence[CellRecord]) -> dict[tuple[str, int], _Floats]:
    """(strategy, budget) -> (rows,) how much one more copy of a test row moves the score, times the rows."""
    parts: dict[tuple[str, int], list[_Floats]] = {}
    for record in records:
        if record.items is not None:
            moves = influences(record.items)
            parts.setdefault((record.cell.strategy, record.cell.budget), []).append(len(moves) * moves)
    return {cell: _grouped(np.mean(moves, axis=0)) for cell, moves in parts.items()}


def _grouped(rows: _Floats) -> _Floats:
    """Means of at most ``_MOST_GROUPS`` groups of rows: in a large test these are drawn in place of rows."""
    if len(rows) <= _MOST_GROUPS:
        return rows
    group = np.arange(len(rows)) % _MOST_GROUPS
    return np.asarray(np.bincount(group, rows) / np.bincount(group))


def _from_start(start: DrawnCurve, curve: DrawnCurve) -> DrawnCurve:
    return DrawnCurve(
        np.append(start.budgets, curve.budgets),
        np.append(start.scores, curve.scores),
        np.concatenate([start.draws, curve.draws], axis=1),
        curve.seeds,
    )
