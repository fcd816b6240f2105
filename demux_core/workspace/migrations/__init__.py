"""Steps from each version's tables to the next one's (Alembic)."""
