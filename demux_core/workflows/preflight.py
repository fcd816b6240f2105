"""Before any label: which strategy to take, what it is expected to gain, and how many labels that saves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.analysis.expected_gain import (
    Expectation,
    best_strategy,
    expectation,
    gains_of_choosing,
    like_targets,
)
from demux_core.analysis.measured_targets import (
    FINE_TUNED,
    KEY,
    PRETRAINED,
    curve,
    measured_gains,
    measured_scores,
    measured_targets,
)
from demux_core.analysis.target_measures import spread_rows, target_measures
from demux_core.explain.advice_sentences import NO_EVIDENCE
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.strategies.checks import checked_budget
from demux_core.strategies.display import strategy_title
from demux_core.strategies.needs import needs_met
from demux_core.strategies.selecting import select_by_samples
from demux_core.tasks import TASKS

if TYPE_CHECKING:
    import pandas as pd

# The measures by which targets are alike; the others are shown, but predict nothing.
LIKENESS = ("nearness", "likeness", "concentration")
_FALLBACK = "cover"
_DRAWS = 5
_MOST_POOL_ROWS, _MOST_TARGET_ROWS = 5_000, 200  # that the choice is repeated on
_MOST_POOL_WORDS = 50_000  # likewise, where words are compared
_DIGITS = 4


@dataclass(frozen=True)
class Advice:
    """What the preflight says about a pool, a target sample and a budget.

    Args:
        strategy: the recommended strategy, which AUTO takes.
        reason: why, in a sentence or two.
        budget: number of texts.
        expected_gain: over RANDOM, of the strategy that is best on the other like targets, on each of them;
            None where no measured target is like this one.
        labels_saved: how many more random labels would reach the same score, the median over like targets;
            at most as many as were measured. None where nothing is known.
        measures: what was measured of pool and target sample, by name, and ``stability``: the share of
            chosen texts that stay if the target sample is drawn again; of more than 5,000 pool and 200 target
            texts, or 50,000 words of the pool where words are compared, this is measured on evenly spread
            texts.
    """

    strategy: str
    reason: str
    budget: int
    expected_gain: Expectation | None
    labels_saved: int | None
    measures: dict[str, float]

    def to_json(self) -> dict[str, Any]:
        """Return the advice as the command line prints it."""
        gain = None if self.expected_gain is None else _rounded(vars(self.expected_gain))
        return {**vars(self), "expected_gain": gain, "measures": _rounded(self.measures)}


def preflight(pool: Encoding, target: Encoding, task: str, budget: int) -> Advice:
    """Look at a pool and a target sample; no label is needed.

    Args:
        pool: the pool, encoded.
        target: the target sample, encoded by the same model.
        task: name of the task.
        budget: number of texts to choose.

    Raises:
        InputError: vectors are missing, there are fewer than two rows of either, or the budget is larger than
            the pool.
    """
    checked_budget(budget, len(pool), "source")
    measures = target_measures(pool, target).known()
    available = available_strategies(pool, target)
    # Only a model that has learned the task is uncertain about it.
    measured = measured_targets(task, PRETRAINED if pool.uncertainty is None else FINE_TUNED)
    gains = measured_gains(budget)
    gains = gains[gains.index.isin(measured.index)]
    like = like_targets(measured, measures, LIKENESS)
    similar = gains.iloc[:0] if like is None else gains.reindex(like)
    strategy = best_strategy(similar, available) or RANDOM
    expected = expectation(similar[RANDOM] if strategy == RANDOM else gains_of_choosing(similar, available))
    if expected is None or like is None:  # then all measured targets of the task count
        strategy = best_strategy(gains, available) or (_FALLBACK if gains.empty else RANDOM)
        saved, reason = None, _reason_without_evidence(strategy, task, gains)
    else:
        saved, reason = labels_saved(strategy, budget, like), _reason(strategy, expected, len(gains))
    measures["stability"] = _stability(strategy, pool, target, budget)
    return Advice(strategy, reason, budget, expected, saved, measures)


def available_strategies(pool: Encoding, target: Encoding) -> list[str]:
    """Return the strategies that may be recommended and have what they need."""
    met = needs_met(pool, target)
    return [
        name for name, strategy in STRATEGIES.items() if strategy.can_be_recommended and strategy.needs <= met
    ]


def labels_saved(strategy: str, budget: int, like: "pd.Index[Any]") -> int | None:
    """Return how many more random labels reach the strategy's score, the median over targets."""
    scores = measured_scores().set_index(KEY)
    saved = [_saved(scores.loc[[key]], strategy, budget) for key in like if key in scores.index]
    known = [number for number in saved if number is not None]
    return int(np.median(known)) if known else None


def _saved(scores: "pd.DataFrame", strategy: str, budget: int) -> int | None:
    reached = curve(scores[scores["strategy"] == strategy], np.array([float(budget)]))[0]
    random = scores[(scores["strategy"] == RANDOM) & (scores["budget"] > 0)]
    budgets = np.geomspace(random["budget"].min(), random["budget"].max(), 200)
    enough = budgets[curve(random, budgets) >= reached]
    if np.isnan(reached):
        return None
    return round(float(enough[0] if len(enough) else budgets[-1])) - budget


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in values.items()}


def _stability(strategy: str, pool: Encoding, target: Encoding, budget: int) -> float:
    """Return the mean share of texts that two draws of the target sample have in common."""
    most = _MOST_POOL_ROWS
    if pool.words is not None and "words" in STRATEGIES[strategy].needs:
        most = min(most, max(1, len(pool) * _MOST_POOL_WORDS // len(pool.words[0])))
    pool, target = spread_rows(pool, most), spread_rows(target, _MOST_TARGET_ROWS)
    budget = min(budget, len(pool))
    draws = {
        seed: np.random.default_rng(seed).integers(len(target), size=len(target)) for seed in range(_DRAWS)
    }
    chosen = [set(each.rows.tolist()) for each in select_by_samples(strategy, pool, target, budget, draws)]
    shares = [len(set(a) & set(b)) / budget for i, a in enumerate(chosen) for b in chosen[:i]]
    return float(np.mean(shares))


def _reason(strategy: str, expected: Expectation, targets: int) -> str:
    if strategy == RANDOM:
        return "No strategy available here gained more than random texts on the measured targets like yours."
    return (
        f"Of {targets} measured targets of this task, {strategy_title(strategy)} gained the most over random "
        f"texts on the {expected.targets} that are most like yours."
    )


def _reason_without_evidence(strategy: str, task: str, gains: "pd.DataFrame") -> str:
    """Why a strategy is proposed where no measured target, of those in ``gains``, is like the new one."""
    title = strategy_title(strategy)
    if gains.empty:
        missing = f"{TASKS[task].title} was not measured"
        why = "it needs no label and no language, and leaves no part of the target sample without a near text"
    else:
        missing = "No measured target is like yours at this budget"
        why = (
            f"it gained the most over random texts across all {gains[strategy].count()} targets of this task "
            f"that were measured at this budget"
        )
    if strategy == RANDOM:
        why = "no strategy that can choose here is known to gain more on the measured targets"
    return (
        f"{missing}, so how much choosing gains here is not known: {NO_EVIDENCE}. {title} is proposed "
        f"because {why}."
    )
