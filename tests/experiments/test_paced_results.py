"""Cells of linear probes are written together, and none is lost when the experiment ends."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from demux_core.experiments import paced_results
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.paced_results import PacedResults, paced


@dataclass
class Written:
    """Results that remember what was written together."""

    work: Path = Path()
    batches: list[list[str]] = field(default_factory=list)

    def get(self, cell: Cell) -> CellRecord | None:
        return None

    def put(self, *records: CellRecord) -> None:
        self.batches.append([record.cell.strategy for record in records])

    def table(self) -> pd.DataFrame:
        return pd.DataFrame({"strategy": [name for batch in self.batches for name in batch]})


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [100.0]
    monkeypatch.setattr(paced_results.time, "monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def record(name: str) -> CellRecord:
    return CellRecord(Cell(name, 2, 1, 10), scores={"all": {"accuracy": 60.0}})


def test_cells_that_finish_within_half_a_second_are_written_together(clock: Callable[[float], None]) -> None:
    written = Written()
    results = PacedResults(written)
    for name in ("first", "second", "third"):
        results.put(record(name))
        clock(0.3)
    assert written.batches == [["first"], ["second", "third"]]


def test_a_cell_that_is_not_written_yet_is_known(clock: Callable[[float], None]) -> None:
    results = PacedResults(Written())
    results.put(record("first"))
    results.put(record("second"))
    assert results.get(Cell("second", 2, 1, 10)) == record("second")
    assert results.table()["strategy"].tolist() == ["first", "second"]


def test_an_error_loses_no_finished_cell(clock: Callable[[float], None]) -> None:
    def experiment() -> None:
        with paced(written) as results:
            results.put(record("first"))
            results.put(record("second"))
            raise ZeroDivisionError

    written = Written()
    with pytest.raises(ZeroDivisionError):
        experiment()
    assert written.batches == [["first"], ["second"]]
