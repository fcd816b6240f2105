"""Progress of long work, told to whoever listens."""

from collections.abc import Callable

# progress(step, done, total): what is being done, and how many of how many units are finished.
Progress = Callable[[str, int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def renamed(progress: Progress, step: str) -> Progress:
    """Progress that calls whatever is done ``step``."""
    return lambda _, done, total: progress(step, done, total)
