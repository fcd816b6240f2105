"""The tables of the probe's grid: means over seeds for every target, strategy and budget."""

import pandas as pd

from demux_core.analysis.measured_targets import TUNING
from tests.evidence.plans import RESULTS

TABLES = RESULTS / "probe"
KEY = ["target", "strategy", "budget"]
COLUMNS = [*KEY, "seeds", "score", "even", "odd", "spread", "words", "matched"]


def summarised(cells: pd.DataFrame) -> pd.DataFrame:
    """Return means over seeds, the standard deviation of the score, and the words of the chosen rows.

    The scores are those on all test rows, on those of even and of odd number, and of as many random words.

    Args:
        cells: as ``cells.Target.cells`` gives them, of one or more targets.
    """
    single = cells.drop_duplicates([*KEY, "seed"])  # EN-FT is in every batch
    groups = single.groupby(KEY, sort=True)
    table = groups.agg(
        seeds=("seed", "size"),
        score=("score", "mean"),
        even=("even", "mean"),
        odd=("odd", "mean"),
        spread=("score", "std"),
        words=("words", "mean"),
        matched=("matched", "mean"),
    )
    digits = {"score": 4, "even": 4, "odd": 4, "spread": 4, "words": 1, "matched": 4}
    return table.round(digits).reset_index()[COLUMNS]


def scores(name: str) -> pd.DataFrame:
    """Return the table of a corpus without the targets on which settings were chosen."""
    table = pd.read_csv(TABLES / f"{name}.csv", keep_default_na=False, na_values=[""])
    return table[~table["target"].isin(TUNING)].assign(corpus=name)
