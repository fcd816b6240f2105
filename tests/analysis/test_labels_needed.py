"""Curves read both ways, against plain loops and against the truth of simulated experiments."""

from itertools import pairwise
from math import inf, isnan, log

import numpy as np
import pytest
import scipy.stats

from demux_core.analysis.drawn_curves import DrawnCurve, drawn_curves
from demux_core.analysis.labels_needed import gain_for, labels_for, random_labels, score_for
from demux_core.experiments.cells import Cell, CellRecord, ScoreParts
from demux_core.experiments.results_table import table_from_records
from tests.helpers.make_results import learning, results

BUDGETS = (0, 10, 50, 100, 500)


def plain(*scores: float, budgets: tuple[int, ...] = BUDGETS, draws: int = 20, seeds: int = 5) -> DrawnCurve:
    """A curve whose replicates are the curve itself."""
    heights = np.array(scores, dtype=np.float64)
    return DrawnCurve(np.array(budgets, dtype=np.float64), heights, np.tile(heights, (draws, 1)), seeds)


def pool_adjacent(values: list[float]) -> list[float]:
    """Isotonic regression by pooling neighbours that fall, one at a time."""
    blocks = [[value, 1] for value in values]
    while any(a[0] > b[0] for a, b in pairwise(blocks)):
        at = next(i for i in range(len(blocks) - 1) if blocks[i][0] > blocks[i + 1][0])
        (a, n), (b, m) = blocks[at], blocks[at + 1]
        blocks[at : at + 2] = [[(a * n + b * m) / (n + m), n + m]]
    return [value for value, n in blocks for _ in range(int(n))]


def first_reached(budgets: tuple[int, ...], scores: list[float], wanted: float) -> float:
    """Walk along the rising curve until it reaches the score."""
    if scores[0] >= wanted:
        return budgets[0]
    levels = pool_adjacent(scores[1:])
    levels = [min(scores[0], levels[0]), *levels]
    for i in range(1, len(levels)):
        if levels[i] >= wanted:
            share = (wanted - levels[i - 1]) / (levels[i] - levels[i - 1])
            left, right = log(1 + budgets[i - 1]), log(1 + budgets[i])
            return np.exp(left + share * (right - left)) - 1
    return inf


def test_a_score_is_read_off_straight_lines_over_the_logarithm() -> None:
    curve = plain(40, 44, 50, 52, 60)
    assert score_for(curve, 0).value == 40
    assert score_for(curve, 50).value == 50
    middle = score_for(curve, np.sqrt(101 * 501) - 1)
    assert middle.value == pytest.approx(56)
    assert (middle.low, middle.high) == pytest.approx((56, 56))
    assert isnan(score_for(curve, 501).value)


def test_labels_needed_agree_with_a_walk_along_the_curve() -> None:
    random = np.random.default_rng(3)
    for _ in range(60):
        scores = [float(value) for value in 40 + random.normal(size=5).cumsum() + random.normal(size=5)]
        wanted = float(random.uniform(38, 44))
        found = labels_for(plain(*scores), wanted).value
        assert found == pytest.approx(first_reached(BUDGETS, scores, wanted), rel=1e-9), scores


def test_the_rising_curve_is_the_isotonic_regression_of_the_measured_budgets() -> None:
    random = np.random.default_rng(4)
    draws = random.normal(size=(100, 5))
    curve = DrawnCurve(np.array([0.0, 10, 50, 100, 500]), draws[0], draws, 3)
    expected = [pool_adjacent(row[1:].tolist()) for row in draws]
    np.testing.assert_allclose(curve.rising.draws[:, 1:], expected)
    np.testing.assert_allclose(curve.rising.draws[:, 0], np.minimum(draws[:, 0], np.array(expected)[:, 0]))
    np.testing.assert_array_equal(curve.rising.scores, curve.rising.draws[0])


def test_a_score_that_no_budget_reaches_needs_more_labels_than_were_measured() -> None:
    assert labels_for(plain(40, 44, 50, 52, 60), 61).value == inf
    assert labels_for(plain(40, 44, 50, 52, 60), 39).value == 0


