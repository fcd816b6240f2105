"""The tables on linear probes in ``data/results``: those of the page, and of its appendix."""

from collections.abc import Iterable, Sequence

import pandas as pd

from demux_core.analysis.intervals import half_width
from demux_core.analysis.measured_targets import FINE_TUNED, PRETRAINED, measured_targets
from demux_core.strategies import RANDOM
from demux_core.strategies.display import in_order, strategy_title
from tests.evidence.markdown import interval, markdown, over_targets, signed
from tests.evidence.probe import automatic, halves
from tests.evidence.probe.agreement import agreement, pairs
from tests.evidence.probe.cells import CANDIDATES
from tests.evidence.probe.corpora import CORPORA
from tests.evidence.probe.tables import TABLES, scores

BUDGETS = (10, 50, 250, 1_000)
TOKEN, SEQUENCE = ("pos", "ner"), ("topic", "sentiment", "nli")
# The strategy of each kind of task that the account looks at closely.
OF_TOKENS, OF_TEXTS = "token_uncertainty", "cover"
OTHERS = ("knn_uncertainty", "uncertainty", "uncertainty_knn", "cover", "token_nn", "nn_lang")
WHERE = {
    "en_ft": "score of EN-FT",
    "nearness": "nearness to the pool",
    "likeness": "share of the pool like the target",
    "concentration": "share of three languages",
    "relative_uncertainty": "relative uncertainty",
}
_TITLES = {
    "pos": "parts of speech",
    "ner": "named entities",
    "topic": "topics",
    "sentiment": "sentiment",
    "nli": "inference",
}
_EN_FT = "en_ft"


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


def gain_table(names: Sequence[str], against: str = RANDOM, candidates: bool = False) -> str:
    """Return the gains of the product's strategies, or of candidates, as Markdown.

    Bold where the interval over targets excludes 0.
    """
    table = pooled(names, against)
    listed = [name for name in table.index.levels[0] if (name in CANDIDATES) == candidates]
    table = table.loc[listed].reset_index().set_index(["strategy", "budget"])
    strategies = in_order(name for name in listed if name != RANDOM)
    head = ["above RANDOM" if against == RANDOM else "above as many random words"]
    lines = {strategy_title(name): [_gain(table, name, budget) for budget in BUDGETS] for name in strategies}
    return markdown([*head, *(f"{budget:,} texts" for budget in BUDGETS)], lines)


def _gain(table: pd.DataFrame, name: str, budget: int) -> str:
    if (name, budget) not in table.index:
        return ""
    row = table.loc[(name, budget)]
    gain = interval(row["mean"], row["mean"] - row["half"], row["mean"] + row["half"])
    return f"{gain}, {row['won']:.0%}"


def levels_table(names: Sequence[str]) -> str:
    """Return targets, and the mean scores of EN-FT, RANDOM and GOLD over them, as Markdown."""
    lines = {}
    for name in names:
        table = scores(name)
        means = table.groupby(["strategy", "budget"])["score"].mean()
        cells = [(RANDOM, budget) for budget in BUDGETS] + [("gold", budget) for budget in (10, 50)]
        shown = [f"{means[cell]:.1f}" if cell in means.index else "" for cell in cells]
        lines[_TITLES[name]] = [f"{table['target'].nunique()}", f"{means[_EN_FT, 0]:.1f}", *shown]
    head = ["mean score", "targets", "EN-FT", *(f"RANDOM, {b:,}" for b in BUDGETS), "GOLD, 10", "GOLD, 50"]
    return markdown(head, lines)


def paired_table(names: Sequence[str], strategy: str, others: Sequence[str]) -> str:
    """Return how far a strategy is above others on the same targets, as Markdown."""
    table = gains(names).set_index(["corpus", "target", "budget", "strategy"])["gain"].unstack("strategy")
    lines = {}
    for other in others:
        differences = (table[strategy] - table[other]).unstack("budget")
        parts = [differences[budget].dropna() for budget in BUDGETS]
        lines[strategy_title(other)] = [over_targets(part) for part in parts]
    head = [f"{strategy_title(strategy)} above", *(f"{budget:,} texts" for budget in BUDGETS)]
    return markdown(head, lines)


