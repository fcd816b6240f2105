"""Mirror the results of an experiment to MLflow: an optional package, on which nothing depends.

A run stands for the whole experiment, with its manifest, its table and its cells; below it, a run for each
strategy and seed has the scores of every language at every number of labels (MLflow's steps).
"""

import json
import os
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from demux_core.base.errors import InputError
from demux_core.experiments.cells import CellRecord
from demux_core.experiments.manifests import Manifest, manifest_digest
from demux_core.experiments.results_files import read_manifest, read_records

_KEY, _PARENT = "demux.key", "mlflow.parentRunId"
_PASSWORD = re.compile(r"//[^/@\s]*@")  # in an address
_MOST_CHARACTERS = 600


def connect(address: str) -> Any:
    """Return a client of MLflow; called before an experiment, so that it does not fail after hours.

    Args:
        address: of a server, a database or a folder, as MLflow's ``MLFLOW_TRACKING_URI``.

    Raises:
        InputError: MLflow is not installed, or does not answer.
    """
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")  # else a wrong address takes four minutes
    try:
        from mlflow import MlflowClient
    except ImportError as error:
        raise InputError(
            "MLflow must be installed to mirror an experiment to it; run `pip install mlflow-skinny`, or "
            "give no --mlflow and unset MLFLOW_TRACKING_URI"
        ) from error
    with _explained_errors("check the address"):
        client = MlflowClient(tracking_uri=address)
        client.get_experiment_by_name("demux")
    return client


def mirror(path: Path, client: Any) -> None:
    """Bring MLflow up to date with the finished cells at ``path``; repeating that changes nothing.

    Args:
        path: table of results (``.csv``), with its files beside it.
        client: of ``connect``.

    Raises:
        InputError: MLflow does not take them; the results at ``path`` are not affected.
    """
    manifest, records = read_manifest(path), read_records(path)
    digest = manifest_digest(manifest)
    with _explained_errors(f"the results are in {path}; run the same command again to mirror them"):
        known = client.get_experiment_by_name(path.stem)
        place = known.experiment_id if known else client.create_experiment(path.stem)
        parent = _run(client, place, path.stem, {_KEY: digest}, _settings(manifest))
        client.log_artifact(parent, str(path))
        client.log_dict(parent, dict(manifest), "manifest.json")
        cells = "".join(f"{json.dumps(record.to_json(), ensure_ascii=False)}\n" for record in records)
        client.log_text(parent, cells, "cells.jsonl")
        client.set_terminated(parent)
        for (strategy, seed), part in groupby(
            records, lambda record: (record.cell.strategy, record.cell.seed)
        ):
            name, tags = f"{strategy}, seed {seed}", {_KEY: f"{digest} {strategy} {seed}", _PARENT: parent}
            run = _run(client, place, name, tags, {"strategy": strategy, "seed": str(seed)})
            _log_scores(client, run, list(part))
            client.set_terminated(run)


def _run(client: Any, place: str, name: str, tags: dict[str, str], parameters: dict[str, str]) -> str:
    """Return the id of the run with this key, a new one if there is none."""
    found = client.search_runs([place], f"tags.`{_KEY}` = '{tags[_KEY]}'")
    if found:
        return str(found[0].info.run_id)
    run = client.create_run(place, run_name=name, tags=tags)
    for parameter, value in parameters.items():
        client.log_param(run.info.run_id, parameter, value)
    return str(run.info.run_id)


def _log_scores(client: Any, run: str, records: Sequence[CellRecord]) -> None:
    scores = [
        (f"{metric}.{language}", record.cell.budget, score)
        for record in records
        for language, by_metric in record.scores.items()
        for metric, score in by_metric.items()
    ]
    known = {
        (name, entry.step)
        for name in {name for name, _, _ in scores}
        for entry in client.get_metric_history(run, name)
    }
    now = int(time.time() * 1000)
    for name, budget, score in scores:
        if (name, budget) not in known:
            client.log_metric(run, name, score, timestamp=now, step=budget)


def _settings(manifest: Manifest, prefix: str = "") -> dict[str, str]:
    """Return the manifest with names such as ``inputs.source.rows``."""
    flat: dict[str, str] = {}
    for name, value in manifest.items():
        if isinstance(value, dict):
            flat |= _settings(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat


@contextmanager
def _explained_errors(remedy: str) -> Iterator[None]:
    from mlflow.exceptions import MlflowException

    try:
        yield
    except (MlflowException, OSError) as error:
        message = _PASSWORD.sub("//", " ".join(str(error).split()))[:_MOST_CHARACTERS]
        raise InputError(f"MLflow must answer, but failed: {message}; {remedy}") from error
