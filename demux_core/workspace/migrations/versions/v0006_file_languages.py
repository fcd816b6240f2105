"""The language of a file can be named."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the language that the user named; earlier files have none."""
    op.add_column("datasets", sa.Column("language", sa.Text(), nullable=True))
