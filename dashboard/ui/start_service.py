"""The start service of this session's account, or why nothing can be started; and the starts of a company."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from dashboard.insight.start.by_hand import EnteredByHand
from dashboard.services.stored_account import UnknownKeyError
from dashboard.starting.company_starts import CompanyStarts
from dashboard.starting.registry import service_of
from dashboard.starting.service import StartService
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Available:
    """The start service of this session's account, if there is one.

    `refusal`: why nothing can be started now, as a sentence for a person. `unreadable`: the reason is that
    the record can't be read either.
    """

    service: StartService | None
    refusal: str = ""
    unreadable: bool = False


@once_a_run
def available() -> Available:
    """Return the service; without one nothing can be started, but everything can be read from Codat."""
    account, settings = session.account(), session.settings()
    if account is None:
        return Available(None)
    service = None
    try:
        service = service_of(settings, account)
        return Available(service, service.why_nothing_starts())
    except UnknownKeyError as error:
        return Available(None, str(error))
    except StoreError as error:
        log.warning("starts can’t be read: %s", error)
        return Available(service, str(error), unreadable=True)


@once_a_run
def of_company(company_id: str) -> CompanyStarts:
    """Return the recorded starts of a company; none while the store can't be read."""
    found = available()
    if found.service is None or found.unreadable:
        return CompanyStarts()
    try:
        return found.service.of_company(company_id)
    except StoreError as error:
        log.warning("the starts of company %s can’t be read: %s", company_id, error)
        return CompanyStarts()


@once_a_run
def entered_by_hand(company_id: str) -> tuple[EnteredByHand, ...]:
    """Return the merchant's days recorded as entered by hand, the oldest answer first.

    There are none while the store can't be read.
    """
    start_service = available().service
    try:
        return start_service.entered_by_hand(company_id) if start_service else ()
    except StoreError as error:
        log.warning("the answers about company %s can’t be read: %s", company_id, error)
        return ()
