"""One round of annotation, from labels to the run that the next points are chosen from.

Its folder is filled as ``prepare`` fills the project's; what is there already is kept, so that a round that
was stopped goes on where it was.
"""

import json
import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.config import DEFAULT_SEED, TrainingConfig, cache_dir
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, atomic_write, exclusive, link_folder
from demux_core.base.progress import Progress, renamed, silent
from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell, manifest_differences
from demux_core.modelling.metrics import scoring_version
from demux_core.strategies import EN_FT
from demux_core.workflows.annotation_queue import open_queue
from demux_core.workflows.annotation_rounds import (
    EXPERIMENT,
    NO_LABELS,
    Round,
    every_round,
    round_blocker,
    rounds_folder,
    trainable_labels,
    write_round,
)
from demux_core.workflows.preparation import MANIFEST, dataset_summary, prepare, read_manifest
from demux_core.workflows.preparation_jobs import preparation_lock
from demux_core.workflows.project_experiments import StoreResults, load_datasets
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared, prepared_key, record_prepared
from demux_core.workspace.project import Project, open_project

if TYPE_CHECKING:
    from demux_core.experiments.models import ExperimentModels
    from demux_core.experiments.plan import ExperimentConfig
    from demux_core.modelling.models import Model


def train_next_round(slug: str, progress: Progress = silent) -> Round:
    """Train, score and record the next round: this is what the job of ``start_round`` does.

    Raises:
        InputError: there is no such project, something hinders it, or there is no label to train on.
    """
    from demux_core.experiments.models import ExperimentModels
    from demux_core.experiments.plan import ExperimentConfig
    from demux_core.modelling.models import find_model

    project = open_project(slug)
    if project is None:
        raise InputError(f"there is no project {slug!r}; its address names it")
    if reason := round_blocker(project):
        raise InputError(reason)
    data = load_datasets(project)
    labelled = trainable_labels(project, data["source"], data.get("test"))
    if not len(labelled):
        raise InputError(NO_LABELS)
    with _alone(project) as folder:
        model, start = find_model(project.model), folder / "en-ft"
        _starting_model(project, data, model, start, progress)
        queue = open_queue(project, data["source"])
        strategy = "annotated" if queue is None else queue.kept.strategy
        now = _begin(project, strategy, labelled, find_model(start).fingerprint)
        # Only how models are trained is taken from it.
        plan = ExperimentConfig(("random",), (len(labelled),), (DEFAULT_SEED,), replay=True)
        laboratory = ExperimentModels(data, model, plan.en_ft, folder, now.start, progress)
        own = folder / str(now.number)
        seconds = _train(laboratory, labelled, plan, now, own / "model", progress)
        if "test" in data and data["test"].labelled:
            results = _results(project, data, model, plan, now)
            now = _score(project, data, laboratory, results, now, seconds, progress)
        return _record(project, data, now, own, progress)


def _starting_model(
    project: Project, data: Mapping[str, Dataset], model: "Model", start: Path, progress: Progress
) -> None:
    """Have EN-FT at ``start``; one that is not where ``prepare`` leaves it is trained (again)."""
    from demux_core.modelling.training import read_training_manifest, was_trained_from

    made, train = project.run / "model", data["train"]
    if not was_trained_from(made, train.content_hash, model.fingerprint, TrainingConfig()):
        with preparation_lock(project):
            prepare(data["source"], data["target"], model, project.run, train, progress, data.get("gold"))
    if not read_training_manifest(start) or read_training_manifest(start) != read_training_manifest(made):
        link_folder(made, start)


def _begin(project: Project, strategy: str, labelled: Dataset, start: str) -> Round:
    """The round of these labels: the one that was begun for them, or the next one."""
    rounds = every_round(project)
    last = rounds[-1] if rounds else None
    ids = tuple(labelled.frame["id"])
    if last is not None and (last.data_hash, last.start) == (labelled.content_hash, start):
        return last
    # One that never came to its end makes room for what there is to train on now.
    number = 1 if last is None else last.number + bool(last.run)
    now = Round(number, strategy, len(labelled), labelled.content_hash, start, ids)
    shutil.rmtree(rounds_folder(project) / str(number), ignore_errors=True)
    write_round(project, now)
    return now


def _train(
    laboratory: "ExperimentModels",
    labelled: Dataset,
    plan: "ExperimentConfig",
    now: Round,
    out: Path,
    progress: Progress,
) -> float:
    """Have the round's model at ``out``; the seconds that training it took, 0 where it was there."""
    from demux_core.modelling.training import read_training_manifest, write_model

    if read_training_manifest(out):
        return 0.0
    started = time.perf_counter()
    step = replace(plan.step, seed=DEFAULT_SEED)
    tuned = laboratory.tuned(None, labelled, step, plan.replay, progress)
    seconds = round(time.perf_counter() - started, 2)
    made = {"data": labelled.name, "data_hash": now.data_hash, "rows": now.labels, "model": now.start}
    write_model(tuned, laboratory.tokenizer, out, {**made, "config": asdict(step), "seconds": seconds})
    return seconds


