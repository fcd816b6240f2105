"""The table of recipes in ``data/results/fine-tuned.md``: `python -m tests.evidence.recipe.account`."""

import pandas as pd

from demux_core.analysis.intervals import half_width
from demux_core.explain.number_format import format_points
from tests.evidence.plans import RESULTS
from tests.evidence.recipe.__main__ import EN_FT, LABELLED, REPLAY, SHARES, STUDIES, ZERO

_TITLES = {"pos-id": "parts of speech, Indonesian", "topic-bn": "topics, Bengali"}
_SELF = [f"{recipe}, {share:.0%}" for recipe in (LABELLED, ZERO) for share in SHARES]
_RECIPES = (EN_FT, REPLAY, "average of epochs", "half way", "joint", *_SELF)


def table() -> str:
    """Mean scores, and the gain over the product's recipe with its 95% interval over seeds."""
    found = {name: RESULTS / "recipe" / f"{name}.csv" for name in STUDIES}
    scores = {
        name: pd.read_csv(path).set_index(["recipe", "seed"])["score"]
        for name, path in found.items()
        if path.exists()
    }
    head = [f"{_TITLES[name]} | over {REPLAY}" for name in scores]
    lines = [f"| recipe | {' | '.join(head)} |", f"| --- |{' --- |' * 2 * len(scores)}"]
    for recipe in _RECIPES:
        cells = [cell for each in scores.values() for cell in _cells(each, recipe)]
        if any(cells):
            lines.append(f"| {recipe} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(scores: "pd.Series[float]", recipe: str) -> tuple[str, str]:
    if recipe not in scores.index.get_level_values("recipe"):
        return "", ""
    own, usual = scores.loc[recipe], scores.loc[REPLAY]
    gains = (usual.rsub(own.iloc[0]) if recipe == EN_FT else own - usual).dropna()
    if recipe == REPLAY or len(gains) < len(usual):  # a recipe that is not finished has no interval
        return f"{own.mean():.1f}", ""
    mean, half = gains.mean(), half_width(gains.std(), len(gains))
    return f"{own.mean():.1f}", f"{_signed(mean)} ({_signed(mean - half)} to {_signed(mean + half)})"


def _signed(points: float) -> str:
    return format_points(points, "+")


if __name__ == "__main__":
    print(table())
