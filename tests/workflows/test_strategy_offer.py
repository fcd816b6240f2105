"""What a prepared project can choose with."""

from dataclasses import replace
from pathlib import Path

import pytest

from demux_core.strategies import RANDOM, STRATEGIES
from demux_core.workflows.expectations import keep_expectation
from demux_core.workflows.preflight import preflight
from demux_core.workflows.strategy_offer import StrategyOffer, need_labels, strategy_offer
from demux_core.workspace import open_store, records
from demux_core.workspace.prepared import open_prepared
from demux_core.workspace.project import reload_project
from tests.helpers.fabricated_project import SENTENCES, annotatable_project, prepared_project


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMUX_WORKSPACE", str(tmp_path))


def offer(uncertain: bool = True, gold: bool = False) -> StrategyOffer:
    project = prepared_project(uncertain=uncertain, gold=gold)
    return strategy_offer(project, open_prepared(project))


def test_everything_is_available_with_uncertainty_languages_and_labelled_target_data() -> None:
    found = offer(gold=True)
    assert set(found.available) == {name for name, s in STRATEGIES.items() if "words" not in s.needs}
    assert set(found.automatic) == set(found.available) - {"litmus", "gold"}
    assert set(found.annotatable) == set(found.automatic) - {"same_distribution", "nn_lang"}


def test_where_words_have_labels_strategies_that_compare_words_are_available_too() -> None:
    project = annotatable_project(SENTENCES, ".jsonl", SENTENCES)
    assert set(strategy_offer(project, open_prepared(project)).unavailable) == {"gold"}


def test_what_compares_words_says_that_whole_texts_have_none() -> None:
    assert "needs vectors of words" in offer().unavailable["token_nn"]
    assert need_labels(STRATEGIES["token_nn"]) == ["target sample", "word vectors"]


def test_the_usual_comparison_is_the_first_contender_with_the_usual_baselines() -> None:
    assert offer().usual == ["knn_uncertainty", RANDOM, "egalitarian"]


def test_without_uncertainty_the_next_contender_takes_its_place() -> None:
    found = offer(uncertain=False)
    assert "knn_uncertainty" in found.unavailable
    assert found.usual == ["average_dist", RANDOM, "egalitarian"]


def test_what_the_preflight_recommends_comes_first_in_the_usual_comparison() -> None:
    project = prepared_project()
    prepared = open_prepared(project)
    advice = preflight(prepared.source, prepared.target, "sequence", 12)
    keep_expectation(project, prepared.key, replace(advice, strategy="round_robin"))
    found = strategy_offer(reload_project(project.slug), prepared)
    assert found.usual == ["round_robin", RANDOM, "egalitarian"]


def test_a_strategy_that_is_registered_later_is_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    toy = replace(STRATEGIES[RANDOM], name="toy", title="TOY", kind="target_aware", order=5)
    monkeypatch.setitem(STRATEGIES, "toy", toy)
    found = offer()
    assert found.available[0] == found.usual[0] == found.annotatable[0] == "toy"


def test_labelled_rows_are_not_free_and_a_small_pool_gives_a_fifth() -> None:
    project = prepared_project()
    prepared = open_prepared(project)
    assert strategy_offer(project, prepared).usual_budget == 12
    records.add_labels(open_store(), project.id, "a", [(name, "x") for name in prepared.source.ids[:50]])
    found = strategy_offer(project, prepared)
    assert (found.free, found.usual_budget) == (10, 2)


def test_the_usual_budget_is_a_hundred_in_a_large_pool_and_never_zero() -> None:
    assert StrategyOffer({}, 10_000, ()).usual_budget == 100
    assert StrategyOffer({}, 1, (0,)).usual_budget == 1


def test_needs_are_named_but_for_what_every_prepared_project_has() -> None:
    labels = {name: need_labels(strategy) for name, strategy in STRATEGIES.items()}
    assert labels["knn_uncertainty"] == ["target sample", "fine-tuned model"]
    assert labels["same_distribution"] == ["languages"]
    assert labels[RANDOM] == []
