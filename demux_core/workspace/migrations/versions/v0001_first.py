"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create all tables; labels can only be added to."""
    _projects()
    _models()
    _work()
    _jobs()
    _append_only_labels()


def _id(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def _of(table: str, owner: str = "projects", *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    name = f"{owner[:-1]}_id"
    return [
        sa.Column(name, sa.Integer(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{owner}.id"], name=f"fk_{table}_{name}"),
    ]


def _text(*names: str, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _projects() -> None:
    op.create_table(
        "projects",
        *_id("projects"),
        sa.Column("slug", sa.String(60), nullable=False),
        *_text("name", "created", "model"),
        *_text("task", nullable=True),
        sa.UniqueConstraint("slug", name="uq_projects_slug"),
    )
    op.create_table(
        "datasets",
        *_id("datasets"),
        *_of("datasets"),
        sa.Column("role", sa.String(20), nullable=False),
        *_text("name", "suffix", "task", "content_hash", "artifact", "created"),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.UniqueConstraint("project_id", "role", name="uq_datasets_project_id"),
    )
    op.create_index("ix_datasets_project_id", "datasets", ["project_id"])


def _models() -> None:
    op.create_table(
        "models",
        *_id("models"),
        *_of("models"),
        *_text("name", "fingerprint", "created"),
        *_text("training_hash", "folder", nullable=True),
    )
    op.create_index("ix_models_project_id", "models", ["project_id"])
    op.create_table(
        "encodings",
        *_id("encodings"),
        *_of("encodings"),
        *_of("encodings", "models"),
        sa.Column("part", sa.String(20), nullable=False),
        *_text("task", "dataset_hash", "vectors", "listing", "created"),
        *_text("measured", "points", nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.UniqueConstraint("project_id", "part", name="uq_encodings_project_id"),
    )
    op.create_index("ix_encodings_project_id", "encodings", ["project_id"])
    op.create_index("ix_encodings_model_id", "encodings", ["model_id"])


def _work() -> None:
    op.create_table(
        "selections",
        *_id("selections"),
        *_of("selections"),
        *_text("strategy", "artifact", "created"),
        sa.Column("budget", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
    )
    op.create_index("ix_selections_project_id", "selections", ["project_id"])
    op.create_table(
        "experiments",
        *_id("experiments"),
        *_of("experiments"),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        *_text("created"),
        sa.UniqueConstraint("project_id", "name", name="uq_experiments_project_id"),
    )
    op.create_index("ix_experiments_project_id", "experiments", ["project_id"])
    op.create_table(
        "cells",
        *_id("cells"),
        *_of("cells", "experiments"),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        *_text("artifact", nullable=True),
        *_text("created"),
        sa.UniqueConstraint("experiment_id", "key", name="uq_cells_experiment_id"),
    )
    op.create_index("ix_cells_experiment_id", "cells", ["experiment_id"])
    op.create_table(
        "labels",
        *_id("labels"),
        *_of("labels"),
        *_text("row", "annotator", "created"),
        sa.Column("label", sa.JSON(), nullable=True),
    )
    op.create_index("ix_labels_project_id", "labels", ["project_id"])


def _jobs() -> None:
    op.create_table(
        "jobs",
        *_id("jobs"),
        *_of("jobs", nullable=True),
        sa.Column("key", sa.String(200), nullable=False),
        *_text("title"),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.Float()) for name in ("created", "started", "ended", "born", "heartbeat")],
        *_text("host", "step", nullable=True),
        *[sa.Column(name, sa.Integer()) for name in ("pid", "done", "total")],
        sa.Column("seconds_left", sa.Float()),
    )
    for column in ("project_id", "state", "key"):
        op.create_index(f"ix_jobs_{column}", "jobs", [column])


def _append_only_labels() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER labels_no_{verb.lower()} BEFORE {verb} ON labels "
                f"BEGIN SELECT RAISE(ABORT, 'labels are only ever added'); END"
            )
    elif op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION labels_only_added() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'labels are only ever added'; END $$"
        )
        op.execute(
            "CREATE TRIGGER labels_only_added BEFORE UPDATE OR DELETE ON labels "
            "FOR EACH STATEMENT EXECUTE FUNCTION labels_only_added()"
        )
