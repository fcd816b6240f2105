"""Progress of long work, as a callback."""

from collections.abc import Callable

# progress(step, done, total): the name of the step, and how many of its units are done.
Progress = Callable[[str, int, int], None]


# advance(done, total): the same of a step that the caller names.
Advance = Callable[[int, int], None]


def silent(step: str, done: int, total: int) -> None:
    """Report nothing."""


def unheard(done: int, total: int) -> None:
    """Report nothing."""


def with_step_name(progress: Progress, step: str) -> Progress:
    """Report every step under the name ``step``."""
    return lambda _, done, total: progress(step, done, total)
