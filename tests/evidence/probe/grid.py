"""The probe's grid: the cells of all targets, and the tables in ``data/results/probe``."""

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write
from tests.evidence.plans import CUTS
from tests.evidence.probe.cells import SEEDS, Target
from tests.evidence.probe.corpora import CORPORA
from tests.evidence.probe.head import Head
from tests.evidence.probe.tables import KEY, TABLES, summarised

_PROCESSES = int(os.environ.get("DEMUX_PROCESSES") or os.cpu_count() or 1)


def run(names: Sequence[str], only: Sequence[str] = ()) -> None:
    """Compute the missing cells of every target and write the tables.

    Args:
        names: of corpora; all if empty.
        only: strategies; all if empty. The tables keep what they have of others.
    """
    for name in names or CORPORA:
        print(name, flush=True)
        CORPORA[name].encoding(progress=_told)
        for batch in range(len(SEEDS)):
            targets = CORPORA[name].targets
            missing = [target for target in targets if not _cells(name, target, batch, only).exists()]
            with ProcessPoolExecutor(_PROCESSES, get_context("spawn")) as executor:
                for target in executor.map(partial(_run, name, batch=batch, only=only), missing):
                    print(name, batch, target, flush=True)
            write_tables(name)


def write_tables(name: str) -> None:
    """Write what is finished into the table of a corpus, which keeps its other cells."""
    finished = sorted((CUTS / "probe" / "cells" / name).glob("*.parquet"))
    table, path, key = summarised(pd.concat(map(pd.read_parquet, finished))), TABLES / f"{name}.csv", KEY
    if path.exists():
        earlier = pd.read_csv(path, keep_default_na=False, na_values=[""]).set_index(key)
        kept = earlier[~earlier.index.isin(table.set_index(key).index)].reset_index()
        table = pd.concat([table, kept], ignore_index=True).sort_values(key, kind="stable")
    atomic_write(path, to_csv(table))


def _told(step: str, done: int, total: int) -> None:
    print(step, done, total, flush=True)


def _run(name: str, language: str, batch: int, only: Sequence[str]) -> str:
    path = _cells(name, language, batch, only)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".partial")
    cells = Target(_head(name), language).cells(SEEDS[batch], lambda text: print(text, flush=True), only)
    cells.to_parquet(unfinished, index=False)
    unfinished.rename(path)
    return language


@cache
def _head(name: str) -> Head:
    return Head(CORPORA[name])


def _cells(name: str, language: str, batch: int, only: Sequence[str]) -> Path:
    return CUTS / "probe" / "cells" / name / f"{'-'.join([language, str(batch), *only])}.parquet"
