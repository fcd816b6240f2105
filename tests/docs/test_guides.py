"""The code of the guides runs, and README's figures are those that were measured."""

import json
import re
from pathlib import Path

import numpy as np

from demux_core import Encoding, select
from demux_core.strategies.registry import STRATEGIES, register
from tests.benchmarks.__main__ import table

ROOT = Path(__file__).parents[2]
DOCS = Path(__file__).parents[2] / "demux_core" / "docs"


def test_the_strategy_of_the_guide_runs_once_it_is_registered() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", (DOCS / "extending.md").read_text(), re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(code, "extending.md", "exec"), names)
    registered = dict(STRATEGIES)
    try:
        register(names["STRATEGY"])  # type: ignore[arg-type]
        texts = ["a" * length for length in range(1, 101)]
        pool = Encoding([f"p{i}" for i in range(100)], np.ones((100, 2), np.float32), texts=texts)
        target = Encoding(["t"], np.ones((1, 2), np.float32))
        rows = select("length_strata", pool, target, budget=10, seed=2, labelled=[5]).rows
    finally:
        STRATEGIES.clear()
        STRATEGIES.update(registered)
    assert sorted(row // 10 for row in rows.tolist()) == list(range(10))
    assert 5 not in rows


def test_readmes_figures_of_performance_are_those_of_the_last_benchmark() -> None:
    results = json.loads((ROOT / "tests" / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    assert "\n".join(table(results)) in (ROOT / "README.md").read_text(encoding="utf-8")
