"""Look up sign-in sessions: for pages, routes and the middleware."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from dashboard.access.events import AccessEventType, AccessLog
from dashboard.access.people import PeopleRepository
from dashboard.access.person import Grant, Person
from dashboard.access.request_origin import RequestOrigin
from dashboard.access.roles import grants_for, grants_from, listed_roles
from dashboard.access.session import SignInMethod, SignInSession, VerifiedPerson
from dashboard.access.sessions import SessionRepository, Visitor
from dashboard.access.signed_in import person_of, signed_out
from dashboard.services.stores import access_store
from dashboard.settings import Settings
from dashboard.settings.sign_in import OIDC
from dashboard.store.errors import StoreError

log = logging.getLogger(__name__)

RECENT_S: Final = 1.5
"""The seconds for which a look at all sessions counts as recent: more than between two looks."""
BY_PROVIDER: Final = "the provider"
"""What the record says of a session that the provider doesn't confirm any more."""


def sessions_of(settings: Settings) -> SessionRepository:
    """Return the sessions, which are in the real store even in the demo. Raises StoreError."""
    return SessionRepository(access_store(settings))


def touch(settings: Settings, session: SignInSession) -> None:
    """Record activity of a session now. Where the store can only be read, it goes on without that."""
    try:
        sessions_of(settings).touch(session)
    except StoreError as error:
        log.warning("a session’s activity can’t be recorded: %s", error)


def people_of(settings: Settings) -> PeopleRepository:
    """Return the people who have signed in, and the list of roles. Raises StoreError."""
    return PeopleRepository(access_store(settings), settings)


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
    return person_of(settings, origin, found, grants_of(settings, found.person))


@dataclass(frozen=True, slots=True)
class SignInNow:
    """A session that isn't over, and what its person may do now."""

    session: SignInSession
    grants: tuple[Grant, ...]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a look at the sessions of all open tabs found. `at`: when it began, by the monotonic clock."""

    settings: Settings | None = None
    at: float = float("-inf")
    found: Mapping[str, SignInNow] = field(default_factory=dict)


_last_look = _Look()


def look_at(settings: Settings, ids: Collection[str]) -> dict[str, SignInNow]:
    """Return what `now_of` does, and keep it for `recent_person`. Raises StoreError."""
    global _last_look  # noqa: PLW0603 -- the newest look replaces the last one, for all threads at once
    began = time.monotonic()
    found = now_of(settings, ids)
    _last_look = _Look(settings, began, found)
    return found


def recent_person(
    settings: Settings, origin: RequestOrigin, session_id: str, since: float = float("-inf")
) -> Person:
    """Return the person of a session for a page that is drawn: as the last look found them, if it is recent.

    Fifty people who click don't read the store fifty times for what one look a second reads of them all.
    `since`: the look must have begun later, by the monotonic clock. Raises StoreError.
    """
    look = _last_look
    is_recent = look.at > since and time.monotonic() - look.at <= RECENT_S
    known = look.found.get(session_id) if is_recent else None
    if known is None or look.settings != settings or _valid(settings, known.session) is None:
        return person_with(settings, origin, session_id)
    return person_of(settings, origin, known.session, known.grants)


def now_of(settings: Settings, ids: Collection[str]) -> dict[str, SignInNow]:
    """Return those of these sessions that aren't over, with two queries. Raises StoreError."""
    found = sessions_of(settings).by_ids(ids)
    valid = [each for each in found.values() if _valid(settings, each) is not None]
    names = {each.id: {each.identity, each.person.address} - {""} for each in valid}
    with access_store(settings).reading() as connection:
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
    before, after = grants_of(settings, session.person), grants_of(settings, who)
    change = "" if after == before else f"{_in_words(before)}, now {_in_words(after)}"
    sessions_of(settings).confirm(session.id, who, change)


def _in_words(grants: tuple[Grant, ...]) -> str:
    return " and ".join(f"{each.role} {each.rule}".strip() for each in grants) or "no role"


def grants_of(settings: Settings, who: VerifiedPerson) -> tuple[Grant, ...]:
    """Return what someone may do who isn't signed in yet. Raises StoreError."""
    return grants_for(settings, access_store(settings), who.identity, who.address, who.claims)


def begin(
    settings: Settings,
    who: VerifiedPerson,
    method: SignInMethod,
    visitor: Visitor,
    refresh_token: bytes | None = None,
) -> str:
    """Begin a session, record that, and return its cookie. Raises StoreError."""
    sessions, hours = sessions_of(settings), settings.session_hours
    return sessions.begin(who, method, hours, visitor, refresh_token=refresh_token)[1]


def sign_out(settings: Settings, visitor: Visitor) -> str:
    """End and record a browser's session; return its id, "" if there is none to end. Raises StoreError."""
    found = session_with(settings, visitor.cookie)
    return found.id if found and sessions_of(settings).sign_out(found, visitor) else ""


def end(settings: Settings, session: SignInSession, why: str) -> None:
    """End a session that may not go on, and record why. Raises StoreError."""
    sessions_of(settings).end(session, why)


def record_refusal(settings: Settings, who: VerifiedPerson | None, sentence: str, visitor: Visitor) -> None:
    """Record that a sign-in was refused, and from where. Raises StoreError."""
    name, identity = (who.name, who.identity) if who else ("", "")
    refused = Person(visitor.origin, name, identity)
    detail = f"{sentence} From {visitor.client_address or 'no address'}"
    AccessLog(access_store(settings)).add(AccessEventType.SIGN_IN_REFUSED, refused, detail)


def _valid(settings: Settings, session: SignInSession | None) -> SignInSession | None:
    """Return the session unless it is over, or was made in another way than people sign in now.

    That is also at another provider: whoever it took for someone else isn't that person here.
    """
    if session is None or session.method.value != settings.sign_in:
        return None
    if settings.sign_in == OIDC and not session.identity.startswith(f"{settings.oidc_issuer} "):
        return None
    return None if session.is_over(datetime.now(UTC), settings.session_idle_minutes) else session
