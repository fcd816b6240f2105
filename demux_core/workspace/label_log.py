"""The label log: what people said about the pool's rows. It is only ever added to; the last word counts."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from demux_core.base.errors import InputError
from demux_core.data.dataset import Dataset
from demux_core.workspace import open_store, records, second_answers
from demux_core.workspace.label_rules import check_label
from demux_core.workspace.project import Project
from demux_core.workspace.project_files import load_file
from demux_core.workspace.records import Label, utc_now

ANONYMOUS = "anonymous"
_NOTHING = Label("", None, "", "")


def add_label(
    project: Project,
    pool: Dataset,
    row: int,
    label: Any,
    annotator: str = "",
    known: Collection[str] | None = None,
    replaces: bool = True,
    corrects: Any = None,
) -> Label | None:
    """Add a label to the log; the same one again by the same person adds nothing.

    Args:
        project: whose log it is.
        pool: the project's pool.
        row: position in ``pool``.
        label: see ``label_rules.check_label``.
        annotator: who says so; empty is anonymous.
        known: labels that may be given; None allows all.
        replaces: whether it replaces any label; if not, it is kept as a second answer.
        corrects: the label of the same annotator that it replaces in any case; None for none.

    Returns:
        The label of somebody else that goes on counting, None where this one counts.

    Raises:
        InputError: the row cannot have it.
    """
    check_label(pool, row, label, known)
    one = pool.take([row])
    name, content, who = str(one.frame["id"].iloc[0]), text_digest(one.texts[0]), annotator_name(annotator)
    with records.changing_labels(open_store(), project.id) as connection:
        stands = effective_labels(records.read_labels(connection, project.id)).get(name, _NOTHING)
        given = Label(name, label, who, utc_now(), content)
        if (stands.label, stands.annotator, stands.content) == (label, who, content):
            return None
        is_for_this_text = stands is not _NOTHING and stands.content in (None, content)
        is_own = stands.annotator == who and stands.label in (label, corrects)
        if is_for_this_text and not (replaces or is_own):
            second_answers.keep(connection, project.id, [given])
            return stands
        records.append_label(connection, project.id, given)
    return None


def undo_last(project: Project, annotator: str, among: Collection[str]) -> str | None:
    """Take back the last thing that ``annotator`` said of the rows ``among``; the row, None if there is none.

    What stood there before counts again; undoing goes on, label by label, to the first one.
    """
    who = annotator_name(annotator)
    with records.changing_labels(open_store(), project.id) as connection:
        log = records.read_labels(connection, project.id)
        piles = [pile for row, pile in _piles(log).items() if pile and row in among]
        mine = [pile for pile in piles if pile[-1][1].annotator == who]
        if not mine:
            return None
        pile = max(mine, key=lambda pile: pile[-1][0])
        row, before = pile[-1][1].row, pile[-2][1] if len(pile) > 1 else _NOTHING
        undone = Label(row, before.label, who, utc_now(), before.content)
        records.append_label(connection, project.id, undone)
    return row


def read_log(project: Project) -> list[Label]:
    """Everything ever said about the project's rows, the oldest first."""
    return records.list_labels(open_store(), project.id)


def effective_labels(log: Iterable[Label]) -> dict[str, Label]:
    """Id of a row -> the label that counts, by whom and since when; rows without one are left out."""
    last = {row: pile[-1][1] for row, pile in _piles(log).items() if pile}
    return {row: label for row, label in last.items() if label.label is not None}


def standing_answers(log: Iterable[Label]) -> dict[str, list[Label]]:
    """Id of a row -> the last label of each person, the one that counts first, without those taken back."""
    found: dict[str, list[Label]] = {}
    for row, pile in _piles(log).items():
        last = {entry.annotator: entry for _, entry in pile if entry.label is not None}
        if pile and pile[-1][1].label is not None:
            counts = pile[-1][1]
            found[row] = [counts, *(each for who, each in last.items() if who != counts.annotator)]
    return found


def current_labels(project: Project, ids: Sequence[str], texts: Sequence[str] | None) -> dict[str, Label]:
    """Id -> the label that counts of these rows; one that was given for another text does not."""
    found = effective_labels(read_log(project))
    if not found or texts is None:
        return found
    text_of = {name: text for name, text in zip(ids, texts, strict=True) if name in found}
    return {
        name: found[name]
        for name, text in text_of.items()
        if found[name].content in (None, text_digest(text))
    }


def labelled_dataset(project: Project, pool: Dataset | None = None) -> Dataset:
    """The pool's rows that people have labelled, in the pool's order, with those labels: data to train on.

    Labels that do not fit their rows any more, because another pool came in, are left out.
    """
    pool = load_file(project, "pool") if pool is None else pool
    return labelled_rows(pool, current_labels(project, pool.frame["id"].tolist(), pool.texts))


def labelled_rows(pool: Dataset, given: Mapping[str, Label]) -> Dataset:
    """The rows of ``pool`` that ``given`` has a fitting label for, with those labels."""
    names = pool.frame["id"].tolist()
    rows = [row for row, name in enumerate(names) if name in given and _fits(pool, row, given[name].label)]
    labels = [pool.task.stored_label(given[names[row]].label) for row in rows]
    return replace(pool.take(rows).with_labels(labels), name=f"labels of {pool.name}", notes=())


def annotator_name(annotator: str) -> str:
    """What the log calls an annotator; who has no name is anonymous."""
    return " ".join(annotator.split()) or ANONYMOUS


def _piles(log: Iterable[Label]) -> dict[str, list[tuple[int, Label]]]:
    """Id of a row -> (place in the log, label) that stand on one another, the oldest first.

    Who says again what stands below their own last label takes that one back.
    """
    piles: dict[str, list[tuple[int, Label]]] = {}
    for place, entry in enumerate(log):
        pile = piles.setdefault(entry.row, [])
        below = pile[-2][1] if len(pile) > 1 else _NOTHING
        same = (entry.label, entry.content) == (below.label, below.content)
        if pile and same and entry.annotator == pile[-1][1].annotator:
            pile.pop()
        elif pile or entry.label is not None:
            pile.append((place, entry))
    return piles


def text_digest(text: str) -> str:
    """The digest of a row's text, by which another text with the same id is told apart."""
    return hashlib.sha256(text.encode()).hexdigest()


def _fits(pool: Dataset, row: int, label: Any) -> bool:
    try:
        check_label(pool, row, label)
    except InputError:
        return False
    return True
