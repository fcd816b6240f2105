"""The tables of ``data/results/README.md``, from the results beside it.

    python -m tests.evidence.account

The mean difference of every strategy to RANDOM over all targets, then one table a budget: the score of EN-FT
and RANDOM, the difference of every other strategy to RANDOM. Bold is clear, by the rule of the pages
(``results.intervals``, ``results.bootstrap``).
"""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from demux_core.analysis.bootstrap import paired_differences
from demux_core.analysis.curves import deltas
from demux_core.analysis.intervals import widen_by_test_rows
from demux_core.analysis.summary import summarize
from demux_core.base.languages import language_name
from demux_core.experiments.cells import Record
from demux_core.experiments.results_files import read_records
from demux_core.experiments.results_table import load_results
from demux_core.strategies import EN_FT
from demux_core.strategies.display import in_order, strategy_title
from tests.evidence.plans import PLANS, RECIPES, RESULTS

GOLD, AT = "gold", 250
_TITLES = {
    "topic": "topics",
    "pos": "parts of speech",
    "ner": "named entities",
    "nli": "inference",
    "qa": "questions",
}
LARGEST = "pos-ur"  # one target with large differences must not speak for all


def tables() -> list[str]:
    """Markdown tables, in the order of the account."""
    there = [name for name in PLANS if (RESULTS / f"{name}.jsonl").exists()]
    found = {name: read_records(RESULTS / f"{name}.csv") for name in there}
    once = {name: part for name, part in found.items() if PLANS[name].options.get("like")}
    rounds = {name: part for name, part in found.items() if "rounds" in PLANS[name].options}
    drawn = {r["budget"] for records in once.values() for r in records if r["strategy"] == "random"}
    return [
        _data(once),
        _over_all(sorted(drawn), once),
        *(_at(budget, once) for budget in sorted(drawn)),
        _wins(once),
        *_languages({name: part for name, part in found.items() if name.startswith("languages/")}),
        _labelled(once),
        _rounds(rounds),
        _premise(once),
        _again("pos-ur", 10),
        _recipes({name: part for name, part in found.items() if name.startswith("recipe")}),
    ]


def _data(found: Iterable[str]) -> str:
    roles = {"train": "English", "source": "pool", "target": "target sample", "test": "test", "gold": "GOLD"}
    lines = {}
    for name in found:
        inputs = json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))["inputs"]
        lines[_title(name)] = [f"{inputs[role]['rows']:,}" for role in roles]
    return _markdown(["target (score)", *(f"{title} rows" for title in roles.values())], lines)


def _over_all(budgets: list[int], found: dict[str, list[Record]]) -> str:
    """Means over the targets, with and without the one that has the largest differences."""
    without = {name: records for name, records in found.items() if name != LARGEST}
    parts = {"": found, " without POS, Urdu": without}
    names = [name for name in in_order({r["strategy"] for r in found[LARGEST]}) if name != "random"]
    names.remove(EN_FT)
    lines = {}
    for title, part in parts.items():
        start, apart = _pooled(part, EN_FT), _pooled(part, "random")
        for budget in budgets:
            first, here = (table.xs(budget, level="budget") for table in (start, apart))
            targets = first.loc["random", "targets"]
            whole = here[here["targets"] == targets]  # fewer would be other targets
            lines[budget, title] = [
                f"{targets}",
                _signed(first, "random", interval=True),
                *(_signed(whole, name, interval=True) for name in names),
            ]
    ordered = {f"{budget} points{title}": lines[budget, title] for budget in budgets for title in parts}
    return _markdown(
        ["over all targets", "targets", "RANDOM from EN-FT", *map(strategy_title, names)], ordered
    )


def _at(budget: int, found: dict[str, list[Record]]) -> str:
    here = {name: [r for r in records if r["budget"] == budget] for name, records in found.items()}
    here = {
        name: records for name, records in here.items() if any(r["strategy"] == "random" for r in records)
    }
    names = [
        name for name in in_order({r["strategy"] for part in here.values() for r in part}) if name != "random"
    ]
    lines = {}
    for target, records in here.items():
        row = _apart(target, records, budget)
        levels = [_level(found[target], EN_FT, 0), _level(records, "random", budget)]
        lines[_title(target)] = [*levels, *(_signed(row, name) for name in names)]
    return _markdown([f"{budget} points", "EN-FT", "RANDOM", *map(strategy_title, names)], lines)


