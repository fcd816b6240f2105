"""A folder of Parquet files as parts that are read one by one, each by the rules for a file."""

from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pytest

from demux_core import InputError, load
from demux_core.data import parquet_parts
from demux_core.data.parquet_parts import Rules, is_parted, parts_of, rules_of
from tests.helpers.large_pool import write_pool


def test_each_file_of_a_folder_is_a_part_that_reads_as_the_file_does(tmp_path: Path) -> None:
    pool = write_pool(tmp_path / "pool", 900, files=3)
    (pool / "_SUCCESS").touch()
    parts = parts_of(str(pool))
    assert [part.name for part in parts] == ["part-000", "part-001", "part-002"]
    for part, path in zip(parts, sorted(pool.glob("*.parquet")), strict=True):
        pd.testing.assert_frame_equal(Rules("sequence").load(part).frame, load(path).frame)


def test_a_pattern_names_parts_below_its_fixed_folder(tmp_path: Path) -> None:
    for name in ("hi", "ne"):
        write_pool(tmp_path / name, 20, files=2)
    parts = parts_of(str(tmp_path / "*" / "part-*.parquet"))
    assert [part.name for part in parts] == ["hi/part-000", "hi/part-001", "ne/part-000", "ne/part-001"]


def test_a_url_below_a_root_has_the_same_parts_and_rows(
    memory_store: fsspec.AbstractFileSystem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEMUX_DATA_ROOTS", "memory:///pools")
    pool = write_pool(tmp_path / "pool", 60, files=2)
    memory_store.put(str(pool), "/pools/pool", recursive=True)
    for place in ("memory:///pools/pool", "memory:///pools/pool/", "memory:///pools/pool/part-*.parquet"):
        parts = parts_of(place)
        assert [part.name for part in parts] == ["part-000", "part-001"]
        assert parts[0].place == "memory:///pools/pool/part-000.parquet"
        texts = Rules("sequence").load(parts[0]).texts
        assert texts == load(pool / "part-000.parquet").texts
    with pytest.raises(InputError, match="must be below one of memory:///pools"):
        parts_of("memory:///elsewhere/pool")


def test_the_version_of_a_part_changes_with_its_file(tmp_path: Path) -> None:
    pool = write_pool(tmp_path / "pool", 40, files=2)
    before = parts_of(str(pool))
    write_pool(pool / "part-001.parquet", 21, seed=1)
    after = parts_of(str(pool))
    assert after[0] == before[0]
    assert after[1].version != before[1].version


def test_row_groups_of_a_large_file_are_parts_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [f"text number {number}" for number in range(1_000)]
    (pool := tmp_path / "pool").mkdir()
    pd.DataFrame({"text": texts}).to_parquet(pool / "all.parquet", row_group_size=100)
    assert len(parts_of(str(pool))) == 1
    monkeypatch.setattr(parquet_parts, "LARGE", 1_000)
    monkeypatch.setattr(parquet_parts, "PART_ROWS", 250)
    parts = parts_of(str(pool))
    assert [(part.name, part.groups) for part in parts] == [
        ("all.000", (0, 1, 2)),
        ("all.001", (3, 4, 5)),
        ("all.002", (6, 7, 8)),
        ("all.003", (9,)),
    ]
    assert np.concatenate([Rules("sequence").load(part).texts for part in parts]).tolist() == texts


def test_an_empty_file_has_no_rows(tmp_path: Path) -> None:
    (pool := tmp_path / "pool").mkdir()
    pd.DataFrame({"text": pd.Series([], dtype=str)}).to_parquet(pool / "empty.parquet")
    assert len(Rules("sequence").load(parts_of(str(pool))[0])) == 0


def test_the_first_part_shows_the_task_and_columns_can_be_named(tmp_path: Path) -> None:
    (pool := tmp_path / "pool").mkdir()
    pd.DataFrame({"tokens": [["a", "b"]], "body": ["a b"]}).to_parquet(pool / "a.parquet")
    first = parts_of(str(pool))[0]
    assert rules_of(first, None, {}).task == "token"
    named = rules_of(first, "sequence", {"text": "body"}, "rw")
    assert named.load(first).texts == ["a b"]
    assert named.load(first).languages == ["rw"]
    with pytest.raises(InputError, match=r"^a: Text classification needs a column with the texts"):
        rules_of(first, "sequence", {})


def test_what_is_not_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pool.csv").write_text("text\nhello\n")
    with pytest.raises(InputError, match="must have Parquet files in it"):
        parts_of(str(tmp_path))
    write_pool(tmp_path / "pool.parquet", 10)
    with pytest.raises(
        InputError, match=r"must be Parquet \(\.parquet\).* also matches .*pool\.csv; write it"
    ):
        parts_of(str(tmp_path / "pool.*"))
    with pytest.raises(InputError, match="has none"):
        parts_of(str(tmp_path / "other-*.parquet"))
    (tmp_path / "pool.parquet").write_bytes(b"no")
    with pytest.raises(InputError, match=r"must be Parquet, but .*pool\.parquet is not"):
        rules_of(parts_of(str(tmp_path))[0], None, {})


def test_folders_and_patterns_are_parted_and_files_are_not(tmp_path: Path) -> None:
    write_pool(tmp_path / "pool.parquet", 10)
    assert is_parted(str(tmp_path))
    assert is_parted("s3://bucket/pool/")
    assert is_parted("s3://bucket/pool/part-*.parquet")
    assert not is_parted(str(tmp_path / "pool.parquet"))
    assert not is_parted("s3://bucket/pool.parquet")
    assert not is_parted("hf:owner/name")
