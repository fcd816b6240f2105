"""Import of results that were measured elsewhere into a project."""

import json
import re
from collections.abc import Iterator, Mapping
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from demux_core.base import confined
from demux_core.base.errors import InputError
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.manifests import manifest_differences, manifest_digest
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import SETTING, load_results, table_from_records
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import check_experiment_name, list_experiments
from demux_core.workspace.project import Project
from demux_core.workspace.quota import check_quota
from demux_core.workspace.records import ExperimentRecord

if TYPE_CHECKING:
    import pandas as pd

_MAX_BYTES = 20_000_000  # the published runs take 0.2 MB
_WORD = re.compile(r"[a-z0-9_]{1,40}")
_TOLERANCE = 1e-3  # points; tables have four decimals


def import_results(project: Project, name: str, path: Path) -> ExperimentRecord:
    """Import a table that ``experiment`` wrote, with its manifest and its cells, which lie beside it.

    Without those, only the scores are imported. They are enough for curves, deltas and wins, but not for
    intervals over test rows and for language mixes.

    Args:
        project: to import into.
        name: of the new experiment.
        path: of the table (``.csv``).

    Raises:
        InputError: a file cannot be read, the files do not belong together, or the name is taken.
    """
    table = load_results(path)
    try:
        manifest, cells = _read_json(path.with_suffix(".json")), read_records(path)
        if not manifest or not cells:
            manifest, cells = _manifest_and_cells(table, path)
        _check_names(cells, path)
        _check_numbers(cells)
        if not _tables_match(table_from_records(manifest, cells), table):
            raise InputError(f"{path}: the cells beside it have other scores; run the experiment again")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: its manifest or its cells are damaged ({error}); restore them") from error
    return _store(project, name, manifest, cells)


def import_table(project: Project, name: str, file: str, content: bytes) -> ExperimentRecord:
    """Import a table without manifest and cells.

    Args:
        project: to import into.
        name: of the new experiment.
        file: the table's file name, for errors.
        content: of the table, CSV.

    Raises:
        InputError: it is too large, it cannot be read, or the name is taken.
    """
    if len(content) > _MAX_BYTES:
        raise InputError(
            f"{file}: a table of results must have at most {_MAX_BYTES / 1e6:.0f} MB, got "
            f"{len(content) / 1e6:,.0f} MB; choose another file"
        )
    check_quota(len(content))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "results.csv"
        path.write_bytes(content)
        try:
            manifest, *cells = confined.run(_table_parts, str(path))
        except InputError as error:  # the user does not know the temporary file
            raise InputError(str(error).replace(str(path), file)) from None
    return _store(project, name, manifest, [CellRecord.from_json(cell) for cell in cells])


def _table_parts(path: str) -> Iterator[Any]:
    manifest, cells = _manifest_and_cells(load_results(path), Path(path))
    _check_names(cells, Path(path))
    yield manifest
    yield from (cell.to_json() for cell in cells)


def _store(
    project: Project, name: str, manifest: Mapping[str, Any], cells: list[CellRecord]
) -> ExperimentRecord:
    name = check_experiment_name(name)
    for experiment in list_experiments(project):
        if experiment.name == name and manifest_differences(experiment.settings, manifest):
            raise InputError(f"the project already has another experiment {name!r}; choose a new name")
    store = open_store()
    experiment = records.open_experiment(store, project.id, name, manifest)
    stored = {record.cell.name: record.to_json() for record in cells}
    records.finish_cells(store, experiment.id, stored)
    return experiment


def _check_names(cells: list[CellRecord], path: Path) -> None:
    # Names become titles on pages, in charts and in sheets: they must be no markup, link or formula there.
    for record in cells:
        metrics = {metric for scores in record.scores.values() for metric in scores}
        for word in (record.cell.strategy, *metrics, *filter(None, [record.metric])):
            if not _WORD.fullmatch(word):
                raise InputError(
                    f"{path}: strategies and metrics must consist of a-z, 0-9 and _, got {word[:40]!r}; "
                    "rename it"
                )


def _check_numbers(cells: list[CellRecord]) -> None:
    for record in cells:
        parts = record.items
        if parts and not all(map(isfinite, (*parts.numerator, *parts.denominator))):
            raise ValueError(f"{record.cell.name} has a number that is not finite")


def _manifest_and_cells(table: "pd.DataFrame", path: Path) -> tuple[dict[str, Any], list[CellRecord]]:
    """The manifest and the cells that reproduce the table."""
    for column in [column for column in SETTING if column != "metric" and table[column].nunique() > 1]:
        several = ", ".join(sorted(table[column].unique())[:5])
        raise InputError(f"{path}: all results must have the same {column}, got {several}; split the table")
    first = table.iloc[0]
    manifest = {
        "experiment": first["experiment"],
        "task": first["task"],
        "inputs": {"source": {"name": first["dataset"]}, "target": {"name": first["target_config"]}},
        "model": {"name": first["model"]},
    }
    scores: dict[Cell, dict[str, dict[str, float]]] = {}
    for row in table.to_dict("records"):
        cell = Cell(row["strategy"], row["seed"], row["round"], row["budget"])
        scores.setdefault(cell, {}).setdefault(row["target_language"], {})[row["metric"]] = row["score"]
    digest = manifest_digest(manifest)
    return manifest, [CellRecord(cell, by_language, manifest=digest) for cell, by_language in scores.items()]


def _tables_match(from_cells: "pd.DataFrame", table: "pd.DataFrame") -> bool:
    key = [column for column in table if column != "score"]
    both = table.merge(from_cells, on=key, how="left", suffixes=("", "_from_cells"))
    return bool((both["score"] - both["score_from_cells"]).abs().lt(_TOLERANCE).all())


def _read_json(path: Path) -> dict[str, Any] | None:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None
