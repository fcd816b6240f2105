import pytest

from demux_core.experiments.estimates import estimate
from demux_core.experiments.plan import ExperimentConfig


def cell(budget: int, seconds: float) -> dict:
    return {"budget": budget, "seconds": {"select": 1.0, "train": seconds - 1}}


def plan(*budgets: int, rounds: int = 1) -> ExperimentConfig:
    return ExperimentConfig(("random", "uncertainty"), budgets, seeds=(2, 22), rounds=rounds)


def test_without_an_earlier_experiment_only_the_cells_are_known() -> None:
    found = estimate(plan(10, 50), [{"budget": 0, "seconds": {"evaluate": 4.0}}])
    assert (found.cells, found.seconds) == (8, None)


def test_time_grows_with_the_budget_as_it_did_before() -> None:
    found = estimate(plan(30, 100), [cell(10, 20), cell(50, 60)])
    assert found.seconds == pytest.approx(4 * (40 + 110))


def test_a_cell_is_never_foreseen_to_be_quicker_than_any_was() -> None:
    assert estimate(plan(1), [cell(100, 50), cell(200, 250)]).seconds == pytest.approx(4 * 50)


def test_rounds_share_one_budget() -> None:
    found = estimate(plan(40, rounds=4), [cell(10, 20), cell(50, 60)])
    assert (found.cells, found.seconds) == (16, pytest.approx(4 * (20 + 30 + 40 + 50)))
