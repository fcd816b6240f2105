"""The cells of a target: a score for each strategy, budget and seed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.modelling.linear_probe import Weights, scores
from demux_core.strategies.base import Rows
from tests.evidence.probe.choices import GRID, NEEDS_WORDS, Draw, Setting, chosen
from tests.evidence.probe.head import Head

BUDGETS = (10, 50, 250, 1_000)
# Two batches of seeds, so that the first gives a whole table early.
SEEDS = (tuple(range(1, 6)), tuple(range(6, 11)))
EN_FT = "en_ft"
# Compared with as many words of random rows, too.
WORD_MATCHED = (
    *("knn_uncertainty", "average_dist", "cover", "round_robin"),
    *("token_nn", "token_uncertainty", "nn_lang"),
)
# Candidates are not measured at the largest budget.
CANDIDATES = ("cover_uncertain", "boundary", "committee", "lexical", "same_as_cover")
# Scores on all test rows, on those of even number, and on those of odd number.
SCORES = ["score", "even", "odd"]
COLUMNS = ["target", "strategy", "budget", "seed", *SCORES, "words", "matched"]


@dataclass(frozen=True, eq=False)
class Target:
    """One target language of a corpus."""

    head: Head
    language: str

    @cached_property
    def pool(self) -> Rows:
        return self.head.corpus.pool_of(self.language)

    @cached_property
    def sample(self) -> Rows:
        return self.head.corpus.part(self.language, "dev")

    @cached_property
    def gold(self) -> Rows:
        return self.head.corpus.part(self.language, "train")

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """(n,) words of every row of the corpus."""
        rows = self.head.corpus.rows
        return np.array(rows.task.word_counts(rows.frame))

    @cached_property
    def setting(self) -> Setting:
        encoding, gradients = self.head.encoding, self.head.gradients
        return Setting(
            encoding.take(self.pool),
            encoding.take(self.sample),
            (gradients[self.pool], gradients[self.sample]),
            self.head.committee[self.pool],
            len(self.gold),
        )

    def cells(
        self, seeds: Sequence[int], told: Callable[[str], None], only: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Return the scores of every cell, the words of its points, and the score of as many random words.

        Args:
            seeds: of the cells.
            told: what has been done.
            only: names of strategies; all if empty.
        """
        lines = [] if only else [(self.language, EN_FT, 0, 0, *self.scores(self.head.start), 0, np.nan)]
        has_words = self.setting.pool.words is not None
        names = [name for name in only or GRID if has_words or name not in NEEDS_WORDS]
        for seed in seeds:
            draw = Draw(self.setting, seed)
            for name in names:
                source = self.gold if name == "gold" else self.pool
                budgets = [budget for budget in BUDGETS if budget <= len(source)]
                for budget, picked in chosen(name, draw, budgets[: 3 if name in CANDIDATES else 4]).items():
                    rows = source[picked]
                    found, count = self.scores(self.head.trained(rows)), int(self.words[rows].sum())
                    is_matched = has_words and name in WORD_MATCHED and budget < max(BUDGETS)
                    matched = self._matched(count, seed) if is_matched else np.nan
                    lines.append((self.language, name, budget, seed, *found, count, matched))
            told(f"{self.head.corpus.name} {self.language} seed {seed}")
        return pd.DataFrame(lines, columns=COLUMNS)

    def _matched(self, count: int, seed: int) -> float:
        """Return the score of as many random rows as have ``count`` words."""
        order = self.pool[np.random.default_rng([seed, *b"words"]).permutation(len(self.pool))]
        stop = int(np.searchsorted(np.cumsum(self.words[order]), count)) + 1
        return self.scores(self.head.trained(order[:stop]))[0]

    @cached_property
    def _test(self) -> Rows:
        return self.head.corpus.part(self.language, "test")

    @cached_property
    def _test_inputs(self) -> NDArray[np.float32]:
        return self.head.inputs(self._test)

    @cached_property
    def _test_classes(self) -> NDArray[np.int64]:
        return self.head.classes(self._test)

    def scores(self, weights: Weights) -> tuple[float, float, float]:
        """Return the main metric on all test rows, on those of even number, and on those of odd number."""
        parts = self._parts(scores(self._test_inputs, weights).argmax(axis=1))
        whole, even, odd = (
            100 * float(rows[:, 0].sum() / max(rows[:, 1].sum(), 1))
            for rows in (parts, parts[::2], parts[1::2])
        )
        return whole, even, odd

    def _parts(self, predicted: NDArray[np.int64]) -> NDArray[np.float64]:
        """(rows, 2) what each test row adds to the metric's numerator and denominator."""
        metric = self.head.corpus.rows.task.metric(self.head.labels)
        if metric.main == "accuracy":
            right = self.head.by_row(self._test, predicted == self._test_classes)
            return np.array([(np.sum(part), np.size(part)) for part in right], dtype=np.float64)
        names = np.array(self.head.labels)
        gold, guesses = (
            self.head.by_row(self._test, names[each]) for each in (self._test_classes, predicted)
        )
        pairs = zip(gold, guesses, strict=True)
        return np.array([metric.row_parts(row.tolist(), guess.tolist()) for row, guess in pairs])
