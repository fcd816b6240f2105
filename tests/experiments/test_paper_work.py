"""What the paper's experiments take."""

import pytest

from demux_core.experiments.paper_setup import PAPER_TASKS, paper_experiment
from demux_core.experiments.paper_work import GPU_RATE, work_of

ROWS = {"train": 640, "source": 900, "target": 100, "test": 50}


def test_a_table_of_small_budgets_trains_a_model_for_every_strategy_budget_and_seed() -> None:
    work = work_of(paper_experiment(PAPER_TASKS["pos"], "low-budget", "xlm-roberta-large"), ROWS)
    assert (work.models, work.en_steps, work.encoded, work.scored) == (126, 100, 1_000, 50)
    assert work.steps == 18 * 10 * sum((1, 1, 1, 2, 4, 8, 16))


def test_a_table_of_rounds_encodes_the_pool_again_before_every_choice() -> None:
    work = work_of(paper_experiment(PAPER_TASKS["qa"], "rounds", "xlm-roberta-large"), ROWS)
    assert work.encoded == (1 + 4 * 18) * 1_000


def test_hours_count_two_operations_per_weight_and_sub_word_and_six_in_training() -> None:
    work = work_of(paper_experiment(PAPER_TASKS["pos"], "low-budget", "infoxlm-large"), ROWS)
    trained, passed = (100 + work.steps) * 64, 1_000 + 50 * 127
    operations = 302e6 * 128 * (6 * trained + 2 * passed)
    assert work.gpu_hours("microsoft/infoxlm-large") == pytest.approx(operations / GPU_RATE / 3_600)
    assert work.gpu_hours("google/rembert") > 1.6 * operations / GPU_RATE / 3_600
    assert work.gpu_hours("default") is None
