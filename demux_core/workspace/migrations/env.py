"""Runs the migrations on the connection that ``workspace.database`` passes."""

from alembic import context

from demux_core.workspace.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