def _pooled(found: dict[str, list[Record]], baseline: str) -> pd.DataFrame:
    """Differences from a baseline over all targets together, by strategy and budget; of how many targets."""
    differences = paired_differences(found, baseline)
    cell, of_all = ["strategy", "budget"], differences["experiment"] == "all"
    counts = differences[~of_all].groupby(cell).size()
    return differences[of_all].set_index(cell).assign(targets=counts)


def _apart(name: str, records: list[Record], budget: int) -> pd.DataFrame:
    """Differences from RANDOM at a budget, by strategy, as the Curves page judges them."""
    table = load_results(RESULTS / f"{name}.csv")
    table = table[table["metric"] == records[0]["main"]]
    wide = widen_by_test_rows(
        deltas(table, ["random"]), {"random": paired_differences({name: records}, "random")}
    )
    return wide[wide["budget"] == budget].rename(columns={"delta": "difference"}).set_index("strategy")


def _wins(found: Iterable[str]) -> str:
    """Shares of comparisons (a target language at a budget, all strategies and seeds there) that are won."""
    won = summarize([RESULTS / f"{name}.csv" for name in found])["wins"]
    lines = {
        strategy_title(strategy): [
            _share(pair)
            for baseline in won["baselines"]
            for pair in won["pairs"]
            if (pair["strategy"], pair["baseline"]) == (strategy, baseline)
        ]
        for strategy in won["strategies"]
    }
    chance = f"by chance {won['chance']:.0%}"
    lines["best of best baseline, picked afterwards"] = [_share(won), chance]
    baselines = [f"of {strategy_title(name)}" for name in won["baselines"]]
    return _markdown([f"wins in {won['cells']} comparisons", *baselines], lines)


def _share(won: dict[str, Any]) -> str:
    return f"{won['share']:.0%} ({won['low']:.0%} to {won['high']:.0%})"


def _languages(found: dict[str, list[Record]]) -> list[str]:
    """Every language as a target, what the model knows least first; one seed, so only the mean has bounds."""
    if not found:
        return []
    apart = paired_differences(found, "random").set_index(["experiment", "strategy"])
    names = [name for name in in_order(set(apart.index.get_level_values("strategy"))) if name != "random"]
    lines = {}
    for name in sorted(found, key=lambda name: float(_level(found[name], EN_FT, 0))):
        levels = [_level(found[name], EN_FT, 0), _level(found[name], "random", 10)]
        cells = {record["strategy"]: record for record in found[name]}
        lines[language_name(PLANS[name].targets[0])] = [
            *levels,
            *(f"{apart.loc[(name, strategy), 'difference']:+.1f}".replace("-", "−") for strategy in names),
            ", ".join(f"{language_name(code)} {count}" for code, count in _most(cells["knn_uncertainty"])),
        ]
    mean = apart.loc["all"]
    lines[f"**mean of {len(found)}**"] = ["", "", *(_signed(mean, name, interval=True) for name in names), ""]
    heads = [*map(strategy_title, names), "KNN-UNCERTAINTY's languages"]
    return [_markdown(["10 points, POS", "EN-FT", "RANDOM", *heads], lines)]


def _most(record: Record) -> list[tuple[str, int]]:
    """The two languages that were chosen most."""
    return sorted(record["languages"].items(), key=lambda pair: (-pair[1], pair[0]))[:2]


def _labelled(found: dict[str, list[Record]]) -> str:
    """What the model knows before any point, and with many of the target itself."""
    here = {
        name: [r for r in records if (r["strategy"], r["budget"]) in ((EN_FT, 0), (GOLD, AT))]
        for name, records in found.items()
    }
    differences = paired_differences(here, EN_FT).set_index("experiment")
    lines = {}
    for name, records in here.items():
        if name in differences.index:
            gain = _signed(differences.loc[[name]].set_index("strategy"), GOLD, interval=True)
            lines[_title(name)] = [_level(records, EN_FT, 0), _level(records, GOLD, AT), gain]
    return _markdown(["target", "EN-FT", f"GOLD, {AT} points", "difference"], lines)


