"""What the strategies of the grid choose: those of the product, and candidates that only the grid has.

The target sample is drawn with replacement for every seed, so that strategies that draw nothing differ over
seeds, too. Nested strategies choose once, for the largest budget.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.modelling.encoding import Encoding
from demux_core.strategies import STRATEGIES, select
from demux_core.strategies.base import Query
from demux_core.strategies.nn_lang import draw_nearest
from demux_core.strategies.token_uncertainty import weights
from demux_core.strategies.word_votes import Votes, Weights, drawn_votes, ranked, word_votes

Rows = NDArray[np.int64]
Chosen = dict[int, Rows]  # budget -> rows of the pool


@dataclass(frozen=True, eq=False)
class Setting:
    """A target of the grid, with what strategies see of it.

    Args:
        pool: the pool, with the probe's uncertainty.
        target: the target sample.
        gradients: pool (n, d) and target sample (m, d): label-free gradients of a linear head, a row's summed
            over its words.
        committee: (n,) uncertainty by a committee of heads, fitted on resampled English rows.
        gold: GOLD's rows; only their number counts, as it draws at random.
    """

    pool: Encoding
    target: Encoding
    gradients: tuple[NDArray[np.float32], NDArray[np.float32]]
    committee: NDArray[np.float32]
    gold: int

    @cached_property
    def votes(self) -> Votes:
        """The votes of all words of the target sample."""
        return word_votes(self.query(self.target, 1, 0))

    @cached_property
    def ngrams(self) -> tuple[Any, Any]:
        """Counts of hashed character n-grams of pool and target sample, sparse (rows, 32,768) each."""
        from sklearn.feature_extraction.text import HashingVectorizer

        hashing = HashingVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), n_features=2**15, norm=None, alternate_sign=False
        )
        return hashing.transform(self.pool.texts), hashing.transform(self.target.texts)

    def query(self, target: Encoding, budget: int, seed: int) -> Query:
        every = np.arange(len(self.pool))
        return Query("grid", self.pool, target, budget, seed, every[:0], every, {})


@dataclass(frozen=True, eq=False)
class Draw:
    """A setting whose target sample is drawn with replacement, ``rows`` of the whole one."""

    setting: Setting
    seed: int
    known: dict[str, Chosen] = field(default_factory=dict)

    @cached_property
    def rows(self) -> Rows:
        count = len(self.setting.target)
        return np.random.default_rng([self.seed, *b"target"]).integers(count, size=count)

    @cached_property
    def pool(self) -> Encoding:
        return replace(self.setting.pool, words=None)

    @cached_property
    def target(self) -> Encoding:
        return replace(self.setting.target, words=None).take(self.rows)

    @property
    def votes(self) -> Votes:
        """What ``word_votes`` gives for the drawn sample, without another search for neighbours."""
        return self._drawn[0]

    @property
    def words(self) -> Rows:
        """The word of the whole sample that each voter is."""
        return self._drawn[1]

    @cached_property
    def _drawn(self) -> tuple[Votes, Rows]:
        assert self.setting.target.words is not None
        return drawn_votes(self.setting.votes, self.setting.target.words[1], self.rows)


def chosen(name: str, draw: Draw, budgets: Sequence[int]) -> Chosen:
    """Return what a strategy chooses for each budget that its data allows."""
    rows = draw.known[name] = GRID[name](draw, budgets)
    return {budget: picked for budget, picked in rows.items() if len(picked) == budget}


def _product(name: str, **options: Any) -> Callable[[Draw, Sequence[int]], Chosen]:
    def choose(draw: Draw, budgets: Sequence[int]) -> Chosen:
        return _selected(name, draw.pool, draw.target, budgets, draw.seed, options)

    return choose


def _selected(
    name: str,
    pool: Encoding,
    target: Encoding,
    budgets: Sequence[int],
    seed: int,
    options: Mapping[str, Any],
) -> Chosen:
    asked = [max(budgets)] if STRATEGIES[name].nested else budgets
    picked = {budget: select(name, pool, target, budget, seed=seed, **options).rows for budget in asked}
    return {budget: picked.get(budget, picked[asked[-1]])[:budget] for budget in budgets}


def _token_nn(draw: Draw, budgets: Sequence[int]) -> Chosen:
    rows = np.array(ranked(draw.votes, max(budgets))[0], dtype=np.int64)
    return {budget: rows[:budget] for budget in budgets}


def _token_uncertainty(draw: Draw, budgets: Sequence[int]) -> Chosen:
    setting = draw.setting
    whole = weights(setting.query(setting.target, 1, 0))
    rows = ranked(draw.votes, max(budgets), Weights(whole.voters[draw.words], whole.rows))[0]
    return {budget: np.array(rows[:budget], dtype=np.int64) for budget in budgets}


def _nn_lang(draw: Draw, budgets: Sequence[int]) -> Chosen:
    queries = {budget: draw.setting.query(draw.target, budget, draw.seed) for budget in budgets}
    if draw.setting.pool.words is None:
        return _product("nn_lang")(draw, budgets)
    return {budget: draw_nearest(query, draw.votes.rows)[0] for budget, query in queries.items()}


def _same_distribution(like: str) -> Callable[[Draw, Sequence[int]], Chosen]:
    def choose(draw: Draw, budgets: Sequence[int]) -> Chosen:
        codes = np.asarray(draw.pool.languages)
        rows = draw.known.get(like) or GRID[like](draw, budgets)
        counts = {budget: Counter(codes[rows[budget]].tolist()) for budget in budgets}
        return {
            budget: select(
                "same_distribution", draw.pool, draw.target, budget, seed=draw.seed, like=dict(count)
            ).rows
            for budget, count in counts.items()
        }

    return choose


def _boundary(draw: Draw, budgets: Sequence[int]) -> Chosen:
    """COVER of gradients instead of vectors."""
    pool, target = draw.setting.gradients
    encodings = replace(draw.pool, embeddings=pool), replace(draw.target, embeddings=target[draw.rows])
    return _selected("cover", *encodings, budgets, draw.seed, {})


def _committee(draw: Draw, budgets: Sequence[int]) -> Chosen:
    """KNN-UNCERTAINTY with a committee's uncertainty, whose most uncertain 5% count as certain."""
    values = draw.setting.committee
    values = np.where(values > np.quantile(values, 0.95), values.min(), values).astype(np.float32)
    pool = replace(draw.pool, uncertainty=values, measures={})
    return _selected("knn_uncertainty", pool, draw.target, budgets, draw.seed, {})


