"""Finished cells of an experiment: what holds them, the table made of them, and the holder on disk."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from demux_core.errors import InputError
from demux_core.exports import to_csv
from demux_core.files import atomic_write

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "experiment",
    "task",
    "dataset",
    "metric",
    "model",
    "target_config",
    "target_language",
    "strategy",
    "seed",
    "round",
    "budget",
    "score",
)
Record = dict[str, Any]


@dataclass(frozen=True, order=True)
class Cell:
    """One trained and scored model: ``budget`` is the cumulative number of annotated points."""

    strategy: str
    seed: int
    round: int
    budget: int

    @property
    def name(self) -> str:
        return f"{self.strategy}-seed{self.seed}-round{self.round}-budget{self.budget}"


class Results(Protocol):
    """Where finished cells are kept; a cell that is there is never computed again."""

    @property
    def work(self) -> Path:
        """Where the experiment keeps its starting model."""

    def get(self, cell: Cell) -> Record | None:
        """What was recorded for a cell, None where it is not finished."""

    def put(self, cell: Cell, record: Record) -> None:
        """Record a finished cell, at once and as a whole."""

    def table(self) -> "pd.DataFrame":
        """All finished cells (``table_of``)."""


@dataclass(frozen=True)
class FileResults:
    """Cells beside a table: ``NAME.csv``, ``NAME.json`` (what was run), ``NAME.cells/``, ``NAME.work/``."""

    table_path: Path
    manifest: Mapping[str, Any]

    @property
    def work(self) -> Path:
        return self.table_path.with_suffix(".work")

    def get(self, cell: Cell) -> Record | None:
        path = self._path(cell)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def put(self, cell: Cell, record: Record) -> None:
        atomic_write(self._path(cell), _json(recorded(cell, self.manifest, record)))
        self.write_table()

    def table(self) -> "pd.DataFrame":
        return table_of(self.manifest, read_records(self.table_path))

    def write_table(self) -> None:
        """Bring the table up to date with the cells."""
        atomic_write(self.table_path, to_csv(self.table()))

    def _path(self, cell: Cell) -> Path:
        return self.table_path.with_suffix(".cells") / f"{cell.name}.json"


def recorded(cell: Cell, manifest: Mapping[str, Any], record: Record) -> Record:
    """A record with its cell and the digest of its manifest, as it is kept."""
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return {**asdict(cell), "manifest": digest, **record}


def in_order(records: Iterable[Record]) -> list[Record]:
    """Records by strategy, seed, round and budget."""
    return sorted(records, key=lambda r: (r["strategy"], r["seed"], r["round"], r["budget"]))


def table_of(manifest: Mapping[str, Any], records: Iterable[Record]) -> "pd.DataFrame":
    """One row (``COLUMNS``) for each cell, target language (``all``: their mean) and metric."""
    import pandas as pd

    rows = [row for record in in_order(records) for row in _rows(manifest, record)]
    return pd.DataFrame(rows, columns=COLUMNS)


def _rows(manifest: Mapping[str, Any], record: Record) -> Iterator[tuple[Any, ...]]:
    about = (
        manifest["experiment"],
        manifest["task"],
        manifest["inputs"]["source"]["name"],
    )
    for language, scores in record["scores"].items():
        for metric, score in scores.items():
            yield (
                *about,
                metric,
                manifest["model"]["name"],
                manifest["inputs"]["target"]["name"],
                language,
                record["strategy"],
                record["seed"],
                record["round"],
                record["budget"],
                round(score, 4),
            )


def read_records(path: Path) -> list[Record]:
    """All finished cells beside the table at ``path``, in order."""
    cells = path.with_suffix(".cells").glob("*.json")
    return in_order(json.loads(cell.read_text(encoding="utf-8")) for cell in cells)


@contextmanager
def open_results(path: Path, manifest: Mapping[str, Any]) -> Iterator[FileResults]:
    """Results at ``path``, locked against a second writer; those of an earlier, stopped run are kept.

    Raises:
        InputError: another process writes there, or what is there was run with other data, model or settings.
    """
    from filelock import FileLock, Timeout

    if path.suffix != ".csv":
        raise InputError(f"the results must be a .csv file, got {path.name!r}")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_suffix(".lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise InputError(f"another experiment writes {path}; wait for it, or choose another --out") from error
    try:
        described = path.with_suffix(".json")
        if described.exists():
            earlier = json.loads(described.read_text(encoding="utf-8"))
            if differing := differences(earlier, manifest):
                raise InputError(
                    f"{path} holds results of another experiment (different: {differing}); "
                    f"choose another --out, or remove {described.name} and its cells to start anew"
                )
        else:
            atomic_write(described, _json(manifest))
        results = FileResults(path, manifest)
        yield results
        results.write_table()
    finally:
        lock.release()


def differences(earlier: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """Names of the settings in which two manifests differ, with commas; empty where they are the same."""
    return ", ".join(sorted(_differing(earlier, manifest)))


def _differing(left: Any, right: Any, prefix: str = "") -> Iterable[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted({*left, *right}):
            yield from _differing(left.get(key), right.get(key), f"{prefix}.{key}" if prefix else key)
    elif left != json.loads(json.dumps(right)):
        yield prefix


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
