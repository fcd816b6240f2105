"""A cell of an experiment, which is one trained and scored model, and the record that is kept of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    import pandas as pd

ALL = "all"  # the "language" whose score is the mean over the target languages


@dataclass(frozen=True, order=True)
class Cell:
    """One trained and scored model: ``budget`` is the cumulative number of labelled texts."""

    strategy: str
    seed: int
    round: int
    budget: int

    @property
    def name(self) -> str:
        return f"{self.strategy}-seed{self.seed}-round{self.round}-budget{self.budget}"


@dataclass(frozen=True)
class ScoreParts:
    """The main metric as a ratio of two sums over the test rows, for intervals over these rows.

    Args:
        numerator: (rows,) what each test row adds to the numerator.
        denominator: (rows,) what it adds to the denominator.
    """

    numerator: Sequence[float]
    denominator: Sequence[float]


@dataclass(frozen=True)
class Environment:
    """Where a cell was computed: versions of the packages, and the machine (``environment``)."""

    versions: Mapping[str, str] = field(default_factory=dict)
    machine: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CellRecord:
    """A finished cell.

    Args:
        cell: the cell.
        scores: target language (``ALL``: their mean) -> metric -> points of 100.
        metric: the main metric; None where only a table of scores is known.
        items: the main metric by test row; None where only a table of scores is known.
        ids: ids of the texts that the strategy chose for this cell, best first.
        languages: language -> number of chosen texts.
        seconds: step (select, train, evaluate) -> seconds it took.
        environment: where it was computed.
        fingerprint: of EN-FT, in the cell of EN-FT.
        data_hash: content hash of the labelled rows, in a round of annotation.
        manifest: digest of the experiment's manifest (``manifests.manifest_digest``).
        extra: further keys of a stored record, kept as they are.
    """

    cell: Cell
    scores: Mapping[str, Mapping[str, float]]
    metric: str | None = None
    items: ScoreParts | None = None
    ids: Sequence[str] = ()
    languages: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    environment: Environment = Environment()
    fingerprint: str | None = None
    data_hash: str | None = None
    manifest: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def main_score(self) -> float:
        """The main metric, averaged over the target languages."""
        if self.metric is None:
            raise ValueError(f"the main metric of {self.cell.name} is not known, only its scores are")
        return self.scores[ALL][self.metric]

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a stored record.

        Raises:
            KeyError, TypeError: it is not the record of a cell.
        """
        left = dict(stored)
        cell = Cell(*(left.pop(name) for name in ("strategy", "seed", "round", "budget")))
        items = left.pop("items", None)
        return cls(
            cell,
            left.pop("scores"),
            metric=left.pop("main", None),
            items=None if items is None else ScoreParts(items["numerator"], items["denominator"]),
            ids=left.pop("ids", ()),
            languages=left.pop("languages", {}),
            seconds=left.pop("seconds", {}),
            environment=Environment(left.pop("versions", {}), left.pop("machine", {})),
            fingerprint=left.pop("fingerprint", None),
            data_hash=left.pop("data_hash", None),
            manifest=left.pop("manifest", None),
            extra=left,
        )

    def to_json(self) -> dict[str, Any]:
        """Return the record as it is stored; what is not known has no key."""
        stored = {
            **asdict(self.cell),
            "manifest": self.manifest,
            "main": self.metric,
            "scores": self.scores,
            "items": None if self.items is None else dict(vars(self.items)),
            "ids": list(self.ids),
            "languages": self.languages,
            "seconds": self.seconds,
            "data_hash": self.data_hash,
            "versions": self.environment.versions or None,
            "machine": self.environment.machine or None,
            "fingerprint": self.fingerprint,
        }
        return {name: value for name, value in stored.items() if value is not None} | dict(self.extra)


class Results(Protocol):
    """Where finished cells are kept; a finished cell is never computed again."""

    @property
    def work(self) -> Path:
        """The folder of the experiment's starting model."""

    def get(self, cell: Cell) -> CellRecord | None:
        """Return the record of a cell, None where it is not finished."""

    def put(self, *records: CellRecord) -> None:
        """Keep the records of finished cells, at once, all or none, with the digest of the manifest."""

    def table(self) -> "pd.DataFrame":
        """Return all finished cells as a table (``results_table.table_from_records``)."""


def sorted_records(records: Iterable[CellRecord]) -> list[CellRecord]:
    """Return records by strategy, seed, round and budget."""
    return sorted(records, key=lambda record: record.cell)
