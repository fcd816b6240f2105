"""Open the shipped demo: a project with its files, its run and its experiment, where nothing is computed."""

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
from demux_core.demo.catalog import DEMO, DEMOS, EXPERIMENT, SHIPPED, Demo, add_files, find_demo
from demux_core.jobs import Job
from demux_core.modelling import encoding as files
from demux_core.strategies import Selection
from demux_core.workflows.experiment_jobs import start_experiment
from demux_core.workflows.preparation_jobs import start_prepare
from demux_core.workspace import open_store
from demux_core.workspace.database import explain_disk_errors
from demux_core.workspace.imported_results import import_results
from demux_core.workspace.prepared import is_prepared, open_prepared, record_prepared
from demux_core.workspace.project import Project, create_project, list_projects, put_setting
from demux_core.workspace.saved_selections import save_selection

_MARK = ".demo"
_SETTING = "demo"
_KEPT = ("random", "knn_uncertainty")
_LIVE = {"strategies": "knn_uncertainty,random", "budgets": "10,50", "replay": True}


def available_demos() -> list[Demo]:
    """The demos that can be opened here."""
    return [demo for demo in DEMOS.values() if (SHIPPED / demo.name / "manifest.json").exists()]


def open_first_demo() -> None:
    """Open the first demo in a workspace without projects, once and never again; not with ``DEMUX_DEMO=off``.

    The others wait for a click: the first page of a new workspace should not.

    Raises:
        InputError: the demo does not belong to the corpus that is here; the workspace stays without it.
    """
    root = open_store().root
    if (root / _MARK).exists() or os.environ.get("DEMUX_DEMO") == "off":
        return
    with explain_disk_errors(root), FileLock(root / f"{_MARK}.lock"):
        if (root / _MARK).exists():  # another server, or another visitor, was first
            return
        try:
            # The demo alone is what is left of an attempt that was killed.
            for demo in available_demos()[:1]:
                if all(_is_of(project, demo) for project in list_projects()):
                    _open(demo)
        finally:
            (root / _MARK).touch()


def open_demo(name: str) -> Project:
    """Return the project of a demo, made if there is none.

    Raises:
        InputError: there is no such demo, or it does not belong to the corpus that is here.
    """
    demo, root = find_demo(name), open_store().root
    with explain_disk_errors(root), FileLock(root / f"{_MARK}.lock"):
        return _open(demo)


def run_yourself(name: str) -> tuple[Project, list[Job]]:
    """Make the demo's project without what was computed, and compute it here; the jobs, in their order.

    Raises:
        InputError: there is no such demo, or its files are not here.
    """
    demo = find_demo(name)
    project = add_files(create_project(f"Run here: {demo.subject}"), demo)
    return project, [start_prepare(project), start_experiment(project, "First", _LIVE)]


def _open(demo: Demo) -> Project:
    project = next((p for p in list_projects() if _is_of(p, demo)), None)
    if project is None or not is_prepared(project):
        check_files(demo)
        project = put_setting(project or create_project(demo.title), _SETTING, demo.name)
        project = add_files(project, demo)
        if (SHIPPED / demo.name / "experiment.csv").exists():
            import_results(project, EXPERIMENT, SHIPPED / demo.name / "experiment.csv")
        _add_run(project, SHIPPED / demo.name / "run")
        _keep_selections(project, SHIPPED / demo.name, max(demo.budgets))
    return project


def _is_of(project: Project, demo: Demo) -> bool:
    """Whether it is the demo's project, whatever people call it now."""
    return project.settings.get(_SETTING, "") == demo.name or project.name == demo.title


def check_files(demo: Demo) -> None:
    """Compare the corpus with the manifest.

    Raises:
        InputError: a file has changed since the demo was computed.
    """
    about = json.loads((SHIPPED / demo.name / "manifest.json").read_text(encoding="utf-8"))
    for name, known in about["files"].items():
        path = DEMO / name
        if not path.exists() or sha256_of(path) != known:
            raise InputError(
                f"the demo {demo.name} was computed from another {name} than the one in data/demo; "
                f"restore that file, or compute the demo again: `python -m demux_core demo build`"
            )


def _add_run(project: Project, folder: Path) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        run = Path(shutil.copytree(folder, Path(temporary) / "run"))
        for part in ("source", "target", "gold"):
            path = run / part / files.EMBEDDINGS
            np.save(path, np.load(path).astype(np.float32))
        record_prepared(project, run)


def _keep_selections(project: Project, folder: Path, budget: int) -> None:
    from demux_core.explain.point_tables import chosen_table

    run = open_prepared(project)
    rows = {name: row for row, name in enumerate(run.source.ids)}
    lines = map(json.loads, (folder / "selections.jsonl").read_text(encoding="utf-8").strip().split("\n"))
    chosen = {s["strategy"]: s for s in lines if (s["budget"], s["seed"]) == (budget, DEFAULT_SEED)}
    for name in _KEPT:
        picked = np.array([rows[row] for row in chosen[name]["ids"]])
        selection = Selection(name, picked, np.array(chosen[name]["scores"]), run.source, run.target)
        save_selection(project, chosen_table(selection, run.target), DEFAULT_SEED)
