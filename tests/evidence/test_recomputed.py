"""The figures in ``data/results`` are those that their commands give."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from demux_core import Dataset, load
from demux_core.experiments.cells import Cell
from demux_core.experiments.results_files import read_records
from demux_core.modelling.metrics import score
from demux_core.strategies import EN_FT
from tests.evidence.account import tables
from tests.evidence.plans import PLANS, RESULTS, Plan, command, cut

NAMES = sorted(path.stem for path in RESULTS.glob("*.jsonl"))
TOLERANCE = 0.5  # percentage points
CLEAR_MARGIN = 5.0


@pytest.mark.parametrize("name", NAMES)
def test_the_subset_of_the_corpus_is_the_one_that_was_measured(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    plan = _with_corpora(name, shared_data)
    inputs = json.loads((RESULTS / f"{name}.json").read_text())["inputs"]
    hashes = {role: load(path, plan.task).content_hash for role, path in cut(plan).items()}
    assert hashes == {role: inputs[role]["content_hash"] for role in hashes}


@pytest.mark.parametrize("name", NAMES)
def test_en_ft_is_clearly_better_than_the_most_frequent_answer(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    plan = _with_corpora(name, shared_data)
    test = load(cut(plan)["test"], plan.task)
    en_ft = next(r for r in read_records(RESULTS / f"{name}.csv") if r.cell.strategy == EN_FT)
    baseline = score(test, _most_frequent(test))["scores"][en_ft.metric]
    assert en_ft.main_score > baseline + CLEAR_MARGIN


def _most_frequent(test: Dataset) -> list[Any]:
    """Predict the most frequent label or tag for every row, for questions the whole context."""
    if not test.task.has_label_set:
        return test.frame["context"].tolist()
    labels = pd.Series(test.row_labels)
    best = labels.explode().mode()[0]
    return [best if isinstance(label, str) else [best] * len(label) for label in labels]


def test_the_tables_in_the_readme_match_the_results() -> None:
    readme = (RESULTS / "README.md").read_text(encoding="utf-8")
    assert [table for table in tables() if table not in readme] == []


def test_recomputed_cells_have_the_recorded_scores(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    name, cell = "pos-ur", Cell("random", 2, 1, 10)
    plan = _with_corpora(name, shared_data)
    known = {record.cell: record for record in read_records(RESULTS / f"{name}.csv")}
    arguments = command(name, plan, cut(plan), tmp_path)
    options = ["--strategies", cell.strategy, "--budgets", str(cell.budget), "--seeds", str(cell.seed)]
    subprocess.run([sys.executable, "-m", "demux_core", *arguments, *options], check=True)
    recomputed = {record.cell: record for record in read_records(tmp_path / f"{name}.csv")}
    assert len(recomputed) == 2  # EN-FT is the other one
    for computed, record in recomputed.items():
        assert record.main_score == pytest.approx(known[computed].main_score, abs=TOLERANCE)
    assert recomputed[cell].ids == known[cell].ids


def _with_corpora(name: str, shared_data: Callable[[str], Path]) -> Plan:
    """Return the plan; skip the test if its corpora are missing."""
    plan = PLANS[name]
    for file in (plan.file, *plan.extra):
        shared_data(f"{file}.parquet")
    return plan
