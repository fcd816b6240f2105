"""Sheets of projects and of data files."""

from collections.abc import Iterable, Sequence

from demux_core.data.dataset import Dataset
from demux_core.exchange.sheet import Answer, Sheet, Suggestion
from demux_core.workflows.annotation_queue import GUIDELINE, AnnotationQueue
from demux_core.workflows.labelling import OWN_LABELS
from demux_core.workflows.suggestions import scored_suggestions
from demux_core.workspace.label_log import text_digest
from demux_core.workspace.label_merging import answers_of_people
from demux_core.workspace.label_rules import label_set
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, Role
from demux_core.workspace.records import Label

LABELLED_ROLES: tuple[Role, ...] = ("train", "pool", "test", "gold")


def data_sheet(dataset: Dataset) -> Sheet:
    """The rows of a data file, with its labels."""
    labels = zip(dataset.frame["id"], dataset.row_labels, strict=True)
    answers = {
        name: [Answer(label) for label in dataset.task.given_labels(stored)] for name, stored in labels
    }
    return Sheet(dataset, dataset.labels, answers)


def project_labels(project: Project, files: Sequence[Dataset]) -> list[str]:
    """The labels that a project knows: those of its files, at least one, and its own; none without a set."""
    own = project.settings.get(OWN_LABELS, [])
    return label_set(files, own) if files[0].task.has_label_set else []


def rows_to_label(queue: AnnotationQueue | None, pool: Dataset) -> list[int]:
    """The rows that are annotated now, then the others that have a label; without a queue the whole pool."""
    if queue is None or not len(queue):
        return list(range(len(pool)))
    labelled = [row for row, name in enumerate(pool.frame["id"]) if name in queue.given]
    return list(dict.fromkeys([*queue.rows, *labelled]))


def project_sheet(
    project: Project,
    pool: Dataset,
    rows: Sequence[int],
    known: Sequence[str],
    prepared: PreparedProject | None = None,
) -> Sheet:
    """Rows of a project's pool, with the labels that people gave; labels of the pool's file stay hidden.

    Args:
        project: whose label log it is.
        pool: the project's pool.
        rows: positions in the pool.
        known: ``project_labels``.
        prepared: what suggestions come from; None for none.
    """
    answers = _fitting(answers_of_people(project), pool)
    chosen = pool.take(rows)
    suggestions = {} if prepared is None else _suggestions(prepared, pool, answers, chosen)
    given = {
        name: [Answer(each.label, each.annotator, each.created) for each in people]
        for name, people in answers.items()
    }
    guideline = str(project.settings.get(GUIDELINE, ""))
    return Sheet(chosen.without_labels(), known, given, suggestions, guideline)


def _fitting(answers: dict[str, list[Label]], pool: Dataset) -> dict[str, list[Label]]:
    """The answers that were given for the present texts of rows."""
    texts = dict(zip(pool.frame["id"], pool.texts, strict=True)) if answers else {}
    return {
        name: people
        for name, people in answers.items()
        if name in texts and people[0].content in (None, text_digest(texts[name]))
    }


def _suggestions(
    prepared: PreparedProject, pool: Dataset, answers: dict[str, list[Label]], chosen: Dataset
) -> dict[str, Suggestion]:
    by_age: Iterable[list[Label]] = sorted(answers.values(), key=lambda people: people[0].created)
    given = {people[0].row: people[0].label for people in by_age}
    texts = dict(zip(pool.frame["id"], pool.texts, strict=True))
    asked = list(chosen.frame["id"])
    scored = scored_suggestions(pool.task, prepared.source, given, asked, texts)
    return {name: Suggestion(*suggested) for name, suggested in scored.items()}
