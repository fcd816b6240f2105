"""The measurements in ``data/results``: tables, manifests and cells belong together."""

import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from demux_core.analysis.published_tables import measured_tables
from demux_core.experiments.cells import Cell, table_from_records, with_cell
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import ALL, load_results

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
        cell = Cell(record["strategy"], record["seed"], record["round"], record["budget"])
        assert with_cell(cell, manifest, {})["manifest"] == record["manifest"]
        assert len(set(record["ids"])) == len(record["ids"]) == sum(record["languages"].values())
        before = bought[cell.strategy, cell.seed] if manifest["rounds"] > 1 else 0
        assert before + len(record["ids"]) == record["budget"]
        bought[cell.strategy, cell.seed] = record["budget"]
        parts = record["items"]
        assert len(parts["numerator"]) == manifest["inputs"]["test"]["rows"]
        score = 100 * sum(parts["numerator"]) / sum(parts["denominator"])
        # Over the rows of all languages: their own scores lie on both sides of it.
        each = [part[record["main"]] for name, part in record["scores"].items() if name != ALL]
        assert min(each) - 1e-3 <= score <= max(each) + 1e-3
        assert record["scores"][ALL][record["main"]] == pytest.approx(sum(each) / len(each))
