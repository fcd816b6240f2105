"""Whose results speak first: probes only where they are shown to predict what fine-tuned models gain."""

import pytest

from demux_core.workflows.own_results import headline_learner, own_results
from demux_core.workspace.project import create_project
from tests.helpers.fabricated_report import add_experiment

pytestmark = pytest.mark.usefixtures("workspace")


@pytest.mark.parametrize(("task", "first"), [("token", "probe"), ("sequence", "fine_tune")])
def test_the_headline_goes_by_task_and_score(task: str, first: str) -> None:
    project = create_project("Measured")
    add_experiment(project, "tuned", {"random": 65}, task=task)
    add_experiment(
        project, "probed", {"random": 60}, task=task, experiment="low_budget_probe", learner="probe"
    )
    assert headline_learner(own_results(project)) == first


def test_probes_alone_speak() -> None:
    project = create_project("Measured")
    add_experiment(project, "probed", {"random": 60}, experiment="low_budget_probe", learner="probe")
    assert headline_learner(own_results(project)) == "probe"
