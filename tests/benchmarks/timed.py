"""Time one side of a row in a process of its own: `python -m tests.benchmarks.timed ROW SIDE SIZE`.

Prints JSON: seconds, and the peak in MB of the memory of the process or one that it started.
"""

import json
import resource
import sys
import time

from tests.benchmarks.rows import ROWS


def main(row: str, side: str, size: int) -> None:
    work = ROWS[row].sides[side].prepare(size)
    start = time.perf_counter()
    waited = work()
    seconds = waited if isinstance(waited, float) else time.perf_counter() - start
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    peak = max(peaks) / (1e6 if sys.platform == "darwin" else 1e3)
    print(json.dumps({"seconds": seconds, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
