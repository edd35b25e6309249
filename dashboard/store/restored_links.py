"""Pause the shared links of a restored store: one of them may have been revoked after the backup."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, and_, false, insert, literal, select, update

from dashboard.store.tables import share_event, share_link

PAUSED_KIND: Final = "link paused"
"""The value of `ShareEventType.PAUSED`."""
_WHY: Final = "The database was restored from a backup."


def pause_links(connection: Connection, at: datetime) -> None:
    """Pause every link that opens at this time (aware), on the record. A person can resume it."""
    link = share_link.c
    opens = and_(
        link.preview.is_(False), link.revoked_at.is_(None), link.paused_at.is_(None), link.ends_at > at
    )
    values = {
        "link_id": link.id,
        "account_id": link.account_id,
        "base_url": link.base_url,
        "company_id": link.company_id,
        "person": literal(""),
        "verified": false(),
        "at": literal(at, share_event.c.at.type),
        "kind": literal(PAUSED_KIND),
        "detail": literal(_WHY),
        "origin": literal(""),
    }
    connection.execute(insert(share_event).from_select([*values], select(*values.values()).where(opens)))
    connection.execute(update(share_link).where(opens).values(paused_at=at))
