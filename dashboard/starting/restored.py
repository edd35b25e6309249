"""After a restore, nothing is started until each company held in the backup has been compared with Codat.

What happened after the backup isn't recorded: a start that was open in it may have been sent, or may have
ended. Following that start compares its company; a person can decide instead.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from dashboard.store.engine import Store
from dashboard.store.errors import StoreNewer
from dashboard.store.restore_checks import HeldCompany, mark_checked, restored_at, unchecked

NOT_ON_RECORD = "The database was restored from a backup that doesn’t show whether this start was sent."


class RestoreChecks:
    """What is left to compare with Codat, for the companies at one address. Methods raise StoreError."""

    def __init__(self, store: Store, base_url: str) -> None:
        self._store, self._base_url = store, base_url

    def why_nothing_starts(self) -> str:
        """Return why no start could be recorded now, for any company; "" if one could."""
        with self._store.reading() as connection:
            if self._store.is_newer(connection):
                return str(StoreNewer())
            return why_nothing_starts(connection)

    def since(self, at: datetime) -> bool:
        """Return whether the store was restored after this time (UTC): later records may be missing."""
        with self._store.reading() as connection:
            restored = restored_at(connection)
        return restored is not None and restored >= at

    def needed(self, company_id: str) -> bool:
        """Return whether this company still has to be compared."""
        with self._store.reading() as connection:
            return HeldCompany(self._base_url, company_id) in unchecked(connection)

    def done(self, company_id: str) -> None:
        """Record that this company was compared, or that a person decided, if still needed."""
        if self.needed(company_id):
            with self._store.writing() as connection:
                mark_checked(connection, HeldCompany(self._base_url, company_id))


def why_nothing_starts(connection: Connection) -> str:
    """Return, as a sentence, why no sync can be started until companies are compared; "" if one can."""
    left = len(unchecked(connection))
    if not left:
        return ""
    companies = "one company" if left == 1 else f"{left} companies"
    return (
        f"The database was restored from a backup, and {companies} must be compared with Codat first. "
        "This happens automatically. If it takes longer than a few minutes, "
        "ask whoever runs this dashboard to decide with script/backup checked."
    )