def _rounds(found: dict[str, list[Record]]) -> str:
    budgets = sorted({r["budget"] for records in found.values() for r in records} - {0})
    lines = {}
    for name, records in found.items():
        random = [_level(records, "random", budget) for budget in budgets]
        lines[f"{_title(name)}: RANDOM"] = [_level(records, EN_FT, 0), *random]
        apart = [_apart(name, records, budget) for budget in budgets]
        for strategy in sorted({strategy for rows in apart for strategy in rows.index}):
            own = [_signed(rows, strategy) for rows in apart]
            lines[f"{_title(name)}: {strategy_title(strategy)}"] = ["", *own]
    return _markdown(["five rounds", "EN-FT", *(f"{budget} points" for budget in budgets)], lines)


def _premise(found: Iterable[str]) -> str:
    """Correlation of the target's uncertainty with that of its k nearest pool points (``correlate``)."""
    tables = {name: pd.read_csv(RESULTS / "correlation" / f"{name}.csv") for name in found}
    ks = sorted({k for table in tables.values() for k in table["k"]})
    lines = {
        _title(name): [
            f"{r:.2f}" + (f" (p {p:.2g})" if p >= 0.001 else "")
            for r, p in table.set_index("k").reindex(ks)[["r", "p"]].itertuples(index=False)
        ]
        for name, table in tables.items()
    }
    return _markdown(["nearest pool points", *map(str, ks)], lines)


def _again(name: str, budget: int) -> str:
    """One experiment as two processors computed it: what differs is the last digits of EN-FT."""
    found = [read_records(folder / f"{name}.csv") for folder in (RESULTS / "again", RESULTS)]
    processors = [records[0]["machine"]["instructions"] for records in found]
    names = in_order({r["strategy"] for r in found[0] if r["budget"] == budget})
    lines = {
        strategy_title(strategy): [
            *(_level(records, strategy, budget) for records in found),
            f"{_alike(found, strategy, budget):.0%}",
        ]
        for strategy in names
    }
    return _markdown([_title(name), *processors, "same points"], lines)


def _alike(found: list[list[Record]], strategy: str, budget: int) -> float:
    """Share of points that both chose, over the seeds."""
    ids = [
        {r["seed"]: set(r["ids"]) for r in records if (r["strategy"], r["budget"]) == (strategy, budget)}
        for records in found
    ]
    return float(np.mean([len(ids[0][seed] & ids[1][seed]) / budget for seed in ids[0] if seed in ids[1]]))


def _recipes(found: dict[str, list[Record]]) -> str:
    """Selected points alone or with replay: the scores of RANDOM, a seed each."""
    cells = [(budget, recipe) for budget in (10, 50) for recipe in RECIPES]
    lines = {}
    for study in dict.fromkeys(name.rpartition("-")[0] for name in found):
        of = {recipe: found[f"{study}-{recipe}"] for recipe in RECIPES}
        scores = [" / ".join(_scores(of[recipe], "random", budget)) for budget, recipe in cells]
        lines[_title(f"{study}-alone")] = [*_scores(of["alone"], EN_FT, 0), *scores]
    return _markdown(["RANDOM", "EN-FT", *(f"{budget} points, {recipe}" for budget, recipe in cells)], lines)


def _scores(records: list[Record], strategy: str, budget: int) -> list[str]:
    here = [r for r in records if (r["strategy"], r["budget"]) == (strategy, budget)]
    return [f"{r['scores']['all'][r['main']]:.1f}" for r in here]


def _level(records: list[Record], strategy: str, budget: int) -> str:
    scores = [
        r["scores"]["all"][r["main"]] for r in records if (r["strategy"], r["budget"]) == (strategy, budget)
    ]
    return f"{np.mean(scores):.1f}"


def _signed(rows: pd.DataFrame, strategy: str, interval: bool = False) -> str:
    if strategy not in rows.index:
        return ""
    row = rows.loc[strategy]
    text = f"{row['difference']:+.1f}"
    if interval:
        text += f" ({row['low']:+.1f} to {row['high']:+.1f})"
    text = text.replace("-", "−")
    return f"**{text}**" if row["low"] > 0 or row["high"] < 0 else text


def _title(name: str) -> str:
    plan = PLANS[name]
    metric = str(read_records(RESULTS / f"{name}.csv")[0]["main"])
    targets = " + ".join(map(language_name, plan.targets))
    return f"{_TITLES[plan.file]}, {targets} ({metric.replace('f1', 'F1')})"


def _markdown(head: list[str], lines: dict[str, list[str]]) -> str:
    rows = [head, ["---"] * len(head), *([title, *cells] for title, cells in lines.items())]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


if __name__ == "__main__":
    print("\n\n".join(tables()))
