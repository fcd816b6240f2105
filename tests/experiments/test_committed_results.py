"""The measurements in ``data/results``: tables, manifests and cells belong together."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from demux_core.analysis.published_tables import measured_tables
from demux_core.experiments.cells import ALL, CellRecord
from demux_core.experiments.manifests import manifest_digest
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import load_results, table_from_records

ROOT = Path(__file__).resolve().parents[2]
TABLES = sorted(measured_tables().values())


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_what_its_cells_say(path: Path) -> None:
    manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    table = table_from_records(manifest, read_records(path))
    pd.testing.assert_frame_equal(load_results(path), table, check_dtype=False)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_cell_can_be_traced_to_its_inputs_and_its_score_to_the_test_rows(path: Path) -> None:
    manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    bought: Counter[tuple[str, int]] = Counter()  # by strategy and seed
    for record in read_records(path):
        cell = record.cell
        assert record.manifest == manifest_digest(manifest)
        assert len(set(record.ids)) == len(record.ids) == sum(record.languages.values())
        before = bought[cell.strategy, cell.seed] if manifest["rounds"] > 1 else 0
        assert before + len(record.ids) == cell.budget
        bought[cell.strategy, cell.seed] = cell.budget
        assert record.items is not None
        assert record.metric is not None
        assert len(record.items.numerator) == manifest["inputs"]["test"]["rows"]
        score = 100 * sum(record.items.numerator) / sum(record.items.denominator)
        # Over the rows of all languages, so it lies between the scores of the single languages.
        by_language = [part[record.metric] for name, part in record.scores.items() if name != ALL]
        assert min(by_language) - 1e-3 <= score <= max(by_language) + 1e-3
        assert record.main_score == pytest.approx(sum(by_language) / len(by_language))


PACKED = sorted(path for path in (ROOT / "data").rglob("*.jsonl") if path.with_suffix(".csv").exists())


@pytest.mark.parametrize(
    "path",
    [path for path in PACKED if path.stem != "selections"],
    ids=lambda path: path.parent.name + path.stem,
)
def test_a_record_is_written_as_it_was_read(path: Path) -> None:
    for line in filter(None, path.read_text(encoding="utf-8").split("\n")):
        compact = (",", ":") if '","' in line else None
        record = CellRecord.from_json(json.loads(line))
        assert json.dumps(record.to_json(), ensure_ascii=False, separators=compact) == line
        assert record.extra == {}
