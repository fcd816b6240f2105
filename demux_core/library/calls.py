"""Encode, train and experiment from data of any kind (``tables.Data``) and models by name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Literal

from demux_core.base.config import DEFAULT_MODEL, EncodingConfig, TrainingConfig
from demux_core.base.progress import Progress, silent
from demux_core.experiments.plan import SEEDS, CellGrid, ExperimentConfig, ProbePlan, TrainingPlan
from demux_core.library.results import Results
from demux_core.library.tables import Data, load
from demux_core.modelling import encoder, training
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.models import Model, find_model

if TYPE_CHECKING:
    from demux_core.data.dataset import Dataset

AnyModel = str | Path | Model


def encode(
    data: Data,
    model: AnyModel = DEFAULT_MODEL,
    config: EncodingConfig | None = None,
    *,
    measure: str | None = None,
    engine: str = "local",
    progress: Progress = silent,
) -> Encoding:
    """Return vectors and uncertainties of every row; what was encoded before comes from the cache.

    Args:
        data: what ``load`` takes.
        model: a model, a name on the hub or a directory.
        config: how texts become vectors.
        measure: name of the uncertainty measure; the task's default if None.
        engine: ``local``, or ``ray`` to have a cluster encode.
        progress: told after every part.

    Raises:
        InputError: the data, the model or the engine cannot be used, or the measure was not computed.
    """
    dataset = load(data)
    folder = encoder.encode(dataset, _model(model), config, progress, engine)
    return replace(Encoding.open(folder, measure), glosses=dataset.glosses)


def train(
    data: Data,
    out: str | Path,
    model: AnyModel = DEFAULT_MODEL,
    config: TrainingConfig | None = None,
    progress: Progress = silent,
) -> Model:
    """Fine-tune a model on labelled data, write it to the directory ``out`` and return it.

    Raises:
        InputError: a row has no label, or data or model cannot be used.
    """
    return training.train(load(data), _model(model), Path(out), config, progress)


def experiment(
    data: Mapping[str, Data],
    strategies: Sequence[str],
    budgets: Sequence[int],
    *,
    model: AnyModel = DEFAULT_MODEL,
    seeds: Sequence[int] = SEEDS,
    learner: Literal["fine_tune", "probe"] = "fine_tune",
    out: str | Path | None = None,
    progress: Progress = silent,
    **training_options: Any,
) -> Results:
    """Measure how much the texts of each strategy improve the model.

    Args:
        data: train (labelled English), source (the labelled pool), target, test, and gold for the strategy
            gold; each what ``load`` takes.
        strategies: names or titles.
        budgets: numbers of labelled texts.
        model: where EN-FT starts, or what a probe is fitted on.
        seeds: one model for each strategy, budget and seed.
        learner: fine-tune a model for every cell (a minute each), or fit a linear probe (milliseconds).
        out: table of results (``.csv``), where an interrupted experiment resumes; by default they last as
            long as what is returned.
        progress: told after every cell.
        training_options: of ``TrainingPlan`` or, for probes, ``ProbePlan``, such as ``replay=True``.

    Raises:
        InputError: data or model cannot be used, or the plan does not fit them.
    """
    from demux_core.experiments.runner import run_experiment_files

    plan = ProbePlan if learner == "probe" else TrainingPlan
    cells = CellGrid(tuple(strategies), tuple(budgets), tuple(seeds))
    config = ExperimentConfig(cells, plan(**training_options))
    folder = None if out else TemporaryDirectory(prefix="demux-")
    path = Path(out) if out else Path(folder.name) / "experiment.csv"  # type: ignore[union-attr]
    run_experiment_files(_by_role(data), _model(model), config, path, progress)
    return Results(path, folder)


def _by_role(data: Mapping[str, Data]) -> "dict[str, Dataset]":
    from demux_core.data.loading import usual_language

    return {role: load(given, language=usual_language(role)) for role, given in data.items()}


def _model(model: AnyModel) -> Model:
    return model if isinstance(model, Model) else find_model(model)
