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
from collections.abc import Mapping
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.benchmarks.rows import ROWS
from tests.benchmarks.rows.base import HERE, Row

_HEAD = ("| what | seconds | memory | compared with | aim |", "| --- | --- | --- | --- | --- |")
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
    sides = [name for name, side in row.sides.items() if find_spec(side.needs) is not None]
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
    for _ in range(repeats):
        for name, found in runs.items():
            found.append(timed(row, name, size))
    return {
        name: {value: statistics.median(run[value] for run in found) for value in ("seconds", "peak")}
        for name, found in runs.items()
    }


def line(name: str, size: int, times: Times) -> str:
    """Write a row as a line of the table."""
    row, here = ROWS[name], times[HERE]["seconds"]
    ratios = [f"{found['seconds'] / here:.1f}x {side}" for side, found in times.items() if side != HERE]
    peak = times[HERE]["peak"] / 1_000
    title = row.title.format(size=f"{size:,}")
    return f"| {title} | {here:.1f} s | {peak:.1f} GB | {', '.join(ratios)} | {row.aim} |"


def table(results: Mapping[str, Any]) -> list[str]:
    """Write what ``--json`` keeps as the lines of a table."""
    return [*_HEAD, *(line(name, found["size"], found["times"]) for name, found in results["rows"].items())]


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
    print("\n".join(_HEAD), flush=True)
    results: dict[str, Any] = {"machine": machine(), "rows": {}}
    for name in options.rows.split(","):
        size = max(1, round(ROWS[name].size * options.share))
        times = times_of(ROWS[name], size, options.repeats)
        results["rows"][name] = {"size": size, "times": times}
        print(line(name, size, times), flush=True)
        if options.json:
            options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
