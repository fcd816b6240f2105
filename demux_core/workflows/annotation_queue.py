"""The points of a project that are to be annotated: a saved selection, best point first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from demux_core.data.dataset import Dataset
from demux_core.explain.reasons import explained_table
from demux_core.strategies.display import is_ceiling
from demux_core.workflows.limits import project_constraints
from demux_core.workflows.selection import Choose, SelectionPlan, labelled_rows, select_for_project
from demux_core.workspace.label_log import annotator_name, current_labels
from demux_core.workspace.prepared import PreparedProject
from demux_core.workspace.project import Project, put_setting
from demux_core.workspace.records import Label, SelectionRecord
from demux_core.workspace.saved_selections import list_saved, open_saved, save_selection
from demux_core.workspace.strikes import standing_strikes, struck_places

if TYPE_CHECKING:
    import pandas as pd

QUEUE = "annotated_selection"  # setting: the number of the selection that is annotated
GUIDELINE = "guideline"  # setting: what annotators should know


@dataclass(frozen=True)
class Wish:
    """What an annotator wishes to label.

    Args:
        languages: codes of those that they know; empty for all.
        grouped: whether to finish one language before the next; else the best points come first.
    """

    languages: tuple[str, ...] = ()
    grouped: bool = False


ANY = Wish()


@dataclass(frozen=True, eq=False)
class AnnotationQueue:
    """Points to annotate.

    Args:
        kept: the selection.
        points: its table (``reasons.explained_table``), best first, without points that the pool no longer
            has and those that are struck out and have no label.
        rows: (len(points),) positions in the pool.
        pool: the dataset.
        given: id -> label that counts, of every row of the pool.
    """

    kept: SelectionRecord
    points: "pd.DataFrame"
    rows: list[int]
    pool: Dataset
    given: Mapping[str, Label]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def ids(self) -> list[str]:
        """The ids of the points, best first."""
        return [str(name) for name in self.points["id"]]

    @property
    def texts(self) -> dict[str, str]:
        """Id -> text of the points, best first."""
        return dict(zip(self.ids, self.pool.take(self.rows).texts, strict=True))

    @property
    def done(self) -> int:
        """How many points have a label."""
        return sum(name in self.given for name in self.ids)

    @property
    def languages(self) -> list[str]:
        """The codes of the points' languages, those of the best points first."""
        return list(dict.fromkeys(self._codes))

    def places(self, wish: Wish = ANY) -> list[int]:
        """Return the places of the points in the languages that an annotator knows, best first."""
        return [
            place for place, code in enumerate(self._codes) if not wish.languages or code in wish.languages
        ]

    def left(self, skipped: Sequence[str] = (), who: str = "", wish: Wish = ANY) -> list[int]:
        """Return the places of the points without a label, best first; ``skipped`` ids come last, in order.

        Where several people label, each but the first starts at a different place.

        Args:
            skipped: ids of the points that the annotator skipped, the first one first.
            who: the annotator.
            wish: which points they label, and in which order.
        """
        ids, places = self.ids, self.places(wish)
        given = [self.given[ids[place]] for place in places if ids[place] in self.given]
        given.sort(key=lambda label: label.created)
        people = list(dict.fromkeys([*(label.annotator for label in given), annotator_name(who)]))
        places = [place for place in places if ids[place] not in self.given]
        start = len(places) * people.index(annotator_name(who)) // len(people)
        turned = places[start:] + places[:start]
        if wish.grouped:
            order = list(dict.fromkeys(wish.languages or self.languages))
            codes = self._codes
            turned.sort(key=lambda place: order.index(codes[place]))
        turn = {name: number for number, name in enumerate(skipped, start=1)}
        return sorted(turned, key=lambda place: turn.get(ids[place], 0))

    @property
    def _codes(self) -> list[str]:
        """The code of every point's language, best first."""
        return self.pool.take(self.rows).languages


def open_queue(project: Project, pool: Dataset) -> AnnotationQueue | None:
    """Return the selection that is annotated now: the one that was started, else the newest, else None.

    Raises:
        InputError: its file is missing or damaged.
    """
    selections = annotatable_selections(project)
    if not selections:
        return None
    started = (saved for saved in selections if saved.id == project.settings.get(QUEUE))
    return queue_of(project, pool, next(started, selections[0]))


def queue_of(project: Project, pool: Dataset, chosen: SelectionRecord) -> AnnotationQueue:
    """Return a saved selection as a queue, whichever is annotated now.

    Raises:
        InputError: its file is missing or damaged.
    """
    ids, texts = pool.frame["id"].tolist(), pool.texts
    # Compared by text as well: another pool may use the same ids for other texts.
    row_of = {point: row for row, point in enumerate(zip(ids, texts, strict=True))}
    points = open_saved(chosen)
    rows = [row_of.get(point, -1) for point in zip(points["id"], points["text"], strict=True)]
    given = current_labels(project, ids, texts)
    struck = struck_places(standing_strikes(project), ids, pool.languages, texts)
    left_out = {-1, *(row for row in struck if ids[row] not in given)}
    points = points[[row not in left_out for row in rows]].reset_index(drop=True)
    rows = [row for row in rows if row not in left_out]
    return AnnotationQueue(chosen, points, rows, pool, given)


def labels_of_pool(project: Project, pool: Dataset) -> dict[str, Label]:
    """Return id -> the label that counts, of the rows of the pool; labels outlive selections."""
    return current_labels(project, pool.frame["id"].tolist(), pool.texts)


def annotatable_selections(project: Project) -> list[SelectionRecord]:
    """Return the saved selections of pool points, newest first; points of GOLD are labelled already."""
    return [saved for saved in list_saved(project) if not is_ceiling(saved.strategy)]


def start_annotating(project: Project, kept: SelectionRecord) -> Project:
    """Annotate a saved selection from now on."""
    return put_setting(project, QUEUE, kept.id)


def choose_next_points(
    project: Project,
    prepared: PreparedProject,
    strategy: str,
    budget: int,
    choose: Choose = select_for_project,
) -> tuple[Project, SelectionRecord]:
    """Choose points that have no label and are not struck out, save them and start annotating them.

    Args:
        project: whose label log says what is labelled; it is not changed, the changed one is returned.
        prepared: the prepared project, whose encodings the strategy uses.
        strategy: a name in ``STRATEGIES``.
        budget: number of new points.
        choose: chooses by a plan.

    Raises:
        InputError: the strategy cannot choose here, fewer points than ``budget`` are left, or the limits of
            the project cannot be met.
    """
    done, limits = labelled_rows(project, prepared), project_constraints(project, prepared)
    plan = SelectionPlan(budget, labelled=done, constraints=limits)
    picked = choose(prepared, strategy, plan)
    table = explained_table(picked, prepared.target, plan.seed)
    kept = save_selection(project, table, plan.seed, {"labelled": len(done)} | plan.options(strategy))
    return start_annotating(project, kept), kept
