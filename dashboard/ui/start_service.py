"""The start service of this session's account, or why there is none; and what is on record of a company."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from dashboard.services.account import CodatAccount
from dashboard.services.stored_account import UnknownKeyError, stored_account
from dashboard.services.stores import demo_store, real_store
from dashboard.settings import Settings
from dashboard.starting.repository import CompanyStarts, StartRepository
from dashboard.starting.service import StartService, service_for
from dashboard.store.errors import StoreError
from dashboard.ui import session
from dashboard.ui.run_cache import once_a_run

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Available:
    """The start service of this session's account, or why there is none, as a sentence for a person."""

    service: StartService | None
    refusal: str = ""


@once_a_run
def available() -> Available:
    """Return the service; without one nothing can be started, but everything can be read."""
    account, settings = session.account(), session.settings()
    if account is None:
        return Available(None)
    where = "demo" if account.demo else settings.database_url
    try:
        return Available(service_for(f"{account.account_id} {where}", partial(_make, settings, account)))
    except (StoreError, UnknownKeyError) as error:
        return Available(None, str(error))


@once_a_run
def of_company(company_id: str) -> CompanyStarts:
    """Return what is on record of a company's starts; nothing while the store can't be read."""
    start_service = available().service
    if start_service is None:
        return CompanyStarts()
    try:
        return start_service.of_company(company_id)
    except StoreError as error:
        log.warning("the starts of company %s can’t be read: %s", company_id, error)
        return CompanyStarts()


def _make(settings: Settings, account: CodatAccount) -> StartService:
    """Make the service. Raises StoreError, and UnknownKeyError for a key that only reads."""
    store = demo_store(settings) if account.demo else real_store(settings)
    stored = stored_account(store, account, datetime.now(UTC))
    return StartService(account.make_client(), StartRepository(store, stored, account.base_url))
