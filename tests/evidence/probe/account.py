"""The tables on linear probes in ``data/results/README.md``."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from demux_core.analysis.intervals import half_width, is_significant
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, strategy_title
from tests.evidence.probe.corpora import CORPORA, TUNING
from tests.evidence.probe.tables import TABLES

BUDGETS = (10, 50, 250, 1_000)
KINDS = {"token": "words", "sequence": "texts"}
_EN_FT = "en_ft"


def scores(name: str) -> pd.DataFrame:
    """Return the table of a corpus without the targets on which settings were chosen."""
    table = pd.read_csv(TABLES / f"{name}.csv", keep_default_na=False, na_values=[""])
    return table[~table["target"].isin(TUNING)].assign(corpus=name)


def gains(names: Iterable[str], against: str = RANDOM) -> pd.DataFrame:
    """Return gains over RANDOM, or over random rows with as many words (``matched``), one per target."""
    table = pd.concat([scores(name) for name in names if (TABLES / f"{name}.csv").exists()])
    key = ["corpus", "target", "budget"]
    random = table[table["strategy"] == RANDOM].set_index(key)["score"]
    table = table[table["budget"] > 0].join(random.rename("random"), on=key)
    other = table["matched"] if against == "matched" else table["random"]
    return table.assign(gain=table["score"] - other).dropna(subset="gain")


def pooled(names: Iterable[str], against: str = RANDOM) -> pd.DataFrame:
    """Return mean gain, its standard deviation, half its 95% interval over targets, and the share above 0."""
    groups = gains(names, against).groupby(["strategy", "budget"])["gain"]
    table = groups.agg(["mean", "std", "size", "median"])
    table["won"] = groups.apply(lambda gain: float((gain > 0).mean()))
    table["half"] = half_width(table["std"], table["size"])
    return table


def gain_table(names: Sequence[str], against: str = RANDOM) -> str:
    """Return the table of gains as Markdown; bold where the interval over targets excludes 0."""
    table = pooled(names, against)
    strategies = in_order(name for name in table.index.levels[0] if name != RANDOM)
    head = ["above RANDOM" if against == RANDOM else "above as many random words"]
    lines = {strategy_title(name): [_gain(table, name, budget) for budget in BUDGETS] for name in strategies}
    return markdown([*head, *(f"{budget:,} points" for budget in BUDGETS)], lines)


def _gain(table: pd.DataFrame, name: str, budget: int) -> str:
    if (name, budget) not in table.index:
        return ""
    row = table.loc[(name, budget)]
    low, high = row["mean"] - row["half"], row["mean"] + row["half"]
    text = f"{row['mean']:+.1f} ({low:+.1f} to {high:+.1f})".replace("-", "−")
    return f"{f'**{text}**' if is_significant(low, high) else text}, {row['won']:.0%}"


def level_table(name: str) -> str:
    """Return mean scores of EN-FT and RANDOM over the targets of a corpus as Markdown."""
    table = scores(name)
    means = table[table["strategy"].isin([_EN_FT, RANDOM])].groupby("budget")["score"].mean()
    return markdown(
        [name, *("EN-FT" if b == 0 else f"RANDOM, {b:,}" for b in means.index)],
        {CORPORA[name].task: [f"{score:.1f}" for score in means]},
    )


def markdown(head: Sequence[str], lines: dict[str, list[str]]) -> str:
    """Return a table as Markdown."""
    rows = [head, ["---"] * len(head), *([title, *cells] for title, cells in lines.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    for name in CORPORA:
        if (TABLES / f"{name}.csv").exists():
            print(f"\n{name}, {scores(name)['target'].nunique()} targets\n")
            print(level_table(name))
            print(gain_table([name]))
            if np.isfinite(scores(name)["matched"]).any():
                print(gain_table([name], "matched"))
