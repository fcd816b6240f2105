"""A demo in one picture, from its shipped files: where its points lie and what they bought."""

import json
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demux_core.analysis.purchase import Purchase, purchase
from demux_core.base.config import DEFAULT_SEED
from demux_core.base.languages import language_name
from demux_core.demo.catalog import SHIPPED, Demo
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import ALL, load_results
from demux_core.strategies import STRATEGIES

POOL, TARGET, CHOSEN = "pool", "target", "chosen"


@dataclass(frozen=True, eq=False)
class Story:
    """A demo in one picture.

    Args:
        points: x, y and part (pool, target or chosen) of every point of its map.
        pool_languages: number of languages of the pool.
        targets: names of the target languages.
        bought: what the chosen points bought.
    """

    points: pd.DataFrame
    pool_languages: int
    targets: tuple[str, ...]
    bought: Purchase

    def count(self, part: str) -> int:
        """Return the number of points of a part; chosen points are also points of the pool."""
        chosen = int((self.points["part"] == CHOSEN).sum())
        return int((self.points["part"] == part).sum()) + (chosen if part == POOL else 0)


def tell(demo: Demo) -> Story | None:
    """Return the story of a demo; None where it has not been computed or its experiment is too small."""
    shown = demo.experiments[0]
    table = SHIPPED / demo.name / f"{shown.file}.csv"
    if not table.exists():
        return None
    results = load_results(table)
    bought = purchase(results, read_records(table), _chooser(demo), shown.name)
    if bought is None:
        return None
    languages = _rows(demo, "source")["language"]
    targets = [code for code in dict.fromkeys(results["target_language"]) if code != ALL]
    names = tuple(map(language_name, targets))
    return Story(_points(demo, bought), languages.nunique(), names, bought)


def _chooser(demo: Demo) -> str:
    """The strategy whose points are shown: the first that is meant to beat RANDOM."""
    compared = demo.experiments[0].grids[0].strategies
    return next(name for name in compared if STRATEGIES[name].is_contender)


def _points(demo: Demo, bought: Purchase) -> pd.DataFrame:
    ids = _rows(demo, "source")["id"].astype(str)
    coordinates = np.load(SHIPPED / demo.name / "run" / "map.npy")
    parts = np.full(len(coordinates), TARGET, dtype=object)
    parts[: len(ids)] = np.where(ids.isin(_chosen_ids(demo, bought)), CHOSEN, POOL)
    return pd.DataFrame({"x": coordinates[:, 0], "y": coordinates[:, 1], "part": parts})


def _chosen_ids(demo: Demo, bought: Purchase) -> list[str]:
    lines = (SHIPPED / demo.name / "selections.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = (bought.strategy, bought.budget, DEFAULT_SEED)
    kept = (s for s in map(json.loads, lines) if (s["strategy"], s["budget"], s["seed"]) == wanted)
    return list(next(kept)["ids"])


def _rows(demo: Demo, part: str) -> pd.DataFrame:
    return pd.read_parquet(SHIPPED / demo.name / "run" / part / "rows.parquet", columns=["id", "language"])
