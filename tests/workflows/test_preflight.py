from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from demux_core import Encoding
from demux_core.analysis import measured_targets
from demux_core.strategies import Selection
from demux_core.workflows import preflight as preflight_module
from demux_core.workflows.preflight import LIKENESS, available_strategies, preflight

TARGETS = [f"t{i}" for i in range(15)]
BUDGETS = (10, 50, 250)


@pytest.fixture(autouse=True)
def measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifteen targets on which COVER gains 3 points and RANDOM one point for each doubling of the budget.

    Fine-tuning moves all of them far into the pool.
    """
    rows = [
        (target, strategy, budget, 50 + 10 * i + np.log2(budget) + gain)
        for i, target in enumerate(TARGETS)
        for strategy, gain in (("random", 0), ("cover", 3 + i % 3 - 1), ("knn_uncertainty", 1))
        for budget in BUDGETS
    ]
    table = pd.DataFrame(rows, columns=["target", "strategy", "budget", "score"]).assign(words=0)
    table.to_csv(tmp_path / "topic.csv", index=False)
    generator = np.random.default_rng(0)
    middles = dict(zip(LIKENESS, (0.0, 0.8, 0.95), strict=True))
    values = {name: middle + 0.05 * generator.normal(size=len(TARGETS)) for name, middle in middles.items()}
    frame = pd.DataFrame({"corpus": "topic", "target": TARGETS, "task": "sequence", **values})
    tables = [frame.assign(model="pretrained"), frame.assign(model="en_ft", nearness=frame["nearness"] + 30)]
    pd.concat(tables).to_csv(tmp_path / "measures.csv", index=False)
    monkeypatch.setattr(measured_targets, "FOLDER", tmp_path)
    caches = (
        measured_targets.measured_scores,
        measured_targets.measured_targets,
        measured_targets.measured_gains,
    )
    for cached in caches:
        cached.cache_clear()
    yield
    for cached in caches:
        cached.cache_clear()


def encoding(seed: int, count: int, middle: float = 0.0) -> Encoding:
    vectors = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    vectors[:, 0] += middle
    return Encoding([f"{seed}-{i}" for i in range(count)], vectors, languages=["hi", "fr"] * (count // 2))


POOL, TARGET = encoding(1, 200), encoding(2, 30)


def test_the_strategy_with_the_highest_measured_gain_is_recommended() -> None:
    advice = preflight(POOL, TARGET, "sequence", 50)
    assert advice.strategy == "cover"
    assert advice.expected_gain is not None
    assert advice.expected_gain.mean == pytest.approx(3, abs=0.5)
    assert advice.expected_gain.low < 3 < advice.expected_gain.high
    assert advice.reason == (
        "Of 15 measured targets of this task, COVER gained the most over random texts on the 12 that are "
        "most like yours."
    )


def test_the_labels_saved_are_those_that_random_points_need_for_the_same_score() -> None:
    advice = preflight(POOL, TARGET, "sequence", 10)
    assert advice.labels_saved == pytest.approx(10 * 2**3 - 10, rel=0.1)  # three doublings


def test_a_gain_beyond_the_measured_budgets_saves_what_was_measured() -> None:
    assert preflight(POOL, TARGET, "sequence", 100).labels_saved == 150


def test_a_strategy_that_lacks_something_is_not_recommended() -> None:
    assert "knn_uncertainty" not in available_strategies(POOL, TARGET)  # no uncertainty
    assert "token_nn" not in available_strategies(POOL, TARGET)  # no words
    assert {"cover", "random"} <= set(available_strategies(POOL, TARGET))


def test_a_task_that_was_not_measured_has_no_evidence() -> None:
    advice = preflight(POOL, TARGET, "qa", 50)
    assert (advice.expected_gain, advice.labels_saved) == (None, None)
    assert advice.reason == (
        "Question answering was not measured, so how much choosing gains here is not known: there is no "
        "evidence here. COVER is proposed because it needs no label and no language, and leaves no part of "
        "the target sample without a near text."
    )
    assert advice.to_json()["expected_gain"] is None


def test_a_target_that_is_like_none_of_the_measured_has_no_evidence() -> None:
    advice = preflight(POOL, encoding(3, 30, middle=50), "sequence", 50)
    assert advice.expected_gain is None
    assert advice.reason == (
        "No measured target is like yours at this budget, so how much choosing gains here is not known: "
        "there is no evidence here. COVER is proposed because it gained the most over random texts across "
        "all 15 targets of this task that were measured at this budget."
    )


def test_vectors_of_a_fine_tuned_model_are_compared_with_those_of_fine_tuned_models() -> None:
    pool, target = (
        replace(part, uncertainty=np.zeros(len(part), dtype=np.float32)) for part in (POOL, TARGET)
    )
    assert preflight(pool, target, "sequence", 50).expected_gain is None


def test_budgets_outside_the_measured_ones_have_no_expectation() -> None:
    advice = preflight(POOL, TARGET, "sequence", 5)
    assert (advice.strategy, advice.expected_gain) == ("random", None)
    assert advice.reason.endswith(
        "there is no evidence here. RANDOM is proposed because no strategy that can choose here is known to "
        "gain more on the measured targets."
    )


def test_the_measures_are_listed_with_the_stability_of_the_choice() -> None:
    measures = preflight(POOL, TARGET, "sequence", 50).measures
    assert {"nearness", "likeness", "concentration", "near_duplicates", "stability"} <= set(measures)
    assert 0 < measures["stability"] <= 1


def test_where_words_are_compared_stability_is_measured_on_so_many_pool_texts_that_their_words_are_few(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool = replace(encoding(1, 60), words=(np.zeros((240, 8), np.float16), np.arange(61) * 4))
    sizes: list[int] = []

    def spy(strategy: str, pool: Encoding, *_: object) -> list[Selection]:
        sizes.append(len(pool))
        return [Selection(strategy, np.arange(5), np.zeros(5), pool)] * 2

    monkeypatch.setattr(preflight_module, "select_by_samples", spy)
    monkeypatch.setattr(preflight_module, "_MOST_POOL_WORDS", 80)
    for strategy in ("token_nn", "cover"):
        preflight_module._stability(strategy, pool, encoding(2, 10), 5)
    assert sizes == [20, 60]
