"""The guides say what is so: their code runs, and the options that they name exist."""

import re
from pathlib import Path

import numpy as np

from demux_core import Encoding, select
from demux_core.cli.parser import parser
from demux_core.strategies.registry import STRATEGIES, register

DOCS = Path(__file__).parents[1] / "demux_core" / "docs"


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


def test_every_option_that_the_guides_name_exists() -> None:
    known = set(re.findall(r"--[a-z][a-z-]+", _help()))
    for name in ("method.md", "public-code.md"):
        text = (DOCS / name).read_text()
        ours = [line.split("|")[2] for line in text.splitlines() if line.startswith("| `--")] or [text]
        for option in re.findall(r"--[a-z][a-z-]+", " ".join(ours)):
            assert option in known, f"{name} names {option}"


def _help() -> str:
    commands = parser()._subparsers._group_actions[0].choices  # type: ignore[union-attr]
    return "\n".join(command.format_help() for command in commands.values())  # type: ignore[union-attr]
