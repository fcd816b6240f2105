"""Labels that people give to points of a queue, and the label names that a project adds to its files'."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.workflows.annotation_queue import QUEUE, AnnotationQueue, start_annotating
from demux_core.workspace.label_log import ANONYMOUS, add_label
from demux_core.workspace.label_rules import label_set, labels_from_names
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.records import Label
from demux_core.workspace.second_answers import settle

OWN_LABELS = "labels"  # setting: labels that no file has


def label_point(
    project: Project,
    queue: AnnotationQueue,
    place: int,
    label: Any,
    who: str,
    known: Collection[str] | None = None,
    corrects: Any = None,
) -> None:
    """Label a point of a queue (``label_log.add_label``).

    From then on this queue is the one that is annotated, whatever else is saved.

    Args:
        project: whose label log gets the label.
        queue: the points to annotate.
        place: of the point in the queue, from 0.
        label: a label, tags or answers, as the task has them.
        who: name of the annotator, may be empty.
        known: labels that the project knows; any unless given.
        corrects: the annotator's own label that was shown with the point; None where there was none.

    Raises:
        InputError: the row cannot have the label, or it has another one meanwhile; then the label
            is kept as a second answer (``second_answers``).
    """
    first = add_label(project, queue.pool, queue.rows[place], label, who, known, False, corrects)
    if first is not None:
        raise InputError(second_answer_message(first, label))
    if project.settings.get(QUEUE) != queue.kept.id:
        start_annotating(project, queue.kept)


def decide_otherwise(project: Project, pool: Dataset, second: Label, label: Any, who: str) -> None:
    """Give a text that two people labelled differently another label, which counts from now on.

    Args:
        project: whose label log gets the label.
        pool: the project's pool.
        second: the answer that does not count (``second_answers.disagreements``).
        label: as the task has it.
        who: decides; may be empty.

    Raises:
        InputError: the text cannot have the label.
    """
    row = list(pool.frame["id"]).index(second.row)
    add_label(project, pool, row, label, who)
    settle(project, second, takes=False)


def second_answer_message(first: Label, label: Any) -> str:
    """Return what to tell a person whose label of a row came after another one, ``first``."""
    who = "Somebody" if first.annotator == ANONYMOUS else first.annotator
    if first.label == label:
        return f"{who} labelled this text meanwhile, in the same way; continue with the next one"
    return (
        f"{who} labelled this text meanwhile. That label counts; yours is kept, and you can decide between "
        f"them under Disagreements"
    )


def already_labelled_message(existing: Label) -> str:
    """Return what to tell a person who was about to label a row that has this label by now."""
    who = "Somebody" if existing.annotator == ANONYMOUS else existing.annotator
    return (
        f"{who} labelled this text meanwhile. That label counts and yours is not saved; continue with the "
        f"next one"
    )


def set_own_labels(
    project: Project,
    names: Iterable[str],
    entities: bool,
    files: Sequence[Dataset],
    given: Mapping[str, Label],
) -> Project:
    """Replace the project's own labels.

    Args:
        project: is not changed; the changed one is returned.
        names: of the labels.
        entities: whether they are entity types, to mark words with.
        files: datasets whose labels exist anyway.
        given: id -> label that counts.

    Raises:
        InputError: there is no name, or a label that is in use would be removed.
    """
    labels = labels_from_names(names, entities)
    task = files[0].task
    in_use = {name for given_label in given.values() for name in task.names_in(given_label.label)}
    before = label_set(files, project.settings.get(OWN_LABELS, []))
    if missing := sorted(in_use & set(before) - set(label_set(files, labels))):
        raise InputError(
            f"labels in use must stay, missing: {', '.join(task.typed_names(missing))}; add them again, or "
            f"undo the annotations that use them"
        )
    return put_setting(project, OWN_LABELS, labels)