def _score(
    project: Project,
    data: Mapping[str, Dataset],
    laboratory: "ExperimentModels",
    results: StoreResults,
    now: Round,
    seconds: float,
    progress: Progress,
) -> Round:
    """Record the cells of EN-FT and of the round; the round with its score."""
    from demux_core.experiments.runner import environment
    from demux_core.modelling import network
    from demux_core.modelling.models import find_model

    zero = Cell(EN_FT, DEFAULT_SEED, 0, 0)
    cell = Cell(now.strategy, DEFAULT_SEED, now.number, now.labels)
    earlier = {name for one in every_round(project) if one.number < now.number for name in one.ids}
    new = [name for name in now.ids if name not in earlier]
    language = dict(zip(data["source"].frame["id"], data["source"].languages, strict=True))
    _forget_abandoned(results, now)
    for number, one in enumerate((zero, cell)):
        progress("score", number, 2)
        if results.get(one) is None:
            tuned = laboratory.en_ft
            if one is cell:
                tuned = network.load_network(
                    find_model(rounds_folder(project) / str(now.number) / "model"), data["source"].task
                ).eval()
            picked = new if one is cell else []
            mix = dict(Counter(language[name] for name in picked))
            measured = laboratory.measured(tuned)
            about = {"ids": picked, "languages": mix, "seconds": {"train": seconds if one is cell else 0.0}}
            of = {"data_hash": now.data_hash} if one is cell else {}
            results.put(one, {**measured, **about, **of, **environment()})
    first, last = results.get(zero), results.get(cell)
    assert first is not None
    assert last is not None
    metric = last["main"]
    return replace(
        now, metric=metric, score=last["scores"]["all"][metric], before=first["scores"]["all"][metric]
    )


def _forget_abandoned(results: StoreResults, now: Round) -> None:
    """A round that was scored but never came to its end made room for this one of other labels."""
    for key, record in records.finished_cells(results.store, results.experiment.id).items():
        if record["round"] == now.number and record.get("data_hash", now.data_hash) != now.data_hash:
            records.drop_cell(results.store, results.experiment.id, key)


def _results(
    project: Project,
    data: Mapping[str, Dataset],
    model: "Model",
    plan: "ExperimentConfig",
    now: Round,
) -> StoreResults:
    """The project's experiment "Annotated"; with other data or another EN-FT, "Annotated 2" and so on."""
    manifest: dict[str, Any] = {
        "experiment": "rounds",
        "task": data["source"].task.name,
        "inputs": {part: dataset_summary(dataset) for part, dataset in data.items()},
        "model": {"name": model.name, "fingerprint": model.fingerprint},
        "start": now.start,
        "oracle": "label log",
        **scoring_version(data["source"].task.name),
        "replay": plan.replay,
        "en_ft": asdict(plan.en_ft),
        "step": asdict(plan.step),
    }
    store = open_store()
    for number in range(1, 1_000):
        name = EXPERIMENT if number == 1 else f"{EXPERIMENT} {number}"
        experiment = records.open_experiment(store, project.id, name, manifest)
        if not manifest_differences(experiment.settings, manifest):
            return StoreResults(store, experiment, rounds_folder(project))
    raise InputError(f"too many experiments are called {EXPERIMENT}; delete some")


def _record(
    project: Project, data: Mapping[str, Dataset], now: Round, own: Path, progress: Progress
) -> Round:
    """See pool and target with the round's model from now on; the places on the map stay."""
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.models import find_model

    model, folders = find_model(own / "model"), {}
    for part in [part for part in ("source", "target", "gold") if part in data]:
        finished = encode(data[part], model, progress=renamed(progress, f"encode {part}"))
        link_folder(finished, own / part)
        folders[part] = finished.name
    with atomic_path(own / "map.npy") as temporary:
        np.save(temporary, np.asarray(open_prepared(project).points))
    described = {
        "task": data["source"].task.name,
        "model": project.model,
        "source": dataset_summary(data["source"]),
        "target": dataset_summary(data["target"]),
        "training": dataset_summary(data["train"]),
        "gold": dataset_summary(data["gold"]) if "gold" in data else None,
        "encodings": folders,
        "round": now.number,
    }
    atomic_write(own / MANIFEST, json.dumps(described, ensure_ascii=False, indent=1))
    record_prepared(project, own)
    now = replace(now, run=prepared_key(project))
    write_round(project, now)
    for one in every_round(project)[:-1]:  # a model takes half a gigabyte, and nothing needs the former ones
        former = rounds_folder(project) / str(one.number)
        for name in set(read_manifest(former / MANIFEST).get("encodings", {}).values()) - set(
            folders.values()
        ):
            shutil.rmtree(cache_dir() / "encodings" / name, ignore_errors=True)
        for path in former.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
    return now


@contextmanager
def _alone(project: Project) -> Iterator[Path]:
    folder = rounds_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    with exclusive(folder / "lock", "a round of this project is being trained already; wait for it"):
        yield folder
