"""Encode a dataset with a model: embeddings and uncertainty, in shards, resumable and cached."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from demux_core.base.config import EncodingConfig
from demux_core.base.files import atomic_path, atomic_write
from demux_core.base.progress import Progress, silent
from demux_core.data.dataset import Dataset
from demux_core.modelling.encoding import (
    EMBEDDINGS,
    MANIFEST,
    ROWS,
    UNCERTAINTY,
    WORD_UNCERTAINTY,
    WORDS,
    word_offsets,
    words_of_rows,
)
from demux_core.modelling.encoding_cache import PARTIAL, encodings_folder
from demux_core.modelling.engines import Engine, find_engine
from demux_core.modelling.models import Model
from demux_core.modelling.shards import Reader, Shard, ShardWriter

# Raised whenever the same inputs would give different numbers than before.
FORMAT = 2
WORDS_FORMAT = 2  # the same for data whose words have labels: since 2, each has its uncertainty
# A few seconds on two cores: this often progress is told, and this much an interruption loses.
SHARD_CHARACTERS = 20_000
SHARD_ROWS = 512


def encode(
    dataset: Dataset,
    model: Model | Reader,
    config: EncodingConfig | None = None,
    progress: Progress = silent,
    engine: str = "local",
) -> Path:
    """Encode every row and return the finished folder in the cache, for ``Encoding.open``.

    An interrupted run continues with its first missing shard; a finished encoding is reused. The cache key is
    (content hash, model fingerprint, task, pooling, max length, stride, and the layer of words if it has
    their vectors). The vectors of words take 2 x dim bytes each: for 100,000 sentences of 20 words, 1.5 GB.
    A ``Reader`` keeps the model for the next dataset.

    Raises:
        InputError: the model was fine-tuned for another task, or ``engine`` is unknown or not installed.
    """
    reader = model if isinstance(model, Reader) else Reader(model, dataset.task)
    model, config = reader.model, settled(config or EncodingConfig(), reader.model)
    key = settings_of(reader, config)
    key["data"] = dataset.without_labels().content_hash  # a corrected label changes no vector
    if dataset.task.labels_words:
        key |= {"word_depth": config.word_depth, "words": WORDS_FORMAT}
    name = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:32]
    folder = encodings_folder() / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    # A second process that needs the same encoding waits for it instead of repeating the work.
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / MANIFEST).exists():
            partial = folder.with_suffix(PARTIAL)
            writer = ShardWriter(dataset, reader, config)
            shards = _write_shards(dataset, writer, partial, find_engine(engine), progress)
            _assemble(dataset, shards, partial, {**key, "model_name": model.name})
            partial.rename(folder)
        (folder / MANIFEST).touch()  # says when it was last used
    return folder


def settled(config: EncodingConfig, model: Model) -> EncodingConfig:
    """The configuration with the pooling that the model has where none is named."""
    return replace(config, pooling=config.pooling or model.settings.pooling)


def settings_of(reader: Reader, config: EncodingConfig) -> dict[str, Any]:
    """All that decides a row's vector and uncertainty but the row itself."""
    return {
        "format": FORMAT,
        "model": reader.model.fingerprint,
        "task": reader.task.name,
        "pooling": config.pooling,
        "max_length": config.max_length,
        "stride": config.stride,
    }


def shards_of(texts: list[str]) -> list[NDArray[np.int64]]:
    """Group rows by length, longest first; an interruption loses at most one group."""
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    order = np.argsort(-lengths, kind="stable")
    shards, start = [], 0
    cumulative = np.concatenate([[0], np.cumsum(lengths[order])])
    while start < len(order):
        by_size = int(np.searchsorted(cumulative, cumulative[start] + SHARD_CHARACTERS, side="right")) - 1
        stop = min(max(start + 1, by_size), start + SHARD_ROWS, len(order))
        shards.append(order[start:stop])
        start = stop
    return shards


def _write_shards(
    dataset: Dataset, writer: "ShardWriter", partial: Path, engine: Engine, progress: Progress
) -> list[Shard]:
    """Write the missing shards; return all shards in order."""
    parts = shards_of(dataset.texts)
    # The number of shards tells them from those of an earlier version, which had other rows.
    shards = [(rows, partial / f"shard-{i:05}-of-{len(parts)}.npz") for i, rows in enumerate(parts)]
    missing = [shard for shard in shards if not shard[1].exists()]
    done = len(dataset) - sum(len(rows) for rows, _ in missing)
    progress("encode", done, len(dataset))
    for rows in engine(writer, missing):
        done += rows
        progress("encode", done, len(dataset))
    return shards


def _assemble(dataset: Dataset, shards: list[Shard], partial: Path, key: dict[str, Any]) -> None:
    """Join the shards in row order; the manifest is written last, as it marks the encoding as finished."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with np.load(shards[0][1]) as first:
        width, measures = first["embeddings"].shape[1], first["uncertainty"].shape[1]
    uncertainty = np.zeros((len(dataset), measures), dtype=np.float32)
    with atomic_path(partial / EMBEDDINGS) as temporary:
        embeddings = np.lib.format.open_memmap(
            temporary, mode="w+", dtype=np.float32, shape=(len(dataset), width)
        )
        for rows, path in shards:
            with np.load(path) as shard:
                embeddings[rows], uncertainty[rows] = shard["embeddings"], shard["uncertainty"]
        embeddings.flush()
    with atomic_path(partial / UNCERTAINTY) as temporary:
        np.save(temporary, uncertainty)
    columns = {"id": dataset.frame["id"], "language": dataset.languages, "text": dataset.texts}
    if dataset.task.labels_words:
        counts = columns["words"] = dataset.task.word_counts(dataset.frame)
        unsure = _assemble_words(counts, shards, width, partial / WORDS)
        if measures:
            ends = word_offsets(counts).astype(np.int32)
            columns[WORD_UNCERTAINTY] = pa.ListArray.from_arrays(ends, unsure)
    with atomic_path(partial / ROWS) as temporary:
        pq.write_table(pa.table(columns), temporary)
    measure_names = list(dataset.task.measures) if measures else []
    manifest = {**key, "rows": len(dataset), "dim": width, "measures": measure_names}
    atomic_write(partial / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    for _, path in shards:
        path.unlink()


def _assemble_words(counts: list[int], shards: list[Shard], width: int, out: Path) -> NDArray[np.float32]:
    """Join the vectors of words in ``out`` and return the uncertainty of each, if the model has a head."""
    offsets = word_offsets(counts)
    uncertainty = np.zeros(int(offsets[-1]), dtype=np.float32)
    with atomic_path(out) as temporary:
        shape = int(offsets[-1]), width
        vectors = np.lib.format.open_memmap(temporary, mode="w+", dtype=np.float16, shape=shape)
        for rows, path in shards:
            with np.load(path) as shard:
                places = words_of_rows(offsets, rows)
                vectors[places] = shard["words"]
                if WORD_UNCERTAINTY in shard:
                    uncertainty[places] = shard[WORD_UNCERTAINTY]
        vectors.flush()
    return uncertainty
