"""Work on a Ray cluster that goes on when a node is lost.

Actors, because a worker must keep a model in memory; and a queue of our own, because Ray's pool of actors
fails with its first actor, and Ray Data waits for a lost actor until a new node takes its place.
"""

import logging
import os
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from demux_core.base.errors import InputError

_Item = TypeVar("_Item")

# A batch of texts keeps about as many busy (``modelling/device.py``).
_CORES = 2
_OPTIONS = {"CPU": "num_cpus", "GPU": "num_gpus"}
_TRIES = 3
_PATIENCE = 5.0  # seconds after which nodes are counted again while nothing happens
_log = logging.getLogger(__name__)


def connect() -> Any:
    """The library ray, connected to the cluster that ``RAY_ADDRESS`` names or that this machine belongs to.

    Where there is none, one is started on this machine, for as long as this process lives.

    Raises:
        InputError: ray is not installed.
    """
    try:
        import ray
    except ImportError as error:
        raise InputError(
            "the engine `ray` needs the package ray, which is not installed; `pip install 'ray>=2.60,<3'`, "
            "or use the engine `local`"
        ) from error

    if not ray.is_initialized():
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    return ray


def share(
    worker: type,
    given: tuple[Any, ...],
    call: Callable[[Any, _Item], Any],
    items: Iterable[_Item],
    on_gpus: bool = False,
) -> Iterator[Any]:
    """Have the actors of a cluster work on ``items``; yield each result as soon as it is there.

    There is an actor for each two cores, or with ``on_gpus`` for each GPU if there is one. Nodes that join
    get actors, too. What an actor that is lost was working on is given to another.

    Args:
        worker: class of the actors; its method ``ready`` is called before anything else.
        given: what every actor is made with.
        call: (actor, item) -> the reference to a result; called when the actor is free for the item.
        items: what there is to do.
        on_gpus: whether the work is for GPUs.

    Raises:
        InputError: the work raised it; no node is left; or actors are lost again and again, at one item or
            before they are ready.
    """
    ray = connect()
    resource, size = _group(ray, on_gpus)
    actor = ray.remote(**{_OPTIONS[resource]: size})(worker)
    shared = [ray.put(value) for value in given]
    waiting = deque(items)
    lost, early = Counter[int](), 0  # actors: by what they were working on; before anything was done
    # What is awaited -> the actor, and what it is working on; None until it is ready.
    running: dict[Any, tuple[Any, tuple[_Item] | None]] = {}
    while waiting or any(item for _, item in running.values()):
        room = _room(ray, resource, size)
        idle = sum(item is None for _, item in running.values())
        for _ in range(min(room - len(running), len(waiting) - idle)):
            made = actor.remote(*shared)
            running[made.ready.remote()] = made, None
        if not room:
            raise InputError(
                "the cluster must have a node that works, but has none left; start one with "
                "`ray start --address=HEAD:6379` and run the command again, which goes on where it stopped"
            )
        for finished in ray.wait(list(running), timeout=_PATIENCE)[0]:
            done_by, item = running.pop(finished)
            try:
                result = ray.get(finished)
            except ray.exceptions.RayTaskError as error:
                # The work itself failed, as it would elsewhere.
                raise (error.cause if isinstance(error.cause, InputError) else error) from None
            except ray.exceptions.RayError as error:
                early += not item
                if item:
                    lost[id(item[0])] += 1
                    waiting.appendleft(item[0])
                if early >= _TRIES * room or (item and lost[id(item[0])] == _TRIES):
                    raise _given_up(error) from error
                _log.warning("a worker of the cluster is lost (%s); another does its work", _name(error))
                continue
            early = 0
            if item:
                yield result
            if waiting:
                item = (waiting.popleft(),)
                running[call(done_by, item[0])] = done_by, item


def _given_up(error: Exception) -> InputError:
    return InputError(
        f"the workers of a cluster must stay alive, but {_TRIES} or more were lost at the same work "
        f"({_name(error)}), which may need more memory than a node has; use larger nodes"
    )


def _name(error: Exception) -> str:
    return type(error).__name__


def _group(ray: Any, on_gpus: bool) -> tuple[str, int]:
    """The resource that an actor takes, and how much of it."""
    nodes = _resources(ray)
    if on_gpus and any(node.get("GPU") for node in nodes):
        return "GPU", 1
    return "CPU", _CORES if any(node.get("CPU", 0) >= _CORES for node in nodes) else 1


def _room(ray: Any, resource: str, size: int) -> int:
    """The number of actors that the nodes hold together."""
    return sum(int(node.get(resource, 0)) // size for node in _resources(ray))


def _resources(ray: Any) -> list[dict[str, float]]:
    return [node["Resources"] for node in ray.nodes() if node["Alive"]]
