"""Look up sign-in sessions: for pages, routes and the middleware."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from dashboard.access.events import AccessEventType, AccessLog
from dashboard.access.people import PeopleRepository
from dashboard.access.person import Grant, Person
from dashboard.access.request_origin import OriginKind, RequestOrigin
from dashboard.access.roles import grants_for, grants_from, listed_roles
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.access.sessions import SessionRepository, Visitor
from dashboard.access.signed_in import person_of, signed_out
from dashboard.services.stores import real_store
from dashboard.settings import Settings
from dashboard.settings.sign_in import OIDC
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

BY_PROVIDER: Final = "the provider"
"""What the record says of a session that the provider doesn't confirm any more."""


def sessions_of(settings: Settings) -> SessionRepository:
    """Return the sessions, which are in the real store even in the demo. Raises StoreError."""
    return SessionRepository(real_store(settings))


def touch(settings: Settings, session: SignInSession) -> None:
    """Record activity of a session now. Where the store can only be read, it goes on without that."""
    try:
        sessions_of(settings).touch(session)
    except StoreError as error:
        log.warning("a session’s activity can’t be recorded: %s", error)


def people_of(settings: Settings) -> PeopleRepository:
    """Return the people who have signed in, and the list of roles. Raises StoreError."""
    return PeopleRepository(real_store(settings), settings)


def session_with(settings: Settings, cookie: str) -> SignInSession | None:
    """Return the session of a cookie unless it is over. Raises StoreError."""
    return _valid(settings, sessions_of(settings).by_cookie(cookie)) if cookie else None


def may_begin_anew(settings: Settings, cookie: str) -> bool:
    """Return whether the provider ended the session of a cookie, so that signing in asks it again.

    Raises StoreError.
    """
    found = sessions_of(settings).by_cookie(cookie) if cookie else None
    return found is not None and found.ended_by == BY_PROVIDER


def person_with(settings: Settings, origin: RequestOrigin, session_id: str) -> Person:
    """Return the person of a session as the store has it now. Raises StoreError.

    Where the session is over or unknown, they are signed out and may do nothing.
    """
    found = sessions_of(settings).by_id(session_id) if session_id else None
    if found is None or _valid(settings, found) is None:
        return signed_out(settings, origin, found)
    return person_of(settings, real_store(settings), origin, found)


@dataclass(frozen=True, slots=True)
class SignInNow:
    """A session that isn't over, and what its person may do now."""

    session: SignInSession
    grants: tuple[Grant, ...]


def now_of(settings: Settings, ids: Collection[str]) -> dict[str, SignInNow]:
    """Return those of these sessions that aren't over, with two queries. Raises StoreError."""
    found = sessions_of(settings).by_ids(ids)
    valid = [each for each in found.values() if _valid(settings, each) is not None]
    names = {each.id: {each.identity, each.person.address} - {""} for each in valid}
    with real_store(settings).reading() as connection:
        listed = listed_roles(connection, set[str]().union(*names.values()))
    return {
        each.id: SignInNow(each, grants_from(settings, names[each.id], each.person.claims, listed))
        for each in valid
    }


def version_of(session_id: str, grants: tuple[Grant, ...]) -> str:
    """Return a text that changes when a page must be drawn again: with the session, and with the roles."""
    return hashlib.sha256(f"{session_id} {grants}".encode()).hexdigest()[:16]


def confirm(settings: Settings, session: SignInSession, who: VerifiedPerson) -> None:
    """Store what the provider confirmed, and record a change of role. Raises StoreError."""
    before = grants_of(settings, session.person)
    sessions_of(settings).confirm(session.id, who)
    if (after := grants_of(settings, who)) != before:
        detail = f"{_in_words(before)}, now {_in_words(after)}"
        _record(settings, AccessEventType.ROLE_CHANGED, session, detail)


def _in_words(grants: tuple[Grant, ...]) -> str:
    return " and ".join(f"{each.role} {each.rule}".strip() for each in grants) or "no role"


def grants_of(settings: Settings, who: VerifiedPerson) -> tuple[Grant, ...]:
    """Return what someone may do who isn't signed in yet. Raises StoreError."""
    return grants_for(settings, real_store(settings), who.identity, who.address, who.claims)


def begin(
    settings: Settings,
    who: VerifiedPerson,
    method: SignInMethod,
    visitor: Visitor,
    refresh_token: bytes | None = None,
) -> str:
    """Begin a session, record that, and return its cookie. Raises StoreError."""
    begun, cookie = sessions_of(settings).begin(
        who, method, settings.session_hours, visitor, refresh_token=refresh_token
    )
    _record(settings, AccessEventType.SIGNED_IN, begun)
    return cookie


def sign_out(settings: Settings, cookie: str) -> str:
    """End the session of a cookie; return its id, "" if there is none to end. Raises StoreError."""
    found = session_with(settings, cookie)
    if found is None or not sessions_of(settings).end(found.id, found.person.name):
        return ""
    _record(settings, AccessEventType.SIGNED_OUT, found)
    return found.id


def end(settings: Settings, session: SignInSession, why: str) -> None:
    """End a session that may not go on, and record why. Raises StoreError."""
    if sessions_of(settings).end(session.id, why):
        _record(settings, AccessEventType.SESSION_ENDED, session, why)


def record_refusal(settings: Settings, who: VerifiedPerson | None, sentence: str) -> None:
    """Record that a sign-in was refused. Raises StoreError."""
    name, identity = (who.name, who.identity) if who else ("", "")
    refused = Person(RequestOrigin(OriginKind.PEER), name, identity)
    AccessLog(real_store(settings)).add(AccessEventType.SIGN_IN_REFUSED, refused, sentence)


def _record(settings: Settings, kind: AccessEventType, session: SignInSession, detail: str = "") -> None:
    who = session.person
    person = Person(RequestOrigin(OriginKind.PEER), who.name, who.identity, session_id=session.id)
    AccessLog(real_store(settings)).add(kind, person, detail or session.client_address)


def _valid(settings: Settings, session: SignInSession | None) -> SignInSession | None:
    """Return the session unless it is over, or was made in another way than people sign in now.

    That is also at another provider: whoever it took for someone else isn't that person here.
    """
    if session is None or session.method.value != settings.sign_in:
        return None
    if settings.sign_in == OIDC and not session.identity.startswith(f"{settings.oidc_issuer} "):
        return None
    return None if session.is_over(datetime.now(UTC), settings.session_idle_minutes) else session
