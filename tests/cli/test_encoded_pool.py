"""``encode`` and ``select`` on a pool that no machine holds: what is refused, before a cluster is asked."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from demux_core.cli import main
from tests.helpers import tiny
from tests.helpers.streams import streamed, write_files


@pytest.fixture
def pool(tmp_path: Path) -> Path:
    (tmp_path / "sample.txt").write_text("\n".join(tiny.TEXTS))
    return write_files(tmp_path / "pool", files=2)


def refused(arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command says that exits with status 2."""
    assert main(arguments.split()) == 2
    return capsys.readouterr().err.splitlines()[-1]


def test_a_folder_for_the_cluster_cannot_be_filtered(pool: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(f"encode --engine ray --data {pool}[lang=hi] --out {pool}/../out", capsys)
    assert "must be taken as a whole, got [lang=hi]; filter its files" in said


def test_only_the_machines_of_a_cluster_write_to_a_url(
    pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(f"encode --data {pool} --out s3://bucket/out", capsys)
    assert "must be a folder of this machine, got s3://bucket/out; only --engine ray" in said


def test_an_output_with_other_files_is_refused_before_anything_is_read(
    pool: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(f"encode --engine ray --data {pool} --out {pool.parent}", capsys)
    assert "must be a new or empty folder" in said


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("--strategy cover", "the engine is 'local'; add --engine ray"),
        ("--engine ray --strategy auto", "--strategy auto needs all texts or vectors of a pool"),
        ("--engine ray --strategy cover --words", "--words needs all texts"),
        ("--engine ray --strategy cover --fair-targets", "--fair-targets needs all texts"),
        ("--engine ray --strategy cover --no-near-duplicates", "--no-near-duplicates needs all texts"),
        ("--engine ray --strategy round_robin", "round_robin must see the whole pool at once"),
        ("--engine ray --strategy random --task qa", "--task must be that of the encoded pool, sequence"),
        (
            "--engine ray --strategy cover --model {other}",
            "by the model that encoded the pool, .*; name that",
        ),
        ("--engine ray --strategy cover --source pool.csv", "not allowed with argument"),
    ],
)
def test_what_cannot_be_chosen_from_an_encoded_pool_is_refused(
    options: str,
    message: str,
    pool: Path,
    tiny_model: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> None:
    streamed(pool, pool.parent / "out", tiny_model())
    given = f"select --encoded {pool.parent}/out --target {pool.parent}/sample.txt --budget 5"
    said = refused(f"{given} {options.format(other=tiny_model('bert'))}", capsys)
    assert pd.Series([said]).str.contains(message).all(), said


def test_an_encoding_that_is_not_finished_is_refused(pool: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = f"select --encoded {pool} --target {pool.parent}/sample.txt --budget 5 --engine ray"
    said = refused(f"{given} --strategy random", capsys)
    assert "no finished encoding of a cluster is in" in said


def test_a_pool_must_be_given(pool: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(f"select --target {pool.parent}/sample.txt --budget 5 --strategy random", capsys)
    assert "one of the arguments --source --encoded is required" in said
