"""The tables of the database.

Times are UTC, as ISO 8601 text, or as seconds since 1970 in the table ``jobs``. Every change of a table needs
a migration in ``migrations/versions``; a test compares the two.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# Columns with these names hold names of artifacts.
ARTIFACT_COLUMNS = ("artifact", "glosses", "vectors", "measured", "words", "listing", "points")


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _of(table: str, *, nullable: bool = False) -> Column[int]:
    return Column(f"{table[:-1]}_id", Integer, ForeignKey(f"{table}.id"), nullable=nullable, index=True)


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=nullable)


def _json(name: str) -> Column[Any]:
    return Column(name, JSON, nullable=False, server_default="{}")


def _seconds(name: str) -> Column[float]:
    return Column(name, Float, nullable=True)


projects = Table(
    "projects",
    metadata,
    _id(),
    Column("slug", String(60), nullable=False, unique=True),
    _text("name"),
    _text("created"),
    _text("task", nullable=True),
    _text("model"),
    _json("settings"),
)
# A file of a role. ``columns`` are those that the user named, as text -> sentence; ``language`` is that of
# all its rows, where the user named it; ``reading`` is what the user said of its encoding, separator and
# sheet. ``rows`` are those that it adds to the role's earlier files;
# ``content_hash`` and ``glosses`` are those of all files of the role together.
datasets = Table(
    "datasets",
    metadata,
    _id(),
    _of("projects"),
    Column("role", String(20), nullable=False),
    _text("name"),
    _text("suffix"),
    _text("task"),
    _number("rows"),
    _text("content_hash"),
    _text("artifact"),
    _text("created"),
    _json("columns"),
    _text("language", nullable=True),
    _json("reading"),
    _text("glosses", nullable=True),
    UniqueConstraint("project_id", "role", "name"),
)
# A model of encodings. One with a training_hash was fine-tuned here, and its folder is in the workspace.
models = Table(
    "models",
    metadata,
    _id(),
    _of("projects"),
    _text("name"),
    _text("fingerprint"),
    _text("training_hash", nullable=True),
    _text("folder", nullable=True),
    _text("created"),
)
# The encoding of a dataset; that of the pool (part "source") also has the points of the map. ``words`` are
# vectors of words, which only data with labelled words have.
encodings = Table(
    "encodings",
    metadata,
    _id(),
    _of("projects"),
    _of("models"),
    Column("part", String(20), nullable=False),
    _text("task"),
    _text("dataset_hash"),
    _number("rows"),
    Column("measures", JSON, nullable=False),
    _text("vectors"),
    _text("measured", nullable=True),
    _text("words", nullable=True),
    _text("listing"),
    _text("points", nullable=True),
    _text("created"),
    UniqueConstraint("project_id", "part"),
)
selections = Table(
    "selections",
    metadata,
    _id(),
    _of("projects"),
    _text("strategy"),
    _number("budget"),
    _number("seed"),
    Column("options", JSON, nullable=False),
    _text("artifact"),
    _text("created"),
)
experiments = Table(
    "experiments",
    metadata,
    _id(),
    _of("projects"),
    Column("name", String(80), nullable=False),
    Column("settings", JSON, nullable=False),
    _text("created"),
    UniqueConstraint("project_id", "name"),
)
# A finished cell of an experiment (``experiments.cells``): its name and its record.
cells = Table(
    "cells",
    metadata,
    _id(),
    _of("experiments"),
    Column("key", String(200), nullable=False),
    Column("record", JSON, nullable=False),
    _text("artifact", nullable=True),
    _text("created"),
    UniqueConstraint("experiment_id", "key"),
)
# Append-only: a later label of a row replaces an earlier one, and label None withdraws it.
labels = Table(
    "labels",
    metadata,
    _id(),
    _of("projects"),
    _text("row"),
    Column("label", JSON(none_as_null=True), nullable=True),
    _text("annotator"),
    _text("created"),
    _text("content", nullable=True),  # digest of the row's text, which a new pool may change
)
# Append-only: what must not be chosen any more, a point (its id) or a language (its code), and what may be
# again. The last entry of an item counts.
strikes = Table(
    "strikes",
    metadata,
    _id(),
    _of("projects"),
    Column("kind", String(20), nullable=False),
    _text("item"),
    Column("struck", Boolean, nullable=False),
    _text("reason"),
    _text("person"),
    _text("created"),
    _text("content", nullable=True),  # digest of a point's text, which a new pool may change
)
jobs = Table(
    "jobs",
    metadata,
    _id(),
    _of("projects", nullable=True),
    Column("key", String(200), nullable=False),
    _text("title"),
    Column("arguments", JSON, nullable=False),
    Column("state", String(20), nullable=False),
    _number("attempt"),
    _seconds("created"),
    _seconds("started"),
    _seconds("ended"),
    _text("host", nullable=True),
    _number("pid", nullable=True),
    _seconds("born"),
    _seconds("heartbeat"),
    _text("step", nullable=True),
    _number("done", nullable=True),
    _number("total", nullable=True),
    _seconds("seconds_left"),
    Index("ix_jobs_state", "state"),
    Index("ix_jobs_key", "key"),
)
