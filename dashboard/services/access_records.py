"""The records of sign-in: sessions, people, roles and events."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.access.administration.overview import PersonOverview, overview
from dashboard.access.administration.session_service import SessionService
from dashboard.access.events import AccessLog
from dashboard.access.people import PeopleRepository
from dashboard.services.stores import access_store
from dashboard.settings import Settings
from dashboard.store.engine import Store


@dataclass(frozen=True)
class AccessRecords:
    """What is on record of sign-in. Whether someone may change it, each part decides."""

    settings: Settings
    store: Store

    @property
    def sessions(self) -> SessionService:
        """The sign-in sessions."""
        return SessionService(self.store, self.settings.session_idle_minutes)

    @property
    def people(self) -> PeopleRepository:
        """The people who have signed in, and the list of roles."""
        return PeopleRepository(self.store, self.settings)

    @property
    def events(self) -> AccessLog:
        """The events of sign-in and roles."""
        return AccessLog(self.store)

    def everyone(self) -> list[PersonOverview]:
        """Return everyone who has signed in or has a role. Raises StoreError and SettingsError."""
        return overview(self.settings, self.people.people(), self.people.roles())


def access_records_of(settings: Settings) -> AccessRecords:
    """Return the records. Raises StoreError."""
    return AccessRecords(settings, access_store(settings))
