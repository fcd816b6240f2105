"""Results of an experiment on disk: one small file a cell, written at once, and the table made of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True)
class Results:
    """Cells beside a table: ``NAME.csv``, ``NAME.json`` (what was run), ``NAME.cells/``, ``NAME.work/``."""

    table_path: Path
    manifest: Mapping[str, Any]

    @property
    def work(self) -> Path:
        """Where the experiment keeps its starting model."""
        return self.table_path.with_suffix(".work")

    def get(self, cell: Cell) -> Record | None:
        """What was recorded for a cell, None where it is not finished."""
        path = self._path(cell)
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None

    def put(self, cell: Cell, record: Record) -> None:
        """Record a finished cell and bring the table up to date."""
        identity = _digest(self.manifest)
        atomic_write(self._path(cell), _json({**asdict(cell), "manifest": identity, **record}))
        self.write_table()

    def table(self) -> "pd.DataFrame":
        """One row for each cell, target language (``all``: their mean) and metric."""
        import pandas as pd

        return pd.DataFrame(
            [row for record in read_records(self.table_path) for row in self._rows(record)], columns=COLUMNS
        )

    def write_table(self) -> None:
        atomic_write(self.table_path, to_csv(self.table()))

    def _path(self, cell: Cell) -> Path:
        return self.table_path.with_suffix(".cells") / f"{cell.name}.json"

    def _rows(self, record: Record) -> Iterator[tuple[Any, ...]]:
        about = self.manifest
        for language, scores in record["scores"].items():
            for metric, score in scores.items():
                yield (
                    about["experiment"],
                    about["task"],
                    about["inputs"]["source"]["name"],
                    metric,
                    about["model"]["name"],
                    about["inputs"]["target"]["name"],
                    language,
                    record["strategy"],
                    record["seed"],
                    record["round"],
                    record["budget"],
                    round(score, 4),
                )


def read_records(path: Path) -> list[Record]:
    """All finished cells of the table at ``path``, ordered by strategy, seed, round and budget."""
    cells = path.with_suffix(".cells").glob("*.json")
    found = [json.loads(cell.read_text(encoding="utf-8")) for cell in cells]
    return sorted(found, key=lambda r: (r["strategy"], r["seed"], r["round"], r["budget"]))


@contextmanager
def open_results(path: Path, manifest: Mapping[str, Any]) -> Iterator[Results]:
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
            if differing := sorted(_differences(earlier, manifest)):
                raise InputError(
                    f"{path} holds results of another experiment (different: {', '.join(differing)}); "
                    f"choose another --out, or remove {described.name} and its cells to start anew"
                )
        else:
            atomic_write(described, _json(manifest))
        yield Results(path, manifest)
    finally:
        lock.release()


def _differences(left: Any, right: Any, prefix: str = "") -> Iterable[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for key in sorted({*left, *right}):
            yield from _differences(left.get(key), right.get(key), f"{prefix}.{key}" if prefix else key)
    elif left != json.loads(json.dumps(right)):
        yield prefix


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _digest(manifest: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
