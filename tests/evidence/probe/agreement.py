"""How well linear probes predict fine-tuning: gains over RANDOM of strategies on targets that both have."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from demux_core.experiments.results_table import load_results
from demux_core.strategies import RANDOM
from tests.evidence.languages import account
from tests.evidence.plans import RESULTS
from tests.evidence.probe.tables import scores

# Fine-tuned experiments whose targets the grid has, too: name -> corpus and targets.
TUNED = {
    "pos-ur": ("pos", ["ur"]),
    "pos-fr": ("pos", ["fr"]),
    "pos-tr": ("pos", ["tr"]),
    "ner-tr": ("ner", ["tr"]),
    "ner-hi-id-kk": ("ner", ["hi", "kk"]),
}
_BUDGETS = (10, 50, 250)
_DRAWS = 2_000


@dataclass(frozen=True)
class Agreement:
    """Pearson's correlation of gains, with its 95% interval by the bootstrap over targets.

    Args:
        r: correlation.
        low: lower end.
        high: upper end.
        slope: gain of a fine-tuned model for each point that a probe gains.
        pairs: number of pairs of gains.
        targets: number of targets.
    """

    r: float
    low: float
    high: float
    slope: float
    pairs: int
    targets: int


def pairs() -> pd.DataFrame:
    """Return corpus, target, strategy, budget, and the gain over RANDOM when tuned and when probed."""
    parts = [_of_experiment(name, corpus, targets) for name, (corpus, targets) in TUNED.items()]
    single = account.gains().drop(columns=RANDOM).rename_axis("strategy", axis="columns")
    parts.append(single.stack().rename("tuned").reset_index())
    tuned = pd.concat(parts, ignore_index=True)
    key = ["corpus", "target", "strategy", "budget"]
    return tuned.join(_probed().rename("probe"), on=key).dropna()


def agreement(table: pd.DataFrame) -> Agreement:
    """Return the correlation of ``pairs``."""
    groups = [part for _, part in table.groupby(["corpus", "target"])]
    generator = np.random.default_rng(0)
    drawn = [
        _correlation(pd.concat([groups[i] for i in generator.integers(len(groups), size=len(groups))]))
        for _ in range(_DRAWS)
    ]
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    slope = float(np.polyfit(table["probe"], table["tuned"], 1)[0])
    return Agreement(_correlation(table), float(low), float(high), slope, len(table), len(groups))


def _of_experiment(name: str, corpus: str, targets: list[str]) -> pd.DataFrame:
    """Return the fine-tuned gains of an experiment; those of several targets are their mean."""
    results = load_results(RESULTS / f"{name}.csv")
    metric = "f1" if corpus == "ner" else "accuracy"
    of_targets = results[(results["metric"] == metric) & (results["target_language"].isin(targets))]
    means = of_targets.groupby(["target_language", "strategy", "budget"])["score"].mean().reset_index()
    random = means[means["strategy"] == RANDOM].set_index(["target_language", "budget"])["score"]
    means = means[means["budget"].isin(_BUDGETS) & (means["strategy"] != RANDOM)]
    gains = (
        means["score"] - random.reindex(pd.MultiIndex.from_frame(means[["target_language", "budget"]])).values
    )
    return means.assign(corpus=corpus, target=means["target_language"], tuned=gains)[
        ["corpus", "target", "strategy", "budget", "tuned"]
    ]


def _probed() -> "pd.Series[float]":
    tables = []
    for corpus in account.TITLES:
        table = scores(corpus)
        random = table[table["strategy"] == RANDOM].set_index(["target", "budget"])["score"]
        other = random.reindex(pd.MultiIndex.from_frame(table[["target", "budget"]])).to_numpy()
        tables.append(table.assign(gain=table["score"] - other))
    key = ["corpus", "target", "strategy", "budget"]
    return pd.concat(tables).set_index(key)["gain"]


def _correlation(table: pd.DataFrame) -> float:
    return float(np.corrcoef(table["probe"], table["tuned"])[0, 1])


if __name__ == "__main__":
    every = pairs()
    print(every.round(1).to_string())
    for name, part in [("all", every), *every.groupby("corpus")]:
        print(name, agreement(part))
