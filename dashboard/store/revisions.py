"""The migrations that this version of the program knows, and the last one of a store.

Read without Alembic: only an upgrade needs it, and importing it takes a tenth of the program's start.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, inspect

MIGRATIONS: Final = str(Path(__file__).parent / "migrations")
"""Where this program's migrations are."""
_TABLE: Final = "alembic_version"
_LAST: Final = f"SELECT version_num FROM {_TABLE}"  # noqa: S608 -- a constant


@cache
def known_at(migrations: str) -> frozenset[str]:
    """Return the revisions that a program with these migrations knows."""
    return _named("revision", migrations)


@cache
def newest_at(migrations: str) -> str:
    """Return the revision that follows all others. Raises ValueError unless there is one."""
    (newest,) = known_at(migrations) - _named("down_revision", migrations)
    return newest


def _named(name: str, migrations: str) -> frozenset[str]:
    """Return the revisions that the migrations give this name, each in a line of its own."""
    line = re.compile(rf'^{name} = "(\w+)"$', re.MULTILINE)
    files = Path(migrations, "versions").glob("*.py")
    return frozenset(each for file in files for each in line.findall(file.read_text(encoding="utf-8")))


def revision_of(connection: Connection) -> str | None:
    """Return the store's last migration; None if it has no tables yet."""
    if not inspect(connection).has_table(_TABLE):
        return None
    last: str | None = connection.exec_driver_sql(_LAST).scalar()
    return last


def is_newer(connection: Connection, migrations: str) -> bool:
    """Return whether a store with tables has a migration that a program with these doesn't know.

    Every writing transaction checks this, so it is one short query.
    """
    return connection.exec_driver_sql(_LAST).scalar() not in known_at(migrations)
