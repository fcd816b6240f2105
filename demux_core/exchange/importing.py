"""Labels from a tool's file into a project: read in a process of its own, checked, then merged."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from demux_core.base import confined
from demux_core.base.errors import InputError
from demux_core.base.plurals import counted
from demux_core.data.dataset import Dataset
from demux_core.exchange import find_tool
from demux_core.exchange.returned import Returned
from demux_core.tasks import find_task
from demux_core.tasks.spans import Span
from demux_core.workflows.labelling import OWN_LABELS
from demux_core.workspace.label_log import text_digest
from demux_core.workspace.label_merging import Merged, merge_labels
from demux_core.workspace.label_rules import check_label
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.records import Label

_SHOWN = 5
_QUOTED = 60
_PART = 1_000


@dataclass(frozen=True)
class Imported:
    """What came of a file.

    Args:
        merged: what became of its labels.
        unlabelled: texts in it that have no label.
        named: labels that the project had none of and knows from now on.
    """

    merged: Merged
    unlabelled: int
    named: tuple[str, ...] = ()


def import_labels(project: Project, pool: Dataset, known: Sequence[str], tool: str, path: Path) -> Imported:
    """Add the labels of a tool's file to the label log.

    Args:
        project: whose log it is.
        pool: the project's pool.
        known: ``sheets.project_labels``; where there are none, the project takes those of the file.
        tool: a name in ``TOOLS``.
        path: of the file.

    Raises:
        InputError: the file cannot be read, or something in it does not fit the project; nothing is stored.
    """
    returned = list(read_returned(tool, path, pool.task.name))
    rows, labels = rows_and_labels(returned, pool, known)
    named = {name for label in labels if label is not None for name in pool.task.names_in(label)}
    new = tuple(pool.task.complete_label_set(named)) if named and not known else ()
    if new:
        put_setting(project, OWN_LABELS, list(new))
    ids, texts = pool.frame["id"], pool.take(rows).texts
    given = [
        (Label(ids.iloc[row], label, one.annotator, "", text_digest(text)), one.at)
        for one, row, text, label in zip(returned, rows, texts, labels, strict=True)
        if label is not None
    ]
    return Imported(merge_labels(project, given), labels.count(None), new)


def read_returned(tool: str, path: Path, task: str) -> Iterator[Returned]:
    """Yield what a tool's file says, read in a process with limits.

    Raises:
        InputError: it cannot be read, or takes too much time or memory.
    """
    for part in confined.run(_read, tool, str(path), task):
        for value in part:
            spans = value.pop("spans")
            spans = None if spans is None else tuple(Span(*span) for span in spans)
            yield Returned(**value, spans=spans)


def rows_and_labels(
    returned: Sequence[Returned], pool: Dataset, known: Sequence[str]
) -> tuple[list[int], list[Any]]:
    """The row of each returned text, and its label, None where it has none; checked against the pool.

    Raises:
        InputError: a text is not in the pool or another one there, or it cannot have its label.
    """
    rows = _rows_of(returned, pool)
    labels = [_label(one, pool, row, known) for one, row in zip(returned, rows, strict=True)]
    named = {name for label in labels if label is not None for name in pool.task.names_in(label)}
    if known and (unknown := sorted(named - set(known))):
        raise InputError(
            f"labels must be those of the project ({_listed(pool.task.typed_names(known))}), got "
            f"{_listed(pool.task.typed_names(unknown))}; correct them, or add them on the Annotate page"
        )
    return rows, labels


def _read(tool: str, path: str, task: str) -> Iterator[Any]:
    part: list[dict[str, Any]] = []
    for one in find_tool(tool).read(Path(path), find_task(task)):
        part.append(dict(vars(one)))
        if len(part) == _PART:
            yield part
            part = []
    yield part


def _rows_of(returned: Sequence[Returned], pool: Dataset) -> list[int]:
    """The row of each text, by its id or, without one, by its content."""
    row_of = {name: row for row, name in enumerate(pool.frame["id"])}
    by_content: dict[str, int] = {}
    if any(one.id is None for one in returned):
        by_content = {key: row for row, key in enumerate(pool.task.content_keys(pool.frame))}
    rows = [by_content.get(one.content or "") if one.id is None else row_of.get(one.id) for one in returned]
    lost = [one for one, row in zip(returned, rows, strict=True) if row is None]
    if lost:
        shown = [one.id if one.id is not None else one.place for one in lost]
        raise InputError(
            f"texts must be of the project's pool, but {counted(len(lost), 'label')} of the file "
            f"{'is' if len(lost) == 1 else 'are'} of texts that are not in it: {_listed(shown)}; import the "
            f"file into the project that it was exported from"
        )
    return [row for row in rows if row is not None]


def _label(one: Returned, pool: Dataset, row: int, known: Collection[str]) -> Any:
    """The label of a returned text, checked against its row; None where it has none."""
    task, content = pool.task, pool.frame.iloc[row]
    text = task.shown_texts(content)[task.marked_text]
    if text != one.text:
        raise InputError(
            f"texts must be as they were exported, but {one.place} ({content['id']}) has "
            f"{one.text[:_QUOTED]!r} instead of {text[:_QUOTED]!r}; export the texts again"
        )
    if not one.has_label or (one.spans == () and not task.labels_words):
        return None
    try:
        label = one.label if one.spans is None else task.label_from_spans(content, one.spans, known)
        check_label(pool, row, label)
    except InputError as error:
        raise InputError(f"{one.place} ({content['id']}): {error}") from error
    return label


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {rest:,} more" if rest > 0 else "")
