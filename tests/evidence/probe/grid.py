"""The probe's grid: one command for the evidence of ``data/results/probe``; an interrupted run continues.

python -m tests.evidence.probe [CORPUS ...]     every corpus unless named; two processes
"""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write
from tests.evidence.plans import CUTS
from tests.evidence.probe.cells import SEEDS, Target
from tests.evidence.probe.corpora import CORPORA
from tests.evidence.probe.head import Head
from tests.evidence.probe.tables import TABLES, summarised

_PROCESSES = int(os.environ.get("DEMUX_PROCESSES") or os.cpu_count() or 1)


def run(names: Sequence[str]) -> None:
    """Compute the missing cells of every target of the corpora, of all unless named, and write the tables."""
    for name in names or CORPORA:
        print(name, flush=True)
        CORPORA[name].encoding(progress=_told)
        for batch in range(len(SEEDS)):
            missing = [target for target in CORPORA[name].targets if not _cells(name, target, batch).exists()]
            with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as executor:
                for target in executor.map(_run, [name] * len(missing), missing, [batch] * len(missing)):
                    print(name, batch, target, flush=True)
            write_tables(name)
        write_measures(name)


def write_tables(name: str) -> None:
    """Write the table of a corpus from all cells that are finished."""
    finished = sorted((CUTS / "probe" / "cells" / name).glob("*.parquet"))
    atomic_write(TABLES / f"{name}.csv", to_csv(summarised(pd.concat(map(pd.read_parquet, finished)))))


def write_measures(name: str) -> None:
    """Write the measures of a corpus's targets beside those of the other corpora."""
    head, path = _head(name), TABLES / "measures.csv"
    mine = pd.DataFrame([Target(head, target).measures() for target in head.corpus.targets])
    tables = [mine.round(4).assign(corpus=name)]
    if path.exists():
        earlier = pd.read_csv(path, keep_default_na=False, na_values=[""])
        tables.append(earlier[earlier["corpus"] != name])
    table = pd.concat(tables).sort_values(["corpus", "target"], kind="stable")
    atomic_write(path, to_csv(table[["corpus", *mine.columns]]))


def _told(step: str, done: int, total: int) -> None:
    print(step, done, total, flush=True)


def _run(name: str, language: str, batch: int) -> str:
    path = _cells(name, language, batch)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    cells = Target(_head(name), language).cells(SEEDS[batch], lambda text: print(text, flush=True))
    cells.to_parquet(partial, index=False)
    partial.rename(path)
    return language


@cache
def _head(name: str) -> Head:
    return Head(CORPORA[name])


def _cells(name: str, language: str, batch: int) -> Path:
    return CUTS / "probe" / "cells" / name / f"{language}-{batch}.parquet"
