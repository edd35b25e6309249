"""The person of a sign-in session, with the roles that they have now."""

from __future__ import annotations

from datetime import UTC, datetime

from dashboard.access.person import Grant, Person
from dashboard.access.request_origin import RequestOrigin
from dashboard.access.session import SignInSession
from dashboard.settings import Settings


def person_of(
    settings: Settings, origin: RequestOrigin, session: SignInSession, grants: tuple[Grant, ...]
) -> Person:
    """Return who has this session. `grants`: the roles that the store and the settings give them now."""
    who = session.person
    return Person(
        origin,
        name=who.name,
        identity=who.identity,
        grants=grants,
        read_only=settings.read_only,
        session_id=session.id,
        unconfirmed_since=_unconfirmed_since(settings, session),
    )


def _unconfirmed_since(settings: Settings, session: SignInSession) -> datetime | None:
    """Return since when a role from a claim should have been confirmed again; None if that isn't overdue."""
    confirmed = session.is_confirmed_by_provider(settings.role_map)
    return session.refreshed_at if confirmed and session.is_overdue(datetime.now(UTC)) else None


def signed_out(settings: Settings, origin: RequestOrigin, session: SignInSession | None = None) -> Person:
    """Return the person where a sign-in is needed and there is none, or it is over. They may do nothing."""
    name, identity = (session.person.name, session.identity) if session else ("", "")
    return Person(origin, name, identity, read_only=settings.read_only, signed_out=True)
