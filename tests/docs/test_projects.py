"""The commands of a project that README names under "Projects" run on one, in a sensible order."""

import re

import pytest

from demux_core.experiments.plan import PROBE
from demux_core.workflows import experiment_plans, large_selections
from demux_core.workflows.annotation_queue import choose_next_points, open_queue
from demux_core.workflows.selection import SelectionPlan
from demux_core.workspace.label_log import add_label
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import Project, reload_project
from demux_core.workspace.project_files import load_file, remove_file
from tests.docs.documents import DOCUMENTS
from tests.docs.running import Desk

_EXPERIMENT = "--strategies cover,random --budgets 5 --seeds 2"
RUN = {
    "prepare": "",
    "choose": "--requests REQUESTS",
    "experiment": f"--name First {_EXPERIMENT} --learner probe",
    "live-probe": "",
    "limited-probe": "",
    "add-results": "--name Second --results results.csv",
    "clusters": "",
    "strike": "--language fr",
    "struck": "",
    "rounds": "",
    "round": "",
    "expectation": "",
    "delete": "--yes",
}


def test_the_list_has_what_readme_names() -> None:
    (section,) = re.findall(r"\*\*Projects\.\*\*(.*?)\n\n", DOCUMENTS["README.md"], re.DOTALL)
    named = {span.split()[0] for span in re.findall(r"`([^`]+)`", section)}
    others = {"workspace", "check", "backup", "restore", "prune"}  # of no project; they stand elsewhere, too
    assert named == {*RUN, *others}


def test_the_work_of_the_pages_is_done_by_commands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(experiment_plans._USUAL_SEEDS, PROBE, (1, 2))
    files = "--train english.csv --source pool.csv --target sample.txt --test test.csv"
    desk.run(f"demux experiment {files} {_EXPERIMENT} --learner probe --out results.csv")
    for command, options in RUN.items():
        project = reload_project("my-project")
        if command == "choose":
            options = options.replace("REQUESTS", _asked(project, monkeypatch))
        if command == "round":
            _label_some(project)
        if command == "expectation":  # which is for projects without a test
            remove_file(project, "test")
        desk.run(f"demux workspace {command} my-project {options}")


def _asked(project: Project, monkeypatch: pytest.MonkeyPatch) -> str:
    """What the Selection page asks a job to choose."""
    jobs: list[list[str]] = []
    monkeypatch.setattr(large_selections, "submit", lambda arguments, *_: jobs.append(arguments))
    large_selections.start_choosing(project, open_prepared(project), ["cover"], SelectionPlan(10, 42))
    return jobs[0][-1].removeprefix("--requests=")


def _label_some(project: Project) -> None:
    project, _ = choose_next_points(project, open_prepared(project), "cover", 6)
    pool = load_file(project, "pool")
    queue = open_queue(project, pool)
    assert queue is not None
    for row in queue.rows:
        add_label(project, pool, row, pool.frame["label"].iloc[row], "asha")