def test_a_strategy_that_equals_random_needs_as_many_labels() -> None:
    curve = plain(40, 44, 50, 50, 60)
    assert {random_labels(curve, curve, labels).value for labels in (50, 100)} == {50, 100}


def test_more_random_texts_are_needed_where_the_strategy_is_above() -> None:
    random, chosen = plain(40, 44, 50, 52, 60), plain(40, 50, 52, 60, 62)
    assert random_labels(chosen, random, 10).value == pytest.approx(50)
    assert random_labels(chosen, random, 100).value == pytest.approx(500)
    assert random_labels(chosen, random, 500).value == inf
    assert random_labels(random, chosen, 50).value == pytest.approx(10)


def simulated(strategies: dict[str, float], seeds: int, rows: int, seed: int = 0) -> list[CellRecord]:
    """Accuracy 0.4 at the start and a rise for every tenfold of labels; seeds move it, rows are drawn."""
    random = np.random.default_rng(seed)
    ease = random.random(rows)
    records = [cell("en_ft", 42, 0, ease < 0.4)]
    for strategy, rise in strategies.items():
        for number in range(seeds):
            shift = random.normal(scale=0.01)
            records += [
                cell(strategy, number, budget, ease < 0.4 + rise * np.log10(budget) + shift)
                for budget in (10, 100, 1000)
            ]
    return records


def cell(strategy: str, seed: int, budget: int, right: np.ndarray) -> CellRecord:
    score = {"accuracy": 100 * float(right.mean())}
    items = ScoreParts(right.astype(float).tolist(), [1.0] * len(right))
    return CellRecord(
        Cell(strategy, seed, int(budget > 0), budget), {"ne": score, "all": score}, "accuracy", items
    )


MANIFEST = {
    "experiment": "low_budget",
    "task": "sequence",
    "inputs": {"source": {"name": "pool"}, "target": {"name": "target"}},
    "model": {"name": "default"},
}


def curves_of(records: list[CellRecord], **options: int) -> dict[str, DrawnCurve]:
    return drawn_curves(table_from_records(MANIFEST, records), records, **options)


def test_replicates_agree_with_plain_loops_over_seeds_and_rows() -> None:
    records = simulated({"random": 0.05}, seeds=4, rows=60)
    curve = curves_of(records, draws=8)["random"]
    counts = np.random.default_rng(42).multinomial(60, np.full(60, 1 / 60), size=8)
    chance = [np.random.default_rng([42, number]).standard_normal(size=8) for number in range(4)]
    wider = scipy.stats.t.ppf(0.975, 3) / scipy.stats.norm.ppf(0.975) / (4 * 3) ** 0.5
    for draw in range(8):
        for place, budget in enumerate((10, 100, 1000), start=1):
            rights = [np.array(r.items.numerator) for r in records if r.cell.budget == budget]
            mean = np.mean([100 * right.mean() for right in rights])
            over_seeds = sum(
                each[draw] * (100 * right.mean() - mean) for each, right in zip(chance, rights, strict=True)
            )
            over_rows = np.mean([100 * (counts[draw] * right).sum() / 60 for right in rights]) - mean
            assert curve.draws[draw, place] == pytest.approx(mean + wider * over_seeds + over_rows, abs=1e-3)


@pytest.mark.parametrize("seeds", [2, 3, 10])
def test_the_interval_of_a_score_is_student_s_t_where_only_seeds_are_known(seeds: int) -> None:
    random = np.random.default_rng(5)
    values = random.normal(60, 2, size=seeds)
    table = results(*[("all", "random", i, 10, float(value)) for i, value in enumerate(values)])
    found = score_for(drawn_curves(table, draws=20_000)["random"], 10)
    low, high = scipy.stats.t.interval(0.95, seeds - 1, values.mean(), scipy.stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high), rel=0.02 * (high - low) / 60)


