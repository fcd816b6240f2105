"""Encodings may have vectors of words, which some strategies compare."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the artifact of the words' vectors; earlier encodings have none until they are prepared again."""
    op.add_column("encodings", sa.Column("words", sa.Text(), nullable=True))
