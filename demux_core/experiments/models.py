"""What an experiment does to models: one EN-FT, scored once; copies of it fine-tuned and evaluated."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from demux_core.base.config import EncodingConfig, TrainingConfig
from demux_core.base.errors import InputError
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoder import encode, shards_of
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.fine_tuning import TrainingData, fit
from demux_core.modelling.metrics import row_statistics, score
from demux_core.modelling.models import Model, find_model
from demux_core.modelling.prediction import predict
from demux_core.modelling.shards import encode_rows
from demux_core.modelling.training import MANIFEST, train, was_trained_from

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel

ALL = "all"
_SCORED = ("source", "target")


class ExperimentModels:
    """Loads the model once and trains EN-FT once; everything else starts from copies of it.

    Args:
        data: datasets by role: train, source, target, test and perhaps gold.
        model: where EN-FT starts.
        en_ft: how EN-FT is trained.
        folder: where EN-FT is kept, so that an interrupted experiment goes on from the same weights.
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
    def start(self) -> Model:
        """EN-FT on disk: fine-tuned on the labelled English data; its head knows the labels of the pool, too.

        Raises:
            InputError: it had to be trained again and came out otherwise than the one of the earlier cells.
        """
        pools = [self._data[role] for role in ("source", "gold") if role in self._data]
        labels = sorted({label for pool in pools for label in pool.labels})
        if not self._kept(labels):
            train(self._data["train"], self._model, self._folder, self._config, self._progress, labels)
        found = find_model(self._folder)
        if self._expected not in (None, found.fingerprint):
            raise InputError(
                f"all cells must start from one EN-FT, but {self._folder} is not that of the finished cells "
                f"(it was trained again, on another machine or thread count); restore that folder, or choose "
                f"another --out"
            )
        return found

    def _kept(self, labels: Sequence[str]) -> bool:
        """Whether EN-FT is there; before the first cell it may be left over from another experiment."""
        if self._expected is not None:
            return (self._folder / MANIFEST).exists()
        english = self._data["train"].content_hash
        same = was_trained_from(self._folder, english, self._model.fingerprint, self._config)
        return same and set(labels) <= set(find_model(self._folder).settings.labels)

    @cached_property
    def en_ft(self) -> "TaskModel":
        """The model that every cell starts from a copy of."""
        from demux_core.modelling import network

        return network.load_network(self.start, self._data["train"].task).eval()

    @cached_property
    def first_encodings(self) -> dict[str, Encoding]:
        """Pool and target as EN-FT sees them; kept in the cache, as an experiment may be stopped."""
        return {
            role: Encoding.open(encode(self._data[role], self.start, self._encoding, self._progress))
            for role in _SCORED
        }

    def encodings(self, model: "TaskModel") -> dict[str, Encoding]:
        """Pool and target as ``model`` sees them."""
        return {role: self._encode(self._data[role], model) for role in _SCORED}

    def bare_encodings(self) -> dict[str, Encoding]:
        """Ids and languages alone, for strategies that look at no vector."""
        return {
            role: Encoding(self._data[role].frame["id"].tolist(), None, languages=self._data[role].languages)
            for role in (*_SCORED, "gold")
            if role in self._data
        }

    def tuned(
        self,
        start: "TaskModel | None",
        labelled: Dataset,
        config: TrainingConfig,
        replay: bool,
        progress: Progress = silent,
    ) -> "TaskModel":
        """A copy of EN-FT, or ``start`` itself, fine-tuned on ``labelled`` (and English, ``replay``).

        It knows all the labels that it knew before.
        """
        model = copy.deepcopy(self.en_ft) if start is None else start
        data = TrainingData(labelled, model.settings.labels, self._data["train"] if replay else None)
        return fit(model, self.tokenizer, data, config, progress)

    def measured(self, model: "TaskModel") -> dict[str, Any]:
        """Scores on the test data: per language and for ``all``; and per row the parts of the main metric."""
        test = self._data["test"]
        predictions = predict(test, model, self.tokenizer, self._encoding)
        result = score(test, predictions)
        scores = {language: part["scores"] for language, part in result["languages"].items()}
        parts = np.round(row_statistics(test, predictions), 6)
        return {
            "main": result["main"],
            "scores": {**scores, ALL: result["scores"]},
            "items": {"numerator": parts[:, 0].tolist(), "denominator": parts[:, 1].tolist()},
        }

    def _encode(self, dataset: Dataset, model: "TaskModel") -> Encoding:
        config = replace(self._encoding, pooling=model.settings.pooling)
        shards, parts, done = shards_of(dataset.texts), [], 0
        for rows in shards:
            parts.append(encode_rows(dataset, rows, model, self.tokenizer, config))
            done += len(rows)
            self._progress("encode", done, len(dataset))
        order = np.argsort(np.concatenate(shards))
        vectors, measured = (np.concatenate(columns)[order] for columns in zip(*parts, strict=True))
        measures = dict(zip(dataset.task.measures, measured.T, strict=True))
        ids = dataset.frame["id"].tolist()
        return Encoding(ids, vectors, next(iter(measures.values())), dataset.languages, measures=measures)
