"""Search by meaning: the texts nearest to words, found by the embedded model in a process of its own.

The model is loaded for each search and gone afterwards, so that no page process ever holds it. Vectors that
preparing computed serve where they are of the embedded model, not fine-tuned; so do those of linear probes.
Otherwise they are computed with a project's first search and come from the cache then.
"""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import DEFAULT_MODEL
from demux_core.base.errors import InputError
from demux_core.data.leakage import without_leaks
from demux_core.explain.map_points import PointRows
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.presentation import text_of
from demux_core.tasks import TASKS
from demux_core.workflows.project_experiments import load_datasets
from demux_core.workspace.prepared import PreparedProject, open_prepared, prepared_settings
from demux_core.workspace.project import Project, reload_project

COUNT = 40
MOST_TEXTS = 10_000  # about two minutes of encoding
_SECONDS = 900
_WAIT_SECONDS = 20  # for the search of another visitor; a page that waits longer looks broken
_turn = threading.Lock()  # one model in memory, however many visitors search


def can_search(project: Project, prepared: PreparedProject) -> bool:
    """Whether a search by meaning takes at most minutes."""
    return len(prepared.source) + len(prepared.target) <= MOST_TEXTS or _has_vectors(project)


def search_by_meaning(project: Project, words: str) -> PointRows:
    """The texts of a prepared project nearest in meaning to ``words``, nearest first.

    Raises:
        InputError: the embedded model is not installed, another search is under way, or this one took too
            long.
    """
    if not _turn.acquire(timeout=_WAIT_SECONDS):
        raise InputError(
            "one search by meaning runs at a time, and another visitor's first search of a project takes "
            "minutes; try again later, or search by letters"
        )
    try:
        return _search(project, words)
    finally:
        _turn.release()


def _search(project: Project, words: str) -> PointRows:
    package = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    try:
        done = subprocess.run(
            [sys.executable, "-m", "demux_core.workflows.meaning_search"],
            input=json.dumps([project.slug, words]),
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(
            f"a search by meaning must take at most {_SECONDS // 60} minutes; search by letters"
        ) from error
    if done.returncode or not done.stdout:
        raise InputError(f"the search by meaning failed ({done.stderr.strip()[-200:]}); search by letters")
    found = json.loads(done.stdout.splitlines()[-1])
    if "error" in found:
        raise InputError(found["error"])
    return PointRows(tuple(found["pool"]), tuple(found["target"]))


def nearest_texts(project: Project, words: str) -> dict[str, list[int]]:
    """What ``search_by_meaning`` finds: rows of the pool, and of the target sample, nearest first."""
    prepared = open_prepared(project)
    from demux_core.modelling.meaning import nearest_in_meaning, query_vector  # only now: it takes seconds

    vectors, task = _vectors(project, prepared)
    nearest = nearest_in_meaning(query_vector(words, task), vectors, COUNT).tolist()
    pool = len(prepared.source)
    return {
        "pool": [row for row in nearest if row < pool],
        "target": [row - pool for row in nearest if row >= pool],
    }


def _vectors(project: Project, prepared: PreparedProject) -> tuple[NDArray[np.float32], str]:
    """The vectors of pool and target sample, (n + m, dim), and the task that they were computed for."""
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.meaning import text_vectors
    from demux_core.modelling.models import find_model

    parts, task = (prepared.source, prepared.target), TASKS[str(project.effective_task)]
    asked = task.name if task.labels_words else "sequence"
    if _has_vectors(project):
        return np.concatenate([np.asarray(part.embeddings) for part in parts]), asked
    data = without_leaks(load_datasets(project))
    datasets = [data[role] for role in ("source", "target")]
    if any(list(one.frame["id"]) != list(part.ids) for one, part in zip(datasets, parts, strict=True)):
        # Other files than those of the map.
        return text_vectors([text_of(part, row) for part in parts for row in range(len(part))]), "sequence"
    model = find_model(DEFAULT_MODEL)
    encodings = [Encoding.open(encode(dataset, model)) for dataset in datasets]
    return np.concatenate([np.asarray(encoding.embeddings) for encoding in encodings]), asked


def _has_vectors(project: Project) -> bool:
    """Whether preparing computed vectors of texts with the embedded model as it is."""
    settings = prepared_settings(project)
    return settings["model"] == DEFAULT_MODEL and settings["fine-tuned on"] is None


def _answer(slug: str, words: str) -> dict[str, Any]:
    try:
        return nearest_texts(reload_project(slug), words)
    except InputError as error:
        return {"error": str(error)}


if __name__ == "__main__":
    print(json.dumps(_answer(*json.load(sys.stdin))))
