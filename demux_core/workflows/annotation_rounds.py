"""Rounds of annotation: the rounds that a project has, and the job that trains the next one.

Round N works in WORKSPACE/projects/<slug>/rounds/<N>/ (``round_training``), described by its ``round.json``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

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
from demux_core.workspace.project import Project, Role

EXPERIMENT = "Annotated"
NO_LABELS = "a round needs labels to train on, got none; label some texts first"
_ROUND = "round.json"
_NEEDED_FILES: dict[Role, str] = {
    "pool": "a source pool",
    "target": "a target sample",
    "train": "labelled English data",
}


@dataclass(frozen=True)
class Round:
    """A round: what it trained on, and its score.

    Args:
        number: from 1.
        strategy: the strategy that chose the newest texts.
        labels: number of labelled rows that it trained on.
        data_hash: content hash of these rows.
        start: fingerprint of EN-FT, which it started from.
        ids: ids of these rows.
        run: key of the project as prepared with its model; empty while the round is not finished.
        metric: the main metric of the task; empty without a test file.
        score: macro average over the test's languages, in points of 100; None without a test file.
        before: the score of EN-FT.
        new: number of labels that the model before had not seen.
        agreement: the score of the model before on these labels; None where there are none.
        more_certain: number of target texts about which this model is more certain than the one before; None
            if unknown.
        sample: number of target texts.
        covered: how many of these have a labelled text near, before and after; None if unknown.
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
    new: int = 0
    agreement: float | None = None
    more_certain: int | None = None
    sample: int = 0
    covered: tuple[int, int] | None = None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a stored round; those of earlier versions lack what was not known then."""
        lists = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
        return cls(**{**stored, **lists})


def list_rounds(project: Project) -> list[Round]:
    """Return the project's finished rounds that start from its newest EN-FT, in order."""
    finished = [candidate for candidate in every_round(project) if candidate.run]
    return [candidate for candidate in finished if candidate.start == finished[-1].start]


def round_blocker(project: Project) -> str | None:
    """Return why no round can be trained now and what to do about it, or None if one can."""
    if missing := [what for role, what in _NEEDED_FILES.items() if role not in project.uploads]:
        return (
            f"training needs {' and '.join(missing)}; add this on the Data page and prepare the project again"
        )
    if preparation_state(project) != "ready":
        return "the project has changed since it was prepared; prepare it on the Data page"
    return None


def trainable_labels(project: Project, pool: Dataset, test: Dataset | None = None) -> Dataset:
    """Return the labelled rows that a round trains on: those whose text or translation is not in the test."""
    labelled = labelled_dataset(project, pool)
    if test is None or not len(labelled):
        return labelled
    return labelled.take(np.flatnonzero(~shared_rows(labelled, test)))


def has_new_labels(project: Project, labelled: Dataset) -> bool:
    """Whether training on these labels would change how the project is prepared."""
    rounds = list_rounds(project)
    if not rounds:
        return len(labelled) > 0
    return (rounds[-1].data_hash, rounds[-1].run) != (labelled.content_hash, prepared_key(project))


def can_be_scored(project: Project, labelled: Dataset, test: Dataset | None) -> bool:
    """Whether the last round trained on these labels, has no score, and there is a labelled test by now."""
    rounds = list_rounds(project)
    return bool(
        rounds
        and rounds[-1].score is None
        and test is not None
        and test.labelled
        and not has_new_labels(project, labelled)
    )


def start_round(project: Project) -> Job:
    """Train the next round in the background, on the labels that exist when the job starts.

    A round on the same labels is not trained again, only scored.

    Raises:
        InputError: it cannot be trained now (``round_blocker``), there is no label, or a round is running.
    """
    if reason := round_blocker(project):
        raise InputError(reason)
    if not len(labelled_dataset(project)):
        raise InputError(NO_LABELS)
    title = f"Training a round of {project.name}"
    return submit(["workspace", "round", project.slug], _key(project), title, project.id)


def round_job(project: Project) -> Job | None:
    """Return the newest job that trains a round of the project, or None."""
    return latest_job(_key(project))


def every_round(project: Project) -> list[Round]:
    """Return every round that was begun, in order."""
    files = rounds_folder(project).glob(f"*/{_ROUND}")
    rounds = [Round.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in files]
    return sorted(rounds, key=lambda each: each.number)


def write_round(project: Project, current: Round) -> None:
    """Write the state of a round."""
    path = rounds_folder(project) / str(current.number) / _ROUND
    atomic_write(path, json.dumps(asdict(current), ensure_ascii=False, indent=1))


def rounds_folder(project: Project) -> Path:
    """Return the folder of the project's rounds."""
    return project.folder / "rounds"


def _key(project: Project) -> str:
    return f"{project.slug}/round"
