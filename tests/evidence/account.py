"""Print the tables of ``data/results/fine-tuned.md`` from the results in that folder.

    python -m tests.evidence.account

The first table has the mean difference of every strategy from RANDOM over all targets. The next tables have,
for each budget, the scores of EN-FT and RANDOM and the differences of the other strategies from RANDOM. Bold
differences are significant by the rule of the pages (``analysis.intervals``, ``analysis.bootstrap``).
"""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.curves import deltas
from demux_core.analysis.intervals import is_significant, widen_by_test_rows
from demux_core.analysis.summary import summarize
from demux_core.base.languages import language_name
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import load_results
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, strategy_title
from tests.evidence.markdown import interval, markdown, signed
from tests.evidence.plans import PLANS, RECIPES, RESULTS

GOLD, GOLD_BUDGET = "gold", 250
_TITLES = {
    "topic": "topics",
    "pos": "parts of speech",
    "ner": "named entities",
    "nli": "inference",
    "qa": "questions",
}
LARGEST = "pos-ur"  # its large differences dominate the mean, which is therefore also given without it


def tables() -> list[str]:
    """Return the Markdown tables in the order of the page."""
    names = [name for name in PLANS if (RESULTS / f"{name}.jsonl").exists()]
    by_name = {name: read_records(RESULTS / f"{name}.csv") for name in names}
    single_round = {name: records for name, records in by_name.items() if PLANS[name].options.get("like")}
    rounds = {name: records for name, records in by_name.items() if "rounds" in PLANS[name].options}
    cells = [record.cell for records in single_round.values() for record in records]
    budgets = sorted({cell.budget for cell in cells if cell.strategy == "random"})
    return [
        _data(single_round),
        _over_all(budgets, single_round),
        *(_at(budget, single_round) for budget in budgets),
        _wins(single_round),
        _labelled(single_round),
        _rounds(rounds),
        _premise(single_round),
        _two_processors("pos-ur", 10),
        _recipes({name: records for name, records in by_name.items() if name.startswith("recipe")}),
    ]


def _data(names: Iterable[str]) -> str:
    roles = {"train": "English", "source": "pool", "target": "target sample", "test": "test", "gold": "GOLD"}
    lines = {}
    for name in names:
        inputs = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["inputs"]
        lines[_title(name)] = [f"{inputs[role]['rows']:,}" for role in roles]
    return markdown(["target (score)", *(f"{title} rows" for title in roles.values())], lines)


def _over_all(budgets: list[int], by_name: dict[str, list[CellRecord]]) -> str:
    """Means over the targets, with and without the target with the largest differences."""
    without = {name: records for name, records in by_name.items() if name != LARGEST}
    parts = {"": by_name, " without POS, Urdu": without}
    names = [name for name in in_order({r.cell.strategy for r in by_name[LARGEST]}) if name != "random"]
    names.remove(EN_FT)
    lines = {}
    for title, part in parts.items():
        from_en_ft, from_random = _pooled(part, EN_FT), _pooled(part, "random")
        for budget in budgets:
            gain, difference = (table.xs(budget, level="budget") for table in (from_en_ft, from_random))
            targets = gain.loc["random", "targets"]
            complete = difference[difference["targets"] == targets]  # fewer targets would not be comparable
            lines[budget, title] = [
                f"{targets}",
                _signed(gain, "random", with_interval=True),
                *(_signed(complete, name, with_interval=True) for name in names),
            ]
    ordered = {f"{budget} texts{title}": lines[budget, title] for budget in budgets for title in parts}
    return markdown(
        ["over all targets", "targets", "RANDOM from EN-FT", *map(strategy_title, names)], ordered
    )


def _at(budget: int, by_name: dict[str, list[CellRecord]]) -> str:
    here = {name: [r for r in records if r.cell.budget == budget] for name, records in by_name.items()}
    here = {
        name: records for name, records in here.items() if any(r.cell.strategy == "random" for r in records)
    }
    names = [
        name
        for name in in_order({r.cell.strategy for part in here.values() for r in part})
        if name != "random"
    ]
    lines = {}
    for target, records in here.items():
        row = _differences(target, records, budget)
        levels = [_level(by_name[target], EN_FT, 0), _level(records, "random", budget)]
        lines[_title(target)] = [*levels, *(_signed(row, name) for name in names)]
    return markdown([f"{budget} texts", "EN-FT", "RANDOM", *map(strategy_title, names)], lines)


def _pooled(by_name: dict[str, list[CellRecord]], baseline: str) -> pd.DataFrame:
    """Mean differences from a baseline over all targets, by strategy and budget, and how many targets."""
    differences = paired_differences(by_name, baseline)
    cell, of_all = ["strategy", "budget"], differences["experiment"] == "all"
    counts = differences[~of_all].groupby(cell).size()
    return differences[of_all].set_index(cell).assign(targets=counts)


def _differences(name: str, records: list[CellRecord], budget: int) -> pd.DataFrame:
    """Differences from RANDOM at a budget, by strategy, with the intervals of the Curves page."""
    table = load_results(RESULTS / f"{name}.csv")
    table = table[table["metric"] == records[0].metric]
    wide = widen_by_test_rows(
        deltas(table, ["random"]), {"random": paired_differences({name: records}, "random")}
    )
    return wide[wide["budget"] == budget].rename(columns={"delta": "difference"}).set_index("strategy")


def _wins(names: Iterable[str]) -> str:
    """Shares of comparisons won; one is a target language at a budget for which all strategies were run."""
    won = summarize([RESULTS / f"{name}.csv" for name in names])["wins"]
    lines = {
        strategy_title(strategy): [
            _share(pair)
            for baseline in won["baselines"]
            for pair in won["pairs"]
            if (pair["strategy"], pair["baseline"]) == (strategy, baseline)
        ]
        for strategy in won["strategies"]
    }
    baselines = [f"over {strategy_title(name)}" for name in won["baselines"]]
    return markdown([f"wins in {won['cells']} comparisons", *baselines], lines)


