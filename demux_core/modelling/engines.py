"""Where shards are computed: in this process, or on a Ray cluster."""

import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from demux_core.base import cluster
from demux_core.base.config import EncodingConfig
from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.modelling.models import Model, find_model
from demux_core.modelling.shards import EncodedRows, Reader, Shard, ShardWriter, write_rows

# engine(writer, shards) yields the number of rows of each shard when it is finished.
Engine = Callable[[ShardWriter, Sequence[Shard]], Iterator[int]]


def local(writer: ShardWriter, shards: Sequence[Shard]) -> Iterator[int]:
    """Compute one shard after the other in this process."""
    yield from map(writer.write, shards)


def ray(writer: ShardWriter, shards: Sequence[Shard]) -> Iterator[int]:
    """Compute shards on Ray actors that hold the model, one for each GPU or else for each two cores.

    Texts go to the actors a shard at a time, vectors come back and are written here. So the nodes share no
    directory: each needs this package and the model, which is ``default``, on the hub, or in a directory with
    the same path on every node. An interrupted run goes on with its first missing shard; a shard whose node
    is lost is computed by another.

    Raises:
        InputError: ray is not installed, a node lacks the model, or no node is left.
    """
    data, reader = writer.dataset, writer.reader
    model = replace(reader.model, folder=reader.model.folder.resolve())
    results = cluster.share(
        ModelWorker,
        (Reader(model, reader.task), reader.model.fingerprint, writer.config),
        lambda worker, shard: worker.encode.remote(data.take(shard[0]), shard[1]),
        shards,
        on_gpus=True,
    )
    for encoded, path in results:
        yield write_rows(encoded, path)


class ModelWorker:
    """Encodes datasets with one model, which it loads once.

    Args:
        reader: the model as the machine that asks has it, and the task.
        fingerprint: of that model.
        config: how texts become vectors.
    """

    def __init__(self, reader: Reader, fingerprint: str, config: EncodingConfig) -> None:
        self._reader, self._fingerprint, self._config = reader, fingerprint, config

    def ready(self) -> None:
        """Load the model. Raises InputError if this node lacks it."""
        model = _found_here(self._reader.model)
        if model is None or model.fingerprint != self._fingerprint:
            raise InputError(
                f"every node must have the same model {self._reader.model.name!r}, but {platform.node()} has "
                f"{'none' if model is None else 'another'}; copy it to {self._reader.model.folder} there"
            )
        self._reader = Reader(model, self._reader.task)
        _ = self._reader.network

    def encode(self, rows: Dataset, path: Path) -> tuple[EncodedRows, Path]:
        """The rows in their order, and the path for them."""
        writer = ShardWriter(rows, self._reader, self._config)
        return writer.encode(np.arange(len(rows))), path


def _found_here(model: Model) -> Model | None:
    if model.folder.is_dir():
        return replace(model)  # without the fingerprint, which was computed elsewhere
    try:
        return find_model(model.name)
    except InputError:
        return None


ENGINES: dict[str, Engine] = {"local": local, "ray": ray}


def find_engine(name: str) -> Engine:
    """Return the engine called ``name``.

    Raises:
        InputError: there is no such engine; the message lists the choices.
    """
    if name not in ENGINES:
        raise InputError(f"engine must be one of {', '.join(ENGINES)}, got {name!r}")
    return ENGINES[name]
