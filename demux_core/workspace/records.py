"""Rows of the tables selections, experiments, cells and labels."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from demux_core.workspace.database import Store
from demux_core.workspace.schema import cells, experiments, labels, projects, selections


@dataclass(frozen=True)
class NewSelection:
    """A selection to save: how it was made, and the artifact with its table (Parquet)."""

    strategy: str
    budget: int
    seed: int
    options: Mapping[str, Any]
    artifact: str


@dataclass(frozen=True)
class SelectionRecord(NewSelection):
    """A saved selection."""

    id: int
    created: str


@dataclass(frozen=True)
class ExperimentRecord:
    """An experiment; ``settings`` is its manifest."""

    id: int
    name: str
    settings: Mapping[str, Any]
    created: str


@dataclass(frozen=True)
class Label:
    """A label that an annotator gave to a row.

    Args:
        row: its id.
        label: in the task's form; None withdraws an earlier one.
        annotator: name.
        created: when, UTC, ISO 8601.
        content: digest of the text that was labelled, None if it was not recorded.
    """

    row: str
    label: Any
    annotator: str
    created: str
    content: str | None = None


def utc_now() -> str:
    """Return the current time, UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def add_selection(store: Store, project: int, selection: NewSelection) -> int:
    """Save a selection and return its number."""
    row = {**vars(selection), "project_id": project, "created": utc_now()}
    with store.write() as connection:
        number = connection.execute(selections.insert(), row).inserted_primary_key
    assert number is not None
    return int(number[0])


def list_selections(store: Store, project: int) -> list[SelectionRecord]:
    """Return the project's saved selections, the newest first."""
    query = sa.select(selections).where(selections.c.project_id == project).order_by(selections.c.id.desc())
    with store.read() as connection:
        rows = connection.execute(query).mappings().all()
    return [SelectionRecord(**{k: v for k, v in row.items() if k != "project_id"}) for row in rows]


def delete_selection(store: Store, selection: int) -> None:
    """Delete a saved selection; the caller deletes its artifact."""
    with store.write() as connection:
        connection.execute(selections.delete().where(selections.c.id == selection))


def open_experiment(store: Store, project: int, name: str, settings: Mapping[str, Any]) -> ExperimentRecord:
    """Return the project's experiment ``name``; create it with ``settings`` if there is none."""
    row = {"project_id": project, "name": name, "settings": dict(settings), "created": utc_now()}
    with store.write() as connection:
        connection.execute(store.insert(experiments).on_conflict_do_nothing(), row)
    return next(record for record in list_experiments(store, project) if record.name == name)


def update_settings(
    store: Store, experiment: ExperimentRecord, settings: Mapping[str, Any]
) -> ExperimentRecord:
    """Store other ``settings`` of an experiment and return its new record."""
    change = sa.update(experiments).where(experiments.c.id == experiment.id).values(settings=dict(settings))
    with store.write() as connection:
        connection.execute(change)
    return replace(experiment, settings=dict(settings))


def delete_experiment(store: Store, experiment: int) -> None:
    """Delete an experiment and its cells."""
    with store.write() as connection:
        connection.execute(cells.delete().where(cells.c.experiment_id == experiment))
        connection.execute(experiments.delete().where(experiments.c.id == experiment))


def list_experiments(store: Store, project: int) -> list[ExperimentRecord]:
    """Return the project's experiments, the newest first."""
    columns = (experiments.c.id, experiments.c.name, experiments.c.settings, experiments.c.created)
    query = sa.select(*columns).where(experiments.c.project_id == project)
    with store.read() as connection:
        return [ExperimentRecord(*row) for row in connection.execute(query.order_by(experiments.c.id.desc()))]


def finish_cell(store: Store, experiment: int, key: str, record: Mapping[str, Any]) -> None:
    """Store the record of a finished cell; an earlier record of it is kept instead."""
    finish_cells(store, experiment, {key: record})


def finish_cells(store: Store, experiment: int, finished: Mapping[str, Mapping[str, Any]]) -> None:
    """Store the records of several finished cells, by their keys, all or none."""
    common = {"experiment_id": experiment, "created": utc_now()}
    if finished:
        with store.write() as connection:
            connection.execute(
                store.insert(cells).on_conflict_do_nothing(),
                [common | {"key": key, "record": dict(record)} for key, record in finished.items()],
            )


def delete_cell(store: Store, experiment: int, key: str) -> None:
    """Delete a finished cell, so that it is computed again."""
    with store.write() as connection:
        connection.execute(cells.delete().where(cells.c.experiment_id == experiment, cells.c.key == key))


def finished_cells(store: Store, experiment: int) -> dict[str, dict[str, Any]]:
    """Return the records of the finished cells by their keys, in the order in which they finished."""
    query = sa.select(cells.c.key, cells.c.record).where(cells.c.experiment_id == experiment)
    with store.read() as connection:
        return {key: dict(record) for key, record in connection.execute(query.order_by(cells.c.id))}


def first_cell(store: Store, experiment: int) -> dict[str, Any] | None:
    """Return the record of the cell that was finished first, or None if none is."""
    query = sa.select(cells.c.record).where(cells.c.experiment_id == experiment)
    with store.read() as connection:
        record = connection.scalar(query.order_by(cells.c.id).limit(1))
    return None if record is None else dict(record)


def finished_cell(store: Store, experiment: int, key: str) -> dict[str, Any] | None:
    """Return the record of a cell, or None if it is not finished."""
    query = sa.select(cells.c.record).where(cells.c.experiment_id == experiment, cells.c.key == key)
    with store.read() as connection:
        record = connection.scalar(query)
    return None if record is None else dict(record)


def count_cells(store: Store, project: int) -> Counter[int]:
    """Return the number of finished cells of each of the project's experiments, by its id."""
    query = sa.select(cells.c.experiment_id, sa.func.count()).join(experiments)
    mine = query.where(experiments.c.project_id == project).group_by(cells.c.experiment_id)
    with store.read() as connection:
        return Counter(dict(connection.execute(mine).tuples().all()))


@contextmanager
def changing_labels(store: Store, project: int) -> Iterator[sa.Connection]:
    """A transaction in which nobody else changes the project's labels, so that what it reads still holds."""
    with store.write() as connection:
        # SQLite has one writer at a time anyway; PostgreSQL locks the row of the project.
        connection.execute(sa.select(projects.c.id).where(projects.c.id == project).with_for_update())
        yield connection


def add_labels(
    store: Store,
    project: int,
    annotator: str,
    given: Sequence[tuple[str, Any]],
    contents: Mapping[str, str | None] | None = None,
) -> None:
    """Append (row id, label) pairs, all or none; ``contents`` holds digests of the rows' texts by id."""
    with changing_labels(store, project) as connection:
        for row, label in given:
            append_label(
                connection, project, Label(row, label, annotator, utc_now(), (contents or {}).get(row))
            )


def append_label(connection: sa.Connection, project: int, given: Label) -> None:
    """Append a label within a transaction."""
    connection.execute(labels.insert(), {"project_id": project, **vars(given)})


def list_labels(store: Store, project: int) -> list[Label]:
    """Return all labels ever given to the project's rows, the oldest first."""
    with store.read() as connection:
        return read_labels(connection, project)


def read_labels(connection: sa.Connection, project: int) -> list[Label]:
    """``list_labels`` within a transaction."""
    columns = (labels.c.row, labels.c.label, labels.c.annotator, labels.c.created, labels.c.content)
    query = sa.select(*columns).where(labels.c.project_id == project).order_by(labels.c.id)
    return [Label(*row) for row in connection.execute(query)]