def pooled_table(names: Sequence[str]) -> str:
    """Return the gains of a few strategies over all targets of several corpora, as Markdown."""
    table = pooled(names)
    lines = {
        strategy_title(name): [_gain(table, name, budget) for budget in BUDGETS]
        for name in ("knn_uncertainty", "cover", "token_nn", OF_TOKENS)
    }
    head = f"above RANDOM, {_listed(names)}"
    return markdown([head, *(f"{budget:,} texts" for budget in BUDGETS)], lines)


def where_table() -> str:
    """Return Spearman's correlation of the gain at fifty texts with measures of a target, as Markdown."""
    lines = {}
    for task, names, strategy in (("token", TOKEN, OF_TOKENS), ("sequence", SEQUENCE, OF_TEXTS)):
        table, measures = gains(names), measured_targets(task, PRETRAINED)
        table = table[(table["strategy"] == strategy) & (table["budget"] == 50)]
        table = table.set_index(["corpus", "target"])["gain"].to_frame().join(_start(names)).join(measures)
        lines[f"{strategy_title(strategy)}, {_listed(names)}"] = [
            signed(table["gain"].corr(table[name], method="spearman"), 2) for name in WHERE
        ]
    return markdown(["gain at 50 texts", *WHERE.values()], lines)


def thirds_table() -> str:
    """Return the gain at fifty texts in three parts of the targets, by the score of EN-FT, as Markdown."""
    lines = {}
    for names, strategy in ((TOKEN, OF_TOKENS), (SEQUENCE, OF_TEXTS)):
        table = gains(names)
        table = table[(table["strategy"] == strategy) & (table["budget"] == 50)]
        table = table.set_index(["corpus", "target"])["gain"].to_frame().join(_start(names))
        thirds = pd.qcut(table["en_ft"], 3, labels=["lowest", "middle", "highest"])
        groups = table.groupby(thirds, observed=True)
        lines[f"{strategy_title(strategy)}, {_listed(names)}"] = [
            f"{signed(part['gain'].mean())} (EN-FT {part['en_ft'].min():.0f} to {part['en_ft'].max():.0f})"
            for _, part in groups
        ]
    return markdown(["third of the targets by EN-FT", "lowest", "middle", "highest"], lines)


def automatic_table() -> str:
    """Return AUTO's figures on left-out targets as Markdown."""
    lines = {}
    for task, names in (("token", TOKEN), ("sequence", SEQUENCE)):
        table, tuned = automatic.cells(task), automatic.cells(task, model=FINE_TUNED)
        budgets = [(f"{budget} texts", part) for budget, part in table.groupby("budget")]
        for title, part in [("all", table), *budgets, ("all, measured by EN-FT", tuned)]:
            values = automatic.figures(part)
            chosen = part["strategy"].value_counts().index[0]
            lines[f"{_listed(names)}, {title}"] = [
                strategy_title(chosen),
                signed(values["above RANDOM"]),
                signed(values["expected"]),
                signed(values["above KNN-UNCERTAINTY"]),
                f"{values['near the best']:.0%}",
                f"{values['in the interval']:.0%}",
            ]
    head = ["AUTO on left-out targets", "takes mostly", "above RANDOM", "expected", "above KNN-UNCERTAINTY"]
    return markdown([*head, "within 1 point of the best", "gain in the 95% interval"], lines)


