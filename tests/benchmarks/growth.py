"""How cost grows with the pool: `python -m tests.benchmarks.growth [--sizes 10000,30000] [--json FILE]`.

Times reading, comparing, encoding (a tiny model), selecting and the map at every size, each in a process of
its own. The exponent is that of the power of the size that fits the seconds best: 1 is in proportion to it.
Memory is that of the process at its largest, and what a further text adds to it.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.__main__ import machine, timed
from tests.benchmarks.rows.base import HERE, Row
from tests.benchmarks.rows.growth import GROWTH

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
Found = dict[int, dict[str, float]]  # size -> seconds and peak in MB


def exponent(found: Found) -> float:
    """The power of the size that fits the seconds best."""
    seconds = [times["seconds"] for times in found.values()]
    return float(np.polyfit(np.log(list(found)), np.log(seconds), 1)[0])


def bytes_per_text(found: Found) -> float:
    """What a text adds to the memory between the smallest and the largest size."""
    first, last = min(found), max(found)
    return (found[last]["peak"] - found[first]["peak"]) * 1e6 / (last - first)


def line(row: Row, found: Found) -> str:
    """Write a row as a line of the table."""
    cells = [f"{times['seconds']:.1f} s, {times['peak'] / 1e3:.1f} GB" for times in found.values()]
    title = row.title.replace("{size} ", "")
    grown = [f"{exponent(found):.2f}", f"{bytes_per_text(found):,.0f} bytes"] if len(found) > 1 else ["", ""]
    return f"| {' | '.join([title, *cells, *grown])} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--json", type=Path, help="write times, machine and versions to this file")
    options = parser.parse_args()
    sizes = [int(size) for size in options.sizes.split(",")]
    head = ["what", *(f"{size:,}" for size in sizes), "exponent", "a text adds"]
    print(f"| {' | '.join(head)} |\n|{' --- |' * len(head)}", flush=True)
    results: dict[str, Any] = {"machine": machine(), "rows": {}}
    for row in GROWTH:
        found = {size: timed(row, HERE, size) for size in sizes}
        results["rows"][row.name] = found
        print(line(row, found), flush=True)
        if options.json:
            options.json.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
