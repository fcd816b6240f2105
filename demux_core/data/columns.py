"""Which task a file is for, and which of its columns mean what."""

from collections.abc import Mapping, Sequence

from demux_core.base.errors import InputError
from demux_core.tasks import TASKS
from demux_core.tasks.base import Task
from demux_core.tasks.columns import Column

ID = Column("id", ("id", "guid", "idx"), "Id")
LANGUAGE = Column(
    "language",
    ("language", "lang", "locale"),
    "Language",
    "A code such as hi or ne. Without it the language is guessed from the text.",
)
GROUP = Column(
    "group",
    ("parallel_id",),
    "Parallel id",
    "The same for all rows that say the same thing in different languages.",
)
# What the data of every task has.
COMMON_COLUMNS = (ID, LANGUAGE, GROUP)
_SHOWN = 20
_LONGEST = 60


def columns_of(task: Task) -> tuple[Column, ...]:
    """All canonical columns of a task's data."""
    return (*COMMON_COLUMNS, *task.columns)


def listed(names: Sequence[str]) -> str:
    """Names for an error message, the first 20 of them."""
    rest = len(names) - _SHOWN
    shown = ", ".join(name[:_LONGEST] for name in names[:_SHOWN])
    return shown + (f" and {rest:,} more" if rest > 0 else "")


def recognise(
    file_columns: Sequence[str], task: Task | None, named: Mapping[str, str]
) -> tuple[Task, dict[str, str]]:
    """The task of a file and, for each canonical column, the file's.

    Args:
        file_columns: names of the file's columns.
        task: the task, or None to tell it from the columns, the most special one first.
        named: canonical column -> the file's, as people gave them, "" where the file has none; the rest is
            told from common names.

    Raises:
        InputError: a column named does not exist, nothing is recognised, or two columns may mean the same.
    """
    absent = {canonical for canonical, column in named.items() if not column}
    named = {canonical: column for canonical, column in named.items() if column}
    _check_named(file_columns, task, named)
    free = [column for column in file_columns if column not in named.values()]
    task = task or _fitting_task(free, named)
    if task.lone_column and len(file_columns) == 1 and not named:
        return task, {task.lone_column: file_columns[0]}
    if missing := _missing(task, free, named):
        raise InputError(
            f"{task.name} data must have a column {' and '.join(missing)}, got the columns "
            f"{listed(file_columns)}; {_remedy(missing[0])}"
        )
    mapping = dict(named)
    for column in columns_of(task):
        if column.name in named or (column.name in absent and not column.required):
            continue
        if match := _pick(column, free):
            mapping[column.name] = match
    return task, mapping


def _fitting_task(free: Sequence[str], named: Mapping[str, str]) -> Task:
    for task in reversed(TASKS.values()):
        known = {column.name for column in columns_of(task)}
        if set(named) <= known and not _missing(task, free, named):
            return task
    return next(iter(TASKS.values()))


def _check_named(file_columns: Sequence[str], task: Task | None, named: Mapping[str, str]) -> None:
    tasks = [task] if task else TASKS.values()
    known = list(dict.fromkeys(column.name for each in tasks for column in columns_of(each)))
    for canonical, column in named.items():
        if canonical not in known:
            raise InputError(f"a column to name must be one of {', '.join(known)}, got {canonical!r}")
        if column not in file_columns:
            raise InputError(
                f"there is no column {column!r} for {canonical}, only {listed(file_columns)}; name it with "
                f"--column {canonical}=COLUMN, or for one file alone --column source.{canonical}=COLUMN"
            )


def _missing(task: Task, free: Sequence[str], named: Mapping[str, str]) -> list[str]:
    required = [column for column in task.columns if column.required and column.name not in named]
    return [column.name for column in required if not _matches(column, free)]


def _matches(column: Column, free: Sequence[str]) -> list[str]:
    matches = [name for name in free if name.strip().casefold() in column.file_names]
    first = [name for name in matches if name.strip().casefold() == column.file_names[0]]
    return first or matches


def _pick(column: Column, free: Sequence[str]) -> str | None:
    matches = _matches(column, free)
    if len(matches) > 1:
        raise InputError(
            f"only one column may be the {column.name}, but {' and '.join(matches)} may be; "
            f"{_remedy(column.name)}"
        )
    return matches[0] if matches else None


def _remedy(canonical: str) -> str:
    return f"name it with --column {canonical}=NAME (Python: columns={{{canonical!r}: 'NAME'}})"
