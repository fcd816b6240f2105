"""Cells on disk, beside the table of an experiment.

NAME.csv    the table                            NAME.cells/      one small file a cell, written at once
NAME.json   what was run: the manifest           NAME.jsonl       finished cells, packed: one a line
NAME.work/  the starting model
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.errors import InputError
from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write, exclusive_lock
from demux_core.experiments.cells import (
    Cell,
    Record,
    manifest_differences,
    merged_manifest,
    sorted_records,
    table_from_records,
    with_cell,
)

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FileResults:
    """Results at ``table_path`` (``experiments.cells.Results``)."""

    table_path: Path
    manifest: Mapping[str, Any]

    @property
    def work(self) -> Path:
        return self.table_path.with_suffix(".work")

    @cached_property
    def _packed(self) -> dict[str, Record]:
        return _read_packed(self.table_path)

    def get(self, cell: Cell) -> Record | None:
        path = _folder(self.table_path) / f"{cell.name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else self._packed.get(cell.name)

    def put(self, cell: Cell, record: Record) -> None:
        path = _folder(self.table_path) / f"{cell.name}.json"
        atomic_write(path, _json(with_cell(cell, self.manifest, record)))
        self.write_table()

    def table(self) -> "pd.DataFrame":
        return table_from_records(self.manifest, read_records(self.table_path))

    def write_table(self) -> None:
        """Bring the table up to date with the cells."""
        atomic_write(self.table_path, to_csv(self.table()))


def read_records(path: Path) -> list[Record]:
    """All finished cells beside the table at ``path``, in order."""
    # What begins with a dot is being written, or was when its process was killed.
    loose = (json.loads(cell.read_text(encoding="utf-8")) for cell in _folder(path).glob("[!.]*.json"))
    return sorted_records((_read_packed(path) | {_name(record): record for record in loose}).values())


def pack_cells(path: Path) -> Path:
    """Write the finished cells beside the table at ``path`` into one file, to pass on; the file's path."""
    packed = path.with_suffix(".jsonl")
    lines = [json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in read_records(path)]
    atomic_write(packed, "".join(f"{line}\n" for line in lines))
    return packed


@contextmanager
def open_results(path: Path, manifest: Mapping[str, Any]) -> Iterator[FileResults]:
    """Results at ``path``, locked against a second writer; those of an earlier, stopped run are kept.

    Raises:
        InputError: another process writes there, or what is there was run with other data, model or settings.
    """
    if path.suffix != ".csv":
        raise InputError(f"the results must be a .csv file, got {path.name!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    busy = f"another experiment writes {path}; wait for it, or choose another --out"
    with exclusive_lock(path.with_suffix(".lock"), busy):
        results = FileResults(path, _described(path, manifest))
        yield results
        results.write_table()


def _described(path: Path, manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """The manifest beside the table at ``path``; written there, if nothing is there yet."""
    file = path.with_suffix(".json")
    there = [kept for kept in (path, file, _folder(path), path.with_suffix(".jsonl")) if kept.exists()]
    earlier = _manifest_in(file) if there else {}
    names = ", ".join(kept.name for kept in there)
    if earlier is None:
        raise InputError(
            f"results need a place of their own, but {names} is there without the manifest of an experiment "
            f"in {file.name}; choose another --out"
        )
    if earlier and (differing := manifest_differences(earlier, manifest)):
        raise InputError(
            f"{path} holds results of another experiment (different: {differing}); choose another --out, "
            f"or remove {names} to start anew"
        )
    whole = merged_manifest(earlier, manifest)
    if whole != earlier:
        atomic_write(file, _json(whole))
    return whole


def _manifest_in(file: Path) -> dict[str, Any] | None:
    """The manifest of an experiment, None where the file is none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return found if isinstance(found, dict) and "experiment" in found else None


def _read_packed(path: Path) -> dict[str, Record]:
    packed = path.with_suffix(".jsonl")
    if not packed.exists():
        return {}
    # Not splitlines: an id may hold a line end of Unicode.
    found = [json.loads(line) for line in packed.read_text(encoding="utf-8").split("\n") if line]
    return {_name(record): record for record in found}


def _folder(path: Path) -> Path:
    return path.with_suffix(".cells")


def _name(record: Mapping[str, Any]) -> str:
    return Cell(record["strategy"], record["seed"], record["round"], record["budget"]).name


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
