"""What the pages read of sessions, people and events; or a sentence that says why they can't."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from dashboard.access.people import RoleRefused
from dashboard.access.policy import Act, may
from dashboard.access.session_service import SessionRefused, SessionService
from dashboard.services.stores import real_store
from dashboard.settings import SettingsError
from dashboard.store.engine import Store
from dashboard.store.errors import StoreError
from dashboard.ui import person, session

T = TypeVar("T")
log = logging.getLogger(__name__)


def read(wanted: Callable[[Store], T]) -> tuple[T | None, str]:
    """Return the result of `wanted`, or None and a sentence that says why there is none."""
    try:
        return wanted(real_store(session.settings())), ""
    except (StoreError, SessionRefused, RoleRefused, SettingsError) as error:
        log.warning("sign-in data can’t be read or changed: %s", error)
        return None, str(error)


def for_leads(wanted: Callable[[Store], T]) -> tuple[T | None, str]:
    """Return the same for what only leads may see, decided now."""
    if refusal := may(person.acting(), Act.SEE_ACCESS):
        return None, refusal
    return read(wanted)


def sessions(wanted: Callable[[SessionService], T]) -> tuple[T | None, str]:
    """Return the same of the service for sessions, which decides."""
    idle = session.settings().session_idle_minutes
    return read(lambda store: wanted(SessionService(store, idle)))
