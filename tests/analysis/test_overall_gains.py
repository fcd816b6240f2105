"""Gains averaged over measured targets are those of the account in ``data/results``."""

import re
from pathlib import Path

from demux_core.analysis.overall_gains import overall_gain
from demux_core.explain.number_format import format_interval, format_points

ACCOUNT = Path(__file__).parents[2] / "data" / "results" / "README.md"


def test_the_gain_at_a_measured_budget_is_that_of_the_account() -> None:
    lines = ACCOUNT.read_text(encoding="utf-8").split("**Topics**")[1].splitlines()
    row = next(line for line in lines if line.startswith("| KNN-UNCERTAINTY"))
    gain = overall_gain(["topic"], "knn_uncertainty", 50)
    cell = f"{format_points(gain.mean, '+')} ({format_interval(gain.low, gain.high)}), {gain.won:.0%}"
    assert re.split(r" *\| *", row)[3] == cell
    assert gain.targets == 40
