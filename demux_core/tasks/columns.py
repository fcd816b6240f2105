"""The canonical columns of a task's data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A canonical column.

    Args:
        name: in a ``Dataset``.
        file_names: usual names in files, in lower case; the first takes precedence over the others, any two
            of the others are ambiguous.
        first_counts: whether the first of several columns with usual names counts instead.
        title: on pages.
        help: explanation for people, where the title is not enough.
        required: whether the task needs this column.
        holds_lists: whether its values are lists; in a CSV file they are JSON.
        stands_for: the required column that is made from this one (``Task.stand_ins``).
        note: said about files that are read from this column.
    """

    name: str
    file_names: tuple[str, ...]
    title: str
    help: str | None = None
    required: bool = False
    holds_lists: bool = False
    stands_for: str | None = None
    note: str | None = None
    first_counts: bool = False
