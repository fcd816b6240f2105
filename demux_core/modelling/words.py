"""Vectors of the words of token data, from any hidden layer of an encoder; kept in the cache."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig, cache_dir
from demux_core.base.errors import InputError
from demux_core.base.files import atomic_path, atomic_write
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoding import Words
from demux_core.modelling.inputs import tokenize
from demux_core.modelling.models import Model
from demux_core.tasks.model_inputs import Example

if TYPE_CHECKING:
    from demux_core.modelling.network import TaskModel

# Raised whenever the same inputs would give other numbers than before.
FORMAT = 1
MANIFEST, VECTORS, OFFSETS = "words.json", "vectors.npy", "offsets.npy"
_SLICE = 1_024


@dataclass(frozen=True)
class WordLayer:
    """Which hidden layer gives the vectors: ``depth`` of all layers, 0 the embeddings, 1 the last.

    Two thirds of the way up, words are told apart by their part of speech far better than at the top
    (``data/results``).
    """

    depth: float = 2 / 3

    def number(self, layers: int) -> int:
        """The layer's number, from 0 (embeddings) to ``layers``."""
        return round(self.depth * layers)


def encode_words(
    dataset: Dataset,
    model: Model,
    layer: WordLayer | None = None,
    config: EncodingConfig | None = None,
    progress: Progress = silent,
) -> Words:
    """One float16 vector a word, that of its first sub-word; the vectors stay on disk (memory-mapped).

    A vector takes 2 x dim bytes: 15 kB for a sentence of 20 words in 384 dimensions. A word beyond the
    model's length, or without a token, has the zero vector, so that every word has one.

    Args:
        dataset: of a token task.
        model: the pretrained encoder.
        layer: two thirds of the way up unless given.
        config: max length.
        progress: told after every slice of rows.
    """
    layer, config = layer or WordLayer(), config or EncodingConfig()
    key = {
        "format": FORMAT,
        "data": dataset.without_labels().content_hash,
        "model": model.fingerprint,
        "depth": layer.depth,
        "max_length": config.max_length,
    }
    name = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:32]
    folder = cache_dir() / "words" / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / MANIFEST).exists():
            _write(dataset, model, layer, config, folder, progress)
            atomic_write(folder / MANIFEST, json.dumps(key | {"model_name": model.name}, indent=1))
    return np.load(folder / VECTORS, mmap_mode="r"), np.load(folder / OFFSETS)


def _write(
    dataset: Dataset, model: Model, layer: WordLayer, config: EncodingConfig, folder: Path, progress: Progress
) -> None:
    from demux_core.modelling import network

    words = dataset.task.words(dataset.frame)
    if words is None:
        raise InputError(f"word vectors need data whose words are labelled, {dataset.name} has whole texts")
    encoder = network.load_network(model, dataset.task)
    network.check_length(encoder, config.max_length)
    tokenizer = network.load_tokenizer(model)
    number = layer.number(encoder.body.config.num_hidden_layers)
    lengths = np.array([len(row) for row in words])
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    order = np.argsort(-lengths, kind="stable")
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_path(folder / VECTORS) as temporary:
        shape = int(offsets[-1]), int(encoder.body.config.hidden_size)
        vectors = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.float16, shape=shape)
        for start in range(0, len(order), _SLICE):
            rows = order[start : start + _SLICE].tolist()
            examples = tokenize(dataset, rows, encoder, tokenizer, config)
            for example, states in _states(examples, encoder, tokenizer.pad_token_id, number):
                of_words = offsets[example.row] + np.array([word for word, _ in example.spans])
                vectors[of_words] = states[list(example.positions)]
            progress("encode words", start + len(rows), len(order))
        vectors.flush()
    with atomic_path(folder / OFFSETS) as temporary:
        np.save(temporary, offsets)


def _states(
    examples: Sequence[Example], encoder: "TaskModel", padding: int, layer: int
) -> Iterator[tuple[Example, NDArray[np.float32]]]:
    """Every example with the states (tokens, dim) of its tokens in one layer."""
    import torch

    from demux_core.modelling.inference import BATCH_TOKENS, batches, collate
    from demux_core.modelling.network import autocast

    for indices in batches(examples, BATCH_TOKENS):
        batch = collate([examples[i] for i in indices], padding)
        with torch.inference_mode(), autocast():
            states = encoder.body(**batch, output_hidden_states=True).hidden_states[layer]
        for i, values in zip(indices, states.float().cpu().numpy(), strict=True):
            yield examples[i], values
