"""How a file is read can be corrected."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add encoding, separator and sheet as the user named them; those of earlier files are recognised."""
    op.add_column("datasets", sa.Column("reading", sa.JSON(), nullable=False, server_default="{}"))
