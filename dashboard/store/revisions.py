"""The migrations that this version of the program knows, and the last one of a store."""

from __future__ import annotations

from functools import cache

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = "dashboard.store:migrations"
"""Where this program's migrations are."""


def config_of(migrations: str) -> Config:
    """Return Alembic's configuration for the migrations at this location."""
    config = Config()
    config.set_main_option("script_location", migrations)
    config.set_main_option("path_separator", "os")
    return config


@cache
def known_at(migrations: str) -> frozenset[str]:
    """Return the revisions that a program with these migrations knows."""
    scripts = ScriptDirectory.from_config(config_of(migrations))
    return frozenset(each.revision for each in scripts.walk_revisions())


def revision_of(connection: Connection) -> str | None:
    """Return the store's last migration; None if it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def is_newer(connection: Connection, migrations: str) -> bool:
    """Return whether a store with tables has a migration that a program with these doesn't know.

    Every writing transaction checks this, so it is one short query.
    """
    current = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return current not in known_at(migrations)
