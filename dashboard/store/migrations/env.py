"""Alembic runs this for each upgrade. `dashboard.store.upgrade` gives the connection, in a transaction."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    render_as_batch=True,  # SQLite can change a table only by making it again
)
context.run_migrations()
