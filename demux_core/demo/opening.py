"""Open the shipped demo: a project with files, encodings, map and experiments, without computing anything."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
from filelock import FileLock

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.base.files import sha256_of
from demux_core.demo.catalog import DEMO, DEMOS, SHIPPED, Demo, add_files, find_demo
from demux_core.demo.packed import unpack
from demux_core.experiments.plan import ProbePlan
from demux_core.jobs import Job
from demux_core.strategies import RANDOM, Selection
from demux_core.workflows.experiment_jobs import start_experiment
from demux_core.workflows.live_probe import count_as_live_probe
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace import open_store
from demux_core.workspace.database import explain_disk_errors
from demux_core.workspace.experiments import list_experiments
from demux_core.workspace.imported_results import import_results
from demux_core.workspace.prepared import is_prepared, open_prepared, record_prepared
from demux_core.workspace.project import Project, create_project, list_projects, put_setting
from demux_core.workspace.saved_selections import save_selection

_MARK = ".demo"
_SETTING = "demo"
_OWN_EXPERIMENT = {"budgets": "10,50", "replay": True}


def available_demos() -> list[Demo]:
    """The demos that can be opened here."""
    return [demo for demo in DEMOS.values() if (SHIPPED / demo.name / "manifest.json").exists()]


def lacks_first_demo() -> bool:
    """Whether ``open_first_demo`` would open one, which takes seconds."""
    return os.environ.get("DEMUX_DEMO") != "off" and not (open_store().root / _MARK).exists()


def open_first_demo() -> None:
    """Open the first demo in a workspace without projects, only once; never with ``DEMUX_DEMO=off``.

    The other demos open on request, so that the first page of a new workspace is quick.

    Raises:
        InputError: the demo was computed from another corpus; the workspace stays without it.
    """
    if not lacks_first_demo():
        return
    root = open_store().root
    with explain_disk_errors(root), FileLock(root / f"{_MARK}.lock"):
        if (root / _MARK).exists():  # another server or visitor was first
            return
        try:
            # The demo may be there as the remains of an attempt that was killed.
            for demo in available_demos()[:1]:
                if all(_is_project_of(project, demo) for project in list_projects()):
                    _open(demo)
        finally:
            (root / _MARK).touch()


def open_demo(name: str) -> Project:
    """Return the project of a demo; it is created if there is none.

    Raises:
        InputError: there is no such demo, or it was computed from another corpus.
    """
    demo, root = find_demo(name), open_store().root
    with explain_disk_errors(root), FileLock(root / f"{_MARK}.lock"):
        return _open(demo)


def is_demo(project: Project) -> bool:
    """Whether a project is one of the shipped demos, not one of the user's own."""
    return any(_is_project_of(project, demo) for demo in DEMOS.values())


def run_yourself(name: str) -> tuple[Project, list[Job]]:
    """Create a project with the demo's files alone, and start the jobs that compute it; the jobs in order.

    Raises:
        InputError: there is no such demo, or its files are missing.
    """
    demo = find_demo(name)
    project = add_files(create_project(f"Run here: {demo.subject}"), demo)
    settings = {**_OWN_EXPERIMENT, "strategies": f"{demo.chooser},{RANDOM}"}
    return project, [start_prepare(project), start_experiment(project, "First", settings)]


def _open(demo: Demo) -> Project:
    project = next((p for p in list_projects() if _is_project_of(p, demo)), None)
    if project is None or not is_prepared(project):
        check_files(demo)
        project = put_setting(project or create_project(demo.title), _SETTING, demo.name)
        project = add_files(project, demo)
        _import_experiments(project, demo)
        _add_prepared(project, SHIPPED / demo.name / "run")
        _save_selections(project, demo)
    return project


def _is_project_of(project: Project, demo: Demo) -> bool:
    """Whether it is the demo's project, also under a new name."""
    return project.settings.get(_SETTING, "") == demo.name or project.name == demo.title


def check_files(demo: Demo) -> None:
    """Compare the demo's files with its manifest.

    Raises:
        InputError: a file has changed since the demo was computed.
    """
    manifest = json.loads((SHIPPED / demo.name / "manifest.json").read_text(encoding="utf-8"))
    for name, expected in manifest["files"].items():
        path = DEMO / name
        if not path.exists() or sha256_of(path) != expected:
            raise InputError(
                f"the demo {demo.name} must have the files that it was computed from, but {name} in "
                f"data/demo differs; restore it, or compute the demo again: `python -m demux_core demo build`"
            )


def _import_experiments(project: Project, demo: Demo) -> None:
    known = {each.name for each in list_experiments(project)}
    for experiment in reversed(demo.experiments):  # the newest is what pages show first
        table = SHIPPED / demo.name / f"{experiment.file}.csv"
        if table.exists() and experiment.name not in known:
            record = import_results(project, experiment.name, table)
            if isinstance(experiment.training, ProbePlan):
                count_as_live_probe(project, record)


def _add_prepared(project: Project, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / "run"))
        for part in ("source", "target", "gold"):
            unpack(copy / part)
        record_prepared(project, copy)


def _save_selections(project: Project, demo: Demo) -> None:
    from demux_core.explain.point_tables import chosen_table

    prepared, budget = open_prepared(project), max(demo.budgets)
    row_of = {name: row for row, name in enumerate(prepared.source.ids)}
    kept = (SHIPPED / demo.name / "selections.jsonl").read_text(encoding="utf-8")
    lines = map(json.loads, kept.splitlines())
    shipped = {s["strategy"]: s for s in lines if (s["budget"], s["seed"]) == (budget, DEFAULT_SEED)}
    for name in (RANDOM, demo.chooser):
        rows = np.array([row_of[row_id] for row_id in shipped[name]["ids"]])
        scores = np.array(shipped[name]["scores"])
        selection = Selection(name, rows, scores, prepared.source, prepared.target)
        save_selection(project, chosen_table(selection, prepared.target), DEFAULT_SEED)
