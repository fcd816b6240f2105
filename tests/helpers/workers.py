"""Workers of a cluster that are quickly there: they import no library that is slow to load."""

import os
import time
from pathlib import Path

from demux_core import InputError

_PATIENCE = 120.0  # seconds


class Worker:
    """Ends its process over some items, and fails at others."""

    def __init__(self, lives: bool = True) -> None:
        self._lives = lives

    def ready(self) -> None:
        if not self._lives:
            os._exit(1)

    def work(self, item: str) -> str:
        if item == "deadly":
            os._exit(1)
        if item == "wrong":
            raise InputError("an item must not be wrong")
        return item.upper()


class Waiting:
    """Says where it has begun to work, and finishes when a node is lost, unless that is its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def ready(self) -> None: ...

    def work(self, item: int) -> int:
        here, lost = _node_id(), self._folder / "lost"
        (self._folder / here).touch()
        give_up = time.monotonic() + _PATIENCE
        while (not lost.exists() or lost.read_text() in ("", here)) and time.monotonic() < give_up:
            time.sleep(0.05)
        return item


class Place:
    """Says on which node it is."""

    def ready(self) -> None: ...

    def work(self, item: int) -> str:
        time.sleep(0.1)
        return _node_id()


def _node_id() -> str:
    import ray

    return str(ray.get_runtime_context().get_node_id())
