"""Own results of the paper's experiments beside its published figures."""

import pandas as pd
import pytest

from demux_core.analysis.paper_comparison import beside_published
from demux_core.experiments.results_table import COLUMNS


def results(rows: list[tuple[str, int, int, int, float]], dataset: str, target: str) -> pd.DataFrame:
    setting = ("low_budget", "token", dataset, "f1", "FacebookAI/xlm-roberta-large", target)
    return pd.DataFrame([(*setting, "all", *row) for row in rows], columns=COLUMNS)


def test_scores_stand_beside_the_published_means_with_their_difference() -> None:
    rows = [("random", 2, 1, 10, 50.0), ("random", 22, 1, 10, 52.0), ("knn_uncertainty", 2, 1, 10, 60.0)]
    table = beside_published(results(rows, "panx", "lp"), "f1").set_index(["strategy", "budget"])
    random = table.loc[("random", 10)]
    assert (random["score"], random["seeds"]) == (51.0, 2)
    assert random["low"] < 51 < random["high"]
    assert random["difference"] == pytest.approx(51.0 - random["published"])
    assert table.loc[("knn_uncertainty", 10), "published"] == pytest.approx(58.4, abs=0.05)  # table 11


def test_table_11_stands_in_where_no_runs_are_published() -> None:
    table = beside_published(results([("gold", 2, 1, 5, 70.0)], "udpos", "lp"), "f1")
    assert table["published"].tolist() == [77.1]


def test_where_nothing_is_published_there_is_no_difference() -> None:
    table = beside_published(results([("cover", 2, 1, 5, 70.0)], "panx", "geo"), "f1")
    assert table["published"].isna().all()
    assert table["difference"].isna().all()


def test_rounds_are_compared_with_the_published_rounds() -> None:
    rows = [("random", 2, r, 1_000 * r, 70.0 + r) for r in range(1, 6)]
    setting = ("rounds", "qa", "tydiqa", "f1", "xlm-roberta-large", "hp")
    own = pd.DataFrame([(*setting, "all", *row) for row in rows], columns=COLUMNS)
    table = beside_published(own, "f1")
    assert table["budget"].tolist() == [1_000, 2_000, 3_000, 4_000, 5_000]
    assert table["published"].notna().all()
