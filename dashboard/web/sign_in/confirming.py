"""Confirm a session's claims with the provider, at least every fifteen minutes.

With a refresh token the provider is asked here. Without one the browser signs in again, which usually needs
no click. While the provider can't be reached, people stay signed in, for an hour at most.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum, auto
from typing import Final

import anyio.to_thread

from dashboard.access.session import UNCONFIRMED_AT_MOST, SignInSession
from dashboard.services import sign_ins
from dashboard.settings import Settings
from dashboard.web.sign_in.lazily import ProviderUnreachable, opened_token, provider_of, sealed_token

LOOKED_FOR_S: Final = 30.0
"""How long it is remembered that the provider couldn't be reached."""
_WITHDRAWN: Final = "the provider"


class SessionFate(Enum):
    """The result of checking a session."""

    FINE = auto()
    AGAIN = auto()  # the person is to sign in again
    OVER = auto()


class Confirming:
    """Confirms sessions. For one event loop."""

    def __init__(self, timer: Callable[[], float] = time.monotonic) -> None:
        self._timer, self._unreachable_at = timer, -LOOKED_FOR_S

    async def look(self, settings: Settings, session: SignInSession) -> SessionFate:
        """Confirm a session if that is due. Raises StoreError."""
        if not (session.is_confirmed_by_provider(settings.role_map) and session.is_due(datetime.now(UTC))):
            return SessionFate.FINE
        if session.has_refresh_token and settings.session_key:
            return await self._refresh(settings, session)
        return SessionFate.AGAIN if await self._is_reachable(settings) else _unconfirmed(session)

    async def _refresh(self, settings: Settings, session: SignInSession) -> SessionFate:
        stored = await anyio.to_thread.run_sync(sign_ins.sessions_of(settings).take_refresh_token, session.id)
        if stored is None:  # another process asks, or it did just now and got no answer
            return _unconfirmed(session)
        token = opened_token(settings, stored)
        if token is None:
            return SessionFate.AGAIN
        try:
            reported = await provider_of(settings).refresh(token)
        except ProviderUnreachable:
            return _unconfirmed(session)
        if reported is None or reported.person.identity != session.identity:
            await anyio.to_thread.run_sync(sign_ins.end, settings, session, _WITHDRAWN)
            return SessionFate.OVER
        sealed = sealed_token(settings, reported.refresh_token)
        await anyio.to_thread.run_sync(sign_ins.confirm, settings, session, reported.person, sealed)
        return SessionFate.FINE

    async def _is_reachable(self, settings: Settings) -> bool:
        if self._timer() - self._unreachable_at < LOOKED_FOR_S:
            return False
        if await provider_of(settings).is_reachable():
            return True
        self._unreachable_at = self._timer()
        return False


def _unconfirmed(session: SignInSession) -> SessionFate:
    """Return the result for a session that can't be confirmed now."""
    since = datetime.now(UTC) - session.refreshed_at
    return SessionFate.FINE if since < UNCONFIRMED_AT_MOST else SessionFate.AGAIN


CONFIRMING: Final = Confirming()
