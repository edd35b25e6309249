"""What people do with sign-in sessions: list their own and end them; leads also those of others."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement

from dashboard.access.events import AccessEventType, AccessLog
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.access.session import SignInSession
from dashboard.access.sessions import SessionRepository, end_by
from dashboard.store.engine import Store
from dashboard.store.tables import sign_in_session as table

_NOT_SIGNED_IN: Final = "You’re not signed in. Reload the page to sign in again."


class SessionRefused(Exception):  # noqa: N818 - the sentence says why
    """The sessions weren't listed or ended; the message says why, and what to do."""


class SessionService:
    """The sessions that aren't over. Every method raises StoreError and SessionRefused.

    `idle_minutes`: after how many minutes without a request a session is over.
    """

    def __init__(self, store: Store, idle_minutes: float) -> None:
        self._store, self._idle_minutes = store, idle_minutes
        self._sessions = SessionRepository(store)

    def of_person(self, person: Person) -> list[SignInSession]:
        """Return someone's own sessions, the newest first."""
        return self._sessions.listed(self._idle_minutes, person.identity) if person.verified else []

    def of_everyone(self, person: Person) -> list[SignInSession]:
        """Return all sessions, for a lead."""
        if refusal := may(person, Act.SEE_ACCESS):
            raise SessionRefused(refusal)
        return self._sessions.listed(self._idle_minutes)

    def end(self, session_id: str, person: Person) -> bool:
        """End a session, the person's own or, for a lead, another's; return whether this did it."""
        found = self._sessions.by_id(session_id)
        if found is None:
            return False
        return self._end(person, found.identity, found.person.name, table.c.id == session_id) > 0

    def end_others(self, person: Person) -> int:
        """End all of the person's own sessions but this one; return how many."""
        return self._end(person, person.identity, person.name, table.c.id != person.session_id)

    def end_all(self, identity: str, name: str, person: Person) -> int:
        """End all sessions of a person, who has this name; return how many."""
        return self._end(person, identity, name)

    def _end(self, person: Person, identity: str, name: str, *which: ColumnElement[bool]) -> int:
        """End sessions of a person, if this person may, and record it."""
        self._check(person, identity, name)
        with self._store.writing() as connection:
            return end_by(connection, person, identity, name, *which)

    def _check(self, person: Person, identity: str, name: str) -> None:
        """Raise SessionRefused, and record it, unless the sessions are their own or they are a lead."""
        if not person.identity:
            raise SessionRefused(_NOT_SIGNED_IN)
        if identity == person.identity and not person.signed_out:
            return
        if refusal := may(person, Act.END_SESSION):
            AccessLog(self._store).add(AccessEventType.ACT_REFUSED, person, f"End a session of {name}")
            raise SessionRefused(refusal)
