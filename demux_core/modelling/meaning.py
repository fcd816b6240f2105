"""Texts near in meaning to words, whatever their language, by the embedded model as it was pretrained."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from demux_core.base.config import DEFAULT_MODEL, EncodingConfig
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoder import encode
from demux_core.modelling.encoding import Encoding
from demux_core.modelling.models import Model, find_model
from demux_core.tasks import find_task

_OF_TEXTS = "sequence"


def text_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """The vectors of texts, (n, dim), from the cache where they were asked for before."""
    vectors = Encoding.open(encode(_dataset(texts), find_model(DEFAULT_MODEL))).embeddings
    assert vectors is not None
    return vectors


def query_vector(words: str, task: str = _OF_TEXTS) -> NDArray[np.float32]:
    """The vector of what somebody searches for, (dim,), as the texts of a task have theirs."""
    from demux_core.modelling import network
    from demux_core.modelling.shards import encode_rows

    model: Model = find_model(DEFAULT_MODEL)
    dataset = _dataset([words], task)
    loaded, tokenizer = network.load_network(model, dataset.task), network.load_tokenizer(model)
    config = EncodingConfig(pooling=model.settings.pooling)
    vector: NDArray[np.float32] = encode_rows(dataset, np.array([0]), loaded, tokenizer, config).embeddings[0]
    return vector


def nearest_in_meaning(
    query: NDArray[np.float32], vectors: NDArray[np.float32], count: int
) -> NDArray[np.int64]:
    """The ``count`` rows of ``vectors`` (n, dim) nearest to ``query`` (dim,) by cosine, nearest first."""
    likeness = _unit(np.asarray(vectors)) @ _unit(query[None])[0]
    return np.argsort(-likeness, kind="stable")[:count]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), dtype=np.float32)


def _dataset(texts: Sequence[str], task: str = _OF_TEXTS) -> Dataset:
    found, rows = find_task(task), range(len(texts))
    common = {"id": list(map(str, rows)), "language": "unknown", "confidence": 0.0, "group": None}
    of_task = found.parse({"text": pd.Series(list(texts), rows, dtype=object)}, pd.Index(rows))
    return Dataset(found, pd.DataFrame(common | of_task, index=rows), "search")
