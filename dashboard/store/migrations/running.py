"""Run migrations with Alembic. Imported when there is something to run (`dashboard.store.upgrade`)."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def config_of(migrations: str) -> Config:
    """Return Alembic's configuration for the migrations in this folder."""
    config = Config()
    config.set_main_option("script_location", migrations.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def run(migrations: str, connection: Connection, revision: str = "head") -> None:
    """Run what a store lacks up to a revision, in the connection's transaction."""
    config = config_of(migrations)
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
