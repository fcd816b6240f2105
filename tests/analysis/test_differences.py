"""Differences between strategies as the pages show them."""

import pandas as pd
import pytest

from demux_core.analysis.differences import (
    baselines_with_rows,
    comparable_experiments,
    deltas_from,
    differences_table,
    main_results,
)
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.strategies import EN_FT
from tests.helpers.make_results import results


def record(strategy: str, metric: str) -> CellRecord:
    return CellRecord(Cell(strategy, 2, 1, 10), {}, metric)


RECORDS = [record(name, "accuracy") for name in ("random", "knn_uncertainty", "gold", "uncertainty")]


def two_seeds(*rows: tuple[str, float, float]) -> pd.DataFrame:
    """Scores of strategies at 10 points with two seeds."""
    scores = ((name, seed, score) for name, *pair in rows for seed, score in zip((2, 22), pair, strict=True))
    return results(*(("all", name, seed, 10, score) for name, seed, score in scores))


def test_experiments_with_another_main_score_and_without_cells_are_not_comparable() -> None:
    experiments = {"a": RECORDS, "b": [record("random", "f1")], "c": RECORDS, "d": []}
    assert list(comparable_experiments(experiments, "a")) == ["a", "c"]
    assert comparable_experiments(experiments, "d") == {}


def test_main_results_are_those_of_the_main_score() -> None:
    frame = two_seeds(("random", 60, 61))
    table = pd.concat([frame.assign(metric="accuracy"), frame.assign(metric="macro_f1")])
    assert set(main_results(table, RECORDS)["metric"]) == {"accuracy"}
    assert main_results(table, []).empty


def test_test_rows_count_for_references_by_the_main_score() -> None:
    frame = two_seeds(("random", 60, 61)).assign(metric="accuracy")
    assert baselines_with_rows(frame, "all", RECORDS) == ["random", "gold"]
    assert baselines_with_rows(frame.assign(metric="macro_f1"), "all", RECORDS) == []
    several = pd.concat([frame.assign(target_language=code) for code in ("all", "hi", "ur")])
    assert baselines_with_rows(several, "hi", RECORDS) == []
    assert baselines_with_rows(several, "all", RECORDS) == ["random", "gold"]


def test_the_one_score_of_the_starting_model_is_subtracted_at_every_budget() -> None:
    start = results(("all", EN_FT, 42, 0, 50.0))
    frame = pd.concat([start, two_seeds(("random", 60, 62), ("gold", 70, 72))])
    apart = deltas_from(frame, EN_FT).set_index("strategy")["delta"]
    assert apart.to_dict() == {"gold": 21.0, "random": 11.0}


def test_the_shown_experiment_has_the_wider_of_both_intervals_and_others_stay_as_they_are() -> None:
    frame = two_seeds(("random", 60, 60), ("knn_uncertainty", 64, 66))
    columns = ["experiment", "strategy", "budget", "difference", "low", "high", "seeds", "rows"]
    rows = [
        ("mine", "knn_uncertainty", 10, 5.0, -20.0, 8.0, 2, 40),
        ("other", "gold", 10, 9.0, 8.0, 10.0, 2, 40),
    ]
    table = differences_table(frame, "random", pd.DataFrame(rows, columns=columns), "mine")
    mine, other = (table[table["experiment"] == name].iloc[0] for name in ("mine", "other"))
    assert (mine["difference"], mine["low"]) == (5.0, -20.0)
    assert mine["high"] == pytest.approx(5 + 12.7062, abs=1e-3)  # Student's t over two seeds
    assert (other["low"], other["high"]) == (8.0, 10.0)
