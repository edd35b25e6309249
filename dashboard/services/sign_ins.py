"""Look up sign-in sessions: for pages, routes and the middleware."""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.access.people import PeopleRepository
from dashboard.access.person import Person
from dashboard.access.request_origin import RequestOrigin
from dashboard.access.session import SignInSession
from dashboard.access.sessions import SessionRepository
from dashboard.access.signed_in import person_of, signed_out
from dashboard.services.stores import real_store
from dashboard.settings import Settings


def sessions_of(settings: Settings) -> SessionRepository:
    """Return the sessions, which are in the real store even in the demo. Raises StoreError."""
    return SessionRepository(real_store(settings))


def people_of(settings: Settings) -> PeopleRepository:
    """Return the people who have signed in, and the list of roles. Raises StoreError."""
    return PeopleRepository(real_store(settings), settings)


def session_with(settings: Settings, cookie: str) -> SignInSession | None:
    """Return the session of a cookie unless it is over. Raises StoreError."""
    return _valid(settings, sessions_of(settings).by_cookie(cookie)) if cookie else None


def person_with(settings: Settings, origin: RequestOrigin, session_id: str) -> Person:
    """Return the person of a session as the store has it now. Raises StoreError.

    Where the session is over or unknown, they are signed out and may do nothing.
    """
    found = sessions_of(settings).by_id(session_id) if session_id else None
    if found is None or _valid(settings, found) is None:
        return signed_out(settings, origin, found)
    return person_of(settings, real_store(settings), origin, found)


def _valid(settings: Settings, session: SignInSession | None) -> SignInSession | None:
    """Return the session unless it is over, or was made in another way than people sign in now."""
    if session is None or session.method.value != settings.sign_in:
        return None
    return None if session.is_over(datetime.now(UTC), settings.session_idle_minutes) else session
