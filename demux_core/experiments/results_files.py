"""Cells on disk, beside the table of an experiment.

NAME.csv    the table                            NAME.cells/      finished cells: small files, one cell a line
NAME.json   the manifest                         NAME.jsonl       finished cells, packed: one a line
NAME.work/  the starting model
"""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write, exclusive_lock
from demux_core.experiments.cells import Cell, CellRecord, sorted_records
from demux_core.experiments.manifests import (
    Manifest,
    manifest_differences,
    manifest_digest,
    merged_manifest,
)
from demux_core.experiments.results_table import table_from_records

if TYPE_CHECKING:
    import pandas as pd


_TABLE_SECONDS = 5.0


@dataclass
class FileResults:
    """Results at ``table_path`` (``cells.Results``)."""

    table_path: Path
    manifest: Manifest
    _table_written: float = float("-inf")

    @property
    def work(self) -> Path:
        return self.table_path.with_suffix(".work")

    @cached_property
    def _records(self) -> dict[Cell, CellRecord]:
        return {record.cell: record for record in read_records(self.table_path)}

    def get(self, cell: Cell) -> CellRecord | None:
        return self._records.get(cell)

    def put(self, *records: CellRecord) -> None:
        digest = manifest_digest(self.manifest)
        kept = [replace(record, manifest=digest) for record in records]
        atomic_write(_cells_file(self.table_path, kept[0].cell), _lines(kept))
        self._records.update({record.cell: record for record in kept})
        # Cells of a linear probe are finished faster than a table is written.
        if time.monotonic() > self._table_written + _TABLE_SECONDS:
            self.write_table()
            self._table_written = time.monotonic()

    def table(self) -> "pd.DataFrame":
        return table_from_records(self.manifest, self._records.values())

    def write_table(self) -> None:
        """Bring the table up to date with the cells."""
        atomic_write(self.table_path, to_csv(self.table()))


def read_records(path: Path) -> list[CellRecord]:
    """Return all finished cells beside the table at ``path``, in order."""
    # A name that begins with a dot is a file being written, or left over from a process that was killed.
    loose = [_read_lines(file) for file in _cells_folder(path).glob("[!.]*.json")]
    packed = _read_lines(path.with_suffix(".jsonl"))
    return sorted_records({record.cell: record for record in chain(packed, *loose)}.values())


def pack_cells(path: Path) -> Path:
    """Write the finished cells beside the table at ``path`` into one file and return its path."""
    packed = path.with_suffix(".jsonl")
    atomic_write(packed, _lines(read_records(path)))
    return packed


@contextmanager
def open_results(path: Path, manifest: Manifest) -> Iterator[FileResults]:
    """Open the results at ``path``, locked against a second writer; those of an interrupted run are kept.

    Raises:
        InputError: another process writes there, or the results there are of other data, models or settings.
    """
    if path.suffix != ".csv":
        raise InputError(f"the results must be a .csv file, got {path.name!r}; choose another --out")
    path.parent.mkdir(parents=True, exist_ok=True)
    busy = f"another experiment writes {path}; wait for it, or choose another --out"
    with exclusive_lock(path.with_suffix(".lock"), busy):
        results = FileResults(path, _keep_manifest(path, manifest))
        yield results
        results.write_table()


def read_manifest(path: Path) -> Manifest:
    """Return the manifest beside the table at ``path``. Raises InputError where there is none."""
    manifest = _read_manifest(path.with_suffix(".json"))
    if manifest is None:
        raise InputError(f"{path} has no manifest beside it; run the experiment again")
    return manifest


def _keep_manifest(path: Path, manifest: Manifest) -> Manifest:
    """Return the manifest beside the table at ``path``, brought up to date with ``manifest``."""
    file = path.with_suffix(".json")
    parts = (path, file, _cells_folder(path), path.with_suffix(".jsonl"))
    existing = [part for part in parts if part.exists()]
    earlier = _read_manifest(file) if existing else {}
    names = ", ".join(part.name for part in existing)
    if earlier is None:
        raise InputError(
            f"results need a place of their own, but {names} is there without the manifest of an experiment "
            f"in {file.name}; choose another --out"
        )
    if earlier and (differing := manifest_differences(earlier, manifest)):
        raise InputError(
            f"{path} holds results of another experiment (different: {differing}); choose another --out, "
            f"or remove {names} to start over"
        )
    merged = merged_manifest(earlier, manifest)
    if merged != earlier:
        atomic_write(file, _json(merged))
    return merged


def _read_manifest(file: Path) -> dict[str, Any] | None:
    """Return the manifest of an experiment, None where the file is none."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return content if isinstance(content, dict) and "experiment" in content else None


def _read_lines(file: Path) -> list[CellRecord]:
    """Return the records in a file, one a line; none where there is no file."""
    if not file.exists():
        return []
    # Not splitlines: an id may hold a line end of Unicode.
    lines = file.read_text(encoding="utf-8").split("\n")
    return [CellRecord.from_json(json.loads(line)) for line in lines if line]


def _lines(records: Iterable[CellRecord]) -> str:
    return "".join(f"{_compact(record.to_json())}\n" for record in records)


def _cells_folder(path: Path) -> Path:
    return path.with_suffix(".cells")


def _cells_file(path: Path, first: Cell) -> Path:
    return _cells_folder(path) / f"{first.name}.json"


def _compact(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
