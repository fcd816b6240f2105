"""One round of annotation: train on the labels so far, score the model, and prepare the project with it.

The folder of a round is filled like that of a preparation. Finished parts are kept, so that an interrupted
round continues where it was.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

from demux_core.base.config import DEFAULT_SEED, TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.files import exclusive_lock, link_folder
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.workflows.annotation_queue import open_queue
from demux_core.workflows.annotation_rounds import (
    NO_LABELS,
    Round,
    every_round,
    round_blocker,
    rounds_folder,
    trainable_labels,
    write_round,
)
from demux_core.workflows.job_phases import Expect, expect_nothing, round_phases
from demux_core.workflows.preparation import prepare
from demux_core.workflows.preparation_jobs import preparation_lock
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workflows.round_changes import with_agreement
from demux_core.workflows.round_preparation import prepare_with_round
from demux_core.workflows.round_scores import RoundModels, score_round
from demux_core.workspace.project import Project, open_project

if TYPE_CHECKING:
    from demux_core.modelling.models import Model


def train_next_round(slug: str, progress: Progress = silent, expect: Expect = expect_nothing) -> Round:
    """Train, score and record the next round; the job of ``start_round`` calls this.

    Raises:
        InputError: there is no such project, a round cannot be trained now, or no label to train on exists.
    """
    from demux_core.experiments.models import ExperimentModels
    from demux_core.experiments.plan import TrainingPlan
    from demux_core.modelling.models import find_model

    project = _project(slug)
    data = load_datasets(project)
    labelled = trainable_labels(project, data["source"], data.get("test"))
    if not len(labelled):
        raise InputError(NO_LABELS)
    with _exclusive_folder(project) as folder:
        model, en_ft = find_model(project.model), folder / "en-ft"
        _provide_en_ft(project, data, model, en_ft, progress)
        queue = open_queue(project, data["source"])
        strategy = "annotated" if queue is None else queue.kept.strategy
        current = _begin(project, strategy, labelled, find_model(en_ft).fingerprint)
        training = TrainingPlan(replay=True)
        expect(round_phases(data, labelled))
        models = ExperimentModels(data, model, training.en_ft, folder, current.start, progress)
        work = RoundModels(project, data, model, models, training)
        seconds = _train(work, labelled, current, progress)
        current = with_agreement(work, labelled, current)
        if "test" in data and data["test"].labelled:
            current = score_round(work, current, seconds, progress)
        return prepare_with_round(project, data, current, progress)


def _project(slug: str) -> Project:
    project = open_project(slug)
    if project is None:
        raise InputError(f"there is no project {slug!r}; use the name in its address")
    if reason := round_blocker(project):
        raise InputError(reason)
    return project


def _provide_en_ft(
    project: Project, data: Mapping[str, Dataset], model: "Model", en_ft: Path, progress: Progress
) -> None:
    """Link EN-FT to ``en_ft``; where the preparation has not left it, the project is prepared again."""
    from demux_core.modelling.training import read_training_manifest, was_trained_from

    prepared = project.prepared_folder / "model"
    if not was_trained_from(prepared, data["train"].content_hash, model.fingerprint, TrainingConfig()):
        with preparation_lock(project):
            prepare(data, model, project.prepared_folder, progress)
    linked = read_training_manifest(en_ft)
    if not linked or linked != read_training_manifest(prepared):
        link_folder(prepared, en_ft)


def _begin(project: Project, strategy: str, labelled: Dataset, start: str) -> Round:
    """Return the round that was begun for these labels, or else begin the next one."""
    rounds = every_round(project)
    last = rounds[-1] if rounds else None
    if last is not None and (last.data_hash, last.start) == (labelled.content_hash, start):
        return last
    # A round that was never finished is replaced.
    number = 1 if last is None else last.number + bool(last.run)
    ids = tuple(labelled.frame["id"])
    begun = Round(number, strategy, len(labelled), labelled.content_hash, start, ids)
    shutil.rmtree(rounds_folder(project) / str(number), ignore_errors=True)
    write_round(project, begun)
    return begun


def _train(work: RoundModels, labelled: Dataset, current: Round, progress: Progress) -> float:
    """Write the model of a round; return the seconds that training took, 0 where it was trained before."""
    from demux_core.modelling.training import read_training_manifest, write_model

    out = work.folder(current)
    if read_training_manifest(out):
        return 0.0
    started = time.perf_counter()
    step = replace(work.training.step, seed=DEFAULT_SEED)
    network = work.models.fine_tune(labelled, step, work.training.replay, progress=progress)
    seconds = round(time.perf_counter() - started, 2)
    manifest = {
        "data": labelled.name,
        "data_hash": current.data_hash,
        "rows": current.labels,
        "model": current.start,
        "config": asdict(step),
        "seconds": seconds,
    }
    write_model(network, work.models.tokenizer, out, manifest)
    return seconds


@contextmanager
def _exclusive_folder(project: Project) -> Iterator[Path]:
    folder = rounds_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive_lock(folder / "lock", "a round of this project is being trained already; wait for it"):
        yield folder
