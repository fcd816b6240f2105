"""Prepared runs of a project: starting one, saying how it stands, opening it, choosing from it."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from demux_core.encoding import Encoding
from demux_core.errors import InputError
from demux_core.files import sha256_of
from demux_core.jobs import Job, start
from demux_core.projects import ROLES, Project, Role
from demux_core.strategies import STRATEGIES

RunState = Literal["absent", "running", "stale", "ready"]
MANIFEST = "prepare.json"

# The manifest has its own names for the roles.
_PARTS: dict[Role, str] = {"pool": "source", "target": "target", "train": "training"}

_REASONS = {
    "embeddings": "there are no embeddings; prepare the project again",
    "target": "it needs a target sample; add one on the Data page",
    "uncertainty": "the model has no task head, so it cannot be uncertain; add labelled training data on the "
    "Data page and prepare again",
    "languages": "it needs the language of every row; add a column `lang` to the pool",
    "gold": "it needs labelled data of the target language, for experiments on the command line (`--gold`)",
    "allocation": "it needs a number of points for each language, on the command line (`--allocation`)",
}


@dataclass(frozen=True, eq=False)
class Run:
    """What ``prepare`` wrote.

    Args:
        source: the pool.
        target: the target sample.
        points: (len(source) + len(target), 2) float32, the map; the pool's rows first.
        key: names the content; another run has another key.
        about: the manifest.
    """

    source: Encoding
    target: Encoding
    points: NDArray[np.float32]
    key: str
    about: dict[str, Any]


def start_prepare(project: Project) -> Job:
    """Prepare the project in the background.

    Raises:
        InputError: the pool or the target sample is missing, or it is being prepared already.
    """
    if missing := [role for role in ("pool", "target") if role not in project.uploads]:
        raise InputError(f"preparing needs a pool and a target sample; missing: {', '.join(missing)}")
    arguments = ["prepare", "--source", str(project.path("pool")), "--target", str(project.path("target"))]
    if "train" in project.uploads:
        arguments += ["--train", str(project.path("train"))]
    arguments += ["--task", str(project.effective_task), "--model", project.model, "--out", str(project.run)]
    return start(arguments, project.job)


def run_state(project: Project) -> RunState:
    """Say whether there is a prepared run that belongs to the files and settings as they are now."""
    job = Job.open(project.job)
    status = None if job is None else job.status()
    if status == "running":
        return "running"
    about = _manifest(project.run)
    if about is None:
        return "absent"
    # A job that did not finish, or had another model, has left a mixture or another run behind.
    finished = job is None or (status == "done" and _option(job, "--model") == project.model)
    now = {role: upload.content_hash for role, upload in project.uploads.items()}
    then = {role: (about.get(part) or {}).get("content_hash") for role, part in _PARTS.items()}
    same = about["task"] == project.effective_task and all(then[role] == now.get(role) for role in ROLES)
    return "ready" if finished and same else "stale"


def open_run(folder: str | Path) -> Run:
    """Open what ``prepare`` wrote into ``folder``.

    Raises:
        InputError: nothing finished is there, or its parts do not belong together.
    """
    folder = Path(folder)
    about = _manifest(folder)
    if about is None:
        raise InputError(f"no prepared run in {folder}; prepare the project")
    source, target = Encoding.open(folder / "source"), Encoding.open(folder / "target")
    points = np.load(folder / "map.npy", mmap_mode="r")
    if len(points) != len(source) + len(target):
        raise InputError(
            f"the map must have a point for each of the {len(source) + len(target):,} rows, got "
            f"{len(points):,}; prepare the project again"
        )
    return Run(source, target, points, sha256_of(folder / MANIFEST), about)


def why_not(strategy: str, run: Run) -> str | None:
    """Return the reason why ``strategy`` cannot choose from ``run``, or None if it can."""
    source = run.source
    has = {
        "embeddings": source.embeddings is not None,
        "target": len(run.target) > 0,
        "uncertainty": source.uncertainty is not None,
        "languages": source.languages is not None and set(source.languages) != {"unknown"},
    }
    for need in sorted(STRATEGIES[strategy].needs):
        if not has.get(need, False):
            return _REASONS.get(need, f"it needs {need}")
    return None


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _option(job: Job, name: str) -> str | None:
    after = dict(zip(job.arguments, job.arguments[1:], strict=False))
    return after.get(name)
