"""``forecast``: the score of more labels and the labels for a score, or why there is no forecast."""

import json
from pathlib import Path

import pytest

from demux_core.cli import main
from tests.helpers.make_results import learning


@pytest.fixture
def table(tmp_path: Path) -> str:
    learning({"knn_uncertainty": 6, "random": 4, "cover": -12}).to_csv(tmp_path / "r.csv", index=False)
    return str(tmp_path / "r.csv")


def test_each_strategy_has_a_forecast_or_the_reason_why_not(
    table: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forecast", "--results", table, "--out", str(tmp_path / "f.json")]) == 0
    found = json.loads((tmp_path / "f.json").read_text())
    assert (found["learner"], found["metric"]) == ("fine_tune", "accuracy")
    assert list(found["strategies"]) == ["knn_uncertainty", "cover", "random"]
    falling, rising = found["strategies"]["cover"], found["strategies"]["random"]
    assert falling["forecast"] is None
    assert "has not clearly risen" in falling["reason"]
    assert rising["reason"] is None
    assert [one["budget"] for one in rising["forecast"]["scores"]] == [200, 300, 500, 1000]
    assert "With 200 labels chosen by RANDOM, expect 64% (" in capsys.readouterr().err


def test_the_score_of_a_budget(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "--results", table, "--strategy", "RANDOM", "--budget", "500"]) == 0
    (score,) = json.loads(capsys.readouterr().out)["strategies"]["random"]["forecast"]["scores"]
    assert score["budget"] == 500
    assert score["low"] < score["value"] < score["high"]


def test_the_labels_for_a_score(table: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forecast", "--results", table, "--strategy", "random", "--score", "64.1"]) == 0
    printed = capsys.readouterr()
    labels = json.loads(printed.out)["strategies"]["random"]["forecast"]["labels"]
    assert labels["score"] == 64.1
    assert labels["low"] < labels["value"]
    assert "RANDOM: 64.1% needs about" in printed.err


def test_a_budget_out_of_reach_and_an_unknown_strategy_are_refused(
    table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["forecast", "--results", table, "--strategy", "random", "--budget", "5000"]) == 2
    assert "from 0 to 1,000 labels" in capsys.readouterr().err
    assert main(["forecast", "--results", table, "--strategy", "gold"]) == 2
    assert "has the strategies knn_uncertainty, cover, random, not 'gold'" in capsys.readouterr().err
