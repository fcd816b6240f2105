"""A strategy that is only registered appears everywhere, without another change."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core import Encoding, select
from demux_core.analysis.curves import aulc, curve, deltas
from demux_core.analysis.win_rates import win_rates
from demux_core.charts.curve_charts import curve_figure
from demux_core.charts.point_colors import by_strategy
from demux_core.cli import main
from demux_core.experiments.runner import run_experiment_files
from demux_core.explain.curve_sentences import verdict_sentences, win_rate_sentence
from demux_core.explain.curve_tables import curve_table, reading_table
from demux_core.explain.reasons import explained_table
from demux_core.modelling.models import find_model
from demux_core.strategies import STRATEGIES, register
from demux_core.strategies.display import contenders, usual_strategies
from tests.experiments.test_runner import config, topics
from tests.helpers.fabricated_report import findings_of, measured_project
from tests.helpers.make_results import learning
from tests.strategies import test_contract as contract
from tests.strategies.toy import STRATEGY

TOY, TITLE = STRATEGY.name, STRATEGY.title


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    register(STRATEGY)
    yield
    del STRATEGIES[TOY]


def test_it_is_listed_in_its_place() -> None:
    assert contenders()[:3] == ["knn_uncertainty", TOY, "average_dist"]
    assert TOY in usual_strategies()


def test_it_keeps_the_contract_of_every_strategy() -> None:
    contract.test_the_entry_has_its_name_a_title_and_texts_that_fit_where_they_are_shown(TOY)
    contract.test_the_budget_is_met_with_new_rows_none_twice(TOY, 50)
    contract.test_the_same_call_gives_the_same_rows(TOY)
    contract.test_inputs_are_not_changed(TOY)
    contract.test_it_runs_on_exactly_what_it_needs_and_asks_for_what_is_missing(TOY)
    contract.test_a_budget_above_what_is_left_is_refused(TOY)
    contract.test_options_of_other_strategies_are_refused(TOY)


def test_its_points_have_reasons() -> None:
    pool = Encoding(["a", "b"], None, texts=["short", "rather long"])
    target = Encoding(["t"], np.zeros((1, 2), dtype=np.float32))
    table = explained_table(select(TITLE, pool, target, 1), target, seed=42)
    assert table[["text", "reason"]].values.tolist() == [["rather long", "11 characters long"]]


def test_the_command_line_lists_it_and_chooses_with_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["select", "--help"]) == 0
    assert f"{TOY}      {TITLE}      target-aware  The longest texts" in capsys.readouterr().out
    (tmp_path / "pool.csv").write_text("text,lang\nshort,en\nrather long,en\n")
    files = ["--source", str(tmp_path / "pool.csv"), "--target", str(tmp_path / "pool.csv")]
    out = tmp_path / "picked.csv"
    assert main(["select", *files, "--strategy", TITLE, "--budget", "1", "--out", str(out)]) == 0
    assert pd.read_csv(out)["text"].tolist() == ["rather long"]


def test_curves_wins_and_sentences_treat_it_as_a_contender() -> None:
    results = learning({TOY: 8.0, "random": 4.0})
    figure = curve_figure(curve(results), "F1")
    line = next(trace for trace in figure.data if trace.name == TITLE)
    assert (line.line.color, line.line.dash) == ("#123456", "solid")
    table = curve_table(curve(results), deltas(results), aulc(results))
    assert reading_table(table, 100)["Strategy"].tolist() == [TITLE, "RANDOM", "EN-FT"]
    assert verdict_sentences(table, 100)[0].startswith(f"{TITLE} beats RANDOM by 4.0")
    wins = win_rates(results, bootstrap=10)
    assert wins.strategies == (TOY,)
    assert "the best of 1 strategy wins" in win_rate_sentence(wins)


def test_the_map_shows_its_points_in_its_colour() -> None:
    assert by_strategy(3, {TOY: [1]}).groups[0].color == "#123456"


def test_an_experiment_measures_it(tiny_model: Callable[..., Path], tmp_path: Path) -> None:
    plan = config(strategies=(TITLE, "random"), budgets=(3,), seeds=(2,))
    table = run_experiment_files(topics(), find_model(tiny_model()), plan, tmp_path / "r.csv")
    assert set(table["strategy"]) == {TOY, "random", "en_ft"}
    assert table[table["strategy"] == TOY]["score"].between(0, 100).all()


def test_a_report_recommends_it_where_it_wins(workspace: Path) -> None:
    answer = findings_of(measured_project({TOY: 70, "random": 60}), budget=20).answer
    assert (answer.kind, answer.strategy) == ("clear", TOY)
    assert answer.headline == f"Label 20 texts that {TITLE} chooses."