def test_an_f1_of_test_rows_varies_as_if_rows_were_drawn_and_scored_again() -> None:
    random = np.random.default_rng(6)
    below = random.integers(1, 6, size=300).astype(float)
    above = np.minimum(below, random.integers(0, 6, size=300)).astype(float)
    score = {"f1": 100 * above.sum() / below.sum()}
    records = [
        CellRecord(Cell("random", i, 1, 10), {"all": score}, "f1", ScoreParts(above.tolist(), below.tolist()))
        for i in (1, 2)
    ]
    curve = curves_of(records, draws=2000)["random"]
    rows = random.integers(300, size=(2000, 300))
    again = 100 * above[rows].sum(axis=1) / below[rows].sum(axis=1)
    assert curve.draws.std() == pytest.approx(again.std(), rel=0.05)


def test_the_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    held = []
    for seed in range(15):
        curves = curves_of(simulated({"random": 0.05}, 5, 400, seed), draws=200)
        needed = labels_for(curves["random"], 50.0)  # 0.4 + 0.05 log10(100)
        held.append(needed.low <= 100 <= needed.high)
    assert np.mean(held) > 0.8


def test_a_clear_gain_saves_labels_and_no_gain_cannot_be_told() -> None:
    curves = curves_of(simulated({"random": 0.05, "cover": 0.062, "uncertainty": 0.05}, 10, 600))
    clear = random_labels(curves["cover"], curves["random"], 100, comparisons=2)
    assert 100 < clear.low < clear.value
    same = random_labels(curves["uncertainty"], curves["random"], 100, comparisons=2)
    assert same.low <= 100 <= same.high
    plainer = random_labels(curves["cover"], curves["random"], 100)
    assert plainer.low >= clear.low


def test_labels_gain_over_none_is_paired_by_test_row() -> None:
    curves = curves_of(simulated({"random": 0.05}, 10, 200))
    gain, score = gain_for(curves["random"], 100), score_for(curves["random"], 100)
    assert gain.value == pytest.approx(score.value - score_for(curves["random"], 0).value)
    assert gain.low > 0
    assert gain.high - gain.low < score.high - score.low


def test_with_one_seed_there_is_no_interval_and_unfinished_seeds_do_not_count() -> None:
    table = learning({"random": 4}, seeds=(2,))
    found = score_for(drawn_curves(table)["random"], 50)
    assert isnan(found.low)
    both = learning({"random": 4}, seeds=(2, 22))
    unfinished = both[(both["seed"] != 22) | (both["budget"] == 10)]
    assert drawn_curves(unfinished)["random"].seeds == 1
    assert drawn_curves(unfinished)["random"].budgets.tolist() == [0, 10, 50, 100]


def test_without_a_starting_score_the_curve_begins_at_its_first_budget() -> None:
    table = learning({"random": 4})
    curve = drawn_curves(table[table["strategy"] != "en_ft"])["random"]
    assert not curve.has_start
    assert isnan(gain_for(curve, 50).value)
    assert isnan(labels_for(curve, 1.0).value)  # ten labels or fewer


def test_outside_the_budgets_of_either_curve_nothing_is_known_of_random_labels() -> None:
    random = plain(40, 50, 60, budgets=(10, 100, 1000))
    chosen = plain(45, 52, budgets=(50, 100))
    assert isnan(random_labels(chosen, random, 10).value)
    assert isnan(random_labels(chosen, random, 1000).value)
    assert random_labels(chosen, random, 100).value > 100


def test_a_score_below_the_first_of_random_saves_no_labels() -> None:
    worse, random = plain(20, 30, budgets=(10, 100)), plain(40, 41, budgets=(10, 100))
    assert isnan(random_labels(worse, random, 10).value)


def test_a_large_test_is_drawn_in_groups_and_varies_as_much() -> None:
    random = np.random.default_rng(7)
    right = random.random(5000) < 0.6
    curve = curves_of([cell("random", seed, 10, right) for seed in (1, 2)])["random"]
    assert curve.draws.std() == pytest.approx(100 * right.std() / 5000**0.5, rel=0.15)
