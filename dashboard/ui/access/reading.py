"""What the pages read of sessions, people and events; or a sentence that says why they can't."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, TypeVar

from dashboard.access.administration.session_service import SessionRefused
from dashboard.access.people import RoleRefused
from dashboard.access.person import Person
from dashboard.access.policy import Act, may
from dashboard.services.access_records import AccessRecords, access_records_of
from dashboard.settings import SettingsError
from dashboard.store.errors import StoreError
from dashboard.ui import person, session
from dashboard.views import components

ONLY_LEADS: Final = "Only leads can see this."
T = TypeVar("T")
log = logging.getLogger(__name__)


def read(wanted: Callable[[AccessRecords], T]) -> tuple[T | None, str]:
    """Return the result of `wanted`, or None and a sentence that says why there is none.

    What a person may change, `wanted` finds out: the service decides.
    """
    try:
        return wanted(access_records_of(session.settings())), ""
    except (StoreError, SessionRefused, RoleRefused, SettingsError) as error:
        log.warning("sign-in data can’t be read or changed: %s", error)
        return None, str(error)


def for_leads(wanted: Callable[[AccessRecords], T]) -> tuple[T | None, str]:
    """Return the same for what only leads may see, decided now."""
    if refusal := may(person.acting(), Act.SEE_ACCESS):
        return None, refusal
    return read(wanted)


def why_not(who: Person, error: str, not_loaded: str, only_leads: str = ONLY_LEADS) -> str:
    """Return why what only leads may see isn't shown, as html: refused, or not loaded."""
    if may(who, Act.SEE_ACCESS) is not None:
        return components.notice("off", only_leads, components.text(error))
    return components.notice("late", not_loaded, components.text(error))
