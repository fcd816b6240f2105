"""Experiments in the store, made of a few numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from demux_core.experiments.cells import Cell, CellRecord, Environment, ScoreParts
from demux_core.experiments.manifests import manifest_digest
from demux_core.report.findings import Findings, gather_findings
from demux_core.report.request import ReportRequest
from demux_core.workspace import open_store, records
from demux_core.workspace.project import Project
from demux_core.workspace.records import ExperimentRecord
from tests.helpers.fabricated_project import prepared_project

BUDGETS = (5, 10, 20)
ROWS = 400


def measured_project(
    scores: Mapping[str, float],
    name: str = "first",
    start: float = 50.0,
    seeds: Sequence[int] = (2, 22, 42),
    project: Project | None = None,
) -> Project:
    """A prepared project with an experiment: strategy -> accuracy at the largest budget (5, 10, 20 "
    "labels)."""
    project = project or prepared_project()
    add_experiment(project, name, scores, start, seeds)
    return project


def add_experiment(
    project: Project,
    name: str,
    scores: Mapping[str, float],
    start: float = 50.0,
    seeds: Sequence[int] = (2, 22, 42),
    budgets: Sequence[int] = BUDGETS,
    rows: int = ROWS,
    languages: Sequence[str] = ("ne",),
    words: int = 1,
    **manifest: str,
) -> ExperimentRecord:
    """Curves that rise evenly from ``start``; seeds lie a quarter of a point apart, the test rows pair up.

    Of several ``words`` in a row as many are right as in any other, one more or one less.
    """
    described = settings(project) | manifest
    store = open_store()
    experiment = records.open_experiment(store, project.id, name, described)

    def put(cell: Cell, accuracy: float) -> None:
        record = replace(_record(cell, accuracy, rows, languages, words), manifest=manifest_digest(described))
        records.finish_cell(store, experiment.id, cell.name, record.to_json())

    put(Cell("en_ft", 42, 0, 0), start)
    for strategy, last in scores.items():
        for i, seed in enumerate(seeds):
            for step, budget in enumerate(budgets, start=1):
                put(
                    Cell(strategy, seed, 1, budget),
                    start + (last - start) * step / len(budgets) + (i - 1) / 4,
                )
    return experiment


def findings_of(project: Project, **request: Any) -> Findings:
    """The findings of a report that is asked for with these fields of a ``ReportRequest``."""
    return gather_findings(project, ReportRequest(**request))


def settings(project: Project) -> dict[str, object]:
    """A manifest as an experiment on the project's files has it."""
    uploads = project.uploads
    roles = {"source": "pool", "target": "target", "train": "train", "test": "test"}
    about = {"rows": 60, "content_hash": "0" * 64}
    inputs = {
        name: {
            "name": uploads[role].name,
            "rows": uploads[role].rows,
            "content_hash": uploads[role].content_hash,
        }
        if role in uploads
        else {"name": f"{role}.csv", **about}
        for name, role in roles.items()
    }
    return {
        "experiment": "low_budget",
        "task": "sequence",
        "inputs": inputs,
        "model": {"name": "default", "fingerprint": "f" * 64},
        "rounds": 1,
        "replay": True,
        "warm_start": False,
        "like": None,
        "allocation": None,
        "en_ft": {"epochs": None, "lr": 1e-4},
        "step": {"epochs": 10, "lr": 2e-5},
    }


def _record(cell: Cell, accuracy: float, rows: int, languages: Sequence[str], words: int) -> CellRecord:
    right = np.zeros(rows)
    right[: round(rows * accuracy / 100)] = 1
    if words > 1:
        right = accuracy / 100 * words + np.resize([1.0, -1.0], rows)
    scores = {"accuracy": accuracy, "macro_f1": accuracy - 1}
    return CellRecord(
        cell,
        scores=dict.fromkeys([*languages, "all"], scores),
        metric="accuracy",
        items=ScoreParts(right.tolist(), [float(words)] * rows),
        ids=["source-1"],
        languages={"hi": 1},
        seconds={"train": 1.0},
        environment=Environment(
            {"torch": "2.13.0", "python": "3.11"}, {"instructions": "AVX2", "threads": 1}
        ),
    )
