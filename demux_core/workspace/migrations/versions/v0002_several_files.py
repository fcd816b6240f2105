"""Several files per role with columns named by the user; settings; whole records of cells."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Widen the key of datasets, add settings, and name the cells' column for what it holds."""
    with op.batch_alter_table("datasets") as table:
        table.add_column(sa.Column("columns", sa.JSON(), nullable=False, server_default="{}"))
        table.drop_constraint("uq_datasets_project_id", type_="unique")
        table.create_unique_constraint("uq_datasets_project_id", ["project_id", "role", "name"])
    with op.batch_alter_table("projects") as table:
        table.add_column(sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("cells") as table:
        table.alter_column("scores", new_column_name="record")
