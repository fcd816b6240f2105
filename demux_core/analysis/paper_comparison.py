"""Results of the paper's own experiments, run again, beside its published figures."""

import pandas as pd

from demux_core.analysis.intervals import half_width
from demux_core.analysis.published_tables import PAPER_MODELS, PUBLISHED
from demux_core.experiments.results_table import ALL, load_results
from demux_core.strategies import EN_FT

_ROWS = {"EN-FT": EN_FT, "BASEegal": "egalitarian", "GOLD": "gold"}
KEYS = ["strategy", "budget"]


def beside_published(table: pd.DataFrame, metric: str) -> pd.DataFrame:
    """Compare the means of a table of results with the published ones of the same setting.

    Args:
        table: results of one experiment, whose dataset and target_config are named as the published ones are.
        metric: the one to compare.

    Returns:
        strategy, budget, score (mean over seeds of the macro average), low and high (95% interval over seeds,
        Student's t; NaN with one seed), seeds, published (NaN where there is none), difference.
    """
    own = table[(table["target_language"] == ALL) & (table["metric"] == metric)]
    grouped = own.groupby(KEYS)["score"].agg(score="mean", std="std", seeds="count").reset_index()
    half = half_width(grouped["std"], grouped["seeds"])
    grouped = grouped.assign(low=grouped["score"] - half, high=grouped["score"] + half).drop(columns="std")
    first = own.iloc[0]
    published = _published(
        first["dataset"], _short(first["model"]), first["target_config"], len(set(own["round"])) > 2
    )
    joined = grouped.merge(published, how="left", on=KEYS)
    joined["difference"] = joined["score"] - joined["published"]
    columns = [*KEYS, "score", "low", "high", "seeds", "published", "difference"]
    return joined.sort_values(["budget", "strategy"], ignore_index=True)[columns]


def _published(dataset: str, model: str, configuration: str, rounds: bool) -> pd.DataFrame:
    """strategy, budget and published: the runs, table 11 where there are none, and rows of tables 3-6."""
    runs = load_results(PUBLISHED / "runs.csv")
    kind = "five_rounds" if rounds else "low_budget"
    setting = (runs["experiment"] == kind) & (runs["dataset"] == dataset) & (runs["model"] == model)
    mine = runs[setting & (runs["target_config"] == configuration)]
    means = [mine.groupby(KEYS)["score"].mean().rename("published").reset_index()]
    if not rounds and model == PAPER_MODELS["XLM-R"] and configuration == "lp":
        printed = pd.read_csv(PUBLISHED / "paper_low_budget.csv").rename(columns={"score": "published"})
        means.append(printed[printed["dataset"] == dataset][[*KEYS, "published"]])
    final = pd.read_csv(PUBLISHED / "paper_final_tables.csv").replace({"model": PAPER_MODELS, "row": _ROWS})
    final = final[
        (final["dataset"] == dataset) & (final["model"] == model) & (final["target_config"] == configuration)
    ]
    final = final[final["row"].isin(_ROWS.values() if rounds else [EN_FT])]
    last = 5_000 if dataset == "tydiqa" else 10_000
    budgets = [0 if row == EN_FT else last for row in final["row"]]
    means.append(pd.DataFrame({"strategy": final["row"], "budget": budgets, "published": final["score"]}))
    return pd.concat(means).drop_duplicates(KEYS)


def _short(model: str) -> str:
    """The name of a model without its owner on the hub."""
    return model.rpartition("/")[2]
