"""The database refuses to change or delete labels; deleting a whole project is the one exception."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

_TRIGGER = {"sqlite": "labels_no_delete", "postgresql": "labels_only_added"}  # migration 0001


@contextmanager
def labels_may_be_deleted(connection: sa.Connection) -> Iterator[None]:
    """Lift the rule inside a transaction; it stands again afterwards, whether that is kept or undone."""
    kind = connection.dialect.name
    if kind == "sqlite":
        find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name")
        made = connection.scalar(find, {"name": _TRIGGER[kind]})
        connection.exec_driver_sql(f"DROP TRIGGER {_TRIGGER[kind]}")
        yield
        connection.exec_driver_sql(made)
    else:
        connection.exec_driver_sql(f"ALTER TABLE labels DISABLE TRIGGER {_TRIGGER[kind]}")
        yield
        connection.exec_driver_sql(f"ALTER TABLE labels ENABLE TRIGGER {_TRIGGER[kind]}")
