"""After a restore nothing is started until each company held in the backup has been compared with Codat.

What happened after the backup isn't on record: a start that was open in it may have been sent, or have ended.
Following that start compares its company; a person can decide instead.
"""

from __future__ import annotations

from sqlalchemy import Connection

from dashboard.store.restore_checks import HeldCompany, mark_checked, unchecked

NOT_ON_RECORD = "The database was restored from a backup that doesn’t show whether this start was sent."


def why_nothing_starts(connection: Connection) -> str:
    """Return why no sync can be started yet, as a sentence; "" where nothing is left to compare."""
    left = len(unchecked(connection))
    if not left:
        return ""
    companies = "one company" if left == 1 else f"{left} companies"
    return (
        f"The database was restored from a backup, and {companies} must be compared with Codat first. "
        "That happens by itself. If it takes longer than a few minutes, "
        "ask whoever runs the dashboard to decide with script/backup checked."
    )


def is_to_compare(connection: Connection, base_url: str, company_id: str) -> bool:
    """Return whether this company still has to be compared."""
    return HeldCompany(base_url, company_id) in unchecked(connection)


def compared(connection: Connection, base_url: str, company_id: str) -> None:
    """Record that this company was compared, or that a person decided."""
    mark_checked(connection, HeldCompany(base_url, company_id))
