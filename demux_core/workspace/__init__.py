"""The workspace: a database, and files named by their content."""

from demux_core.workspace.database import Store, StoreError, open_store

__all__ = ["Store", "StoreError", "open_store"]