def _lexical(draw: Draw, budgets: Sequence[int]) -> Chosen:
    """Texts with character n-grams that the target sample has more often than the pool."""
    pool, target = draw.setting.ngrams[0], draw.setting.ngrams[1][draw.rows]
    log_ratio = np.log((target.sum(0) + 1) / target.sum()) - np.log((pool.sum(0) + 1) / pool.sum())
    means = np.asarray(pool @ log_ratio.T).ravel() / np.maximum(np.asarray(pool.sum(1)).ravel(), 1)
    order = np.argsort(-means, kind="stable")
    return {budget: order[:budget] for budget in budgets}


def _gold(draw: Draw, budgets: Sequence[int]) -> Chosen:
    order = np.random.default_rng([draw.seed, *b"gold"]).permutation(draw.setting.gold)
    return {budget: order[:budget] for budget in budgets}


GRID: dict[str, Callable[[Draw, Sequence[int]], Chosen]] = {
    **{
        name: _product(name)
        for name in (
            *("random", "egalitarian", "uncertainty", "average_dist", "knn_uncertainty"),
            *("uncertainty_knn", "round_robin", "cover"),
        )
    },
    "cover_uncertain": _product("cover", weights="uncertainty"),
    "token_nn": _token_nn,
    "token_uncertainty": _token_uncertainty,
    "nn_lang": _nn_lang,
    "same_distribution": _same_distribution("knn_uncertainty"),
    "same_as_cover": _same_distribution("cover"),
    "boundary": _boundary,
    "committee": _committee,
    "lexical": _lexical,
    "gold": _gold,
}
NEEDS_WORDS = ("token_nn", "token_uncertainty")
