"""Whether word vectors need all their dimensions: `python -m tests.evidence.probe.dimensions`.

Prints the share of texts that stay chosen when word vectors keep their first principal axes alone (three
targets a corpus, vectors of EN-FT, 50 texts).
"""

import os
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from demux_core import select
from demux_core.modelling.encoding import Encoding
from tests.evidence.probe.corpora import CORPORA
from tests.evidence.probe.measures import as_fine_tuned

AXES = (192, 128, 64)
STRATEGIES = ("token_nn", "token_uncertainty")
TARGETS, BUDGET = 3, 50


def same_texts(pool: Encoding, target: Encoding) -> dict[tuple[str, int], float]:
    """Return the share of texts that stay chosen, by strategy and number of axes."""
    mean, axes = _principal_axes(pool, target)
    found = {}
    for strategy in STRATEGIES:
        chosen = set(select(strategy, pool, target, BUDGET).ids)
        for count in AXES:
            fewer = [_reduced(part, mean, axes[:, :count]) for part in (pool, target)]
            again = select(strategy, fewer[0], fewer[1], BUDGET)
            found[strategy, count] = len(chosen & set(again.ids)) / BUDGET
    return found


def _principal_axes(pool: Encoding, target: Encoding) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    assert pool.words is not None
    assert target.words is not None
    vectors = np.concatenate([pool.words[0], target.words[0]]).astype(np.float32)
    mean = vectors.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((vectors - mean).T))
    return mean, axes[:, ::-1].astype(np.float32)


def _reduced(encoding: Encoding, mean: NDArray[np.float32], axes: NDArray[np.float32]) -> Encoding:
    assert encoding.words is not None
    vectors, offsets = encoding.words
    return replace(encoding, words=(((vectors - mean) @ axes).astype(np.float16), offsets))


if __name__ == "__main__":
    for name in ("pos", "ner"):
        corpus = CORPORA[name]
        encoding, rows = as_fine_tuned(corpus)
        for language in corpus.targets[:TARGETS]:
            parts = (corpus.pool_of(language), corpus.part(language, "dev"))
            shares = same_texts(*(encoding.take(np.searchsorted(rows, part)) for part in parts))
            print(name, language, shares, flush=True)
