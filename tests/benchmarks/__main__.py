"""How quick the product is, in one table: `python -m tests.benchmarks [--rows knn,map] [--json FILE]`.

Each row times what the product does and, on the same data and threads, in turns, what the public code of the
paper does (``plain``), what a user would take instead (``usual``) and the arithmetic alone (``bound``). Every
time is that of a process of its own. Ratios hold between machines, seconds do not.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.rows import ROWS
from tests.benchmarks.rows.base import HERE, Row

_PACKAGES = ("torch", "transformers", "faiss-cpu", "umap-learn", "numpy", "scipy")
Times = dict[str, dict[str, float]]  # side -> seconds and peak in MB


def timed(row: Row, side: str, size: int) -> dict[str, float]:
    """Time one side of a row in a process of its own, in seconds of the whole size."""
    part = max(1, round(size * row.sides[side].share))
    command = [sys.executable, "-m", "tests.benchmarks.timed", row.name, side, str(part)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return {**found, "seconds": found["seconds"] * size / part}


def times_of(row: Row, size: int, repeats: int) -> Times:
    """Time all sides of a row in turns; the median of each."""
    runs: dict[str, list[dict[str, float]]] = {side: [] for side in row.sides}
    for _ in range(repeats):
        for side, found in runs.items():
            found.append(timed(row, side, size))
    return {
        side: {name: statistics.median(run[name] for run in found) for name in ("seconds", "peak")}
        for side, found in runs.items()
    }


def line(row: Row, size: int, times: Times) -> str:
    """Write a row as a line of the table."""
    here = times[HERE]["seconds"]
    ratios = "; ".join(
        f"{found['seconds'] / here:.1f}x {side}" for side, found in times.items() if side != HERE
    )
    peak = times[HERE]["peak"] / 1_000
    return f"| {row.title.format(size=f'{size:,}')} | {here:.1f} s | {peak:.1f} GB | {ratios} | {row.aim} |"


def machine() -> dict[str, object]:
    """What the seconds depend on."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text(encoding="utf-8").splitlines() if cpus.exists() else []
    names = [text.split(":")[1].strip() for text in lines if text.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        **{name: version(name) for name in _PACKAGES},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", default=",".join(ROWS), help=f"some of {', '.join(ROWS)}")
    parser.add_argument("--share", type=float, default=1.0, help="of every row's size, to try it out")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", type=Path, help="write times, machine and versions to this file")
    options = parser.parse_args()
    unknown = set(options.rows.split(",")) - set(ROWS)
    if unknown:
        parser.error(f"--rows must be some of {', '.join(ROWS)}, got {', '.join(sorted(unknown))}")
    print("| what | here | peak | against | aim |\n| --- | --- | --- | --- | --- |", flush=True)
    found = {}
    for row in (ROWS[name] for name in options.rows.split(",")):
        size = max(1, round(row.size * options.share))
        found[row.name] = times_of(row, size, options.repeats)
        print(line(row, size, found[row.name]), flush=True)
        if options.json:
            options.json.write_text(json.dumps({"machine": machine(), "rows": found}, indent=1))


if __name__ == "__main__":
    main()
