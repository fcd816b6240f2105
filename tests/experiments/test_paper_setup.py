"""The settings of the paper's experiments."""

import pytest

from demux_core import InputError
from demux_core.experiments.paper_setup import PAPER_TASKS, TrainingPlan, find_configuration, paper_experiment


def test_a_pool_is_every_language_that_is_no_target() -> None:
    ner = PAPER_TASKS["ner"]
    assert len(ner.languages) == 38
    assert len(ner.pool("lp")) == 37
    assert len(ner.pool("lp-pool")) == 25
    assert len(PAPER_TASKS["pos"].pool("lp-pool")) == 19
    assert PAPER_TASKS["qa"].pool("geo") == ("ar", "fi", "id", "ko", "ru", "sw")
    for task in PAPER_TASKS.values():
        assert "en" not in task.languages
        assert {code for codes in task.targets.values() for code in codes} <= set(task.languages)


def test_a_configuration_with_one_language_answers_to_it() -> None:
    assert find_configuration(PAPER_TASKS["ner"], "ur") == "lp"
    assert find_configuration(PAPER_TASKS["qa"], "ar") == "mp"
    assert find_configuration(PAPER_TASKS["qa"], "lp-pool") == "lp-pool"
    with pytest.raises(InputError, match=r"must be one of hp, mp, lp, geo, lp-pool, fi, ar, bn, got 'ur'"):
        find_configuration(PAPER_TASKS["qa"], "ur")


def test_low_budgets_train_a_model_each_and_rounds_share_one_budget() -> None:
    low = paper_experiment(PAPER_TASKS["ner"], "low-budget", "xlm-roberta-large")
    assert (low.cells.rounds, low.cells.budgets[0], low.cells.budgets[-1]) == (1, 5, 1_000)
    assert low.cells.seeds == (2, 22, 42)
    rounds = paper_experiment(PAPER_TASKS["qa"], "rounds", "xlm-roberta-large")
    assert rounds.cells.cumulative() == [1_000, 2_000, 3_000, 4_000, 5_000]


@pytest.mark.parametrize(
    ("task", "model", "en_ft", "step"),
    [
        ("ner", "FacebookAI/xlm-roberta-large", (10, 2e-5), (10, 2e-5)),
        ("pos", "google/rembert", (3, 8e-6), (10, 8e-6)),
        ("nli", "microsoft/infoxlm-large", (2, 5e-6), (10, 5e-6)),
        ("qa", "xlm-roberta-large", (2, 1e-5), (3, 1e-5)),
    ],
)
def test_epochs_and_rates_are_those_of_the_public_code(
    task: str, model: str, en_ft: tuple[int, float], step: tuple[int, float]
) -> None:
    training = paper_experiment(PAPER_TASKS[task], "rounds", model).training
    assert isinstance(training, TrainingPlan)
    assert (training.en_ft.epochs, training.en_ft.lr) == en_ft
    assert (training.step.epochs, training.step.lr) == step
    assert training.step.head_factor == 1
    assert not training.replay
