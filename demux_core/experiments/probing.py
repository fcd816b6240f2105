"""Linear probes as models of an experiment: a cell takes milliseconds instead of a minute.

The encoder stays frozen; only a linear head is fitted, on the labelled English rows and the chosen ones
(``modelling/linear_probe.py``). For texts it sees the vector of each text, for token tasks the vector of each
word, from a layer two thirds of the way up.
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent, with_step_name
from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.models import unencoded
from demux_core.experiments.plan import ProbePlan
from demux_core.experiments.scored_cell import scored_cell
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding, words_of_rows
from demux_core.modelling.linear_probe import Inputs, LinearProbe, Weights, scores
from demux_core.modelling.models import Model
from demux_core.modelling.shards import Reader
from demux_core.tasks.margins import decision_uncertainty

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

Units = NDArray[np.float32] | NDArray[np.float16]
# The scores of a ridge head lie between about 0 and 1: as logits they would make every class almost equally
# likely.
SHARPNESS = 10.0


@dataclass(frozen=True, eq=False)
class ProbeRows:
    """Rows as a linear head sees them: each text is one unit, or each word of a sentence.

    Args:
        dataset: the rows.
        encoding: as the frozen encoder sees them, with the vectors of words where the task labels words.
    """

    dataset: Dataset
    encoding: Encoding

    @property
    def _words(self) -> bool:
        return self.dataset.task.labels_words

    def units(self, rows: Sequence[int] | NDArray[np.int64] | None = None) -> Units:
        """Return the vectors of all units, or of those of ``rows``, (units, dim)."""
        if self._words:
            assert self.encoding.words is not None
            vectors, offsets = self.encoding.words
            return vectors if rows is None else vectors[words_of_rows(offsets, np.asarray(rows))]
        assert self.encoding.embeddings is not None
        return self.encoding.embeddings if rows is None else self.encoding.embeddings[np.asarray(rows)]

    def classes(
        self, number: Mapping[str, int], rows: Sequence[int] | NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Return the class of every unit; ``number`` gives each label its class."""
        names_in, labels = self.dataset.task.names_in, self._labels
        chosen = range(len(labels)) if rows is None else rows
        return np.array([number[name] for row in chosen for name in names_in(labels[row])], dtype=np.int64)

    def labels_of(self, names: Sequence[str]) -> list[Any]:
        """Return the label of every row whose units have these names."""
        if not self._words:
            return [self.dataset.task.label_of([name]) for name in names]
        assert self.encoding.words is not None
        bounds = pairwise(self.encoding.words[1].tolist())
        return [self.dataset.task.label_of(names[start:end]) for start, end in bounds]

    @cached_property
    def _labels(self) -> list[Any]:
        return self.dataset.row_labels

    def by_row(self, values: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """Split (units, classes) into one array per row: (classes,) of a text, (words, classes) of words."""
        if not self._words:
            return list(values)
        assert self.encoding.words is not None
        return np.split(values, self.encoding.words[1][1:-1])


class Probing:
    """Fits a linear head for every cell (``learners.Learner``).

    The target sample is drawn with replacement for every seed, so that a strategy that draws nothing has an
    interval over seeds, too: how much its gain depends on which target texts happened to be in the sample.

    Args:
        data: datasets by role: train, source, target, test and perhaps gold.
        model: the frozen encoder.
        plan: how heads are fitted.
        progress: told while the data is encoded.

    Raises:
        InputError: the task has no labels that a linear head could predict.
    """

    def __init__(
        self, data: Mapping[str, Dataset], model: Model, plan: ProbePlan, progress: Progress = silent
    ) -> None:
        self._data, self._model, self._plan, self._progress = data, model, plan, progress
        task = data["source"].task
        if not task.has_label_set:
            raise InputError(
                f"a linear probe predicts labels, but {task.title.lower()} has none: an answer is a place in "
                f"its context, which a frozen encoder does not look for; use --learner fine_tune"
            )

    @cached_property
    def start(self) -> Weights:
        """The head fitted on the English rows alone."""
        return self._probe.fit()

    @property
    def fingerprint(self) -> str:
        plan = f"{self._model.fingerprint} {self._plan}"
        return hashlib.sha256(f"{plan} {self._data['train'].content_hash}".encode()).hexdigest()

    def unencoded(self) -> Mapping[str, Encoding]:
        """Return ids and languages by role, for strategies that need no vectors."""
        return unencoded(self._data)

    def encodings(self, model: Weights | None, seed: int) -> Mapping[str, Encoding]:
        """Return the pool and a target sample drawn for ``seed``, with the uncertainty of ``model``."""
        both = self._start_encodings if model is None else self._encodings(model)
        generator = np.random.default_rng([seed, *b"target"])
        count = len(both["target"])
        return {
            "source": both["source"],
            "target": both["target"].take(generator.integers(count, size=count)),
        }

    def train(self, role: str, rows: Sequence[int], seed: int, start: Any) -> Weights:
        """Return the head fitted on the English rows and these; a probe has no other start."""
        chosen, probe = self._rows[role], self._probe
        with _one_thread():
            inputs = probe.inputs(chosen.units(rows))
            equations = probe.equations(inputs, chosen.classes(self._classes, rows))
            return probe.fit(equations, self._plan.weight)

    def evaluate(self, model: Weights, cell: Cell) -> CellRecord:
        """Return the record of a cell with the scores of its head on the test data."""
        test, outputs = self._rows["test"], list(self._classes)
        inputs = self._test_inputs
        with _one_thread():
            best = scores(inputs, model).argmax(axis=1)
        predictions = test.labels_of([outputs[i] for i in best.tolist()])
        return scored_cell(cell, test.dataset, predictions)

    @cached_property
    def _classes(self) -> dict[str, int]:
        names = {name for role, dataset in self._data.items() if role != "target" for name in dataset.labels}
        return {name: number for number, name in enumerate(sorted(names))}

    @cached_property
    def _rows(self) -> dict[str, ProbeRows]:
        """All data, encoded at the first use: progress tells it before that of the cells, not in between."""
        encoded, reader = {}, Reader(self._model, self._data["source"].task)
        for role, dataset in self._data.items():
            if len(dataset):
                told = with_step_name(self._progress, f"encode {role}")
                encoding = Encoding.open(encode(dataset, reader, progress=told))
                encoded[role] = ProbeRows(dataset, encoding)
        return encoded

    @cached_property
    def _probe(self) -> LinearProbe:
        english = self._rows["train"]
        classes = english.classes(self._classes)
        return LinearProbe(english.units(), classes, len(self._classes))

    @cached_property
    def _test_inputs(self) -> Inputs:
        return self._probe.inputs(self._rows["test"].units())

    @cached_property
    def _start_encodings(self) -> dict[str, Encoding]:
        return self._encodings(self.start)

    def _encodings(self, model: Weights) -> dict[str, Encoding]:
        return {role: with_uncertainty(self._rows[role], self._probe, model) for role in ("source", "target")}


def with_uncertainty(rows: ProbeRows, probe: LinearProbe, weights: Weights) -> Encoding:
    """Return the encoding of rows with the task's uncertainty measures of a probe."""
    logits = SHARPNESS * scores(probe.inputs(rows.units()), weights)
    task = rows.dataset.task
    measures = task.uncertainty(rows.by_row(logits), np.ones(len(rows.dataset), dtype=np.int64))
    name = next(iter(measures))
    unsure = decision_uncertainty(logits) if task.labels_words else None
    return replace(
        rows.encoding, uncertainty=measures[name], measures=measures, measure=name, word_uncertainty=unsure
    )


def _one_thread() -> AbstractContextManager[Any]:
    """Let one thread compute with matrices as small as those of a head: two take thirty times as long."""
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> "ThreadpoolController":
    import scipy.linalg  # type: ignore[import-untyped]  # noqa: F401 - its BLAS is not numpy's
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
