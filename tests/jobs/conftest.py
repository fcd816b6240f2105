"""Tests here run on SQLite and on PostgreSQL."""

from tests.helpers.databases import database, postgres, store

__all__ = ["database", "postgres", "store"]
