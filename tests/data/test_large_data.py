"""What is done to a large pool before a model sees it takes no memory beyond the rows themselves."""

import hashlib
import json
import subprocess
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from demux_core import Dataset, load
from demux_core.data.leakage import left_out
from demux_core.data.overlaps import overlaps
from tests.helpers.large_pool import write_pool, write_sample
from tests.helpers.make import sentences, sequences

ROWS = 30_000


@pytest.fixture(scope="module")
def pool(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(write_pool(tmp_path_factory.mktemp("pool") / "pool.parquet", ROWS))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load(write_sample(tmp_path_factory.mktemp("sample") / "sample.txt"))


@pytest.mark.parametrize(
    "work",
    [
        lambda pool, sample: pool.without_labels().content_hash,
        lambda pool, sample: left_out({"source": pool, "target": sample, "test": sample}),
        lambda pool, sample: overlaps({"pool": pool, "target": sample}),
    ],
    ids=["hash", "rows to leave out", "overlaps"],
)
def test_rows_are_looked_at_in_blocks(
    work: Callable[[Dataset, Dataset], object], pool: Dataset, sample: Dataset
) -> None:
    texts = sum(map(len, pool.texts))
    tracemalloc.start()
    work(pool, sample)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5 * texts  # a copy of the texts as JSON, or as keys, takes more


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says what a process held")
def test_reading_takes_little_more_memory_than_the_rows(tmp_path: Path) -> None:
    few, many = (peak(write_pool(tmp_path / str(rows), rows, files=4)) for rows in (1_000, 21_000))
    assert many - few < 20_000 * 4_000  # bytes; most is what a first read loads, and stays the same


def peak(pool: Path) -> int:
    """The bytes that a process held at most that has read a pool."""
    read = (
        "import sys; from demux_core import load; load(sys.argv[1]); print(open('/proc/self/status').read())"
    )
    done = subprocess.run(
        [sys.executable, "-c", read, str(pool)], stdout=subprocess.PIPE, check=True, text=True
    )
    return 1024 * next(int(line.split()[1]) for line in done.stdout.splitlines() if line.startswith("VmHWM"))


def test_the_hash_of_a_dataset_is_that_of_its_columns_as_json() -> None:
    for data in (sequences([f"text {i}" for i in range(25_000)]), sentences([["a", "b"], ["c"]])):
        digest = hashlib.sha256(data.task.name.encode())
        for name in data.frame.columns.drop(["confidence", "group"]):
            digest.update(json.dumps([name, data.frame[name].tolist()], sort_keys=True).encode())
        assert data.content_hash == digest.hexdigest()


def test_a_made_up_pool_has_duplicates_and_texts_without_a_language(tmp_path: Path) -> None:
    data = load(write_pool(tmp_path / "pool", 2_000, files=3))
    assert any("duplicate" in note for note in data.notes)
    assert any("language" in note for note in data.notes)
