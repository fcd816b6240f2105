"""Scores of rounds of annotation, kept as cells of the project's experiment "Annotated"."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress
from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell
from demux_core.experiments.manifests import ORACLE, describe_inputs, manifest_differences
from demux_core.modelling.metrics import scoring_version
from demux_core.strategies import EN_FT
from demux_core.workflows.annotation_rounds import EXPERIMENT, Round, every_round, rounds_folder
from demux_core.workflows.project_experiments import StoreResults
from demux_core.workspace import open_store, records
from demux_core.workspace.experiments import experiment_records
from demux_core.workspace.project import Project

if TYPE_CHECKING:
    from demux_core.experiments.models import ExperimentModels
    from demux_core.experiments.plan import TrainingPlan
    from demux_core.modelling.models import Model


@dataclass(frozen=True)
class RoundModels:
    """What the rounds of a project are trained from.

    Args:
        project: the project.
        data: datasets by role: train, source (the pool), target, and perhaps test and gold.
        model: where EN-FT starts.
        models: EN-FT and what is fine-tuned from it.
        training: how models are trained.
    """

    project: Project
    data: Mapping[str, Dataset]
    model: "Model"
    models: "ExperimentModels"
    training: "TrainingPlan"

    def folder(self, current: Round) -> Path:
        """The folder of a round's model."""
        return rounds_folder(self.project) / str(current.number) / "model"


def score_round(work: RoundModels, current: Round, seconds: float, progress: Progress) -> Round:
    """Keep the cells of EN-FT and of a round; return the round with its score.

    Args:
        work: where the round's model comes from.
        current: the round, trained.
        seconds: that training took.
        progress: told before each of the two cells.
    """
    results = _open_results(work, current)
    start = Cell(EN_FT, DEFAULT_SEED, 0, 0)
    cell = Cell(current.strategy, DEFAULT_SEED, current.number, current.labels)
    _forget_abandoned(results, current)
    progress("score", 0, 2)
    if results.get(start) is None:
        record = work.models.evaluate(work.models.en_ft_network, start)
        results.put(replace(record, seconds={"train": 0.0}))
    progress("score", 1, 2)
    if results.get(cell) is None:
        _score_cell(work, results, cell, current, seconds)
    before, after = results.get(start), results.get(cell)
    assert before is not None
    assert after is not None
    return replace(current, metric=after.metric or "", score=after.main_score, before=before.main_score)


def _score_cell(work: RoundModels, results: StoreResults, cell: Cell, current: Round, seconds: float) -> None:
    from demux_core.modelling import network
    from demux_core.modelling.models import find_model

    pool = work.data["source"]
    tuned = network.load_network(find_model(work.folder(current)), pool.task).eval()
    earlier_rounds = [other for other in every_round(work.project) if other.number < current.number]
    earlier = {name for other in earlier_rounds for name in other.ids}
    new = [name for name in current.ids if name not in earlier]
    language_of = dict(zip(pool.frame["id"], pool.languages, strict=True))
    record = replace(
        work.models.evaluate(tuned, cell),
        ids=new,
        languages=dict(Counter(language_of[name] for name in new)),
        seconds={"train": seconds},
        data_hash=current.data_hash,
    )
    results.put(record)


def _forget_abandoned(results: StoreResults, current: Round) -> None:
    """Drop the cell of an unfinished round that this one, with other labels, replaces."""
    for record in experiment_records(results.experiment):
        other_labels = record.data_hash not in (None, current.data_hash)
        if record.cell.round == current.number and other_labels:
            records.delete_cell(results.store, results.experiment.id, record.cell.name)


def _open_results(work: RoundModels, current: Round) -> StoreResults:
    """Open the experiment "Annotated"; with other data or another EN-FT, "Annotated 2" and so on."""
    task = work.data["source"].task
    manifest: dict[str, Any] = {
        "experiment": "rounds",
        **describe_inputs(work.data, work.model),
        "start": current.start,
        "oracle": ORACLE,
        **scoring_version(task.name),
        "replay": work.training.replay,
        "en_ft": asdict(work.training.en_ft),
        "step": asdict(work.training.step),
    }
    store = open_store()
    for number in range(1, 1_000):
        name = EXPERIMENT if number == 1 else f"{EXPERIMENT} {number}"
        experiment = records.open_experiment(store, work.project.id, name, manifest)
        if not manifest_differences(experiment.settings, manifest):
            return StoreResults(store, experiment, rounds_folder(work.project))
    raise InputError(f"a project can have 999 experiments called {EXPERIMENT}, got more; delete some")
