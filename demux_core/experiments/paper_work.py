"""What an experiment trains, encodes and scores, and how long a GPU takes for it, by arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass

from demux_core.base.config import TrainingConfig
from demux_core.experiments.plan import ExperimentConfig, TrainingPlan

# Operations a second that training sustains: a third of what an A100 can do in bfloat16.
GPU_RATE = 100e12
# Weights of the layers (12 x width^2 x layers); those of the embeddings are only looked up.
_WEIGHTS = {"xlm-roberta-large": 302e6, "infoxlm-large": 302e6, "rembert": 510e6}


@dataclass(frozen=True)
class Work:
    """What an experiment needs.

    Args:
        models: number of models trained, without EN-FT.
        en_steps: training steps of EN-FT.
        steps: training steps of the models.
        encoded: rows to encode.
        scored: rows of the test, for every model.
        batch_size: rows in a step.
        max_length: most sub-words in a row.
    """

    models: int
    en_steps: int
    steps: int
    encoded: int
    scored: int
    batch_size: int
    max_length: int

    def gpu_hours(self, model: str) -> float | None:
        """Return the most hours that a GPU of ``GPU_RATE`` takes; None for a model of unknown size.

        A sub-word takes 2 operations per weight, and 6 in training (Kaplan et al., 2020).
        """
        weights = next((size for name, size in _WEIGHTS.items() if name in model.casefold()), None)
        if weights is None:
            return None
        trained = 3 * (self.en_steps + self.steps) * self.batch_size
        rows = trained + self.encoded + self.scored * (self.models + 1)
        return 2 * weights * self.max_length * rows / GPU_RATE / 3_600


def work_of(config: ExperimentConfig, rows: Mapping[str, int]) -> Work:
    """Return what an experiment needs.

    Args:
        config: its training is fine-tuning.
        rows: role -> number of rows; roles that are absent count as empty.
    """
    cells, training = config.cells, config.training
    assert isinstance(training, TrainingPlan)
    budgets = cells.cumulative() if cells.rounds > 1 else cells.budgets
    repeats = len(cells.strategies) * len(cells.seeds)
    passes = 1 + (cells.rounds - 1) * repeats  # over pool and target, before each choice
    return Work(
        models=cells.count,
        en_steps=_steps(training.en_ft, rows.get("train", 0)),
        steps=repeats * sum(_steps(training.step, budget) for budget in budgets),
        encoded=passes * (rows.get("source", 0) + rows.get("target", 0)),
        scored=rows.get("test", 0),
        batch_size=training.step.batch_size or 1,
        max_length=training.step.max_length,
    )


def _steps(training: TrainingConfig, rows: int) -> int:
    batches = -(-rows // (training.batch_size or max(rows, 1)))
    return training.epochs_of(batches) * batches
