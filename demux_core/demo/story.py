"""A demo in one picture, from its shipped files: where its points lie and what they bought.

What they bought is computed when the demo is built, because resampling is slow beside the first page.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.purchase import Difference, Purchase, purchase
from demux_core.base.config import DEFAULT_SEED
from demux_core.base.languages import language_name
from demux_core.demo.catalog import SHIPPED, Demo
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import ALL, load_results

FILE = "story.json"
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
    shipped = SHIPPED / demo.name / FILE
    if not shipped.exists():
        return None
    told = json.loads(shipped.read_text(encoding="utf-8"))
    bought: dict[str, Any] = {
        name: Difference(**part) if isinstance(part, dict) else part for name, part in told["bought"].items()
    }
    return _drawn(demo, Purchase(**bought), told["targets"])


def _drawn(demo: Demo, bought: Purchase, targets: Sequence[str]) -> Story:
    languages = _rows(demo, "source")["language"].nunique()
    return Story(_points(demo, bought), languages, tuple(map(language_name, targets)), bought)


def compute(demo: Demo) -> dict[str, Any] | None:
    """Return what ``FILE`` holds, from the demo's shipped experiment; None where that is too small."""
    shown = demo.experiments[0]
    table = SHIPPED / demo.name / f"{shown.file}.csv"
    if not table.exists():
        return None
    results = load_results(table)
    bought = purchase(results, read_records(table), demo.chooser, shown.name)
    if bought is None:
        return None
    targets = [code for code in dict.fromkeys(results["target_language"]) if code != ALL]
    return {"targets": targets, "bought": _rounded(asdict(bought))}


def _rounded(content: Any) -> Any:
    """Four decimals of every score: the others differ between processors."""
    if isinstance(content, dict):
        return {name: _rounded(part) for name, part in content.items()}
    return round(content, 4) if isinstance(content, float) else content


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
