"""The probe's grid: one command for the evidence of ``data/results/probe``; an interrupted run continues.

python -m tests.evidence.probe [CORPUS ...] [--only STRATEGY ...]     everything unless named, on all cores
"""

import argparse
import os

# Each process has one thread; it must be said before numpy is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.evidence.probe.grid import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.evidence.probe")
    parser.add_argument("corpora", nargs="*", metavar="CORPUS")
    parser.add_argument("--only", nargs="+", default=(), metavar="STRATEGY")
    asked = parser.parse_args()
    run(asked.corpora, asked.only)
