"""What choosing gained on targets that were measured: the tables of ``data/results/probe``.

Each target is a language whose pool are the other languages of its corpus; its models are linear probes.
"""

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from demux_core.base.product import data_folder
from demux_core.strategies import RANDOM

if TYPE_CHECKING:
    import pandas as pd

FOLDER = data_folder() / "results" / "probe"
MEASURES = "measures.csv"
KEY = ["corpus", "target"]
PRETRAINED, FINE_TUNED = "pretrained", "en_ft"  # the models by which targets are measured
LARGEST_BUDGET = 1_000  # that was measured
TUNING = ("bn", "id", "ja")  # settings of the probes were chosen on these, so no account reports them


@cache
def evidence_key() -> str:
    """Return a hash of all tables: advice is as old as they are."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@cache
def measured_scores() -> "pd.DataFrame":
    """Return mean scores: corpus, target, strategy, budget, score (in points of 100), words."""
    import pandas as pd

    tables = [
        pd.read_csv(path, keep_default_na=False, na_values=[""]).assign(corpus=path.stem)
        for path in sorted(FOLDER.glob("*.csv"))
        if path.name != MEASURES
    ]
    return pd.concat(tables, ignore_index=True)


@cache
def measured_targets(task: str, model: str) -> "pd.DataFrame":
    """Return ``target_measures.TargetMeasures`` of every target, indexed by corpus and target.

    Args:
        task: name of the task.
        model: whose vectors are measured: ``PRETRAINED``, or ``FINE_TUNED`` on English rows of the corpus.
            Fine-tuning moves the vectors, so what was measured by one model is not compared with the other.
    """
    import pandas as pd

    table = pd.read_csv(FOLDER / MEASURES, keep_default_na=False, na_values=[""])
    measured = table[(table["task"] == task) & (table["model"] == model)]
    return measured.drop(columns=["task", "model"]).set_index(KEY)


def curve(scores: "pd.DataFrame", budgets: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores at ``budgets`` by straight lines over the logarithm of the budget; NaN outside.

    Args:
        scores: rows of one target and strategy.
        budgets: at which to read the curve.
    """
    ordered = scores.sort_values("budget")
    known = np.log(ordered["budget"].to_numpy(dtype=np.float64))
    values = np.interp(np.log(budgets), known, ordered["score"], left=np.nan, right=np.nan)
    return np.asarray(values)


@cache
def measured_gains(budget: int) -> "pd.DataFrame":
    """Return each strategy's gain over RANDOM at a budget: a row per (corpus, target), a column per strategy.

    A budget between two measured ones is read off a straight line over the logarithm of the budget; NaN where
    a strategy was not measured at budgets on both sides.
    """
    scores = measured_scores()
    scores = scores[scores["budget"] > 0]
    at = scores.groupby([*KEY, "strategy"]).apply(
        lambda rows: float(curve(rows, np.array([float(budget)]))[0])
    )
    table = at.unstack("strategy")
    return table.sub(table[RANDOM], axis=0)
