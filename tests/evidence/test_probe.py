"""The account of the linear probes says what the tables say, and their command gives these tables."""

import pandas as pd
import pytest

from demux_core.analysis.intervals import half_width
from demux_core.analysis.measured_targets import FINE_TUNED, LARGEST_BUDGET, PRETRAINED, measured_scores
from demux_core.explain.coverage_sentences import MEASURED
from demux_core.explain.learner_sentences import MEASURED_AGREEMENT
from tests.evidence import demo as fine_tuned_demo
from tests.evidence.plans import RESULTS
from tests.evidence.probe import demo, halves
from tests.evidence.probe.account import SEQUENCE, TOKEN, appendix_tables, gains, pooled, tables
from tests.evidence.probe.agreement import agreement, pairs
from tests.evidence.probe.automatic import cells, figures
from tests.evidence.probe.coverage import correlation

OTHER_PROCESSOR = 0.2  # points by which a mean may differ on another processor


def test_the_largest_measured_budget_is_that_of_the_tables() -> None:
    assert measured_scores()["budget"].max() == LARGEST_BUDGET


def test_the_tables_of_the_page_match_the_results() -> None:
    page, appendix = ((RESULTS / name).read_text(encoding="utf-8") for name in ("README.md", "appendix.md"))
    assert [table for table in tables() if table not in page] == []
    assert [table for table in [*appendix_tables(), fine_tuned_demo.table()] if table not in appendix] == []


@pytest.mark.parametrize("budget", [10, 50, 250])
@pytest.mark.parametrize("name", ["token_nn", "token_uncertainty"])
def test_on_tagging_strategies_that_compare_words_are_clearly_above_random(name: str, budget: int) -> None:
    row = pooled(["pos", "ner"]).loc[(name, budget)]
    assert row["mean"] - row["half"] > 0


@pytest.mark.parametrize("budget", [10, 50, 250])
@pytest.mark.parametrize("other", ["knn_uncertainty", "token_nn", "average_dist", "cover", "nn_lang"])
def test_on_tagging_token_uncertainty_is_clearly_above_others(other: str, budget: int) -> None:
    table = gains(["pos", "ner"]).set_index(["corpus", "target", "budget", "strategy"])["gain"].unstack()
    difference = (table["token_uncertainty"] - table[other]).xs(budget, level="budget").dropna()
    assert difference.mean() > half_width(difference.std(), len(difference))


@pytest.mark.parametrize("budget", [10, 50, 250])
def test_over_all_tasks_auto_is_clearly_above_random(budget: int) -> None:
    chosen = pd.concat([cells(task) for task in ("token", "sequence")])
    gain = chosen.loc[chosen["budget"] == budget, "gain"]
    assert len(gain) > 120
    assert gain.mean() > half_width(gain.std(), len(gain))


@pytest.mark.parametrize(
    ("task", "names", "name"), [("token", TOKEN, "ner"), ("sequence", SEQUENCE, "topic")]
)
def test_seeing_half_of_the_test_is_not_clearly_better_than_auto(
    task: str, names: tuple[str, ...], name: str
) -> None:
    table = halves.judged(task, names)
    lead = halves.lead(table[table["corpus"] == name])
    assert lead.mean() < half_width(lead.std(), len(lead))


@pytest.mark.parametrize("model", [PRETRAINED, FINE_TUNED])
@pytest.mark.parametrize("task", ["token", "sequence"])
def test_auto_is_above_random_and_knn_uncertainty_and_says_how_sure_it_is(task: str, model: str) -> None:
    values = figures(cells(task, model=model))
    assert values["above RANDOM"] > 0
    assert values["above KNN-UNCERTAINTY"] > 0
    assert 0.9 <= values["in the interval"] <= 1
    assert values["with an expectation"] > 0.95


def test_the_agreement_that_pages_quote_is_the_measured_one() -> None:
    corpora = {"pos": ("token", "accuracy"), "ner": ("token", "f1")}
    table = pairs()
    found = {kind: agreement(table[table["corpus"] == name]) for name, kind in corpora.items()}
    shown = {kind: round(each.r, 2) for kind, each in found.items() if each.low > 0}
    assert shown == MEASURED_AGREEMENT


def test_what_pages_say_of_coverage_and_score_is_measured() -> None:
    found = correlation()
    assert (*(round(value, 2) for value in (found.r, found.low, found.high)), found.targets) == MEASURED


def test_a_recomputed_probe_experiment_has_the_recorded_scores() -> None:
    known = pd.read_csv(demo.TABLE).set_index(["strategy", "budget"])["score"]
    names = ["random", "knn_uncertainty", "cover"]
    again = demo.scores(names, [10, 250]).set_index(["strategy", "budget"])["score"]
    assert len(again) == 7
    assert (again - known[again.index]).abs().max() <= OTHER_PROCESSOR
