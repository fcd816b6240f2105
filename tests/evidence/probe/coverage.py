"""Coverage of the choices on the grid's targets, and whether a higher one goes with a higher score.

python -m tests.evidence.probe.coverage     writes the table, in a few minutes
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

os.environ.setdefault("OMP_NUM_THREADS", "1")  # must be said before numpy is loaded

import numpy as np
import pandas as pd

from demux_core.analysis.coverage import target_view
from demux_core.analysis.intervals import half_width
from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write
from tests.evidence.plans import RESULTS
from tests.evidence.probe.choices import Draw, Setting, chosen
from tests.evidence.probe.corpora import CORPORA, Corpus
from tests.evidence.probe.head import Head
from tests.evidence.probe.tables import scores

TABLE = RESULTS / "coverage" / "probe.csv"
NAMES = ("pos", "topic", "sentiment", "nli")  # entities would double the time
BUDGETS = (10, 50, 250)
SEED = 1
# NN-LANG votes with words on tagging, as TOKEN-NN does; these searches take too long for this question.
_OF_TEXTS = (
    *("random", "egalitarian", "uncertainty", "average_dist", "knn_uncertainty"),
    *("uncertainty_knn", "round_robin", "cover"),
)
_KEY = ["corpus", "target", "budget"]


@dataclass(frozen=True)
class Correlation:
    """Mean rank correlation of coverage with score across strategies, with its 95% interval over targets."""

    r: float
    low: float
    high: float
    targets: int


def correlation(names: Sequence[str] = NAMES) -> Correlation:
    """Return how far strategies that cover more of a target score higher on it.

    Spearman's correlation across strategies at one budget, the mean over budgets, then over targets.

    Args:
        names: corpora.
    """
    table = pd.read_csv(TABLE, keep_default_na=False)
    known = pd.concat([scores(name) for name in names])
    both = table.merge(known, on=[*_KEY, "strategy"])
    ranked = (
        both.groupby(_KEY)[["coverage", "score"]].corr(method="spearman")["score"].xs("coverage", level=3)
    )
    per_target = ranked.groupby(["corpus", "target"]).mean().dropna()
    mean, half = per_target.mean(), float(half_width(per_target.std(), len(per_target)))
    return Correlation(float(mean), float(mean - half), float(mean + half), len(per_target))


def coverages(corpus: Corpus) -> Iterator[tuple[str, str, str, int, float]]:
    """Yield corpus, target, strategy, budget and coverage of the whole target sample."""
    encoding = Head(corpus).encoding
    names = _OF_TEXTS if encoding.words is not None else (*_OF_TEXTS, "nn_lang")
    nothing = np.empty(0, dtype=np.float32)
    for target in corpus.targets:
        pool, sample = (
            replace(encoding.take(rows), words=None)
            for rows in (corpus.pool_of(target), corpus.part(target, "dev"))
        )
        draw = Draw(Setting(pool, sample, (nothing, nothing), nothing, 0), SEED)
        view = target_view(pool, sample)
        for name in names:
            for budget, rows in chosen(name, draw, BUDGETS).items():
                yield corpus.name, target, name, budget, round(view.coverage(rows).share, 4)


if __name__ == "__main__":
    lines = [line for name in NAMES for line in coverages(CORPORA[name])]
    frame = pd.DataFrame(lines, columns=["corpus", "target", "strategy", "budget", "coverage"])
    atomic_write(TABLE, to_csv(frame))
