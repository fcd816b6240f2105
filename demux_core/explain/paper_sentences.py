"""What the paper's tables show, computed from them; and their columns for people."""

import pandas as pd

from demux_core.experiments.paper_setup import PAPER_TASKS, paper_experiment
from demux_core.experiments.paper_work import GPU_RATE, work_of
from demux_core.strategies import STRATEGIES
from demux_core.strategies.display import strategy_title

_MODEL = "xlm-roberta-large"
_COLUMNS = {
    "dataset": "Data",
    "model": "Model",
    "target_config": "Target",
    "en_ft": "EN-FT",
    "demux": "DeMuX",
    "delta": "Difference",
    "printed": "In the table",
    "runs": "Mean of the runs",
    "budget": "Budget",
    "strategy": "Strategy",
    "round": "Round",
}


def column_title(column: str) -> str:
    """The title of a column of ``paper``'s tables; ``Δ`` is the score of DeMuX minus the other."""
    if column in STRATEGIES:
        return strategy_title(column)
    return f"Δ {strategy_title(column[3:])}" if column.startswith("vs_") else _COLUMNS[column]


def final_sentence(table: pd.DataFrame) -> str:
    """What ``paper.final_tables`` shows."""
    above, measured = int((table["vs_egalitarian"] > 0).sum()), table["vs_random"].notna()
    above_random = int((table["vs_random"] > 0).sum())
    return (
        f"The paper's best DeMuX strategy is above EGALITARIAN in {above} of {len(table)} rows. The best "
        "strategy is chosen once per data set (UNCERTAINTY for TyDiQA). The paper leaves RANDOM out; the "
        f"published runs have it for TyDiQA, where DeMuX is above it in {above_random} of {measured.sum()} "
        "rows. Δ: DeMuX minus the other, computed from the scores. Targets: languages of high, medium and "
        "low performance (HP, MP, LP), of one region (GEO), and a pool of low-performance languages (LPP)."
    )


def same_distribution_sentence(table: pd.DataFrame) -> str:
    """What ``paper.same_distribution`` shows."""
    above = int((table["delta"] > 0).sum())
    return (
        "SAME-DISTRIBUTION draws random texts in the languages that DeMuX chose, in the same numbers, so "
        "that a difference is due to the texts and not to the languages. "
        f"DeMuX is above it in {above} of {len(table)} rounds."
    )


def low_budget_sentence(table: pd.DataFrame) -> str:
    """Where ``paper.low_budget`` and the published runs agree, and where they do not."""
    compared = table["agrees"].notna()
    different = table[compared & ~table["agrees"].fillna(True)]
    cells = "; ".join(
        f"{row['dataset'].upper()}, budget {row['budget']}, {strategy_title(row['strategy'])}: "
        f"{row['printed']:.1f} in the table, {row['runs']:.1f} in the runs"
        for row in different.to_dict("records")
    )
    total = int(compared.sum())
    return (
        f"The means of the published runs equal the table in {total - len(different)} of {total} cells. "
        f"Different: {cells}."
    )


def gpu_time(hours: float) -> str:
    """How long ``paper_work.Work`` takes, as the end of a sentence."""
    shown = f"{hours * 60:.0f} minutes" if hours < 1 else f"{hours:.1f} hours"
    rate = f"{GPU_RATE / 1e12:.0f} TFLOP/s"
    return f"at most {shown} of a GPU that sustains {rate} (by arithmetic; a third of what an A100 can do)"


def again_sentence() -> str:
    """How to run the paper's experiments again, and what that takes."""
    config = paper_experiment(PAPER_TASKS["pos"], "low-budget", _MODEL)
    work = work_of(config, {})
    time = gpu_time(work.gpu_hours(_MODEL) or 0.0)
    return (
        "`demux reproduce` runs these experiments again. For the small budgets of one data set it trains "
        f"{work.models:,} models in {work.steps:,} steps: with {_MODEL} on UDPOS, {time}. Training on "
        "English, encoding the pool and scoring come on top; with `--plan` it says what all of it takes."
    )
