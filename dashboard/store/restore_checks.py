"""What a restore leaves to do: compare each company held at the time of the backup with Codat.

What happened after the backup is no longer in the store, and a start that was open then may have ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, exists, insert, select

from dashboard.store.facts import read_fact, write_fact
from dashboard.store.restored_links import pause_links
from dashboard.store.tables import OPEN_STAGES, restore_check, start

_RESTORED_AT = "restored at"


@dataclass(frozen=True, slots=True)
class HeldCompany:
    """A company that a start held at the time of the backup."""

    base_url: str
    company_id: str


def record_restore(connection: Connection, at: datetime) -> None:
    """Record that the store was restored at this time (aware), and every company held by a start in it.

    Shared links are paused.
    """
    pause_links(connection, at)
    write_fact(connection, _RESTORED_AT, at.astimezone(UTC).isoformat())
    known = exists().where(
        restore_check.c.base_url == start.c.base_url, restore_check.c.company_id == start.c.company_id
    )
    held = select(start.c.base_url, start.c.company_id).where(start.c.stage.in_(OPEN_STAGES), ~known)
    connection.execute(insert(restore_check).from_select(["base_url", "company_id"], held))


def restored_at(connection: Connection) -> datetime | None:
    """Return when the store was last restored (UTC); None if it never was."""
    value = read_fact(connection, _RESTORED_AT)
    return datetime.fromisoformat(value) if value is not None else None


def unchecked(connection: Connection) -> list[HeldCompany]:
    """Return the companies still to be compared. Nothing may be started while there are any."""
    rows = connection.execute(select(restore_check).order_by(restore_check.c.company_id))
    return [HeldCompany(row.base_url, row.company_id) for row in rows]


def mark_checked(connection: Connection, company: HeldCompany) -> bool:
    """Record that a company was compared, or that a person decided. Return whether this was still needed."""
    done = delete(restore_check).where(
        restore_check.c.base_url == company.base_url, restore_check.c.company_id == company.company_id
    )
    return connection.execute(done).rowcount == 1
