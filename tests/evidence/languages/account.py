"""The tables of single target languages, fine-tuned: `python -m tests.evidence.languages.account`."""

from collections.abc import Iterator, Sequence

import pandas as pd

from demux_core.base.languages import language_name
from demux_core.strategies import EN_FT, RANDOM
from demux_core.strategies.display import in_order, strategy_title
from tests.evidence.languages.__main__ import TABLE
from tests.evidence.markdown import markdown, over_targets, signed

TITLES = {"pos": "parts of speech", "ner": "named entities", "topic": "topics"}
BUDGETS = (10, 50)
_CELL = ["corpus", "target", "budget", "strategy"]


def scores() -> pd.DataFrame:
    """Return the mean score over seeds: one row for corpus, target and budget, one column for a strategy."""
    table = pd.read_csv(TABLE)
    start = table[table["strategy"] == EN_FT].set_index(["corpus", "target"])["score"]
    wide = table[table["budget"] > 0].groupby(_CELL)["score"].mean().unstack("strategy")
    return wide.join(start.rename(EN_FT))


def gains(corpora: Sequence[str] = tuple(TITLES)) -> pd.DataFrame:
    """Return gains over RANDOM in the shape of ``scores``; that of RANDOM is over EN-FT."""
    table = scores()
    table = table[table.index.get_level_values("corpus").isin(corpora)]
    wide = table.drop(columns=[RANDOM, EN_FT]).sub(table[RANDOM], axis=0)
    return wide.assign(random=table[RANDOM] - table[EN_FT])


def gain_table(corpora: Sequence[str]) -> str:
    """Return mean gains over the targets of some corpora."""
    table = gains(corpora)
    names = [name for name in in_order(table.columns) if table[name].notna().any()]
    lines = {
        "RANDOM above EN-FT" if name == RANDOM else strategy_title(name): list(_over_targets(table[name]))
        for name in names
    }
    head = f"above RANDOM, {', '.join(TITLES[corpus] for corpus in corpora)}"
    return markdown([head, *(f"{budget} texts" for budget in BUDGETS)], lines)


def target_table(budget: int) -> str:
    """Return every target: the score of EN-FT, and gains with a budget."""
    table = gains().xs(budget, level="budget")
    start = scores().xs(budget, level="budget")[EN_FT]
    names = in_order(name for name in table.columns if name != RANDOM)
    lines = {}
    for corpus, target in table.index:
        row = table.loc[(corpus, target)]
        cells = [signed(row[name]) if pd.notna(row[name]) else "" for name in (RANDOM, *names)]
        lines[f"{TITLES[corpus]}, {language_name(target)}"] = [f"{start[corpus, target]:.1f}", *cells]
    heads = ["EN-FT", "RANDOM above EN-FT", *(f"{strategy_title(name)} above RANDOM" for name in names)]
    return markdown([f"{budget} texts", *heads], lines)


def tables() -> list[str]:
    """Return the tables: means over targets, then every target."""
    return [*(gain_table([corpus]) for corpus in TITLES), *(target_table(budget) for budget in BUDGETS)]


def _over_targets(gain: "pd.Series[float]") -> Iterator[str]:
    for budget in BUDGETS:
        known = gain.xs(budget, level="budget").dropna()
        yield over_targets(known) if len(known) else ""


if __name__ == "__main__":
    print("\n\n".join(tables()))
