"""Plans of experiments: what they hold, and what they refuse."""

from demux_core.experiments.plan import CellGrid, StrategyOptions


def test_titles_of_strategies_are_stored_as_names() -> None:
    assert CellGrid(("RANDOM", "knn-uncertainty"), (3,)).strategies == ("random", "knn_uncertainty")
    assert StrategyOptions(like="KNN-UNCERTAINTY").like == "knn_uncertainty"
