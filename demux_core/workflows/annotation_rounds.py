"""Rounds of annotation: what was trained on the labels so far, and the job that trains the next one.

Round N works in WORKSPACE/projects/<slug>/rounds/<N>/ (``round_training``), described by its ``round.json``.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from demux_core.base.errors import InputError
from demux_core.base.files import atomic_write
from demux_core.data.dataset import Dataset
from demux_core.data.leakage import shared_rows
from demux_core.jobs import Job, latest_job
from demux_core.jobs.job_queue import submit
from demux_core.workflows.preparation_jobs import preparation_state
from demux_core.workspace.label_log import labelled_dataset
from demux_core.workspace.prepared import prepared_key
from demux_core.workspace.project import Project

EXPERIMENT = "Annotated"
NO_LABELS = "a round trains on labels, and there are none yet; label some points first"
_ROUND = "round.json"


@dataclass(frozen=True)
class Round:
    """What a round is of, and what came of it.

    Args:
        number: from 1.
        strategy: that chose the newest points.
        labels: how many labelled rows it trained on.
        data_hash: content hash of those rows.
        start: fingerprint of EN-FT, which it started from.
        ids: of those rows.
        run: key of the run that it recorded; "" while it is not finished.
        metric: the main one of the task; "" where there is no test file.
        score: macro average over the test's languages, in points of 100; None without a test file.
        before: the same of EN-FT.
    """

    number: int
    strategy: str
    labels: int
    data_hash: str
    start: str
    ids: tuple[str, ...]
    run: str = ""
    metric: str = ""
    score: float | None = None
    before: float | None = None


def list_rounds(project: Project) -> list[Round]:
    """The project's finished rounds from its newest EN-FT on, the first one first."""
    found = [one for one in every_round(project) if one.run]
    return [one for one in found if one.start == found[-1].start]


def round_blocker(project: Project) -> str | None:
    """Why no round can be trained now, with what to do about it; None if one can."""
    if missing := [role for role in ("pool", "target", "train") if role not in project.uploads]:
        return (
            "a round starts from the model fine-tuned on labelled English data and chooses for the target; "
            f"missing: {', '.join(missing)}; add them on the Data page and prepare the project"
        )
    if preparation_state(project) != "ready":
        return "the project is not prepared as it is now; prepare it on the Data page"
    return None


def trainable_labels(project: Project, pool: Dataset, test: Dataset | None = None) -> Dataset:
    """The labelled rows that a round trains on: those whose text, or translation, is not in the test."""
    labelled = labelled_dataset(project, pool)
    if test is None or not len(labelled):
        return labelled
    return labelled.take(np.flatnonzero(~shared_rows(labelled, test)))


def has_new_labels(project: Project, labelled: Dataset) -> bool:
    """Whether training on these labels would give another run than the project has."""
    rounds = list_rounds(project)
    if not rounds:
        return len(labelled) > 0
    return (rounds[-1].data_hash, rounds[-1].run) != (labelled.content_hash, prepared_key(project))


def can_be_scored(project: Project, labelled: Dataset, test: Dataset | None) -> bool:
    """Whether the last round trained on these labels before there was a test with labels, as there is now."""
    rounds = list_rounds(project)
    return bool(
        rounds
        and rounds[-1].score is None
        and test is not None
        and test.labelled
        and not has_new_labels(project, labelled)
    )


def start_round(project: Project) -> Job:
    """Train the next round in the background, on the labels that there are when the job starts.

    A round of the same labels is not trained again, only scored.

    Raises:
        InputError: it cannot be trained now (``round_blocker``), there is no label, or a round is under way.
    """
    if reason := round_blocker(project):
        raise InputError(reason)
    if not len(labelled_dataset(project)):
        raise InputError(NO_LABELS)
    title = f"Training a round of {project.name}"
    return submit(["workspace", "round", project.slug], _key(project), title, project.id)


def round_job(project: Project) -> Job | None:
    """The job that trains a round of the project, or did so last, or None."""
    return latest_job(_key(project))


def every_round(project: Project) -> list[Round]:
    """Every round that was begun, in order."""
    found = [
        json.loads(path.read_text(encoding="utf-8")) for path in rounds_folder(project).glob(f"*/{_ROUND}")
    ]
    rounds = [Round(**{**one, "ids": tuple(one["ids"])}) for one in found]
    return sorted(rounds, key=lambda one: one.number)


def write_round(project: Project, now: Round) -> None:
    """Note how a round stands."""
    path = rounds_folder(project) / str(now.number) / _ROUND
    atomic_write(path, json.dumps(asdict(now), ensure_ascii=False, indent=1))


def rounds_folder(project: Project) -> Path:
    """Where rounds work."""
    return project.folder / "rounds"


def _key(project: Project) -> str:
    return f"{project.slug}/round"
