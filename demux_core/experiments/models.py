"""The models of an experiment: one EN-FT, and copies of it that are fine-tuned, scored and used to encode."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig, TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.experiments.cells import Cell, CellRecord
from demux_core.experiments.scored_cell import scored_cell
from demux_core.modelling.encoder import encode, shards_of
from demux_core.modelling.encoding import Encoding, word_offsets, words_of_rows
from demux_core.modelling.fine_tuning import TrainingData, fit
from demux_core.modelling.models import Model, find_model
from demux_core.modelling.prediction import predict
from demux_core.modelling.shards import EncodedRows, encode_rows
from demux_core.modelling.training import MANIFEST, train, was_trained_from

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel

_ENCODED = ("source", "target")


class ExperimentModels:
    """Loads the model once and trains EN-FT once; everything else starts from copies of EN-FT.

    Args:
        data: datasets by role: train, source (the pool), target, test and perhaps gold.
        model: where EN-FT starts.
        en_ft: how EN-FT is trained.
        folder: where EN-FT is kept, so that an interrupted experiment continues from the same weights.
        expected: fingerprint of the EN-FT that earlier cells started from, if there are any.
        progress: told while EN-FT is trained and encodes.
    """

    def __init__(
        self,
        data: Mapping[str, Dataset],
        model: Model,
        en_ft: TrainingConfig,
        folder: Path,
        expected: str | None = None,
        progress: Progress = silent,
    ) -> None:
        self._data = data
        self._model = model
        self._config = en_ft
        self._folder = folder / "en-ft"
        self._expected = expected
        self._progress = progress
        self._encoding = EncodingConfig(max_length=en_ft.max_length, stride=en_ft.stride)

    @cached_property
    def tokenizer(self) -> Any:
        from demux_core.modelling import network

        return network.load_tokenizer(self._model)

    @cached_property
    def en_ft_model(self) -> Model:
        """EN-FT on disk: fine-tuned on the labelled English data; its head also knows the labels of the pool.

        Raises:
            InputError: it had to be trained again and differs from the one that finished cells started from.
        """
        pools = [self._data[role] for role in ("source", "gold") if role in self._data]
        labels = sorted({label for pool in pools for label in pool.labels})
        if not self._is_trained(labels):
            train(self._data["train"], self._model, self._folder, self._config, self._progress, labels)
        trained = find_model(self._folder)
        if self._expected not in (None, trained.fingerprint):
            raise InputError(
                f"all cells must start from one EN-FT, but {self._folder} is not that of the finished cells "
                f"(it was trained again, on another machine or thread count); restore that folder, or choose "
                f"another --out"
            )
        return trained

    def _is_trained(self, labels: Sequence[str]) -> bool:
        """Whether EN-FT is there; before the first cell it may be left over from another experiment."""
        if self._expected is not None:
            return (self._folder / MANIFEST).exists()
        english = self._data["train"].content_hash
        same = was_trained_from(self._folder, english, self._model.fingerprint, self._config)
        return same and set(labels) <= set(find_model(self._folder).settings.labels)

    @cached_property
    def en_ft_network(self) -> "TaskModel":
        """EN-FT in memory: every cell starts from a copy of it."""
        from demux_core.modelling import network

        return network.load_network(self.en_ft_model, self._data["train"].task).eval()

    @cached_property
    def en_ft_encodings(self) -> dict[str, Encoding]:
        """Pool and target sample encoded by EN-FT; cached on disk, as an experiment may be interrupted."""
        return {
            role: Encoding.open(encode(self._data[role], self.en_ft_model, self._encoding, self._progress))
            for role in _ENCODED
        }

    def encodings(self, network: "TaskModel") -> dict[str, Encoding]:
        """Return pool and target sample encoded by ``network``."""
        return {role: self._encode(self._data[role], network) for role in _ENCODED}

    def unencoded(self) -> dict[str, Encoding]:
        """Return ids and languages without vectors, for strategies that need no others."""
        return unencoded(self._data)

    def fine_tune(
        self,
        labelled: Dataset,
        config: TrainingConfig,
        replay: bool,
        start: "TaskModel | None" = None,
        progress: Progress = silent,
    ) -> "TaskModel":
        """Fine-tune a copy of EN-FT, or ``start`` itself, which keeps all the labels that it knows.

        Args:
            labelled: rows with labels.
            config: how to train.
            replay: whether English rows are mixed in.
            start: the network to train further; a copy of EN-FT unless given.
            progress: told while it trains.
        """
        network = copy.deepcopy(self.en_ft_network) if start is None else start
        data = TrainingData(labelled, network.settings.labels, self._data["train"] if replay else None)
        return fit(network, self.tokenizer, data, config, progress)

    def evaluate(self, network: "TaskModel", cell: Cell) -> CellRecord:
        """Return the record of a cell with the scores of its network on the test data."""
        test = self._data["test"]
        return scored_cell(cell, test, self.predictions(network, test))

    def predictions(self, network: "TaskModel", dataset: Dataset) -> list[Any]:
        """Return what a network predicts, one per row, as the task decodes it."""
        return predict(dataset, network, self.tokenizer, self._encoding)

    def _encode(self, dataset: Dataset, network: "TaskModel") -> Encoding:
        config = replace(self._encoding, pooling=network.settings.pooling)
        shards, parts, done = shards_of(dataset.texts), list[EncodedRows](), 0
        for rows in shards:
            parts.append(encode_rows(dataset, rows, network, self.tokenizer, config))
            done += len(rows)
            self._progress("encode", done, len(dataset))
        rows = np.concatenate(shards)
        order = np.argsort(rows)
        vectors = np.concatenate([part.embeddings for part in parts])[order]
        uncertainties = np.concatenate([part.uncertainty for part in parts])[order]
        measures = dict(zip(dataset.task.measures, uncertainties.T, strict=True))
        encoding = Encoding(
            dataset.frame["id"].tolist(),
            vectors,
            next(iter(measures.values())),
            dataset.languages,
            measures=measures,
        )
        return _with_words(encoding, dataset, rows, parts) if dataset.task.labels_words else encoding


def unencoded(data: Mapping[str, Dataset]) -> dict[str, Encoding]:
    """Return ids and languages of pool, target sample and gold data, without vectors."""
    return {
        role: Encoding(data[role].frame["id"].tolist(), None, languages=data[role].languages)
        for role in (*_ENCODED, "gold")
        if role in data
    }


def _with_words(
    encoding: Encoding, dataset: Dataset, rows: NDArray[np.int64], parts: Sequence[EncodedRows]
) -> Encoding:
    """Add what is known of words, in the order of the dataset; ``rows`` are those of the parts."""
    offsets = word_offsets(dataset.task.word_counts(dataset.frame))
    order = np.argsort(words_of_rows(offsets, rows))
    vectors = np.concatenate([part.words for part in parts if part.words is not None])[order]
    unsure = np.concatenate([part.word_uncertainty for part in parts if part.word_uncertainty is not None])
    return replace(encoding, words=(vectors, offsets), word_uncertainty=unsure[order])
