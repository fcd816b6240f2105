"""How far forecasts of learning curves are from what was measured.

    python -m tests.evidence.forecast    writes ``data/results/forecast.csv``, prints the table of the account

Curves are cut, forecast, and compared with the scores that were left out. The settings of the forecast
(offset, bend) were chosen on the probes of parts of speech and of topics; all other results judge it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from demux_core.analysis.forecast import LEAST_BUDGETS, Forecast, forecast
from demux_core.analysis.measured_curve import MeasuredCurve, measured_curve
from demux_core.analysis.published_tables import measured_results, published_results
from demux_core.base.exports import to_csv
from demux_core.base.files import atomic_write
from demux_core.modelling.metrics import main_metric
from demux_core.strategies import EN_FT
from demux_core.strategies.display import is_ceiling
from tests.evidence.plans import RESULTS
from tests.evidence.probe.account import markdown
from tests.evidence.probe.demo import TABLE as DEMO
from tests.evidence.probe.tables import TABLES

TABLE = RESULTS / "forecast.csv"
CHOSEN_ON = ("parts of speech", "topics")
_PROBES = {
    "pos": "parts of speech",
    "topic": "topics",
    "ner": "named entities",
    "sentiment": "sentiment",
    "nli": "inference",
}
_PUBLISHED = {"low_budget": "published, one round", "five_rounds": "published, five rounds"}
_CUTS = {"published, five rounds": 4_000, "fine-tuned by us, rounds": 30} | dict.fromkeys(
    _PROBES.values(), 250
)
_CUT = 100


@dataclass(frozen=True)
class Curve:
    """A whole curve: the results it is from, and its points."""

    results: str
    points: MeasuredCurve


def curves() -> Iterator[Curve]:
    """Yield every measured curve of a strategy that is not GOLD."""
    for name, title in _PROBES.items():
        table = pd.read_csv(TABLES / f"{name}.csv", keep_default_na=False, na_values=[""])
        for _, of_target in table.groupby("target"):
            yield from _probed(title, of_target)
    yield from demo_curves()
    published = published_results()
    for kind, title in _PUBLISHED.items():
        parts = published[published["experiment"] == kind].groupby(["dataset", "model", "target_config"])
        for _, part in parts:
            yield from _trained(title, part)
    for name, part in measured_results().groupby("experiment"):
        part = part[part["metric"] == main_metric(set(part["metric"]))]
        yield from _trained("fine-tuned by us" + (", rounds" if "rounds" in str(name) else ""), part)


def demo_curves() -> Iterator[Curve]:
    """Yield those of the demo's probes, whose spread over seeds is not stored."""
    return _probed("demo", pd.read_csv(DEMO).assign(spread=np.nan, seeds=1))


def _probed(title: str, table: pd.DataFrame) -> Iterator[Curve]:
    start = table[table["strategy"] == EN_FT]
    for name, part in table[table["strategy"] != EN_FT].groupby("strategy"):
        if is_ceiling(str(name)):
            continue
        points = pd.concat([start, part]).sort_values("budget")
        known = (part["spread"] / np.sqrt(part["seeds"])).dropna()
        error = float(np.sqrt((known**2).mean())) if len(known) else 0.0
        yield Curve(title, MeasuredCurve(tuple(points["budget"]), tuple(points["score"]), error))


def _trained(title: str, results: pd.DataFrame) -> Iterator[Curve]:
    for name in results["strategy"].unique():
        if name != EN_FT and not is_ceiling(name):
            yield Curve(title, measured_curve(results, name))


def checked(curve: Curve) -> Iterator[dict[str, object]]:
    """Cut a curve; yield the forecast of every budget that was left out, and what naive forecasts say."""
    points, cut = curve.points, _CUTS.get(curve.results, _CUT)
    kept = sum(budget <= cut for budget in points.budgets)
    known = MeasuredCurve(points.budgets[:kept], points.scores[:kept], points.seed_error)
    if kept < LEAST_BUDGETS:
        return
    found = forecast(known)
    line = np.poly1d(np.polyfit(np.log1p(known.budgets), known.scores, 1))
    for budget, score in zip(points.budgets[kept:], points.scores[kept:], strict=True):
        row: dict[str, object] = {"results": curve.results, "cut": cut, "budget": budget, "score": score}
        if isinstance(found, Forecast):
            expected, straight = found.score(budget), float(line(np.log1p(budget)))
            row |= {"power": expected.value, "low": expected.low, "high": expected.high}
            row |= {"last": known.scores[-1], "line": min(straight, 100.0)}
        yield row


def errors(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the mean absolute errors in points, and the coverage and median width of the bands.

    Args:
        rows: of ``checked``; those without a forecast only count as curves.
    """
    for name in ("power", "last", "line"):
        rows[f"{name}_error"] = (rows[name] - rows["score"]).abs()
    rows["width"] = rows["high"] - rows["low"]
    rows["coverage"] = rows["score"].between(rows["low"], rows["high"]).where(rows["power"].notna())
    table = rows.groupby(["results", "cut", "budget"], sort=False).agg(
        curves=("score", "size"),
        forecasts=("power", "count"),
        power_error=("power_error", "mean"),
        last_error=("last_error", "mean"),
        line_error=("line_error", "mean"),
        coverage=("coverage", "mean"),
        width=("width", "median"),
    )
    return table.astype({"coverage": float}).round(2).reset_index()


def account() -> str:
    """Return the stored table as Markdown."""
    lines = {
        f"{row['results']}, {row['cut']:,} to {row['budget']:,}": [
            "chosen on" if row["results"] in CHOSEN_ON else "judged",
            f"{row['forecasts']} of {row['curves']}",
            *(f"{row[f'{name}_error']:.1f}" for name in ("power", "last", "line")),
            f"{row['coverage']:.0%}",
            f"{row['width']:.1f}",
        ]
        for row in pd.read_csv(TABLE).to_dict("records")
    }
    head = [
        "mean error in points; last budget that is known, and forecast",
        "settings",
        "curves",
        "power law",
    ]
    return markdown([*head, "last score stays", "line in log n", "in the band", "width of the band"], lines)


if __name__ == "__main__":
    found = pd.DataFrame([row for curve in curves() for row in checked(curve)])
    atomic_write(TABLE, to_csv(errors(found)))
    print(account())
