"""The figures in ``data/results`` are those that their commands give."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from demux_core import Dataset, load
from demux_core.experiments.results_files import read_records
from demux_core.modelling.metrics import score
from demux_core.strategies import EN_FT
from tests.evidence.account import tables
from tests.evidence.plans import PLANS, RESULTS, Plan, cut

NAMES = sorted(path.stem for path in RESULTS.glob("*.jsonl"))
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


def test_the_tables_on_fine_tuned_models_match_the_results() -> None:
    page = (RESULTS / "fine-tuned.md").read_text(encoding="utf-8")
    assert [table for table in tables() if table not in page] == []


def _with_corpora(name: str, shared_data: Callable[[str], Path]) -> Plan:
    """Return the plan; skip the test if its corpora are missing."""
    plan = PLANS[name]
    for file in (plan.file, *plan.extra):
        shared_data(f"{file}.parquet")
    return plan
