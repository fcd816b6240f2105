import pytest

from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.estimates import estimate
from demux_core.experiments.plan import CellGrid


def cell(budget: int, seconds: float) -> CellRecord:
    return CellRecord(Cell("random", 2, 1, budget), {}, seconds={"select": 1.0, "train": seconds - 1})


def plan(*budgets: int, rounds: int = 1) -> CellGrid:
    return CellGrid(("random", "uncertainty"), budgets, seeds=(2, 22), rounds=rounds)


def test_without_an_earlier_experiment_only_the_cells_are_known() -> None:
    estimated = estimate(plan(10, 50), [CellRecord(Cell("en_ft", 42, 0, 0), {}, seconds={"evaluate": 4.0})])
    assert (estimated.cells, estimated.seconds) == (8, None)


def test_time_grows_with_the_budget_as_it_did_before() -> None:
    estimated = estimate(plan(30, 100), [cell(10, 20), cell(50, 60)])
    assert estimated.seconds == pytest.approx(4 * (40 + 110))


def test_a_cell_is_never_estimated_below_the_quickest_finished_one() -> None:
    assert estimate(plan(1), [cell(100, 50), cell(200, 250)]).seconds == pytest.approx(4 * 50)


def test_rounds_share_one_budget() -> None:
    estimated = estimate(plan(40, rounds=4), [cell(10, 20), cell(50, 60)])
    assert (estimated.cells, estimated.seconds) == (16, pytest.approx(4 * (20 + 30 + 40 + 50)))
