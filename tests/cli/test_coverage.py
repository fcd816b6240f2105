"""``coverage`` on the command line."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from demux_core.cli import main
from tests.helpers import tiny


@pytest.fixture
def command(tmp_path: Path, tiny_model: Callable[..., Path]) -> list[str]:
    """The command for a pool of 40 texts and a target sample of 12 in two languages."""
    pool = [f"{tiny.TEXTS[i % len(tiny.TEXTS)]} {i}" for i in range(40)]
    pd.DataFrame({"text": pool, "lang": ["fr", "hi"] * 20}).to_csv(tmp_path / "pool.csv", index=False)
    sample = pd.DataFrame({"text": [f"{tiny.TEXTS[0]} {i}" for i in range(12)], "lang": ["ne", "mr"] * 6})
    sample.to_csv(tmp_path / "sample.csv", index=False)
    files = ["--source", str(tmp_path / "pool.csv"), "--target", str(tmp_path / "sample.csv")]
    return ["coverage", *files, "--task", "sequence", "--model", str(tiny_model())]


def test_it_writes_a_line_for_each_strategy_budget_and_language_with_random_among_them(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, texts = tmp_path / "coverage.csv", tmp_path / "texts.csv"
    given = ["--strategy", "cover", "--budgets", "5,10", "--out", str(out), "--texts", str(texts)]
    assert main([*command, *given]) == 0
    table = pd.read_csv(out)
    assert set(zip(table["strategy"], table["budget"], table["target_language"], strict=True)) == {
        (strategy, budget, language)
        for strategy in ("cover", "random")
        for budget in (5, 10)
        for language in ("all", "ne", "mr")
    }
    assert table["radius"].nunique() == 1
    assert "Of 12 target texts" in capsys.readouterr().err
    uncovered = pd.read_csv(texts)
    assert (uncovered["chosen_distance"] >= uncovered["pool_distance"]).all()


def test_target_texts_can_be_counted_apart_by_cluster(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "coverage.csv"
    assert (
        main([*command, "--strategy", "cover", "--budgets", "5", "--by", "cluster", "--out", str(out)]) == 0
    )
    table = pd.read_csv(out)
    assert "all" in set(table["target_cluster"])
    assert "target_language" not in table
    assert not set(table["target_cluster"]) & {"ne", "mr"}


def test_points_that_are_not_of_the_pool_are_refused(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--strategy", "gold"]) == 2
    assert "coverage counts texts of the pool" in capsys.readouterr().err
