"""What of a project is to be annotated: a kept selection, worked off from its best point on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from demux_core.base.config import DEFAULT_SEED
from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.explain.reasons import explained_table
from demux_core.strategies import select
from demux_core.strategies.display import is_ceiling
from demux_core.workflows.selection import labelled_rows
from demux_core.workspace.label_log import ANONYMOUS, add_label, annotator_name, current_labels
from demux_core.workspace.label_rules import label_set, labels_from_names
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.records import Label, SelectionRecord
from demux_core.workspace.saved_selections import list_saved, open_saved, save_selection

if TYPE_CHECKING:
    import pandas as pd

# Names of settings: the number of the selection that is annotated; what annotators should know; labels that
# no file has.
QUEUE = "annotated_selection"
GUIDELINE = "guideline"
OWN_LABELS = "labels"


@dataclass(frozen=True, eq=False)
class AnnotationQueue:
    """Points to annotate.

    Args:
        kept: the selection.
        points: its table (``reasons.explained_table``), best first, without what the pool has no more.
        rows: (len(points),) positions in the pool.
        given: id -> label that counts, of every row of the project.
    """

    kept: SelectionRecord
    points: "pd.DataFrame"
    rows: list[int]
    given: Mapping[str, Label]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> list[str]:
        """The names of the points, best first."""
        return [str(name) for name in self.points["id"]]

    @property
    def done(self) -> int:
        """How many points have a label."""
        return sum(name in self.given for name in self.ids)

    def left(self, skipped: Sequence[str] = (), who: str = "") -> list[int]:
        """Places of the points without a label, best first; those ``skipped`` come last, in their order.

        Where several people label, each but the first begins at a place of their own.
        """
        names = self.ids
        places = [place for place, name in enumerate(names) if name not in self.given]
        said = sorted((self.given[name] for name in names if name in self.given), key=lambda one: one.created)
        people = list(dict.fromkeys([*(one.annotator for one in said), annotator_name(who)]))
        start = len(places) * people.index(annotator_name(who)) // len(people)
        turn = {name: number for number, name in enumerate(skipped, start=1)}
        return sorted(places[start:] + places[:start], key=lambda place: turn.get(names[place], 0))


def open_queue(project: Project, pool: Dataset) -> AnnotationQueue | None:
    """The selection that is annotated now: the one that was started, else the newest, else None.

    Raises:
        InputError: its file is gone or damaged.
    """
    kept = annotatable_selections(project)
    if not kept:
        return None
    chosen = next((one for one in kept if one.id == project.settings.get(QUEUE)), kept[0])
    ids, texts = pool.frame["id"].tolist(), pool.texts
    # Another pool may give the same names to other texts.
    places = {named: row for row, named in enumerate(zip(ids, texts, strict=True))}
    points = open_saved(chosen)
    rows = [places.get(named, -1) for named in zip(points["id"], points["text"], strict=True)]
    points = points[[row >= 0 for row in rows]].reset_index(drop=True)
    return AnnotationQueue(
        chosen, points, [row for row in rows if row >= 0], current_labels(project, ids, texts)
    )


def labels_of_pool(project: Project, pool: Dataset) -> dict[str, Label]:
    """Id -> the label that counts, of the rows of the pool; they stay when selections are removed."""
    return current_labels(project, pool.frame["id"].tolist(), pool.texts)


def annotatable_selections(project: Project) -> list[SelectionRecord]:
    """The kept selections of pool points, the newest first; those of GOLD are labelled already."""
    return [one for one in list_saved(project) if not is_ceiling(one.strategy)]


def start_annotating(project: Project, kept: SelectionRecord) -> Project:
    """Annotate a kept selection from now on."""
    return put_setting(project, QUEUE, kept.id)


def label_point(
    project: Project,
    pool: Dataset,
    queue: AnnotationQueue,
    place: int,
    label: Any,
    who: str,
    known: Collection[str] | None = None,
) -> None:
    """Label a point of a queue that had no label when it was shown (``labels.give``).

    The queue is the one that is annotated from then on, whatever else is kept.

    Raises:
        InputError: the row cannot have the label, or somebody has labelled it meanwhile.
    """
    row = queue.rows[place]
    one = pool.take([row])
    for stands in current_labels(project, one.frame["id"].tolist(), one.texts).values():
        if (stands.label, stands.annotator) != (label, annotator_name(who)):
            raise InputError(already_labelled_message(stands))
    add_label(project, pool, row, label, who, known)
    if project.settings.get(QUEUE) != queue.kept.id:
        start_annotating(project, queue.kept)


def already_labelled_message(stands: Label) -> str:
    """What to say to who was about to label a row that has this label now."""
    who = "Somebody" if stands.annotator == ANONYMOUS else stands.annotator
    return (
        f"{who} labelled this meanwhile; that label counts and yours is not saved, go on with the next point"
    )


def set_own_labels(
    project: Project,
    names: Iterable[str],
    entities: bool,
    files: Sequence[Dataset],
    given: Mapping[str, Label],
) -> Project:
    """Keep the project's own labels, in place of those it has.

    Args:
        project: is not changed; the changed one is returned.
        names: of the labels.
        entities: whether they are types of entity, to mark words with.
        files: at least one; they have labels as well.
        given: id -> label that counts.

    Raises:
        InputError: there is no name, or one that is in use is missing.
    """
    labels = labels_from_names(names, entities)
    task = files[0].task
    used = {name for entry in given.values() for name in task.names_in(entry.label)}
    before = label_set(files, project.settings.get(OWN_LABELS, []))
    if missing := sorted(used & set(before) - set(label_set(files, labels))):
        raise InputError(
            f"labels in use must stay, missing: {', '.join(task.typed_names(missing))}; "
            f"add them again, or undo the annotations that use them"
        )
    return put_setting(project, OWN_LABELS, labels)


def choose_next_points(
    project: Project, run: PreparedProject, strategy: str, budget: int, seed: int = DEFAULT_SEED
) -> tuple[Project, SelectionRecord]:
    """Choose points that nobody has labelled, as the run's model sees them, keep them and start on them.

    Args:
        project: whose log says what is labelled; it is not changed, the changed one is returned.
        run: the project's run.
        strategy: a name in ``STRATEGIES``.
        budget: the number of new points.
        seed: of everything random.

    Raises:
        InputError: the strategy cannot choose here, or fewer points than ``budget`` are left.
    """
    rows = labelled_rows(project, run)
    picked = select(strategy, run.source, run.target, budget, seed=seed, labelled=rows)
    kept = save_selection(project, explained_table(picked, run.target, seed), seed, {"labelled": len(rows)})
    return start_annotating(project, kept), kept
