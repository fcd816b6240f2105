"""``reproduce``: the paper's experiments by name, here with a tiny model and a folder of data."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from demux_core.cli import main
from tests.helpers import tiny

CODES = ("en", "fr", "hi", "ru")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """XNLI in miniature: premises and hypotheses in English, the target French, and two pool languages."""
    rows = [
        (f"{text} {split} {i}", f"{text} {i}", "neutral" if i % 2 else "entailment", language, split)
        for split in ("train", "dev", "test")
        for text, language in zip(tiny.TEXTS, CODES, strict=False)
        for i in range(6)
    ]
    columns = ["text", "text_b", "label", "lang", "split"]
    pd.DataFrame(rows, columns=columns).to_csv(tmp_path / "nli.csv", index=False)
    return tmp_path


def reproduce(folder: Path, *more: str) -> int:
    return main(["reproduce", "--table", "low-budget", "--task", "nli", "--data", str(folder), *more])


def test_an_experiment_runs_from_data_to_the_comparison(
    folder: Path, tiny_model: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    out, model = folder / "out.csv", str(tiny_model("xlm-roberta"))
    small = ["--strategies", "random,knn_uncertainty", "--budgets", "2,4", "--seeds", "2,22", "--epochs", "1"]
    assert reproduce(folder, "--model", model, "--targets", "fr", *small, "--out", str(out)) == 0
    printed = capsys.readouterr()
    assert "source: 12 rows in 2 languages" in printed.err
    assert "11 of the 13 languages of the paper's pool are not in the data" in printed.err
    scores = pd.read_csv(out)
    assert set(scores["dataset"]) == {"xnli"}
    assert set(scores["target_config"]) == {"hp"}
    compared = pd.read_csv(out.with_suffix(".published.csv"))
    assert list(compared.columns) == [
        "strategy",
        "budget",
        "score",
        "low",
        "high",
        "seeds",
        "published",
        "difference",
    ]
    assert len(compared) == 5  # EN-FT, and two strategies at two budgets
    assert printed.out.startswith("strategy,budget,score")


def test_the_plan_says_what_a_run_needs_and_runs_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reproduce(folder, "--targets", "hp", "--plan") == 0
    plan = capsys.readouterr().err.splitlines()[-1]
    # 6 strategies x 3 seeds; 10 epochs of 1, 1, 1, 2, 4, 8 and 16 batches of 64.
    assert plan == (
        "EN-FT: 2 steps; 126 models: 5,940 steps, all of 64 rows of at most 128 sub-words; 18 texts to "
        "encode; each model is scored on 6 rows; at most 15 minutes of a GPU that sustains 100 TFLOP/s (by "
        "arithmetic; a third of what an A100 can do)"
    )


def test_without_a_place_for_the_results_nothing_starts(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reproduce(folder) == 2
    assert "error: --out must name the table of results" in capsys.readouterr().err
