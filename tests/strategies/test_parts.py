"""A pool that is looked at a part at a time: the same rows as from the whole pool, for COVER as good ones.

The naive loops, the fast strategies and the parts agree, whatever the parts and whichever is ready first.
``tests/test_cluster.py`` has a Ray cluster work on the parts.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from demux_core import STRATEGIES, Constraints, Encoding, InputError, Selection, select, select_words
from demux_core.modelling.engines import ENGINES
from demux_core.strategies import engines
from demux_core.strategies.engines import in_parts
from demux_core.strategies.parts import Parts, in_turn
from tests.strategies.reference import REFERENCES
from tests.strategies.test_contract import LABELLED, SOURCE, TARGET, encoding, options
from tests.strategies.test_reference import draw_case

EXACT = ("average_dist", "uncertainty", "knn_uncertainty")
ABLE = [name for name, strategy in STRATEGIES.items() if strategy.works_in_parts]
UNABLE = [name for name in STRATEGIES if name not in ABLE]


def backwards(
    work: Callable[[Any], Any], vectors_of: Callable[[int], Any], places: Sequence[int]
) -> Iterator[tuple[int, Any]]:
    """The last part is ready first."""
    return in_turn(work, vectors_of, list(places)[::-1])


@pytest.fixture
def parts_of(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``parts_of(30)``: the engine ``ray`` works in this process, on parts of 30 rows."""

    def divide(most: int, share: Any = in_turn) -> None:
        monkeypatch.setattr(
            engines, "on_engine", lambda strategy, engine: in_parts(strategy, Parts(share, most))
        )
        for module in ("selecting", "word_budget"):
            monkeypatch.setattr(f"demux_core.strategies.{module}.on_engine", engines.on_engine)

    return divide


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("name", EXACT)
def test_rows_and_scores_are_those_of_the_whole_pool_and_of_the_naive_loops(
    name: str, seed: int, parts_of: Callable[..., None]
) -> None:
    pool, target, uncertainty, labelled, budget = draw_case(seed)
    source = Encoding([str(row) for row in range(len(pool))], pool, uncertainty)
    sample = Encoding([str(row) for row in range(len(target))], target)
    whole = select(name, source, sample, budget, labelled=sorted(labelled))
    assert whole.rows.tolist() == REFERENCES[name](pool, target, uncertainty, labelled, budget)
    for most in (1, 7, 64, 1_000):
        parts_of(most, backwards if most == 7 else in_turn)
        picked = select(name, source, sample, budget, labelled=sorted(labelled))
        assert picked.rows.tolist() == whole.rows.tolist()
        assert picked.scores.tolist() == whole.scores.tolist()


@pytest.mark.parametrize("name", EXACT)
def test_limits_and_a_budget_of_words_are_kept_alike(name: str, parts_of: Callable[..., None]) -> None:
    def pick() -> list[Selection]:
        limits = Constraints(excluded=(1, 2, 3), caps={"en": 10}, near_duplicates=False)
        return [
            select(name, SOURCE, TARGET, 40, labelled=LABELLED, constraints=limits),
            select_words(name, SOURCE, TARGET, 60, labelled=LABELLED),
            select_words(name, SOURCE, TARGET, 60, labelled=LABELLED, constraints=limits),
        ]

    whole = pick()
    parts_of(30)
    assert [picked.rows.tolist() for picked in pick()] == [picked.rows.tolist() for picked in whole]


@pytest.mark.parametrize("name", ABLE)
@pytest.mark.parametrize("budget", [1, 50, len(SOURCE) - len(set(LABELLED))])
def test_every_strategy_that_works_in_parts_gives_its_budget_once(
    name: str, budget: int, parts_of: Callable[..., None]
) -> None:
    parts_of(30, backwards)
    picked = select(name, SOURCE, TARGET, budget, labelled=LABELLED, **options(name))
    assert len(set(picked.rows.tolist()) - set(LABELLED)) == budget


def value(pool: np.ndarray, target: np.ndarray, rows: Sequence[int]) -> float:
    """What COVER maximises."""
    mean = pool.mean(axis=0)
    units = [(x - mean) / np.linalg.norm(x - mean, axis=1, keepdims=True) for x in (pool, target)]
    similarities = units[0][list(rows)] @ units[1].T
    return float(np.maximum(similarities.max(axis=0), 0).sum() + similarities.max(axis=1).sum())


