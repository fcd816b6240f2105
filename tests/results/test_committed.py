"""The measurements in ``data/results``: tables, manifests and cells belong together."""

import json
from pathlib import Path

import pandas as pd
import pytest

from demux_core.results import load_results, measured_tables
from demux_core.results.cells import Cell, recorded, table_of
from demux_core.results.on_disk import read_records

TABLES = sorted(measured_tables().values())


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_is_what_its_cells_say(path: Path) -> None:
    manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    table = table_of(manifest, read_records(path))
    pd.testing.assert_frame_equal(load_results(path), table, check_dtype=False)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_cell_can_be_traced_to_its_inputs_and_its_score_to_the_test_rows(path: Path) -> None:
    manifest = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    for record in read_records(path):
        cell = Cell(record["strategy"], record["seed"], record["round"], record["budget"])
        assert recorded(cell, manifest, {})["manifest"] == record["manifest"]
        assert len(record["ids"]) == record["budget"] == sum(record["languages"].values())
        parts = record["items"]
        assert len(parts["numerator"]) == manifest["inputs"]["test"]["rows"]
        score = 100 * sum(parts["numerator"]) / sum(parts["denominator"])
        assert score == pytest.approx(record["scores"]["all"][record["main"]], abs=1e-3)
