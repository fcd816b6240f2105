"""`select` on data with labelled words, and with a budget of words."""

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from demux_core.cli import main
from tests.helpers import tiny

LANGUAGES = ["en", "fr", "hi", "ru", "en"]


@pytest.fixture
def words(tmp_path: Path, tiny_model: Callable[..., Path]) -> list[str]:
    """Options for a pool of 15 sentences in words, a target sample of 3, and a tiny model."""
    pool = [
        {"tokens": [*text.split(), f"{i}"], "lang": language}
        for i in range(3)
        for text, language in zip(tiny.TEXTS, LANGUAGES, strict=True)
    ]
    target = [{"tokens": [*tiny.TEXTS[2].split(), "9", f"{i}"], "lang": "mr"} for i in range(3)]
    for name, rows in (("pool", pool), ("target", target)):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    files = [f"--source={tmp_path / 'pool.jsonl'}", f"--target={tmp_path / 'target.jsonl'}"]
    return ["select", *files, f"--model={tiny_model()}", f"--out={tmp_path / 'out.csv'}"]


@pytest.mark.parametrize("strategies", ["token_nn,cover", "token_nn"])
def test_strategies_that_compare_words_run_on_data_with_labelled_words(
    strategies: str, words: list[str], tmp_path: Path
) -> None:
    assert main([*words, "--strategy", strategies, "--budget", "4"]) == 0
    table = pd.read_csv(tmp_path / "out.csv")
    assert table.groupby("strategy").size().to_dict() == dict.fromkeys(strategies.split(","), 4)
    scores = table.loc[table["strategy"] == "token_nn", "score"]
    assert scores.min() > 0
    assert scores.is_monotonic_decreasing


def test_strategies_that_compare_words_refuse_data_of_whole_texts(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("pool", "target"):
        (tmp_path / f"{name}.txt").write_text("\n".join(tiny.TEXTS))
    command = [option.replace(".jsonl", ".txt") for option in words]
    assert main([*command, "--strategy", "token_nn", "--budget", "2"]) == 2
    assert "token_nn needs the vectors of the words of pool and target" in capsys.readouterr().err


@pytest.mark.parametrize("strategy", ["token_nn", "random", "egalitarian"])
def test_a_budget_of_words_is_not_exceeded_and_the_points_are_counted_in_words(
    strategy: str, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--strategy", strategy, "--budget", "30", "--words"]) == 0
    texts = pd.read_csv(tmp_path / "out.csv")["text"]
    total = sum(len(text.split()) for text in texts)
    assert 20 < total <= 30
    assert f"{strategy}: {len(texts)} texts of {total} words: " in capsys.readouterr().out


def test_a_budget_below_the_first_point_is_one_clear_line(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--strategy", "random", "--budget", "2", "--words"]) == 2
    assert "error: a budget of words must be at least " in capsys.readouterr().err
