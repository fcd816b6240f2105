"""How often strategies that look at the target beat baselines, over targets and budgets of results."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.experiments.learner_names import only_learner
from demux_core.experiments.manifests import kind_learner
from demux_core.experiments.results_table import ALL, SETTING
from demux_core.strategies.display import baselines, contenders

MIN_COMPARISONS = 4  # a share of fewer says nothing
_CELL = [*SETTING, "target_language", "round", "budget"]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WinRates:
    """Shares of cells that are won, with bootstrap 95% intervals.

    Args:
        share: of cells in which the best of the strategies beats the best baseline.
        low: lower end of its interval.
        high: upper end of its interval.
        chance: the share that equally good strategies would reach: the best of more wins more often.
        cells: number of cells compared.
        targets: number of targets among them (a language of a target configuration, for one model and data).
        strategies: those that look at the target (``display.contenders``), as far as they are compared.
        baselines: the baselines compared.
        pairs: strategy, baseline, share, low, high: each against each, without the bias of picking the best.
    """

    share: float
    low: float
    high: float
    chance: float
    cells: int
    targets: int
    strategies: tuple[str, ...]
    baselines: tuple[str, ...]
    pairs: pd.DataFrame

    @property
    def enough(self) -> bool:
        """Whether there are enough comparisons for a share of them to mean something."""
        return self.cells >= MIN_COMPARISONS


def win_rates(frame: pd.DataFrame, bootstrap: int = 2000, seed: int = 42) -> WinRates | None:
    """Count the cells (target language of a target configuration, at a budget) that contenders win.

    "Best" is the highest mean over seeds within the cell, picked on the scores that are compared. Only
    hindsight reaches that; a user must choose before annotating. It also favours the side with more
    strategies: compare ``share`` with ``chance``, and prefer ``pairs``. A tie is half a win.

    The paired bootstrap draws cells and, within each, seeds, the same for all strategies. Budgets of one
    curve and languages of one model are not independent, so the intervals are somewhat too narrow.

    Args:
        frame: results of one or several experiments with one learner; only cells in which every strategy has
            every seed count.
        bootstrap: number of draws.
        seed: of the draws.

    Raises:
        InputError: some results are of fine-tuned models and others of linear probes.

    Returns:
        The shares, or None where there is no such cell, no contender or no baseline.
    """
    if len(frame):
        only_learner({kind: kind_learner(kind) for kind in sorted(set(frame["experiment"]))})
    candidates = contenders(), baselines()
    frame = frame[frame["strategy"].isin([name for names in candidates for name in names])]
    if (frame["target_language"] != ALL).any():
        frame = frame[frame["target_language"] != ALL]
    present, seeds = set(frame["strategy"]), sorted(set(frame["seed"]))
    ours, theirs = (tuple(s for s in names if s in present) for names in candidates)
    ordered = pd.MultiIndex.from_product([[*ours, *theirs], seeds])
    wide = frame.pivot(index=_CELL, columns=["strategy", "seed"], values="score")
    wide = wide.reindex(columns=ordered).dropna()
    if wide.empty or not ours or not theirs:
        return None
    scores = wide.to_numpy().reshape(len(wide), -1, len(seeds))
    shares = _shares(scores.mean(axis=2), len(ours))
    draws = _draws(scores, len(ours), bootstrap, seed)
    low, high = np.quantile(draws, 0.025, axis=0), np.quantile(draws, 0.975, axis=0)
    pairs = pd.MultiIndex.from_product([ours, theirs], names=["strategy", "baseline"]).to_frame(index=False)
    return WinRates(
        share=float(shares[0]),
        low=float(low[0]),
        high=float(high[0]),
        chance=len(ours) / (len(ours) + len(theirs)),
        cells=len(wide),
        targets=len({cell[:-2] for cell in wide.index}),
        strategies=ours,
        baselines=theirs,
        pairs=pairs.assign(share=shares[1:], low=low[1:], high=high[1:]),
    )


def _draws(scores: _Floats, n_ours: int, draws: int, seed: int) -> _Floats:
    """(draws, 1 + pairs) shares of resampled ``scores`` (cells, strategies, seeds)."""
    generator = np.random.default_rng(seed)
    cells, strategies, seeds = scores.shape
    every = np.arange(strategies)[None, :, None]
    shares: list[_Floats] = []
    for _ in range(draws):
        cell = generator.integers(cells, size=(cells, 1, 1))
        drawn = generator.integers(seeds, size=(cells, 1, seeds))
        shares.append(_shares(scores[cell, every, drawn].mean(axis=2), n_ours))
    return np.array(shares)


def _shares(means: _Floats, n_ours: int) -> _Floats:
    """Share of the best against the best, then of each against each; ``means`` is (cells, strategies)."""
    ours, theirs = means[:, :n_ours], means[:, n_ours:]
    best = _won(ours.max(axis=1) - theirs.max(axis=1))
    each = _won(ours[:, :, None] - theirs[:, None, :])
    return np.append(best, each.ravel())


def _won(difference: _Floats) -> _Floats:
    return np.asarray((1 + np.sign(difference)).mean(axis=0) / 2)
