"""The tables of single target languages are those of the results."""

import pandas as pd

from tests.evidence.languages.__main__ import METRICS, TABLE, names
from tests.evidence.languages.account import BUDGETS, gain_table, gains, target_table
from tests.evidence.plans import PLANS, RESULTS


def test_the_tables_of_the_pages_match_the_results() -> None:
    page, account = ((RESULTS / name).read_text(encoding="utf-8") for name in ("fine-tuned.md", "README.md"))
    assert [budget for budget in BUDGETS if target_table(budget) not in page] == []
    assert [corpus for corpus in METRICS if gain_table([corpus]) not in account] == []


def test_every_finished_target_has_all_cells_of_its_plan() -> None:
    table = pd.read_csv(TABLE)
    for (corpus, target), cells in table.groupby(["corpus", "target"]):
        name = f"languages/{corpus}-{target}"
        assert name in names()
        asked = PLANS[name].options["strategies"].split(",")
        found = cells[cells["budget"] > 0].groupby("budget")["strategy"].agg(set)
        assert found.to_dict() == {10: set(asked), 50: set(asked)}


def test_fine_tuned_on_parts_of_speech_words_like_those_of_the_target_pay() -> None:
    fifty = gains(["pos"]).xs(50, level="budget")
    for name in ("token_nn", "token_uncertainty"):
        gain = fifty[name]
        assert gain.mean() > 2.31 * gain.std() / len(gain) ** 0.5  # Student's t of eight degrees of freedom
