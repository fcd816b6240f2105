"""The canonical columns of a task's data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A canonical column.

    Args:
        name: what it is called in a ``Dataset``.
        file_names: what files call it, in lower case; the first wins over the others, and two of the others
            are ambiguous.
        title: what pages call it.
        help: for people, where the title does not say enough.
        required: whether data without it is not of the task.
        holds_lists: whether its values are lists; a CSV file holds them as JSON.
    """

    name: str
    file_names: tuple[str, ...]
    title: str
    help: str | None = None
    required: bool = False
    holds_lists: bool = False
