"""Confirm a session's claims with the provider, at least every fifteen minutes.

With a refresh token the provider is asked here. Without one the browser signs in again, which usually needs
no click. While the provider can't be reached, people stay signed in, for an hour at most.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Final

import anyio.to_thread
from cachetools import TTLCache

from dashboard.access.session import UNCONFIRMED_AT_MOST, SignInSession, VerifiedPerson
from dashboard.services import sign_ins
from dashboard.settings import Settings
from dashboard.store.errors import StoreError
from dashboard.web.sign_in.lazily import ProviderUnreachable, opened_token, provider_of, sealed_token

log = logging.getLogger(__name__)

LOOKED_FOR_S: Final = 30.0
"""How long it is remembered that the provider couldn't be reached, or gave a session no answer."""
_MOST_ASKED: Final = 10_000


class SessionFate(Enum):
    """The result of checking a session."""

    FINE = auto()
    AGAIN = auto()  # the person is to sign in again


class Confirming:
    """Confirms sessions. For one event loop."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer, self._unreachable_at = timer, -LOOKED_FOR_S
        self._reaching: asyncio.Task[bool] | None = None
        self._asked: TTLCache[str, SessionFate | None] = TTLCache(_MOST_ASKED, LOOKED_FOR_S, timer)
        """The sessions that the provider is asked about, or was asked about without success."""

    async def look(self, settings: Settings, session: SignInSession) -> SessionFate:
        """Confirm a session if that is due. Raises StoreError."""
        if not is_due(settings, session):
            return SessionFate.FINE
        if session.has_refresh_token and settings.session_key:
            return await self._refresh(settings, session)
        return SessionFate.AGAIN if await self._is_reachable(settings) else _unconfirmed(session)

    async def _refresh(self, settings: Settings, session: SignInSession) -> SessionFate:
        if session.id not in self._asked:
            self._asked[session.id] = None
            self._asked[session.id] = fate = await _refreshed(settings, session)
            if fate is SessionFate.FINE:
                self._asked.pop(session.id, None)
                return fate
        return self._asked.get(session.id) or _unconfirmed(session)

    async def _is_reachable(self, settings: Settings) -> bool:
        """Tell whether the provider answers; who asks at the same time shares one request."""
        if self._timer() - self._unreachable_at < LOOKED_FOR_S:
            return False
        if self._reaching is None or self._reaching.done():
            self._reaching = asyncio.create_task(provider_of(settings).is_reachable())
        if await asyncio.shield(self._reaching):
            return True
        self._unreachable_at = self._timer()
        return False


def is_due(settings: Settings, session: SignInSession) -> bool:
    """Return whether the provider is to confirm a session now."""
    return session.is_confirmed_by_provider(settings.role_map) and session.is_due(datetime.now(UTC))


async def _refreshed(settings: Settings, session: SignInSession) -> SessionFate | None:
    """Ask the provider with the session's refresh token; return None if there is no answer."""
    sessions = await anyio.to_thread.run_sync(sign_ins.sessions_of, settings)
    try:
        stored = await anyio.to_thread.run_sync(sessions.take_refresh_token, session.id)
    except StoreError as error:
        log.warning("a session can’t be confirmed: %s", error)
        return None
    if stored is None:  # another process asks, or it did just now and got no answer
        return None
    token = opened_token(settings, stored)
    if token is None:
        return SessionFate.AGAIN

    async def keep(next_token: str) -> None:
        """Store the next token at once: the provider may take the one before no more."""
        if sealed := sealed_token(settings, next_token):
            await anyio.to_thread.run_sync(sessions.keep_refresh_token, session.id, sealed)

    try:
        person = await provider_of(settings).refresh(token, keep)
    except ProviderUnreachable:
        return None
    return await anyio.to_thread.run_sync(_settled, settings, session, person)


def _settled(settings: Settings, session: SignInSession, person: VerifiedPerson | None) -> SessionFate | None:
    """Store what the provider says of a session's person. One whom it refuses is to sign in again."""
    confirmed = person is not None and person.identity == session.identity
    try:
        if person is not None and confirmed:
            sign_ins.confirm(settings, session, person)
        else:
            sign_ins.end(settings, session, sign_ins.BY_PROVIDER)
    except StoreError as error:
        log.warning("what the provider says of a session can’t be stored: %s", error)
        return None if confirmed else SessionFate.AGAIN
    return SessionFate.FINE if confirmed else SessionFate.AGAIN


def _unconfirmed(session: SignInSession) -> SessionFate:
    """Return the result for a session that can't be confirmed now."""
    since = datetime.now(UTC) - session.refreshed_at
    return SessionFate.FINE if since < UNCONFIRMED_AT_MOST else SessionFate.AGAIN


CONFIRMING: Final = Confirming()
