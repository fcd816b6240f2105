"""What the paper's tables show, in words."""

from demux_core.analysis import paper
from demux_core.explain.paper_sentences import (
    again_sentence,
    column_title,
    final_sentence,
    gpu_time,
    low_budget_sentence,
    same_distribution_sentence,
)


def test_every_column_of_the_tables_has_a_title() -> None:
    final = paper.final_tables().drop(columns=["printed_vs_egalitarian", "printed_vs_gold"])
    tables = (final, paper.same_distribution(), paper.low_budget().drop(columns="agrees"))
    titles = [column_title(column) for table in tables for column in table]
    assert {"EGALITARIAN", "Δ EGALITARIAN", "SAME-DISTRIBUTION", "DeMuX", "Mean of the runs"} <= set(titles)


def test_the_sentences_count_the_rows_of_the_tables() -> None:
    assert "above EGALITARIAN in 50 of 60 rows" in final_sentence(paper.final_tables())
    assert "of 20 rounds" in same_distribution_sentence(paper.same_distribution())
    said = low_budget_sentence(paper.low_budget())
    assert "69 of 70 cells" in said
    assert "XNLI, budget 50, AVERAGE-DIST: 72.6 in the table, 65.9 in the runs" in said


def test_what_running_again_takes_is_computed_from_the_paper_s_settings() -> None:
    assert "trains 126 models in 5,940 steps" in again_sentence()
    assert "at most 15 minutes of a GPU that sustains 100 TFLOP/s" in again_sentence()
    assert gpu_time(2.04).startswith("at most 2.0 hours of a GPU")
