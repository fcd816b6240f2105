import numpy as np
import pytest

from demux_core import Encoding, select
from demux_core.analysis.coverage import target_view
from demux_core.analysis.coverage_curves import ALL, COLUMNS, DRAWS, coverage_curve

BUDGETS = (10, 5, 20)


def encoding(count: int, seed: int, languages: list[str] | None = None) -> Encoding:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(count, 8)).astype(np.float32)
    uncertainty = random.random(count).astype(np.float32)
    return Encoding([f"{seed}-{i}" for i in range(count)], vectors, uncertainty, languages)


VIEW = target_view(encoding(200, 1), encoding(30, 2, ["ne"] * 20 + ["mr"] * 10))


class Chooser:
    """A strategy, and how often it was asked."""

    def __init__(self, strategy: str) -> None:
        self.strategy, self.asked = strategy, 0

    def __call__(self, budget: int, draw: int) -> np.ndarray:
        self.asked += 1
        return select(self.strategy, VIEW.source, VIEW.target, budget, seed=42 + draw).rows


@pytest.mark.parametrize(("strategy", "asked"), [("cover", 1), ("knn_uncertainty", 3), ("random", DRAWS)])
def test_a_nested_strategy_is_asked_once_and_gives_what_each_budget_alone_gives(
    strategy: str, asked: int
) -> None:
    choose = Chooser(strategy)
    curve = coverage_curve(strategy, BUDGETS, choose, VIEW)
    assert choose.asked == asked
    assert tuple(curve.columns) == COLUMNS
    over_all = curve[curve["target_group"] == ALL].set_index("budget")
    assert over_all.index.tolist() == [5, 10, 20]
    for budget in BUDGETS:
        draws = range(DRAWS if strategy == "random" else 1)
        shares = [VIEW.coverage(choose(budget, draw)).share for draw in draws]
        assert over_all.loc[budget, "coverage"] == pytest.approx(np.mean(shares))


def test_a_baseline_has_the_range_of_its_draws_and_others_none() -> None:
    random, cover = (
        coverage_curve(name, BUDGETS, Chooser(name), VIEW).set_index("target_group").loc[ALL]
        for name in ("random", "cover")
    )
    assert (random["low"] <= random["coverage"]).all()
    assert (random["coverage"] <= random["high"]).all()
    assert cover["low"].isna().all()


def test_every_target_language_has_a_line() -> None:
    curve = coverage_curve("cover", BUDGETS, Chooser("cover"), VIEW).set_index(["target_group", "budget"])
    shares = curve["coverage"]
    assert shares[ALL, 10] * 30 == pytest.approx(shares["ne", 10] * 20 + shares["mr", 10] * 10)


def test_labelled_points_cover_target_points_too() -> None:
    choose, labelled = Chooser("cover"), list(range(100))
    alone = coverage_curve("cover", [5], choose, VIEW)["coverage"].iloc[0]
    together = coverage_curve("cover", [5], choose, VIEW, labelled)["coverage"].iloc[0]
    assert together == VIEW.coverage([*labelled, *choose(5, 0)]).share > alone
