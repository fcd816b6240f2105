"""Experiments as a person plans them."""

import json
from pathlib import Path

import pytest

from demux_core.base.errors import InputError
from demux_core.experiments.plan import FINE_TUNE, PROBE, ProbePlan, TrainingPlan
from demux_core.strategies import RANDOM
from demux_core.workflows.experiment_plans import (
    ExperimentPlan,
    checked_config,
    comparable_strategies,
    no_probe_reason,
    plan_cost,
    start_planned,
    usual_budgets,
    usual_comparison,
    usual_seeds,
)
from demux_core.workspace.project import Project, create_project
from demux_core.workspace.project_files import load_file, put_file
from tests.helpers.fabricated_project import GOLD, project_with_files
from tests.helpers.fabricated_report import add_experiment


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
        "learner": "fine_tune",
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


def test_a_probe_is_quick_enough_for_more_budgets_and_seeds(project: Project) -> None:
    assert usual_budgets(project, ["average_dist"], PROBE) == [5, 10, 25, 50]
    assert usual_budgets(project, ["gold"], PROBE) == [5, 10]
    assert len(usual_seeds(PROBE)) == 10
    assert usual_seeds(FINE_TUNE) == (2, 22, 42)


def test_the_plan_of_a_probe_names_it_and_has_no_replay(project: Project) -> None:
    plan = ExperimentPlan(("average_dist",), "5, 10", learner=PROBE)
    assert isinstance(checked_config(project, plan).training, ProbePlan)
    assert (plan.options()["learner"], plan.options()["replay"]) == ("probe", False)
    assert isinstance(ExperimentPlan(("average_dist",), "5").config().training, TrainingPlan)


def test_question_answering_has_no_probe_and_the_reason_is_said(project: Project) -> None:
    assert no_probe_reason(project) == ""
    answers = [{"text": "here", "start": 6}]
    rows = [{"question": "where", "context": "it is here", "answers": answers}]
    asked = put_file(create_project("Questions"), "pool", "pool.json", json.dumps(rows).encode())[0]
    assert "question answering has none" in no_probe_reason(asked)
    with pytest.raises(InputError, match="Only fine-tuning is offered: a linear probe predicts labels"):
        start_planned(asked, "first", ExperimentPlan(("average_dist",), "1", learner=PROBE))


def test_the_time_of_a_probe_is_not_estimated_from_fine_tuned_models_nor_the_reverse(
    project: Project,
) -> None:
    tuned, probed = (
        checked_config(project, ExperimentPlan(("average_dist",), "5", learner=learner))
        for learner in (FINE_TUNE, PROBE)
    )
    add_experiment(project, "tuned", {"random": 60})
    assert (plan_cost(project, tuned)[1], plan_cost(project, probed)[1]) == ("tuned", "")
    assert plan_cost(project, probed)[0].seconds is None
    add_experiment(project, "probed", {"random": 60}, experiment="low_budget_probe", learner="probe")
    assert (plan_cost(project, tuned)[1], plan_cost(project, probed)[1]) == ("tuned", "probed")
