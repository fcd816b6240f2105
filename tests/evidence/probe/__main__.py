"""The probe's grid: one command for the evidence of ``data/results/probe``; an interrupted run continues.

python -m tests.evidence.probe [CORPUS ...]     every corpus unless named, on all cores
"""

import os
import sys

# Each process has one thread; it must be said before numpy is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.evidence.probe.grid import run

if __name__ == "__main__":
    run(sys.argv[1:])
