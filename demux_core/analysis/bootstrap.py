"""How certain a difference between two strategies is, given few seeds and a test of a few hundred rows."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.analysis.intervals import half_width
from demux_core.experiments.cells import CellRecord
from demux_core.strategies import EN_FT

_Floats = NDArray[np.float64]
_BOUNDS = (0.025, 0.975)
_MOST_GROUPS = 2000
_COLUMNS = ["experiment", "strategy", "budget", "difference", "low", "high", "seeds", "rows"]


def paired_differences(
    experiments: Mapping[str, Sequence[CellRecord]],
    baseline: str,
    draws: int = 2000,
    seed: int = 42,
) -> pd.DataFrame:
    """Main metric of every strategy minus the baseline's, with 95% intervals over seeds and test rows.

    The paired bootstrap (Efron and Tibshirani, 1993) draws seeds and test rows with replacement, the same for
    both sides, and scores the drawn rows again from what each cell recorded. The metric is over all rows;
    languages are not weighted. A cell's draws depend on its own name alone, so its interval does not depend
    on the other cells.

    ``all`` is the mean over the experiments that have the cell: read this row before naming a winner. Its
    interval encloses the bootstrap's and Student's t over the experiments, because the reader's target is not
    among the experiments and one target with a large difference must not speak for the others.

    Args:
        experiments: name -> its finished cells (``results_files.read_records``), each with its test rows; all
            with one learner, which cells do not name (``results_table.learner_of_tables``).
        baseline: the strategy to subtract, at the same budget; ``en_ft`` is the model before any point.
        draws: number of bootstrap draws.
        seed: of the draws.

    Returns:
        experiment, strategy, budget, difference (points), low, high, seeds, rows (of the test).
    """
    table = []
    pooled: dict[tuple[str, int], list[tuple[float, _Floats, int]]] = {}
    for name, records in experiments.items():
        for strategy, budget, scored, against in _comparisons(records, baseline):
            generator = np.random.default_rng([seed, zlib.crc32(f"{name} {strategy} {budget}".encode())])
            difference, drawn = _resampled(scored, against, draws, generator)
            seeds, rows, _ = scored.shape
            low, high = np.quantile(drawn, _BOUNDS)
            table.append((name, strategy, budget, difference, low, high, seeds, rows))
            pooled.setdefault((strategy, budget), []).append((difference, drawn, rows))
    for (strategy, budget), parts in sorted(pooled.items()):
        if len(parts) > 1:
            table.append(_over_all(strategy, budget, parts))
    return pd.DataFrame(table, columns=_COLUMNS)


def _comparisons(records: Iterable[CellRecord], baseline: str) -> Iterator[tuple[str, int, _Floats, _Floats]]:
    """Strategy, budget, and (seeds, rows, 2) parts of the strategy and of the baseline, of shared seeds."""
    cells = _by_cell(records)
    start = list(cells.pop((EN_FT, 0), {}).values())
    for (strategy, budget), scored in sorted(cells.items(), key=lambda item: item[0]):
        against = cells.get((baseline, budget), {})
        if baseline == EN_FT and start:
            against = dict.fromkeys(scored, start[0])
        shared = sorted(scored.keys() & against.keys())
        if strategy != baseline and shared:
            first, second = (np.stack([side[seed] for seed in shared]) for side in (scored, against))
            yield strategy, budget, first, second


def _over_all(strategy: str, budget: int, parts: Sequence[tuple[float, _Floats, int]]) -> tuple[Any, ...]:
    differences = [difference for difference, _, _ in parts]
    drawn = np.mean([values for _, values, _ in parts], axis=0)
    rows = sum(count for _, _, count in parts)
    mean = float(np.mean(differences))
    low, high = np.quantile(drawn, _BOUNDS)
    half = half_width(np.std(differences, ddof=1), len(parts))
    return "all", strategy, budget, mean, min(low, mean - half), max(high, mean + half), 0, rows


def _by_cell(records: Iterable[CellRecord]) -> dict[tuple[str, int], dict[int, _Floats]]:
    """(strategy, budget) -> seed -> (rows, 2) parts of the main metric."""
    cells: dict[tuple[str, int], dict[int, _Floats]] = {}
    for record in records:
        if record.items is None:
            raise ValueError(f"{record.cell.name} has no test rows, so there is nothing to draw from")
        parts = np.array([record.items.numerator, record.items.denominator], dtype=np.float64).T
        cells.setdefault((record.cell.strategy, record.cell.budget), {})[record.cell.seed] = parts
    return cells


def _resampled(
    first: _Floats, second: _Floats, draws: int, generator: np.random.Generator
) -> tuple[float, _Floats]:
    """The difference of two (seeds, rows, 2) sides, and (draws,) bootstrap replicates of it."""
    first, second = _grouped(first), _grouped(second)
    seeds, rows, _ = first.shape
    row_weights = generator.multinomial(rows, np.full(rows, 1 / rows), size=draws).astype(np.float64)
    seed_weights = generator.multinomial(seeds, np.full(seeds, 1 / seeds), size=draws) / seeds
    scores = []
    for side in (first, second):
        sums = np.einsum("dr,srp->dsp", row_weights, side)
        scores.append((seed_weights * _ratio(sums)).sum(axis=1))
    difference = _ratio(first.sum(axis=1)).mean() - _ratio(second.sum(axis=1)).mean()
    return float(difference), scores[0] - scores[1]


def _grouped(side: _Floats) -> _Floats:
    """Sums of at most ``_MOST_GROUPS`` groups of rows: in a large test these are drawn in place of rows."""
    starts = np.linspace(0, side.shape[1], min(side.shape[1], _MOST_GROUPS), endpoint=False).astype(np.int64)
    return np.add.reduceat(side, starts, axis=1)


def _ratio(sums: _Floats) -> _Floats:
    # No entity anywhere, neither predicted nor in the gold labels, is a score of 0, as in seqeval.
    return 100 * sums[..., 0] / np.maximum(sums[..., 1], 1e-12)