def cover(pool: np.ndarray, target: np.ndarray, budget: int) -> list[int]:
    samples = [Encoding([str(row) for row in range(len(x))], x.astype(np.float32)) for x in (pool, target)]
    return select("cover", *samples, budget).rows.tolist()


def test_cover_of_a_single_part_is_cover(parts_of: Callable[..., None]) -> None:
    whole = select("cover", SOURCE, TARGET, 50, labelled=LABELLED)
    parts_of(len(SOURCE))
    picked = select("cover", SOURCE, TARGET, 50, labelled=LABELLED)
    assert picked.rows.tolist() == whole.rows.tolist()
    assert picked.scores.tolist() == whole.scores.tolist()


@pytest.mark.parametrize("seed", range(10))
def test_cover_in_parts_is_within_its_bound_of_the_best_and_near_cover_of_the_whole_pool(
    seed: int, parts_of: Callable[..., None]
) -> None:
    generator = np.random.default_rng(seed)
    pool, target, budget, most = generator.normal(size=(16, 3)), generator.normal(size=(6, 3)), 3, 6
    best = max(value(pool, target, rows) for rows in combinations(range(len(pool)), budget))
    whole = value(pool, target, cover(pool, target, budget))
    parts_of(most)
    of_parts = value(pool, target, cover(pool, target, budget))
    assert of_parts >= (1 - 1 / np.e) / 3 * best  # three parts, three rows
    assert of_parts >= 0.95 * whole


@pytest.mark.parametrize("most", [250, 500, 1_000])
def test_cover_of_a_larger_pool_in_parts_has_a_value_within_a_hundredth(
    most: int, parts_of: Callable[..., None]
) -> None:
    generator = np.random.default_rng(1)
    topics = generator.normal(size=(30, 16))
    pool = topics[generator.integers(0, 30, 4_000)] + generator.normal(size=(4_000, 16))
    target = topics[generator.integers(0, 10, 100)] + generator.normal(size=(100, 16))
    whole = value(pool, target, cover(pool, target, 40))
    parts_of(most, backwards)
    assert value(pool, target, cover(pool, target, 40)) >= 0.99 * whole


def test_which_part_is_ready_first_changes_nothing(parts_of: Callable[..., None]) -> None:
    picked = []
    for share in (in_turn, backwards):
        parts_of(30, share)
        picked.append(select("cover", SOURCE, TARGET, 12, labelled=LABELLED).rows.tolist())
    assert picked[0] == picked[1]


def test_a_vector_that_is_not_finite_is_named_by_its_row(parts_of: Callable[..., None]) -> None:
    source = encoding("s", 300, 1)
    assert source.embeddings is not None
    source.embeddings[123, 4] = np.nan
    parts_of(50)
    with pytest.raises(InputError, match="row 123 of the pool is not; encode the pool again"):
        select("average_dist", source, TARGET, 5)


def test_progress_counts_parts(parts_of: Callable[..., None]) -> None:
    heard: list[tuple[int, int]] = []
    parts_of(100)
    select("average_dist", SOURCE, TARGET, 5, advance=lambda done, total: heard.append((done, total)))
    assert heard == [(1, 3), (2, 3), (3, 3)]


def test_a_strategy_that_must_see_the_whole_pool_is_refused_and_the_others_are_named() -> None:
    of_words = {"token_nn", "token_uncertainty"}
    assert set(UNABLE) == {"uncertainty_knn", "round_robin", "same_distribution", "nn_lang", *of_words}
    for name in UNABLE:
        with pytest.raises(InputError, match=rf"{name} must see the whole pool at once.* use one of .*cover"):
            select(name, SOURCE, TARGET, 5, engine="ray", **options(name))


def test_an_unknown_engine_lists_the_choices() -> None:
    assert list(ENGINES) == ["local", "ray"]
    with pytest.raises(InputError, match="engine must be one of local, ray, got 'spark'"):
        select("cover", SOURCE, TARGET, 5, engine="spark")
