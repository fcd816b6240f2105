"""Labels record the digest of their text: a new pool may give a row's id to another text."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the digest of the text; earlier labels have none and count by name alone."""
    op.add_column("labels", sa.Column("content", sa.Text(), nullable=True))
