"""Alembic runs this for each upgrade. `dashboard.store.upgrade` passes a connection in a transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite can change a table only by creating it again
)
context.run_migrations()
