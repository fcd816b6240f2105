"""Where shards are computed: in this process, or on a Ray cluster."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from demux_core.base.errors import InputError
from demux_core.modelling.shards import Shard, ShardWriter

# engine(writer, shards) yields the number of rows of each shard when it is finished.
Engine = Callable[[ShardWriter, Sequence[Shard]], Iterator[int]]


def local(writer: ShardWriter, shards: Sequence[Shard]) -> Iterator[int]:
    """Compute one shard after the other in this process."""
    yield from map(writer.write, shards)


def ray(writer: ShardWriter, shards: Sequence[Shard]) -> Iterator[int]:
    """Compute shards on Ray actors, one per GPU or else per node; the cache must be a shared directory."""
    try:
        import ray as library
        from ray.util import ActorPool
    except ImportError as error:
        raise InputError(
            "the engine `ray` needs the package ray, which is not installed; `pip install 'ray>=2.60,<3'`, "
            "or use --engine local"
        ) from error

    library.init(ignore_reinit_error=True, include_dashboard=False, log_to_driver=False)
    gpus = int(library.cluster_resources().get("GPU", 0))
    nodes = library.nodes()
    cpus = min(int(node["Resources"].get("CPU", 1)) for node in nodes)
    needs: dict[str, Any] = {"num_gpus": 1} if gpus else {"num_cpus": cpus}
    actor = library.remote(**needs)(ShardWriter)
    workers = [
        actor.remote(writer.dataset, writer.reader, writer.config)
        for _ in range(min(len(shards), gpus or len(nodes)))
    ]
    pool = ActorPool(workers)
    yield from pool.map_unordered(lambda worker, shard: worker.write.remote(shard), list(shards))


ENGINES: dict[str, Engine] = {"local": local, "ray": ray}


def find_engine(name: str) -> Engine:
    """Return the engine called ``name``.

    Raises:
        InputError: there is no such engine; the message lists the choices.
    """
    if name not in ENGINES:
        raise InputError(f"engine must be one of {', '.join(ENGINES)}, got {name!r}")
    return ENGINES[name]
