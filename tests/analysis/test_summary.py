import json
from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import InputError
from demux_core.analysis.summary import summarize
from demux_core.cli import main
from demux_core.experiments.runner import run_experiment_files
from demux_core.modelling.models import find_model
from tests.experiments.test_runner import config, topics


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory, tiny_model: Callable[..., Path]) -> list[Path]:
    folder = tmp_path_factory.mktemp("results")
    plan = config(strategies=("knn_uncertainty", "random", "egalitarian", "gold"))
    for name in ("first", "second"):
        run_experiment_files(topics(), find_model(tiny_model()), plan, folder / f"{name}.csv")
    return [folder / "first.csv", folder / "second.csv"]


def test_every_reported_number_comes_from_the_tables_and_cells(results: list[Path]) -> None:
    found = summarize(results)
    first = found["experiments"]["first"]
    assert {line["strategy"] for line in first["aulc"]} == {
        "knn_uncertainty",
        "random",
        "egalitarian",
        "gold",
    }
    assert {line["against"] for line in first["deltas"]} == {"random", "egalitarian", "gold"}
    assert {line["language"] for line in first["mix"]} == {"fr", "hi"}
    assert {line["experiment"] for line in found["paired"]} == {"first", "second", "all"}
    assert 0 <= found["wins"]["share"] <= 1
    assert found["wins"]["cells"] > 0


def test_the_command_prints_it_as_json(results: list[Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyse", "--results", ",".join(map(str, results)), "--baseline", "egalitarian"]) == 0
    assert json.loads(capsys.readouterr().out) == summarize(results, baseline="egalitarian")


def test_tables_of_one_name_are_refused(results: list[Path], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="table names must be unique, got first, first; rename one"):
        summarize([results[0], tmp_path / "elsewhere" / "first.csv"])


def test_a_baseline_that_is_not_there_is_refused(results: list[Path]) -> None:
    with pytest.raises(InputError, match=r"the baseline must be one of .*random.*, got 'randm'"):
        summarize(results, baseline="randm")


def test_rows_are_paired_only_by_the_main_metric(results: list[Path]) -> None:
    assert summarize(results, metric="macro_f1")["paired"] is None


def test_a_table_without_cells_has_its_main_metric_and_no_pairs(results: list[Path], tmp_path: Path) -> None:
    alone = tmp_path / "first.csv"
    alone.write_bytes(results[0].read_bytes())
    found = summarize([alone])
    assert found["experiments"]["first"]["curve"] == summarize(results)["experiments"]["first"]["curve"]
    assert found["paired"] is None


def test_another_metric_must_be_there(results: list[Path]) -> None:
    assert summarize(results, metric="macro_f1")["experiments"]["first"]["curve"]
    with pytest.raises(InputError, match="has the metrics accuracy, macro_f1, not 'f1'"):
        summarize(results, metric="f1")
