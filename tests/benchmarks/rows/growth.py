"""What grows with the pool: reading, comparing, encoding, selecting, the map; and all, from file to report.

The model is tiny and random, because what is asked is what the product adds, not what a model takes.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.rows.base import HERE, Row, Side, Work
from tests.helpers.large_pool import write_pool, write_sample

if TYPE_CHECKING:
    from demux_core import Dataset, Encoding

_FILES = 8
_BUDGET = 500
_BLOCK = 10_000  # rows
_STRATEGIES = "knn_uncertainty,average_dist,cover,random"


def read(size: int) -> Work:
    """Read a folder of Parquet files: duplicates, ids, languages."""
    from demux_core import load

    pool = write_pool(_folder() / "pool", size, _FILES)
    return lambda: load(pool)


def compared(size: int) -> Work:
    """Find the rows of the pool that are also in the target sample, and name the pool by its content."""
    from demux_core.data.leakage import left_out
    from demux_core.data.overlaps import overlaps

    pool, sample = _data(_folder(), size)

    def work() -> None:
        left_out({"source": pool, "target": sample})
        overlaps({"pool": pool, "target": sample})
        _ = pool.without_labels().content_hash

    return work


def encoded(size: int) -> Work:
    """Encode the pool."""
    from demux_core.modelling.encoder import encode
    from demux_core.modelling.models import find_model

    pool, model = _data(_folder(), size)[0], find_model(str(_tiny()))
    return lambda: encode(pool, model)


def selected(size: int) -> Work:
    """Choose by four strategies from vectors as wide as those of the default model."""
    from demux_core import select

    source, target = _encodings(size)
    return lambda: [select(name, source, target, _BUDGET) for name in _STRATEGIES.split(",")]


def mapped(size: int) -> Work:
    """Lay out the map of the same vectors."""
    from demux_core.modelling.projection import project

    source, target = _encodings(size)
    assert source.embeddings is not None
    assert target.embeddings is not None
    pool, sample = source.embeddings, target.embeddings
    return lambda: project(pool, sample)


def reported(size: int) -> Work:
    """The commands from a folder of files to a report, each a process; the largest gives the memory."""
    folder = _folder()
    write_pool(folder / "pool", size, _FILES)
    write_sample(folder / "sample.txt")
    model = _tiny()
    os.environ |= {"DEMUX_WORKSPACE": str(folder / "workspace"), "DEMUX_DATA_ROOTS": str(folder)}
    os.environ["DEMUX_DEMO"] = "off"
    slug = _project(model)
    files = ["--source", str(folder / "pool"), "--target", str(folder / "sample.txt"), "--model", str(model)]
    chosen = ["--strategy", _STRATEGIES, "--budget", str(_BUDGET), "--out", str(folder / "picked.csv")]
    commands = (
        ["workspace", "add", slug, "--path", str(folder / "pool")],
        ["workspace", "add", slug, "--role", "target", "--path", str(folder / "sample.txt")],
        ["workspace", "prepare", slug],
        ["select", *files, *chosen],
        ["report", "--project", slug, "--out", str(folder / "report.html")],
        ["export", "--data", str(folder / "pool"), "--to", "parquet", "--out", str(folder / "pool.parquet")],
    )

    def work() -> None:
        for command in commands:
            _run(command)

    return work


def _run(command: list[str]) -> None:
    """Run a command, and say what it took, on standard error."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "demux_core", *command])
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    seconds, cpu = time.perf_counter() - start, used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / (1e9 if sys.platform == "darwin" else 1e6)
    print(f"{' '.join(command[:2]):20} {seconds:7.1f} s ({cpu:.1f} s of CPU), {peak:.2f} GB", file=sys.stderr)


def _project(model: Path) -> str:
    from demux_core.workspace.project import create_project
    from demux_core.workspace.project_files import change_settings

    return change_settings(create_project("Large"), "sequence", str(model)).slug


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="demux-benchmark-"))
    atexit.register(
        shutil.rmtree, folder, ignore_errors=True
    )  # the vectors of a million texts take gigabytes
    os.environ["DEMUX_CACHE"] = str(folder / "cache")
    return folder


def _tiny() -> Path:
    """Made in a process of its own: the peak of a process counts what the one that starts it holds."""
    folder = Path(os.environ["DEMUX_CACHE"]) / "tiny"
    made = f"tiny.build('xlm-roberta', {str(folder)!r}, head='ForSequenceClassification', num_labels=3)"
    subprocess.run([sys.executable, "-c", f"from tests.helpers import tiny; {made}"], check=True)
    return folder


def _data(folder: Path, size: int) -> "tuple[Dataset, Dataset]":
    from demux_core import load

    return load(write_pool(folder / "pool", size, _FILES)), load(write_sample(folder / "sample.txt"))


def _encodings(size: int) -> "tuple[Encoding, Encoding]":
    """Vectors in a file, as those of a finished encoding are."""
    import numpy as np

    from demux_core import Encoding

    targets, path = 200, _folder() / "vectors.npy"
    generator = np.random.default_rng(1)
    mapped = np.lib.format.open_memmap(path, "w+", np.float32, (size, 384))
    common = generator.normal(size=384)
    for start in range(0, size, _BLOCK):
        block = generator.standard_normal((min(_BLOCK, size - start), 384), dtype=np.float32)
        mapped[start : start + _BLOCK] = block + common
    mapped.flush()
    pool = Encoding(
        ids=np.arange(size).astype(str),
        embeddings=np.load(path, mmap_mode="r"),
        uncertainty=generator.random(size, dtype=np.float32),
    )
    sample = (generator.standard_normal((targets, 384)) + common).astype(np.float32)
    return pool, Encoding(ids=np.arange(targets).astype(str), embeddings=sample)


def _row(name: str, title: str, side: Side, aim: str = "n log n") -> Row:
    return Row(name, title, 1_000_000, aim, {HERE: side})


GROWTH = (
    _row("read", "read {size} texts from Parquet", Side(read)),
    _row("compare", "hash {size} texts and find overlaps", Side(compared)),
    _row("encode-tiny", "encode {size} texts with a tiny model", Side(encoded)),
    _row("select", "select from {size} texts by four strategies", Side(selected)),
    _row("lay-out", "map of {size} texts", Side(mapped)),
)
ROWS = (
    *GROWTH,
    _row("report", "{size} texts from file to report, tiny model", Side(reported), "flat memory"),
)
