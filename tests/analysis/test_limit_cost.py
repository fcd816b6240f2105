"""What limits cost, in coverage and in money."""

from collections.abc import Sequence

import numpy as np
import pytest

from demux_core import Constraints, Encoding, Selection, select
from demux_core.analysis.coverage import Coverage, target_view
from demux_core.analysis.limit_cost import LimitCost, limit_cost
from demux_core.explain.limits import limit_cost_sentence

PRICES = {"hi": 2.0, "mr": 1.0}


def encoding(count: int, seed: int, languages: list[str]) -> Encoding:
    vectors = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return Encoding([f"{seed}-{i}" for i in range(count)], vectors, languages=languages)


SOURCE = encoding(100, 1, ["hi", "mr"] * 50)
VIEW = target_view(SOURCE, encoding(30, 2, ["ne"] * 20 + ["sw"] * 10))


def chosen(limits: Constraints | None, strategy: str = "cover") -> Selection:
    return select(strategy, SOURCE, VIEW.target, 10, constraints=limits)


def cost(within: Selection) -> LimitCost | None:
    return limit_cost(within, lambda: chosen(None, within.strategy), VIEW.coverage)


def test_the_coverage_and_the_price_of_both_selections_are_compared() -> None:
    within, without = chosen(Constraints(languages=("mr",), prices=PRICES)), chosen(None)
    found = cost(within)
    assert found is not None
    both = [VIEW.coverage(selection.rows) for selection in (within, without)]
    assert found.covered["all"] == tuple(coverage.count for coverage in both)
    assert found.covered["sw"] == tuple(round(coverage.by_language["sw"] * 10) for coverage in both)
    assert (found.points, found.total) == ((10, 10), 30)
    assert found.money == (10.0, 10.0 + (without.languages or []).count("hi"))


def test_without_prices_no_money_is_said() -> None:
    found = cost(chosen(Constraints(languages=("mr",))))
    assert found is not None
    assert found.money is None


def refuse(rows: Sequence[int]) -> Coverage:
    raise AssertionError("nothing is to be measured")


@pytest.mark.parametrize(
    "within",
    [
        chosen(None),
        chosen(Constraints(caps={"hi": 10})),
        chosen(Constraints(languages=("mr",)), "random"),
    ],
)
def test_nothing_is_said_where_limits_change_nothing_or_chance_decides(within: Selection) -> None:
    assert limit_cost(within, lambda: chosen(None, within.strategy), refuse) is None


def test_the_cost_in_words() -> None:
    same = LimitCost((20, 20), {"all": (41, 57), "ne": (41, 57)}, 72, None)
    assert limit_cost_sentence(same) == (
        "Within your limits, 41 of 72 target texts have a chosen text near them; without limits, 57."
    )
    fewer = LimitCost(
        (8, 20), {"all": (40, 40), "ne": (29, 30), "sw": (11, 10), "mr": (0, 0)}, 72, (4.5, 10.0)
    )
    assert limit_cost_sentence(fewer, "EUR") == (
        "Within your limits, 40 of 72 target texts have a chosen text near them (8 texts), as many as "
        "without limits (20 texts). By target language: Nepali 29 instead of 30, Swahili 11 instead of 10. "
        "The texts cost 4.50 EUR instead of 10 EUR."
    )
