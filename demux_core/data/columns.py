"""Recognise which task a file is for and what its columns mean."""

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
    "A code such as hi or ne. Without this column, the language is guessed from the text.",
)
GROUP = Column(
    "group",
    ("parallel_id",),
    "Parallel id",
    "The same value for all translations of a text.",
)
GLOSS = Column(
    "gloss",
    (
        *("gloss", "english_gloss", "gloss_en", "translation", "english_translation", "translation_en"),
        *("english", "text_en"),
    ),
    "English gloss",
    "A translation for people who cannot read the text. It is shown beside it and never learnt from.",
    first_counts=True,
)
# The columns that all tasks share.
COMMON_COLUMNS = (ID, LANGUAGE, GROUP, GLOSS)
_SHOWN_NAMES = 20
_MAX_NAME = 60


def columns_of(task: Task) -> tuple[Column, ...]:
    """All columns that a task reads from files."""
    return (*COMMON_COLUMNS, *task.columns, *task.stand_ins)


def listed(names: Sequence[str]) -> str:
    """Join names for an error message; only the first 20 are shown."""
    rest = len(names) - _SHOWN_NAMES
    shown = ", ".join(name[:_MAX_NAME] for name in names[:_SHOWN_NAMES])
    return shown + (f" and {rest:,} more" if rest > 0 else "")


def recognise(
    file_columns: Sequence[str], task: Task | None, named: Mapping[str, str]
) -> tuple[Task, dict[str, str]]:
    """Return the task of a file and, for each canonical column, the file's column.

    Args:
        file_columns: names of the file's columns.
        task: the task, or None to infer it from the columns; the most specific task is tried first.
        named: canonical column -> the file's column, as a person names it, "" where the file has none; the
            other columns are recognised by their names.

    Raises:
        InputError: a named column does not exist, a required one is not recognised, or two columns match one.
    """
    absent = {canonical for canonical, column in named.items() if not column}
    named = {canonical: column for canonical, column in named.items() if column}
    _check_named(file_columns, task, named)
    free = [column for column in file_columns if column not in named.values()]
    task = task or _fitting_task(free, named)
    if task.lone_column and len(file_columns) == 1 and not named:
        return task, {task.lone_column: file_columns[0]}
    if missing := _missing(task, free, named, replaced=True):
        raise InputError(
            f"{task.title} needs a column with {' and one with '.join(map(_content, missing))}, got the "
            f"columns {listed(file_columns)}; {_remedy(missing[0].name)}"
        )
    mapping = dict(named)
    for column in columns_of(task):
        if column.name in named or (column.name in absent and not column.required):
            continue
        if column.stands_for in mapping:
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
            raise InputError(f"a canonical column must be one of {', '.join(known)}, got {canonical!r}")
        if column not in file_columns:
            raise InputError(
                f"there is no column {column!r} for {canonical}, only {listed(file_columns)}; set it with "
                f"--column {canonical}=COLUMN, or for a single file with --column source.{canonical}=COLUMN"
            )


def _missing(
    task: Task, free: Sequence[str], named: Mapping[str, str], replaced: bool = False
) -> list[Column]:
    """The required columns that are not there; with ``replaced``, those that cannot be made either."""
    columns = (*task.columns, *(task.stand_ins if replaced else ()))
    there = {
        column.stands_for or column.name
        for column in columns
        if column.name in named or _matches(column, free)
    }
    return [column for column in task.columns if column.required and column.name not in there]


def _content(column: Column) -> str:
    """What a column holds, as in "a column with the texts"."""
    return f"the {column.title.lower().removesuffix('s')}s"


def _matches(column: Column, free: Sequence[str]) -> list[str]:
    matches = [name for name in free if name.strip().casefold() in column.file_names]
    preferred = [name for name in matches if name.strip().casefold() == column.file_names[0]]
    return preferred or matches


def _pick(column: Column, free: Sequence[str]) -> str | None:
    matches = _matches(column, free)
    if column.first_counts:
        return min(matches, key=lambda name: column.file_names.index(name.strip().casefold()), default=None)
    if len(matches) > 1:
        raise InputError(
            f"only one column may match {column.name}, but {' and '.join(matches)} do; {_remedy(column.name)}"
        )
    return matches[0] if matches else None


def _remedy(canonical: str) -> str:
    return f"set it with --column {canonical}=NAME (Python: columns={{{canonical!r}: 'NAME'}})"
