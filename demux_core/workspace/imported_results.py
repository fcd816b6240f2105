"""Results that were measured elsewhere, brought into a project."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.manifests import manifest_differences, manifest_digest
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import SETTING, load_results, table_from_records
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import checked_name, list_experiments
from demux_core.workspace.project import Project
from demux_core.workspace.records import ExperimentRecord

if TYPE_CHECKING:
    import pandas as pd

_LIMIT = 20_000_000  # bytes; the published runs are 0.2 MB
_WORD = re.compile(r"[a-z0-9_]{1,40}")
_ALIKE = 1e-3  # points; tables have four decimals


def import_results(project: Project, name: str, path: Path) -> ExperimentRecord:
    """Bring in the table that ``experiment`` wrote, with the manifest and the cells that lie beside it.

    Without them the scores alone are brought in: curves, deltas and wins can be shown then, intervals over
    test rows and language mixes cannot.

    Args:
        project: gets the experiment.
        name: that it will have.
        path: of the table (``.csv``).

    Raises:
        InputError: a file cannot be read, they do not belong together, or the name is taken.
    """
    table = load_results(path)
    try:
        described, cells = _json(path.with_suffix(".json")), read_records(path)
        if not described or not cells:
            return _keep(project, name, *_from_scores(table, path))
        if not _same(table_from_records(described, cells), table):
            raise InputError(f"{path}: the cells beside it have other scores; run the experiment once more")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(f"{path}: what lies beside it is damaged ({error}); bring in a copy") from error
    return _keep(project, name, described, cells)


def import_table(project: Project, name: str, file: str, content: bytes) -> ExperimentRecord:
    """Bring in the content of a table alone; ``file`` is what people call it. InputError as above."""
    if len(content) > _LIMIT:
        raise InputError(f"{file}: a table of results has at most {_LIMIT / 1e6:.0f} MB; is it the right one")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "results.csv"
        path.write_bytes(content)
        try:
            return import_results(project, name, path)
        except InputError as error:  # people know the file by its own name
            raise InputError(str(error).replace(str(path), file)) from None


def _keep(
    project: Project, name: str, described: Mapping[str, Any], cells: list[CellRecord]
) -> ExperimentRecord:
    name = checked_name(name)
    for taken in list_experiments(project):
        if taken.name == name and manifest_differences(taken.settings, described):
            raise InputError(f"there is another experiment {name!r} in this project; give this a new name")
    store = open_store()
    experiment = records.open_experiment(store, project.id, name, described)
    stored = {record.cell.name: record.to_json() for record in cells}
    records.finish_cells(store, experiment.id, stored)
    return experiment


def _from_scores(table: "pd.DataFrame", path: Path) -> tuple[dict[str, Any], list[CellRecord]]:
    """A manifest and cells that give the table again."""
    for column in [column for column in SETTING if column != "metric" and table[column].nunique() > 1]:
        several = ", ".join(sorted(table[column].unique())[:5])
        raise InputError(f"{path}: results of one {column} are brought in at a time, got {several}; split it")
    if odd := [word for word in (*table["strategy"], *table["metric"]) if not _WORD.fullmatch(word)]:
        raise InputError(
            f"{path}: strategies and metrics are small letters, digits and _, got {odd[0][:40]!r}; rename it"
        )
    first = table.iloc[0]
    described = {
        "experiment": first["experiment"],
        "task": first["task"],
        "inputs": {"source": {"name": first["dataset"]}, "target": {"name": first["target_config"]}},
        "model": {"name": first["model"]},
    }
    scores: dict[Cell, dict[str, dict[str, float]]] = {}
    for row in table.to_dict("records"):
        cell = Cell(row["strategy"], row["seed"], row["round"], row["budget"])
        scores.setdefault(cell, {}).setdefault(row["target_language"], {})[row["metric"]] = row["score"]
    digest = manifest_digest(described)
    return described, [CellRecord(cell, by_language, manifest=digest) for cell, by_language in scores.items()]


def _same(made: "pd.DataFrame", table: "pd.DataFrame") -> bool:
    key = [column for column in table if column != "score"]
    both = table.merge(made, on=key, how="left", suffixes=("", "_made"))
    return bool((both["score"] - both["score_made"]).abs().lt(_ALIKE).all())


def _json(path: Path) -> dict[str, Any] | None:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None
