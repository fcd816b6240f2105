"""Experiments as a person plans them."""

from pathlib import Path

import pytest

from demux_core.base.errors import InputError
from demux_core.strategies import RANDOM
from demux_core.workflows.experiment_plans import (
    ExperimentPlan,
    checked_config,
    comparable_strategies,
    plan_cost,
    usual_budgets,
    usual_comparison,
)
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import load_file, put_file
from tests.helpers.fabricated_project import GOLD, project_with_files


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


@pytest.fixture
def project() -> Project:
    """A pool of 60 rows and labelled target data of 12."""
    return put_file(project_with_files(), "gold", "gold.csv", GOLD.encode())[0]


def test_what_can_be_compared_depends_on_languages_and_labelled_target_data(project: Project) -> None:
    pool, gold = load_file(project, "pool"), load_file(project, "gold")
    names = comparable_strategies(pool, gold)
    assert names[0] == "knn_uncertainty"
    assert {"same_distribution", "egalitarian", "gold"} <= set(names)
    assert not {RANDOM, "litmus"} & set(names)
    assert "gold" not in comparable_strategies(pool, None)
    assert usual_comparison(names) == ["knn_uncertainty", "average_dist", "egalitarian", "gold"]


def test_the_usual_budgets_end_at_the_smallest_source(project: Project) -> None:
    assert usual_budgets(project, ["average_dist"]) == [10, 50]
    assert usual_budgets(project, ["average_dist", "gold"]) == [10]


def test_a_plan_becomes_a_configuration_and_the_options_of_the_command(project: Project) -> None:
    plan = ExperimentPlan(("average_dist", "same_distribution"), "5, 10,", seeds="2", replay=False)
    config = checked_config(project, plan)
    assert (config.cells.strategies, config.cells.budgets, config.cells.seeds) == (
        ("average_dist", "same_distribution", RANDOM),
        (5, 10),
        (2,),
    )
    assert config.options.like == "average_dist"
    assert plan.options() == {
        "strategies": "average_dist,same_distribution,random",
        "budgets": "5,10",
        "seeds": "2",
        "rounds": 1,
        "replay": False,
        "like": "average_dist",
    }


@pytest.mark.parametrize("budgets", ["", "5, ten", "1234567890", "-5"])
def test_budgets_that_are_no_whole_numbers_are_refused(budgets: str) -> None:
    with pytest.raises(InputError, match="budgets must be whole numbers separated by commas"):
        ExperimentPlan(("average_dist",), budgets).config()


def test_a_copy_of_a_language_mix_needs_a_strategy_to_copy() -> None:
    with pytest.raises(InputError, match="SAME-DISTRIBUTION copies the language mix of a DeMuX strategy"):
        ExperimentPlan(("same_distribution",), "5").config()


@pytest.mark.parametrize(
    ("strategies", "budgets", "message"),
    [
        (("average_dist",), "61", "at most the 60 rows of the pool, got 61; lower them or add data"),
        (("gold",), "13", "at most the 12 rows of the labelled target data, where GOLD draws, got 13"),
    ],
)
def test_budgets_above_what_a_strategy_draws_from_are_refused(
    project: Project, strategies: tuple[str, ...], budgets: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        checked_config(project, ExperimentPlan(strategies, budgets))


def test_the_cost_is_not_known_before_the_first_experiment(project: Project) -> None:
    cost, earlier = plan_cost(project, checked_config(project, ExperimentPlan(("average_dist",), "5, 10")))
    assert (cost.cells, cost.seconds, earlier) == (12, None, "")
