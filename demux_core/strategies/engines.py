"""Who compares the pool with the target: this process, or a Ray cluster."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from demux_core.base import cluster
from demux_core.base.errors import InputError
from demux_core.modelling.engines import find_engine
from demux_core.strategies.base import Query, Rows, Scores, Strategy
from demux_core.strategies.parts import Parts
from demux_core.strategies.registry import STRATEGIES


def on_ray(
    work: Callable[[Any], Any], part_of: Callable[[int], Any], places: Sequence[int]
) -> Iterator[tuple[int, Any]]:
    """Have Ray actors do the work, one for each two cores; the vectors are read here and sent to them.

    So the nodes share no directory. An actor is sent a part when it is free: few are under way at a time.
    """
    yield from cluster.share(
        _Worker, (work,), lambda worker, place: worker.work.remote(place, part_of(place)), places
    )


class _Worker:
    """Does the same work on one part after the other."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        self._work = work

    def ready(self) -> None:
        """There is nothing to load."""

    def work(self, place: int, part: Any) -> tuple[int, Any]:
        return place, self._work(part)


def on_engine(strategy: Strategy, engine: str) -> Strategy:
    """The strategy, its comparisons made by ``engine``, ``local`` or ``ray``.

    Raises:
        InputError: there is no such engine, or it does not do what the strategy needs.
    """
    find_engine(engine)
    if engine == "local":
        return strategy
    if not strategy.works_in_parts:
        able = ", ".join(name for name, other in STRATEGIES.items() if other.works_in_parts)
        raise InputError(
            f"{strategy.name} must see the whole pool at once, and cannot be shared out by the engine "
            f"{engine!r}; use one of {able}, or the engine 'local'"
        )
    return in_parts(strategy, Parts(on_ray))


def in_parts(strategy: Strategy, parts: Parts) -> Strategy:
    """The strategy, its comparisons of the pool with the target made a part of the pool at a time."""
    choose = strategy.choose_in_parts
    if choose is None:  # it compares nothing
        return strategy

    def chosen(query: Query) -> tuple[Rows, Scores]:
        return choose(query, parts)

    # What is greedy in parts is not nested.
    return replace(strategy, choose=chosen, choose_each=None, nested=False)