def _share(wins: dict[str, Any]) -> str:
    return f"{wins['share']:.0%} ({wins['low']:.0%} to {wins['high']:.0%})"


def _labelled(by_name: dict[str, list[CellRecord]]) -> str:
    """The score before any label, and with many labels in the target language."""
    here = {
        name: [r for r in records if (r.cell.strategy, r.cell.budget) in ((EN_FT, 0), (GOLD, GOLD_BUDGET))]
        for name, records in by_name.items()
    }
    differences = paired_differences(here, EN_FT).set_index("experiment")
    lines = {}
    for name, records in here.items():
        if name in differences.index:
            gain = _signed(differences.loc[[name]].set_index("strategy"), GOLD, with_interval=True)
            lines[_title(name)] = [_level(records, EN_FT, 0), _level(records, GOLD, GOLD_BUDGET), gain]
    return markdown(["target", "EN-FT", f"GOLD, {GOLD_BUDGET} texts", "difference"], lines)


def _rounds(by_name: dict[str, list[CellRecord]]) -> str:
    budgets = sorted({r.cell.budget for records in by_name.values() for r in records} - {0})
    lines = {}
    for name, records in by_name.items():
        random = [_level(records, "random", budget) for budget in budgets]
        lines[f"{_title(name)}: RANDOM"] = [_level(records, EN_FT, 0), *random]
        by_budget = [_differences(name, records, budget) for budget in budgets]
        for strategy in sorted({strategy for rows in by_budget for strategy in rows.index}):
            differences = [_signed(rows, strategy) for rows in by_budget]
            lines[f"{_title(name)}: {strategy_title(strategy)}"] = ["", *differences]
    return markdown(["five rounds", "EN-FT", *(f"{budget} texts" for budget in budgets)], lines)


def _premise(names: Iterable[str]) -> str:
    """Correlation of the uncertainty of target texts with that of their k nearest pool texts."""
    tables = {name: pd.read_csv(RESULTS / "correlation" / f"{name}.csv") for name in names}
    ks = sorted({k for table in tables.values() for k in table["k"]})
    lines = {
        _title(name): [
            f"{r:.2f}" + (f" (p {p:.2g})" if p >= 0.001 else "")
            for r, p in table.set_index("k").reindex(ks)[["r", "p"]].itertuples(index=False)
        ]
        for name, table in tables.items()
    }
    return markdown(["nearest pool texts", *map(str, ks)], lines)


def _two_processors(name: str, budget: int) -> str:
    """One experiment on two processors, which differ in the last digits of EN-FT."""
    runs = [read_records(folder / f"{name}.csv") for folder in (RESULTS / "again", RESULTS)]
    processors = [records[0].environment.machine["instructions"] for records in runs]
    names = in_order({r.cell.strategy for r in runs[0] if r.cell.budget == budget})
    lines = {
        strategy_title(strategy): [
            *(_level(records, strategy, budget) for records in runs),
            f"{_alike(runs, strategy, budget):.0%}",
        ]
        for strategy in names
    }
    return markdown([_title(name), *processors, "same texts"], lines)


def _alike(runs: list[list[CellRecord]], strategy: str, budget: int) -> float:
    """Mean share of texts that both runs chose, over the seeds."""
    ids = [{r.cell.seed: set(r.ids) for r in records if _is_of(r.cell, strategy, budget)} for records in runs]
    return float(np.mean([len(ids[0][seed] & ids[1][seed]) / budget for seed in ids[0] if seed in ids[1]]))


def _recipes(by_name: dict[str, list[CellRecord]]) -> str:
    """The scores of RANDOM with selected texts alone or with replay, one per seed."""
    cells = [(budget, recipe) for budget in (10, 50) for recipe in RECIPES]
    lines = {}
    for study in dict.fromkeys(name.rpartition("-")[0] for name in by_name):
        by_recipe = {recipe: by_name[f"{study}-{recipe}"] for recipe in RECIPES}
        scores = [" / ".join(_scores(by_recipe[recipe], "random", budget)) for budget, recipe in cells]
        lines[_title(f"{study}-alone")] = [*_scores(by_recipe["alone"], EN_FT, 0), *scores]
    return markdown(["RANDOM", "EN-FT", *(f"{budget} texts, {recipe}" for budget, recipe in cells)], lines)


def _scores(records: list[CellRecord], strategy: str, budget: int) -> list[str]:
    return [f"{r.main_score:.1f}" for r in records if _is_of(r.cell, strategy, budget)]


def _level(records: list[CellRecord], strategy: str, budget: int) -> str:
    scores = [r.main_score for r in records if _is_of(r.cell, strategy, budget)]
    return f"{np.mean(scores):.1f}"


def _is_of(cell: Cell, strategy: str, budget: int) -> bool:
    return (cell.strategy, cell.budget) == (strategy, budget)


def _signed(rows: pd.DataFrame, strategy: str, with_interval: bool = False) -> str:
    if strategy not in rows.index:
        return ""
    row = rows.loc[strategy]
    if with_interval:
        return interval(row["difference"], row["low"], row["high"])
    text = signed(row["difference"])
    return f"**{text}**" if is_significant(row["low"], row["high"]) else text


def _title(name: str) -> str:
    plan = PLANS[name]
    metric = str(read_records(RESULTS / f"{name}.csv")[0].metric)
    targets = " + ".join(map(language_name, plan.targets))
    return f"{_TITLES[plan.file]}, {targets} ({metric.replace('f1', 'F1')})"


if __name__ == "__main__":
    print("\n\n".join(tables()))
