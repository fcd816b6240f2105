"""The linear probes of the demo's intents: every strategy, up to 1,000 points, ten seeds.

    python -m tests.evidence.probe.demo    writes the table ``data/results/demo/intents-probe.csv``

The encoder computes in float32 on every processor, so that another one gives the same table.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from demux_core import Dataset, load
from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write
from demux_core.experiments.plan import CellGrid, ExperimentConfig, ProbePlan
from demux_core.experiments.runner import run_experiment_files
from demux_core.modelling.models import find_model
from demux_core.strategies import RANDOM
from tests.evidence.plans import RESULTS, ROOT
from tests.evidence.probe.corpora import MODEL
from tests.evidence.probe.float32 import in_float32

TABLE = RESULTS / "demo" / "intents-probe.csv"
STRATEGIES = (
    *("knn_uncertainty", "average_dist", "uncertainty", "uncertainty_knn", "cover", "round_robin"),
    *("random", "egalitarian", "same_distribution"),
)
BUDGETS = (5, 10, 50, 100, 250, 500, 1_000)
SEEDS = tuple(range(1, 11))
_FILES = {
    "train": "train_en.csv",
    "source": "pool.csv",
    "target": "target_ne.csv",
    "test": "test_ne.csv",
}


def data() -> Mapping[str, Dataset]:
    """Return the demo's intents by role."""
    folder = ROOT / "data" / "demo" / "intents"
    return {role: load(folder / name, "sequence") for role, name in _FILES.items()}


def scores(strategies: Sequence[str] = STRATEGIES, budgets: Sequence[int] = BUDGETS) -> pd.DataFrame:
    """Return mean accuracies over the seeds: strategy, budget, score."""
    cells = CellGrid(tuple(strategies), tuple(budgets), SEEDS)
    model, config = find_model(MODEL), ExperimentConfig(cells, ProbePlan())
    with TemporaryDirectory() as folder, in_float32(Path(folder) / "cache"):
        table = run_experiment_files(data(), model, config, Path(folder) / "r.csv")
    table = table[(table["metric"] == "accuracy") & (table["target_language"] == "all")]
    return table.groupby(["strategy", "budget"])["score"].mean().round(4).reset_index()


def random_labels_for(table: pd.DataFrame, strategy: str, budget: int) -> float:
    """Return how many random points reach the score of a strategy's ``budget`` points; NaN where none do.

    Read off straight lines over the logarithm of the budget.
    """
    random = table[(table["strategy"] == RANDOM) & (table["budget"] > 0)].sort_values("budget")
    reached = table.set_index(["strategy", "budget"])["score"][strategy, budget]
    points = np.geomspace(random["budget"].min(), random["budget"].max(), 1_000)
    enough = np.interp(np.log(points), np.log(random["budget"]), random["score"]) >= reached
    return float(points[enough.argmax()]) if enough.any() else float("nan")


if __name__ == "__main__":
    TABLE.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(TABLE, to_csv(scores()))
