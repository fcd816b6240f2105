"""What a project's limits cost in score: the probe within them beside the probe without."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from demux_core import InputError
from demux_core.analysis.drawn_curves import DrawnCurve
from demux_core.analysis.labels_needed import Reading
from demux_core.analysis.limit_cost import score_cost
from demux_core.cli import main
from demux_core.explain.limits import score_cost_sentence
from demux_core.jobs import job_queue
from demux_core.report.evidence import default_experiment
from demux_core.strategies import Constraints
from demux_core.workflows.limited_probe import (
    limited_curves,
    limited_probe,
    run_limited_probe,
    start_limited_probe,
)
from demux_core.workflows.limits import change_limits
from demux_core.workflows.own_results import own_results
from demux_core.workspace.experiments import experiment_records
from demux_core.workspace.project import Project, reload_project
from demux_core.workspace.project_files import put_file
from tests.workflows.test_live_probe import no_process, own_workspace, project, rows  # noqa: F401


@pytest.fixture
def limited(project: Project) -> Project:  # noqa: F811
    """A pool in two languages, of which annotators speak French and label at most six texts."""
    put_file(project, "pool", "more.csv", rows(400, "de", 4))
    return change_limits(reload_project(project.slug), Constraints(languages=("fr",), caps={"fr": 6}))


def test_every_strategy_is_measured_within_the_limits_and_compared_with_the_live_probe(
    limited: Project,
) -> None:
    assert main(["workspace", "limited-probe", limited.slug]) == 0
    found = limited_probe(limited)
    assert found.record is not None
    cells = [record for record in experiment_records(found.record) if record.cell.budget]
    assert {record.cell.budget for record in cells} == {5, 6}  # as many as the limits allow
    assert all(set(record.languages) == {"fr"} for record in cells)
    assert limited_curves(limited) is None  # nothing to compare with yet
    assert own_results(limited) == {}  # it does not say what strategies do by themselves
    assert default_experiment(limited) == ""
    assert main(["workspace", "live-probe", limited.slug]) == 0
    metric, within, without = limited_curves(limited) or ("", {}, {})
    assert metric == "accuracy"
    assert set(within) == set(without) - {"gold"}


def test_a_probe_within_earlier_limits_does_not_count(limited: Project) -> None:
    run_limited_probe(limited.slug)
    changed = change_limits(limited, Constraints(caps={"fr": 3}))
    assert limited_probe(changed).record is None
    assert limited_probe(change_limits(changed, Constraints(languages=("fr",), caps={"fr": 6}))).record


def test_limits_that_change_while_they_are_measured_are_measured_instead(
    limited: Project,
    no_process: None,  # noqa: F811
) -> None:
    first = start_limited_probe(limited)
    assert limited_probe(limited).active
    changed = change_limits(limited, Constraints(caps={"fr": 3}))
    assert limited_probe(changed).job is None
    assert start_limited_probe(changed).active
    assert job_queue.find_job(first.id).state == "cancelled"


def test_limits_that_leave_too_few_texts_are_an_error_with_both_numbers(limited: Project) -> None:
    limits = Constraints(languages=("de",), floors={"de": 7}, caps={"de": 7})
    change_limits(limited, replace(limits, caps={"de": 100}, floors={"de": 30}))
    with pytest.raises(InputError, match="as their floors ask for, 30, got 8"):
        run_limited_probe(limited.slug)


def test_the_cost_is_the_difference_of_both_curves_with_the_interval_of_their_paired_draws() -> None:
    draws = np.random.default_rng(0).normal(50, 3, size=(500, 2))
    budgets = np.array([10.0, 50.0])
    without = DrawnCurve(budgets, np.array([50.0, 50.0]), draws, 5)
    within = DrawnCurve(budgets, np.array([48.0, 48.0]), draws - 2, 5)
    found = score_cost(within, without, 50)
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx((-2, -2, -2))
    assert score_cost(within, without, 100) is None


def test_a_cost_that_chance_explains_is_said_to_be_none() -> None:
    told = score_cost_sentence(Reading(-1.2, -3.0, 0.6), 50, (49.1, 50.3), "%")
    assert told == (
        "With 50 labels, linear probes on your test score 49.1% within your limits and 50.3% without: "
        "−1.2 points (95% interval −3.0 to +0.6). This may be chance."
    )
    assert score_cost_sentence(Reading(-1.2, -2.0, -0.6), 50, (49.1, 50.3), "%").endswith("−0.6).")
    assert "interval" not in score_cost_sentence(Reading(-1.2, nan, nan), 50, (49.1, 50.3), "%")
