"""What the jobs of a project take: their phases with the time to expect on this computer, and the memory."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from demux_core.base.config import TrainingConfig
from demux_core.base.phases import Phase
from demux_core.base.rates import expected
from demux_core.data.dataset import Dataset
from demux_core.experiments.plan import ExperimentConfig, ProbePlan, TrainingPlan

# expect(phases): told once at the start of a job, before its progress.
Expect = Callable[[Sequence[Phase]], None]

_TITLES = {
    "train": "Encoding the English texts",
    "source": "Encoding the pool",
    "target": "Encoding the target sample",
    "gold": "Encoding the labelled target texts",
    "test": "Encoding the test",
}
# Measured with the embedded model: the process at its largest, and what each text adds on the map.
_GIGABYTES = {
    "train": 2.5,
    "cells": 2.5,
    "probes": 1.5,
    "encode": 1.5,
    "map": 1.7,
    "select": 1.8,
    "advice": 1.5,
}
_GIGABYTES_PER_TEXT = 1.6e-6
_CPU_BATCH = 32
ADVICE = "advice"  # the step of the preflight
_MOST_COMPARED = 5_000  # texts; of more the preflight takes a part
_PROBE_SECONDS = 0.015  # a cell with points chosen, fitted and scored


@dataclass(frozen=True)
class JobEstimate:
    """What a job takes on this computer.

    Args:
        seconds: from its start.
        gigabytes: of memory at most.
    """

    seconds: float
    gigabytes: float


def estimate(phases: Sequence[Phase]) -> JobEstimate:
    """Return what a job with these phases takes."""
    texts = max((phase.units for phase in phases if phase.kind == "map"), default=0)
    gigabytes = max((_GIGABYTES[phase.kind] for phase in phases), default=0.0)
    return JobEstimate(sum(phase.seconds for phase in phases), gigabytes + texts * _GIGABYTES_PER_TEXT)


def expect_nothing(phases: Sequence[Phase]) -> None:
    """Leave the phases unsaid."""


def preparation_phases(data: Mapping[str, Dataset]) -> list[Phase]:
    """Return the phases of a preparation; what was computed earlier is passed over.

    Args:
        data: datasets by role: source, target, and perhaps train and gold.
    """
    phases = []
    if "train" in data:
        phases.append(_training(data["train"], TrainingConfig()))
    phases += [_encoding(role, data[role]) for role in ("source", "target", "gold") if role in data]
    points = len(data["source"]) + len(data["target"])
    phases.append(expected("map", "Laying out the map", "map", points))
    return [
        *phases,
        expected(ADVICE, "Comparing with measured targets", "advice", min(points, _MOST_COMPARED)),
    ]


def experiment_phases(data: Mapping[str, Dataset], config: ExperimentConfig) -> list[Phase]:
    """Return the phases of an experiment: its starting model or its encodings, then its cells.

    Args:
        data: datasets by role.
        config: the plan.
    """
    plan, cells = config.training, config.cells
    if isinstance(plan, ProbePlan):
        encodings = [_encoding(role, dataset) for role, dataset in data.items()]
        seconds = _PROBE_SECONDS * cells.count
        return [*encodings, expected("experiment", "Measuring linear probes", "probes", round(seconds))]
    points = cells.cumulative() if cells.rounds > 1 else cells.budgets
    of_points = sum(points) * cells.count // len(points) * _characters(data["source"]) // len(data["source"])
    trained = of_points * _epochs(plan.step, points[-1]) * (1 + plan.replay)
    scored = cells.count * _characters(data["test"])
    seconds = sum(expected("", "", kind, n).seconds for kind, n in (("train", trained), ("encode", scored)))
    cell_phase = expected("experiment", "Training and scoring models", "cells", round(seconds))
    return [_training(data["train"], plan.en_ft), cell_phase]


def round_phases(data: Mapping[str, Dataset], labelled: Dataset) -> list[Phase]:
    """Return the phases of an annotation round.

    Args:
        data: datasets by role.
        labelled: the rows that people labelled.
    """
    step = TrainingPlan(replay=True).step
    units = 2 * _characters(labelled) * _epochs(step, len(labelled))
    phases = [expected("train", "Training on the labels", "train", units)]
    if "test" in data:
        phases.append(expected("score", "Scoring on the test", "encode", 2 * _characters(data["test"])))
    return phases + [_encoding(role, data[role]) for role in ("source", "target", "gold") if role in data]


def _training(dataset: Dataset, config: TrainingConfig) -> Phase:
    units = _characters(dataset) * _epochs(config, len(dataset))
    return expected("train", "Fine-tuning the model", "train", units)


def _epochs(config: TrainingConfig, rows: int) -> int:
    return config.epochs_of(-(-rows // (config.batch_size or _CPU_BATCH)))


def _encoding(role: str, dataset: Dataset) -> Phase:
    return expected(f"encode {role}", _TITLES[role], "encode", _characters(dataset))


def _characters(dataset: Dataset) -> int:
    return sum(map(len, dataset.texts))
