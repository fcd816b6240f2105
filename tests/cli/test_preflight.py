"""``preflight`` and AUTO on the command line."""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from demux_core.analysis.target_measures import TargetMeasures
from demux_core.cli import main
from demux_core.strategies import STRATEGIES
from tests.helpers import tiny


@pytest.fixture
def files(tmp_path: Path, tiny_model: Callable[..., Path]) -> list[str]:
    """A pool of 40 texts in two languages and a target sample of 12, without any label."""
    pool = [f"{tiny.TEXTS[i % len(tiny.TEXTS)]} {i}" for i in range(40)]
    frame = pd.DataFrame({"text": pool, "lang": ["fr", "hi"] * 20})
    frame.to_csv(tmp_path / "pool.csv", index=False)
    (tmp_path / "sample.txt").write_text("\n".join(f"{tiny.TEXTS[0]} {i}" for i in range(12)))
    named = ["--source", str(tmp_path / "pool.csv"), "--target", str(tmp_path / "sample.txt")]
    return [*named, "--task", "sequence", "--model", str(tiny_model())]


def test_it_recommends_a_strategy_with_its_reason_and_what_it_measured(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preflight", *files, "--budget", "10", "--out", str(tmp_path / "advice.json")]) == 0
    advice = json.loads((tmp_path / "advice.json").read_text())
    assert set(advice) == {"strategy", "reason", "budget", "expected_gain", "labels_saved", "measures"}
    assert advice["budget"] == 10
    assert STRATEGIES[advice["strategy"]].can_be_recommended
    assert advice["reason"] in capsys.readouterr().err


def test_the_help_explains_every_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preflight", "--help"]) == 0
    explained = re.findall(r"^  (\w+) {2,}\S", capsys.readouterr().out, re.MULTILINE)
    assert explained == [*(field.name for field in fields(TargetMeasures)), "stability"]


def test_auto_takes_the_recommended_strategy(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preflight", *files, "--budget", "10", "--out", str(tmp_path / "advice.json")]) == 0
    picked = tmp_path / "picked.csv"
    assert main(["select", *files, "--strategy", "auto,random", "--budget", "10", "--out", str(picked)]) == 0
    recommended = json.loads((tmp_path / "advice.json").read_text())["strategy"]
    assert set(pd.read_csv(picked)["strategy"]) == {recommended, "random"}
    assert "AUTO takes" in capsys.readouterr().err


def test_a_task_without_measured_targets_has_no_expectation(
    tmp_path: Path, tiny_model: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"question": f"where is {i}", "context": f"it is at nine {i}"} for i in range(12)]
    for name in ("pool", "sample"):
        pd.DataFrame(rows).assign(id=[f"{name}-{i}" for i in range(12)]).to_json(
            tmp_path / f"{name}.jsonl", orient="records", lines=True
        )
    given = ["--source", str(tmp_path / "pool.jsonl"), "--target", str(tmp_path / "sample.jsonl")]
    options = ["--task", "qa", "--model", str(tiny_model()), "--budget", "5"]
    assert main(["preflight", *given, *options]) == 0
    advice = json.loads(capsys.readouterr().out)
    assert (advice["expected_gain"], advice["labels_saved"]) == (None, None)
    assert "no evidence" in advice["reason"]
