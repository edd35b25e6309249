"""The fleet of this session's account, or why there is none."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from dashboard.fleet.registry import Fleet, NoFleetError, fleet_of
from dashboard.services.stored_account import UnknownKeyError
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SessionFleet:
    """The fleet, or None and a sentence that says why there is none. `typed_key`: the key was typed in."""

    fleet: Fleet | None
    error: str = ""
    typed_key: bool = False


@once_a_run
def fleet() -> SessionFleet:
    """Return the fleet of this session's account."""
    account = session.account()
    if account is None:
        return SessionFleet(None, "There are no companies without an API key.")
    try:
        return SessionFleet(fleet_of(session.settings(), account))
    except NoFleetError as error:
        return SessionFleet(None, str(error), typed_key=True)
    except (StoreError, UnknownKeyError) as error:
        log.warning("the fleet can’t be read: %s", error)
        return SessionFleet(None, str(error))
