"""Work for ``base.confined`` that needs too much or fails; it imports nothing heavy, to start fast."""

import os
from collections.abc import Iterator


def greedy(megabytes: int) -> Iterator[int]:
    """Take memory and say how much."""
    yield len(bytearray(megabytes * 1_000_000))


def endless() -> Iterator[int]:
    """Say its process ID and never end."""
    yield os.getpid()
    while True:
        pass


def faulty() -> Iterator[int]:
    """Fail as a bug would."""
    yield 1 // 0
