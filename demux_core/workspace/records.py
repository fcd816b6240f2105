"""Rows of selections, experiments, their cells, and labels."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from demux_core.workspace.database import Store
from demux_core.workspace.schema import cells, experiments, labels, selections


@dataclass(frozen=True)
class SelectionRecord:
    """A selection that somebody kept; ``artifact`` is its table (Parquet)."""

    id: int
    strategy: str
    budget: int
    seed: int
    options: Mapping[str, Any]
    artifact: str
    created: str


@dataclass(frozen=True)
class ExperimentRecord:
    """An experiment; ``settings`` is its manifest (``experiment.manifest``)."""

    id: int
    name: str
    settings: Mapping[str, Any]
    created: str


@dataclass(frozen=True)
class Label:
    """Who said what about a row, and when; ``label`` None takes an earlier one back.

    ``content`` is the digest of the text that was labelled, None where it was not kept.
    """

    row: str
    label: Any
    annotator: str
    created: str
    content: str | None = None


def utc_now() -> str:
    """The time, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def add_selection(
    store: Store,
    project: int,
    strategy: str,
    budget: int,
    seed: int,
    artifact: str,
    options: Mapping[str, Any] | None = None,
) -> int:
    """Keep a selection; its number."""
    row = {"project_id": project, "strategy": strategy, "budget": budget, "seed": seed}
    with store.write() as connection:
        added = connection.execute(
            selections.insert(),
            row | {"artifact": artifact, "options": dict(options or {}), "created": utc_now()},
        )
    return _number(added)


def list_selections(store: Store, project: int) -> list[SelectionRecord]:
    """The project's kept selections, the newest first."""
    query = sa.select(selections).where(selections.c.project_id == project).order_by(selections.c.id.desc())
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    return [SelectionRecord(**{k: v for k, v in row.items() if k != "project_id"}) for row in rows]


def delete_selection(store: Store, selection: int) -> None:
    """Forget a kept selection; its artifact is the caller's to release."""
    with store.write() as connection:
        connection.execute(selections.delete().where(selections.c.id == selection))


def open_experiment(store: Store, project: int, name: str, settings: Mapping[str, Any]) -> ExperimentRecord:
    """The project's experiment ``name``; made, with ``settings``, if there is none."""
    row = {"project_id": project, "name": name, "settings": dict(settings), "created": utc_now()}
    with store.write() as connection:
        connection.execute(store.insert(experiments).on_conflict_do_nothing(), row)
    return next(found for found in list_experiments(store, project) if found.name == name)


def update_settings(
    store: Store, experiment: ExperimentRecord, settings: Mapping[str, Any]
) -> ExperimentRecord:
    """The experiment with other ``settings``, kept."""
    change = sa.update(experiments).where(experiments.c.id == experiment.id).values(settings=dict(settings))
    with store.write() as connection:
        connection.execute(change)
    return replace(experiment, settings=dict(settings))


def list_experiments(store: Store, project: int) -> list[ExperimentRecord]:
    """The project's experiments, the newest first."""
    columns = (experiments.c.id, experiments.c.name, experiments.c.settings, experiments.c.created)
    query = sa.select(*columns).where(experiments.c.project_id == project)
    with store.read() as connection:
        return [ExperimentRecord(*row) for row in connection.execute(query.order_by(experiments.c.id.desc()))]


def finish_cell(store: Store, experiment: int, key: str, record: Mapping[str, Any]) -> None:
    """Keep what was recorded of a cell; one that is finished already stays as it is."""
    finish_cells(store, experiment, {key: record})


def finish_cells(store: Store, experiment: int, found: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what was recorded of several cells, all of them or none."""
    about = {"experiment_id": experiment, "created": utc_now()}
    if found:
        with store.write() as connection:
            connection.execute(
                store.insert(cells).on_conflict_do_nothing(),
                [about | {"key": key, "record": dict(record)} for key, record in found.items()],
            )


def delete_cell(store: Store, experiment: int, key: str) -> None:
    """Forget a finished cell."""
    with store.write() as connection:
        connection.execute(cells.delete().where(cells.c.experiment_id == experiment, cells.c.key == key))


def finished_cells(store: Store, experiment: int) -> dict[str, dict[str, Any]]:
    """Key -> record of the finished cells, in the order they were finished."""
    query = sa.select(cells.c.key, cells.c.record).where(cells.c.experiment_id == experiment)
    with store.read() as connection:
        return {key: dict(record) for key, record in connection.execute(query.order_by(cells.c.id))}


def finished_cell(store: Store, experiment: int, key: str) -> dict[str, Any] | None:
    """What was recorded of one cell, or None where it is not finished."""
    query = sa.select(cells.c.record).where(cells.c.experiment_id == experiment, cells.c.key == key)
    with store.read() as connection:
        found = connection.scalar(query)
    return None if found is None else dict(found)


def count_cells(store: Store, project: int) -> Counter[int]:
    """How many cells of each of the project's experiments (by number) are finished."""
    query = sa.select(cells.c.experiment_id, sa.func.count()).join(experiments)
    mine = query.where(experiments.c.project_id == project).group_by(cells.c.experiment_id)
    with store.read() as connection:
        return Counter(dict(connection.execute(mine).tuples().all()))


def add_labels(
    store: Store,
    project: int,
    annotator: str,
    given: Sequence[tuple[str, Any]],
    contents: Mapping[str, str | None] | None = None,
) -> None:
    """Append (row's id, label) pairs, all of them or none; ``contents`` are digests of the rows' texts."""
    contents = contents or {}
    about = {"project_id": project, "annotator": annotator, "created": utc_now()}
    if given:
        with store.write() as connection:
            connection.execute(
                labels.insert(),
                [about | {"row": row, "label": label, "content": contents.get(row)} for row, label in given],
            )


def list_labels(store: Store, project: int) -> list[Label]:
    """Everything ever said about the project's rows, the oldest first."""
    columns = (labels.c.row, labels.c.label, labels.c.annotator, labels.c.created, labels.c.content)
    query = sa.select(*columns).where(labels.c.project_id == project).order_by(labels.c.id)
    with store.read() as connection:
        return [Label(*row) for row in connection.execute(query)]


def _number(result: sa.CursorResult[Any]) -> int:
    key = result.inserted_primary_key
    assert key is not None
    return int(key[0])
