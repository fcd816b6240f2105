"""The figures in ``data/results`` are what their commands give."""

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
WITHIN = 0.5  # points
CLEARLY = 5.0


@pytest.mark.parametrize("name", NAMES)
def test_the_cut_of_the_corpus_is_the_one_that_was_measured(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    plan = _with_corpora(name, shared_data)
    inputs = json.loads((RESULTS / f"{name}.json").read_text())["inputs"]
    found = {role: load(path, plan.task).content_hash for role, path in cut(plan).items()}
    assert found == {role: inputs[role]["content_hash"] for role in found}


@pytest.mark.parametrize("name", NAMES)
def test_en_ft_is_clearly_above_always_giving_the_most_frequent_answer(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    plan = _with_corpora(name, shared_data)
    test = load(cut(plan)["test"], plan.task)
    en_ft = next(r for r in read_records(RESULTS / f"{name}.csv") if r["strategy"] == EN_FT)
    least = score(test, _most_frequent(test))["scores"][en_ft["main"]]
    assert en_ft["scores"]["all"][en_ft["main"]] > least + CLEARLY


def _most_frequent(test: Dataset) -> list[Any]:
    """One prediction a row: the commonest label or tag, or the whole context."""
    if not test.task.has_label_set:
        return test.frame["context"].tolist()
    labels = pd.Series(test.row_labels)
    best = labels.explode().mode()[0]
    return [best if isinstance(label, str) else [best] * len(label) for label in labels]


def test_the_tables_of_the_account_are_what_the_results_give() -> None:
    account = (RESULTS / "README.md").read_text(encoding="utf-8")
    assert [table for table in tables() if table not in account] == []


def test_cells_that_are_computed_again_have_their_scores(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    name, cell = "pos-ur", Cell("random", 2, 1, 10)
    plan = _with_corpora(name, shared_data)
    known = {_cell(record): record for record in read_records(RESULTS / f"{name}.csv")}
    line = command(name, plan, cut(plan), tmp_path)
    more = ["--strategies", cell.strategy, "--budgets", str(cell.budget), "--seeds", str(cell.seed)]
    subprocess.run([sys.executable, "-m", "demux_core", *line, *more], check=True)
    again = {_cell(record): record for record in read_records(tmp_path / f"{name}.csv")}
    assert len(again) == 2  # EN-FT is the other one
    for one, record in again.items():
        assert record["scores"]["all"][record["main"]] == pytest.approx(
            known[one]["scores"]["all"][record["main"]], abs=WITHIN
        )
    assert again[cell]["ids"] == known[cell]["ids"]


def _with_corpora(name: str, shared_data: Callable[[str], Path]) -> Plan:
    """The plan; the test is skipped where its corpora are not here."""
    plan = PLANS[name]
    for file in (plan.file, *plan.extra):
        shared_data(f"{file}.parquet")
    return plan


def _cell(record: dict) -> Cell:
    return Cell(record["strategy"], record["seed"], record["round"], record["budget"])
