"""Near-duplicates: from which cosine two texts are translations, and what it gains to choose them once.

python -m tests.evidence.probe.redundancy calibrate     the cosines of pairs in parallel corpora
python -m tests.evidence.probe.redundancy gain [CORPUS ...]     scores with and without near-duplicates

Measured for COVER and ROUND-ROBIN, three targets, two seeds; gain in accuracy (error over cells): topics +0.6
(0.5) at 50 points and +0.5 (0.5) at 250, inference -0.4 (0.5) and -0.6 (0.4). That is no clear gain, so
near-duplicates are allowed unless the user says otherwise.
"""

import os
import sys
from collections.abc import Iterator
from itertools import product

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core import Constraints, select
from demux_core.strategies.cosine import mean_of, units_from
from tests.evidence.plans import CUTS
from tests.evidence.probe.cells import Target
from tests.evidence.probe.corpora import CORPORA, Corpus
from tests.evidence.probe.head import Head

THRESHOLDS = (0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
STRATEGIES = ("cover", "round_robin", "knn_uncertainty", "average_dist", "uncertainty")
BUDGETS = (10, 50, 250)
SEEDS = range(1, 4)
TARGETS = 6
_ROWS, _BLOCK = 8_000, 1_000


def calibration(corpus: Corpus) -> pd.DataFrame:
    """Return, for each cosine, the share of translations that reach it and how many other pairs do.

    Pairs are those among 8,000 rows of a parallel corpus; another pair shares no ``parallel_id``.
    """
    units, groups = _parallel(corpus)
    limits = np.array([-2.0, *THRESHOLDS])
    counts = np.zeros((2, len(limits)), dtype=np.int64)
    for start in range(0, len(units), _BLOCK):
        block = slice(start, start + _BLOCK)
        cosines = units[block] @ units.T
        later = np.arange(len(units))[None] > np.arange(len(units))[block, None]
        for kind, pairs in enumerate((groups[block, None] == groups, groups[block, None] != groups)):
            counts[kind] += (cosines[pairs & later][:, None] >= limits).sum(axis=0)
    return pd.DataFrame(
        {
            "cosine": THRESHOLDS,
            "translations_found": counts[0, 1:] / counts[0, 0],
            "translations_among_pairs": counts[0, 1:] / np.maximum(counts[:, 1:].sum(axis=0), 1),
            "pairs": counts[:, 1:].sum(axis=0),
        }
    ).round(4)


def _parallel(corpus: Corpus) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Centred unit vectors of rows with a parallel id, and the number of that id."""
    kept = pd.read_parquet(CUTS / "probe" / f"{corpus.name}.parquet", columns=["id", "parallel_id"])
    ids = corpus.rows.frame["id"].map(kept.set_index("id")["parallel_id"])
    rows = np.sort(np.random.default_rng(0).permutation(np.flatnonzero(ids.notna()))[:_ROWS])
    vectors = np.asarray(corpus.encoding().embeddings)
    return units_from(vectors[rows], mean_of(vectors)), pd.factorize(ids.iloc[rows])[0]


def gains(corpus: Corpus) -> Iterator[dict[str, object]]:
    """Yield the scores of cells with and without near-duplicates, for targets spread over the list.

    The target sample is drawn with replacement for every seed, as in the grid.
    """
    head = Head(corpus)
    for language in corpus.targets[:: max(1, len(corpus.targets) // TARGETS)][:TARGETS]:
        target = Target(head, language)
        pool = head.encoding.take(target.pool)
        for seed in SEEDS:
            drawn = np.random.default_rng([seed, *b"target"]).integers(
                0, len(target.sample), len(target.sample)
            )
            sample = head.encoding.take(target.sample[drawn])
            for name, budget in product(STRATEGIES, BUDGETS):
                plain, once = (
                    select(
                        name,
                        pool,
                        sample,
                        budget,
                        seed=seed,
                        constraints=Constraints(near_duplicates=allowed),
                    )
                    for allowed in (True, False)
                )
                scores = [target.scores(head.trained(target.pool[each.rows]))[0] for each in (plain, once)]
                yield {
                    "target": language,
                    "strategy": name,
                    "budget": budget,
                    "plain": scores[0],
                    "gain": scores[1] - scores[0],
                    "avoided": once.avoided,
                }


def main(command: str, names: list[str]) -> None:
    """Print the tables."""
    for name in names or ["topic", "nli"]:
        print(name)
        if command == "calibrate":
            print(calibration(CORPORA[name]).to_string(index=False))
            continue
        cells = pd.DataFrame(gains(CORPORA[name]))
        means = cells.groupby(["strategy", "budget", "target"])[["plain", "gain", "avoided"]].mean()
        table = means.groupby(["strategy", "budget"]).mean()
        table["error"] = means["gain"].groupby(["strategy", "budget"]).sem()
        print(table.round(2).to_string())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
