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

from demux_core.config import DEFAULT_SEED, TrainingConfig, cache_dir
from demux_core.datasets import Dataset
from demux_core.errors import InputError
from demux_core.files import alone, atomic_path, atomic_write, link_folder
from demux_core.metrics import scoring
from demux_core.progress import Progress, named, silent
from demux_core.projects import Project, open_project
from demux_core.projects.annotation import open_queue
from demux_core.projects.experiment_runs import StoreResults, load_parts
from demux_core.projects.prepare import MANIFEST, about, prepare, read
from demux_core.projects.rounds import (
    EXPERIMENT,
    NO_LABELS,
    Round,
    every_round,
    hindrance,
    rounds_folder,
    trainable,
    write_round,
)
from demux_core.projects.runs import open_run, preparing, record_run, run_key
from demux_core.results import EN_FT
from demux_core.results.cells import Cell, differences
from demux_core.store import open_store, records

if TYPE_CHECKING:
    from demux_core.experiment.laboratory import Laboratory
    from demux_core.experiment.plan import ExperimentConfig
    from demux_core.models import Model


def run_round(slug: str, progress: Progress = silent) -> Round:
    """Train, score and record the next round: this is what the job of ``start_round`` does.

    Raises:
        InputError: there is no such project, something hinders it, or there is no label to train on.
    """
    from demux_core.experiment.laboratory import Laboratory
    from demux_core.experiment.plan import ExperimentConfig
    from demux_core.models import find

    project = open_project(slug)
    if project is None:
        raise InputError(f"there is no project {slug!r}; its address names it")
    if reason := hindrance(project):
        raise InputError(reason)
    data = load_parts(project)
    labelled = trainable(project, data["source"], data.get("test"))
    if not len(labelled):
        raise InputError(NO_LABELS)
    with _alone(project) as folder:
        model, start = find(project.model), folder / "en-ft"
        _starting_model(project, data, model, start, progress)
        queue = open_queue(project, data["source"])
        strategy = "annotated" if queue is None else queue.kept.strategy
        now = _begin(project, strategy, labelled, find(start).fingerprint)
        # Only how models are trained is taken from it.
        plan = ExperimentConfig(("random",), (len(labelled),), (DEFAULT_SEED,), replay=True)
        laboratory = Laboratory(data, model, plan.en_ft, folder, now.start, progress)
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
    from demux_core.training import made_of, read_manifest

    made, train = project.run / "model", data["train"]
    if not made_of(made, train.content_hash, model.fingerprint, TrainingConfig()):
        with preparing(project):
            prepare(data["source"], data["target"], model, project.run, train, progress, data.get("gold"))
    if not read_manifest(start) or read_manifest(start) != read_manifest(made):
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
    laboratory: "Laboratory",
    labelled: Dataset,
    plan: "ExperimentConfig",
    now: Round,
    out: Path,
    progress: Progress,
) -> float:
    """Have the round's model at ``out``; the seconds that training it took, 0 where it was there."""
    from demux_core.training import keep_model, read_manifest

    if read_manifest(out):
        return 0.0
    started = time.perf_counter()
    step = replace(plan.step, seed=DEFAULT_SEED)
    tuned = laboratory.tuned(None, labelled, step, plan.replay, progress)
    seconds = round(time.perf_counter() - started, 2)
    made = {"data": labelled.name, "data_hash": now.data_hash, "rows": now.labels, "model": now.start}
    keep_model(tuned, laboratory.tokenizer, out, {**made, "config": asdict(step), "seconds": seconds})
    return seconds


def _score(
    project: Project,
    data: Mapping[str, Dataset],
    laboratory: "Laboratory",
    results: StoreResults,
    now: Round,
    seconds: float,
    progress: Progress,
) -> Round:
    """Record the cells of EN-FT and of the round; the round with its score."""
    from demux_core.experiment import circumstances
    from demux_core.models import find, network

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
                tuned = network.load(
                    find(rounds_folder(project) / str(now.number) / "model"), data["source"].task
                ).eval()
            picked = new if one is cell else []
            mix = dict(Counter(language[name] for name in picked))
            measured = laboratory.measured(tuned)
            about = {"ids": picked, "languages": mix, "seconds": {"train": seconds if one is cell else 0.0}}
            of = {"data_hash": now.data_hash} if one is cell else {}
            results.put(one, {**measured, **about, **of, **circumstances()})
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
        "task": data["source"].task,
        "inputs": {part: about(dataset) for part, dataset in data.items()},
        "model": {"name": model.name, "fingerprint": model.fingerprint},
        "start": now.start,
        "oracle": "label log",
        **scoring(data["source"].task),
        "replay": plan.replay,
        "en_ft": asdict(plan.en_ft),
        "step": asdict(plan.step),
    }
    store = open_store()
    for number in range(1, 1_000):
        name = EXPERIMENT if number == 1 else f"{EXPERIMENT} {number}"
        experiment = records.open_experiment(store, project.id, name, manifest)
        if not differences(experiment.settings, manifest):
            return StoreResults(store, experiment, rounds_folder(project))
    raise InputError(f"too many experiments are called {EXPERIMENT}; delete some")


def _record(
    project: Project, data: Mapping[str, Dataset], now: Round, own: Path, progress: Progress
) -> Round:
    """See pool and target with the round's model from now on; the places on the map stay."""
    from demux_core.encoding.encode import encode
    from demux_core.models import find

    model, folders = find(own / "model"), {}
    for part in [part for part in ("source", "target", "gold") if part in data]:
        finished = encode(data[part], model, progress=named(progress, f"encode {part}"))
        link_folder(finished, own / part)
        folders[part] = finished.name
    with atomic_path(own / "map.npy") as temporary:
        np.save(temporary, np.asarray(open_run(project).points))
    described = {
        "task": data["source"].task,
        "model": project.model,
        "source": about(data["source"]),
        "target": about(data["target"]),
        "training": about(data["train"]),
        "gold": about(data["gold"]) if "gold" in data else None,
        "encodings": folders,
        "round": now.number,
    }
    atomic_write(own / MANIFEST, json.dumps(described, ensure_ascii=False, indent=1))
    record_run(project, own)
    now = replace(now, run=run_key(project))
    write_round(project, now)
    for one in every_round(project)[:-1]:  # a model takes half a gigabyte, and nothing needs the former ones
        former = rounds_folder(project) / str(one.number)
        for name in set(read(former / MANIFEST).get("encodings", {}).values()) - set(folders.values()):
            shutil.rmtree(cache_dir() / "encodings" / name, ignore_errors=True)
        for path in former.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
    return now


@contextmanager
def _alone(project: Project) -> Iterator[Path]:
    folder = rounds_folder(project)
    folder.mkdir(parents=True, exist_ok=True)
    with alone(folder / "lock", "a round of this project is being trained already; wait for it"):
        yield folder