def everything_table() -> str:
    """Return the gains over all targets of all tasks, AUTO's on left-out ones, as Markdown."""
    every = gains([*TOKEN, *SEQUENCE])
    lines = {
        strategy_title(name): [
            _over(every[every["strategy"] == name], budget) for budget in automatic.BUDGETS
        ]
        for name in ("knn_uncertainty", "average_dist", OF_TEXTS)
    }
    both = every[every["strategy"].isin([OF_TOKENS, OF_TEXTS])]
    both = both[(both["strategy"] == OF_TOKENS) == both["corpus"].isin(TOKEN)]
    title = f"{strategy_title(OF_TOKENS)} on tagging, {strategy_title(OF_TEXTS)} elsewhere"
    lines[title] = [_over(both, budget) for budget in automatic.BUDGETS]
    chosen = pd.concat([automatic.cells(task) for task in ("token", "sequence")])
    lines["AUTO on left-out targets"] = [_over(chosen, budget) for budget in automatic.BUDGETS]
    head = [f"above RANDOM, {len(every[['corpus', 'target']].drop_duplicates())} targets of five tasks"]
    return markdown([*head, *(f"{budget:,} texts" for budget in automatic.BUDGETS)], lines)


def _over(table: pd.DataFrame, budget: int) -> str:
    return over_targets(table.loc[table["budget"] == budget, "gain"])


def halves_table() -> str:
    """Return how AUTO compares with knowing the scores on the other half of the test, as Markdown."""
    lines = {}
    for task, names in (("token", TOKEN), ("sequence", SEQUENCE)):
        table = halves.judged(task, names)
        for name in names:
            part = table[table["corpus"] == name]
            near = [f"{halves.near_best(part, column):.0%}" for column in ("auto", "informed")]
            lead = halves.lead(part)
            half = float(half_width(lead.std(), len(lead)))
            lines[_TITLES[name]] = [*near, interval(lead.mean(), lead.mean() - half, lead.mean() + half)]
    head = [
        "within 1 point of the best on half of the test",
        "AUTO",
        "best on the other half",
        "lead over AUTO",
    ]
    return markdown(head, lines)


def agreement_table() -> str:
    """Return how well probes predict fine-tuning as Markdown."""
    every = pairs()
    parts = [("all", every), *every.groupby("corpus")]
    lines = {}
    for name, part in parts:
        found = agreement(part)
        within = f"{found.r:.2f} ({found.low:.2f} to {found.high:.2f})".replace("-", "−")
        lines[_TITLES.get(str(name), str(name))] = [
            within,
            f"{found.slope:.1f}",
            f"{found.pairs}",
            f"{found.targets}",
        ]
    return markdown(
        ["gains of probes and of fine-tuned models", "correlation", "slope", "pairs", "targets"], lines
    )


def tables() -> list[str]:
    """Return the tables of the page in its order."""
    present = [name for name in CORPORA if (TABLES / f"{name}.csv").exists()]
    words = [name for name in TOKEN if name in present]
    return [
        levels_table(present),
        *(gain_table([name]) for name in words),
        pooled_table(words),
        paired_table(words, OF_TOKENS, OTHERS),
        gain_table(words, "matched"),
        *(gain_table([name]) for name in SEQUENCE if name in present),
        thirds_table(),
        where_table(),
        automatic_table(),
        halves_table(),
        everything_table(),
    ]


def appendix_tables() -> list[str]:
    """Return the tables of the appendix in its order."""
    return [
        *(paired_table([name], OF_TOKENS, OTHERS) for name in TOKEN),
        agreement_table(),
        gain_table(TOKEN, candidates=True),
        gain_table(SEQUENCE, candidates=True),
    ]


def _start(names: Iterable[str]) -> pd.DataFrame:
    table = pd.concat([scores(name) for name in names if (TABLES / f"{name}.csv").exists()])
    table = table[table["strategy"] == _EN_FT].set_index(["corpus", "target"])
    return table[["score"]].rename(columns={"score": "en_ft"})


def _listed(names: Iterable[str]) -> str:
    present = [_TITLES[name] for name in names if (TABLES / f"{name}.csv").exists()]
    return ", ".join(present)


if __name__ == "__main__":
    print("\n\n".join([*tables(), "# Appendix", *appendix_tables()]))
