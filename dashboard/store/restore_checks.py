"""What a restore leaves to do: compare each company held at the time of the backup with Codat.

What happened after the backup is no longer in the store: a start that was open then may have ended, and a
shared link may have been revoked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, and_, delete, exists, false, insert, literal, select, update

from dashboard.store.facts import read_fact, write_fact
from dashboard.store.fleet.tables import fleet_refresh
from dashboard.store.tables import OPEN_STAGES, link_opens, restore_check, share_event, share_link, start

_RESTORED_AT = "restored at"
_PAUSED = "link paused"  # ShareEventType.PAUSED
_PAUSED_WHY = "The database was restored from a backup."


@dataclass(frozen=True, slots=True)
class HeldCompany:
    """A company that a start held at the time of the backup."""

    base_url: str
    company_id: str


def record_restore(connection: Connection, at: datetime) -> None:
    """Record that the store was restored at this time (aware), and every company held by a start in it.

    Shared links are paused, and refreshes of all companies end.
    """
    _pause_links(connection, at)
    _end_refreshes(connection, at)
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


def _pause_links(connection: Connection, at: datetime) -> None:
    """Pause every link that opens at this time (aware), on the record. A person can resume it."""
    link = share_link.c
    opens = and_(link.preview.is_(False), link_opens(at))
    values = {
        "link_id": link.id,
        "account_id": link.account_id,
        "base_url": link.base_url,
        "company_id": link.company_id,
        "person": literal(""),
        "verified": false(),
        "at": literal(at, share_event.c.at.type),
        "kind": literal(_PAUSED),
        "detail": literal(_PAUSED_WHY),
        "origin": literal(""),
    }
    connection.execute(insert(share_event).from_select([*values], select(*values.values()).where(opens)))
    connection.execute(update(share_link).where(opens).values(paused_at=at))


def _end_refreshes(connection: Connection, at: datetime) -> None:
    """End the refreshes that were under way at the time of the backup: no one waits for them now."""
    is_open = and_(fleet_refresh.c.ended_at.is_(None), fleet_refresh.c.cancelled_at.is_(None))
    connection.execute(update(fleet_refresh).where(is_open).values(ended_at=at))
