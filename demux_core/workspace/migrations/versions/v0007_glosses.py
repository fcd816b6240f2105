"""Files may have glosses."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the artifact of a role's glosses; earlier files have none until they are read again."""
    op.add_column("datasets", sa.Column("glosses", sa.Text(), nullable=True))
