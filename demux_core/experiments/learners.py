"""How the models of an experiment are trained: fine-tuned, or as linear probes of a frozen encoder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.models import ExperimentModels
from demux_core.experiments.plan import TrainingPlan
from demux_core.modelling.encoding import Encoding

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel


class Learner(Protocol):
    """Trains, encodes with and scores models, which it alone looks into; all start from EN-FT."""

    @property
    def start(self) -> Any:
        """The starting model, EN-FT."""

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the starting model."""

    def unencoded(self) -> Mapping[str, Encoding]:
        """Return ids and languages by role, for strategies that need no vectors."""

    def encodings(self, model: Any, seed: int) -> Mapping[str, Encoding]:
        """Return pool and target sample by role as ``model`` (None: EN-FT) encodes them."""

    def train(self, role: str, rows: Sequence[int], seed: int, start: Any) -> Any:
        """Return a model trained on these rows of the data of a role, from ``start`` (None: EN-FT)."""

    def evaluate(self, model: Any, cell: Cell) -> CellRecord:
        """Return the record of a cell with the scores of its model on the test data."""


@dataclass(frozen=True)
class FineTuning:
    """Fine-tunes a copy of EN-FT for every cell (``Learner``).

    Args:
        data: datasets by role.
        models: EN-FT and what is trained from it.
        training: how.
    """

    data: Mapping[str, Dataset]
    models: ExperimentModels
    training: TrainingPlan

    @property
    def start(self) -> "TaskModel":
        return self.models.en_ft_network

    @property
    def fingerprint(self) -> str:
        return self.models.en_ft_model.fingerprint

    def unencoded(self) -> Mapping[str, Encoding]:
        return self.models.unencoded()

    def encodings(self, model: "TaskModel | None", seed: int) -> Mapping[str, Encoding]:
        return self.models.en_ft_encodings if model is None else self.models.encodings(model)

    def train(self, role: str, rows: Sequence[int], seed: int, start: "TaskModel | None") -> "TaskModel":
        labelled, step = self.data[role].take(rows), replace(self.training.step, seed=seed)
        return self.models.fine_tune(labelled, step, self.training.replay, start)

    def evaluate(self, model: "TaskModel", cell: Cell) -> CellRecord:
        return self.models.evaluate(model, cell)
