"""`select` within limits: languages, caps, floors, money."""

from pathlib import Path

import pandas as pd
import pytest

from demux_core.cli import main


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """`select --strategy random` from a pool of 30 texts in three languages; no model is needed."""
    rows = [{"text": f"text {i}", "lang": code} for i in range(10) for code in ("hi", "mr", "sw")]
    pd.DataFrame(rows).to_csv(tmp_path / "pool.csv", index=False)
    (tmp_path / "target.txt").write_text("one text\nanother text\n")
    files = [f"--source={tmp_path / 'pool.csv'}", f"--target={tmp_path / 'target.txt'}"]
    return ["select", *files, "--strategy=random", f"--out={tmp_path / 'out.csv'}"]


def test_the_points_are_within_the_limits(command: list[str], tmp_path: Path) -> None:
    limits = ["--languages", "hi,mr", "--cap", "hi=4", "--floor", "mr=5,hi=1"]
    assert main([*command, "--budget", "9", *limits]) == 0
    counts = pd.read_csv(tmp_path / "out.csv")["language"].value_counts()
    assert counts.to_dict() == {"mr": 5, "hi": 4}


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
