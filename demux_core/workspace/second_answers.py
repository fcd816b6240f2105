"""Answers to points that somebody else had labelled by then: kept, but they count only if somebody says so.

They are a setting of the project, because there are few of them; the label log holds the labels that count.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from demux_core.workspace import open_store, records
from demux_core.workspace.project import Project
from demux_core.workspace.records import Label, utc_now
from demux_core.workspace.schema import projects

SETTING = "second_answers"  # setting: labels as JSON, each with the key "settled"


def keep(connection: sa.Connection, project: int, answers: Iterable[Label]) -> None:
    """Keep answers, in a transaction of ``records.changing_labels``; one that is kept already adds nothing.

    An earlier one of the same person on the same row is settled by a new one.
    """
    settings = _settings(connection, project)
    kept = list(settings.get(SETTING, []))
    known = {json.dumps([one["row"], one["annotator"], one["label"]]) for one in kept}
    places: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(kept):
        places.setdefault((one["row"], one["annotator"]), []).append(place)
    before = len(kept)
    for answer in answers:
        if (identity := json.dumps([answer.row, answer.annotator, answer.label])) in known:
            continue
        known.add(identity)
        for place in places.setdefault((answer.row, answer.annotator), []):
            kept[place] = kept[place] | {"settled": True}
        places[answer.row, answer.annotator].append(len(kept))
        kept.append({**vars(answer), "settled": False})
    if len(kept) > before:
        _store(connection, project, settings, kept)


def read_answers(connection: sa.Connection, project: int) -> list[Label]:
    """Return all second answers, the oldest first, in a transaction."""
    return [_label(one) for one in _settings(connection, project).get(SETTING, [])]


def disagreements(project: Project, given: Mapping[str, Label]) -> list[tuple[Label, Label]]:
    """Return pairs of a label that counts and a second answer that differs, where nobody has decided yet.

    Args:
        project: whose answers they are.
        given: id -> label that counts (``label_log.current_labels``).
    """
    answers = [_label(one) for one in project.settings.get(SETTING, []) if not one["settled"]]
    pairs = [(given[answer.row], answer) for answer in answers if answer.row in given]
    return [(counts, answer) for counts, answer in pairs if counts.label != answer.label]


def settle(project: Project, answer: Label, takes: bool) -> None:
    """Decide on a second answer: it counts from now on (``takes``), or the label that counts stays."""
    with records.changing_labels(open_store(), project.id) as connection:
        settings = _settings(connection, project.id)
        kept = settings.get(SETTING, [])
        settled = [one | {"settled": one["settled"] or _label(one) == answer} for one in kept]
        if settled == kept:
            return  # somebody else has decided meanwhile
        _store(connection, project.id, settings, settled)
        if takes:
            counts = Label(answer.row, answer.label, answer.annotator, utc_now(), answer.content)
            records.append_label(connection, project.id, counts)


def _settings(connection: sa.Connection, project: int) -> dict[str, Any]:
    return dict(connection.scalar(sa.select(projects.c.settings).where(projects.c.id == project)) or {})


def _store(connection: sa.Connection, project: int, settings: dict[str, Any], kept: list[Any]) -> None:
    changed = projects.update().where(projects.c.id == project).values(settings=settings | {SETTING: kept})
    connection.execute(changed)


def _label(stored: Mapping[str, Any]) -> Label:
    return Label(**{name: value for name, value in stored.items() if name != "settled"})
