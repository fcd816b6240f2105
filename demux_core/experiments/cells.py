"""Finished cells of an experiment, what holds them, and the table made of them."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

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
_OF_ONE = ("like", "allocation")  # options of one strategy each
_CONTENT = ("content_hash", "fingerprint")


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
        """All finished cells (``table_from_records``)."""


def with_cell(cell: Cell, manifest: Mapping[str, Any], record: Record) -> Record:
    """A record with its cell and the digest of its manifest, as it is kept."""
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    return {**asdict(cell), "manifest": digest, **record}


def sorted_records(records: Iterable[Record]) -> list[Record]:
    """Records by strategy, seed, round and budget."""
    return sorted(records, key=lambda r: (r["strategy"], r["seed"], r["round"], r["budget"]))


def table_from_records(manifest: Mapping[str, Any], records: Iterable[Record]) -> "pd.DataFrame":
    """One row (``COLUMNS``) for each cell, target language (``all``: their mean) and metric."""
    import pandas as pd

    rows = [row for record in sorted_records(records) for row in _rows(manifest, record)]
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


def manifest_differences(earlier: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """Names of the settings in which two manifests differ, with commas; empty where they are the same.

    Data and models are the same if their content is, whatever their names; what one strategy alone needs
    (``like``, ``allocation``) differs only where both have it.
    """
    unused = {name for name in _OF_ONE if earlier.get(name) is None or manifest.get(name) is None}
    left, right = ({k: v for k, v in each.items() if k not in unused} for each in (earlier, manifest))
    return ", ".join(sorted(_differing(left, right)))


def merged_manifest(earlier: Mapping[str, Any], manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The earlier manifest, with what its cells had no use for."""
    return {**manifest, **{name: value for name, value in earlier.items() if value is not None}}


def _differing(left: Any, right: Any, prefix: str = "") -> Iterable[str]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        if any(left.get(key) and left.get(key) == right.get(key) for key in _CONTENT):
            return
        for key in sorted({*left, *right}):
            yield from _differing(left.get(key), right.get(key), f"{prefix}.{key}" if prefix else key)
    elif left != json.loads(json.dumps(right)):
        yield prefix
