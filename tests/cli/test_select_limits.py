"""`select` within limits: languages, caps, floors, money."""

import re
from argparse import Namespace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core import STRATEGIES, Constraints, Encoding
from demux_core.cli import main
from demux_core.cli.choosing import Chooser


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """`select --strategy random` from a pool of 30 texts in three languages; no model is needed."""
    rows = [{"text": f"{code} {i}", "lang": code} for i in range(10) for code in ("hi", "mr", "sw")]
    pd.DataFrame(rows).to_csv(tmp_path / "pool.csv", index=False)
    (tmp_path / "target.txt").write_text("one text\nanother text\n")
    files = [f"--source={tmp_path / 'pool.csv'}", f"--target={tmp_path / 'target.txt'}"]
    return ["select", *files, "--strategy=random", f"--out={tmp_path / 'out.csv'}"]


def test_the_points_are_within_the_limits(command: list[str], tmp_path: Path) -> None:
    limits = ["--languages", "hi,mr", "--cap", "hi=2", "--floor", "mr=5,hi=1"]
    assert main([*command, "--budget", "9", *limits]) == 0
    counts = pd.read_csv(tmp_path / "out.csv")["language"].value_counts()
    assert counts.to_dict() == {"mr": 7, "hi": 2}


@pytest.mark.parametrize(
    ("option", "says"),
    [
        ("--target-weight=ne", "--target-weight must be LANG=X[,LANG=X...], got 'ne'; for example ne=2"),
        ("--target-weight=ne=1,ne=2", "--target-weight must name every language once, got 'ne' twice"),
        ("--target-weight=ne=-1", "the target weight of Nepali must be a number of at least 0, got -1.0"),
    ],
)
def test_an_invalid_weight_is_refused(
    option: str, says: str, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command, "--budget", "9", option]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(("header", "spent"), [("price", "4.50"), ("price_per_word", "5.00")])
def test_money_is_spent_on_points_and_its_sum_is_printed(
    header: str, spent: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "prices.csv").write_text(f"lang,{header}\nhi,0.5\nmr,0.5\n")
    money = ["--prices", str(tmp_path / "prices.csv"), "--spend", "5"]
    few = ["--budget", "9"] if header == "price" else []
    assert main([*command, "--languages", "hi,mr", *money, *few]) == 0
    points = 9 if header == "price" else 5  # every text has two words
    assert len(pd.read_csv(tmp_path / "out.csv")) == points
    assert capsys.readouterr().out.endswith(f"; cost {spent}\n")


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("lang,cost\nhi,1\n", "prices.csv must have the header `lang,price` or `lang,price_per_word`, got"),
        ("lang,price\nhi,-1\n", "prices.csv: price must be a number of at least 0, got '-1' for 'hi'"),
        ("lang,price\nhi,1\nhi,2\n", "prices.csv must name every language once, got 'hi' twice; keep one"),
    ],
)
def test_an_invalid_price_file_is_refused(
    table: str, says: str, command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "prices.csv").write_text(table)
    assert main([*command, "--prices", str(tmp_path / "prices.csv"), "--spend", "5"]) == 2
    assert says in capsys.readouterr().err


def test_what_the_limits_cost_is_said_where_they_change_what_is_chosen() -> None:
    vectors = np.random.default_rng(1).normal(size=(42, 8)).astype(np.float32)
    source = Encoding([str(i) for i in range(30)], vectors[:30], languages=["hi", "mr", "sw"] * 10)
    target = Encoding([str(i) for i in range(12)], vectors[30:])
    given = Namespace(words=False, seed=42, budget=None, engine="local")
    chooser = Chooser(source, target, given, {}, [])
    cover, random = (STRATEGIES[name] for name in ("cover", "random"))
    limits = Constraints(languages=("hi", "sw"), prices={"hi": 1.0, "mr": 3.0, "sw": 1.0}, spend=6.0)
    within = chooser.choose(cover, limits, None)
    assert re.fullmatch(
        r"Within your limits, \d+ of 12 target texts have a chosen text near them.* without limits.*"
        r"The texts cost 6 instead of \d+\. Coverage is not a score\.",
        chooser.cost_of_limits(within) or "",
    )
    assert chooser.cost_of_limits(chooser.choose(cover, Constraints(), 6)) is None
    assert chooser.cost_of_limits(chooser.choose(random, limits, None)) is None
