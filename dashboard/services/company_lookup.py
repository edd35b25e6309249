"""Look up a company in the list of companies, for decisions about people who see only some of them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import TimeoutError as TookTooLong
from typing import Final

from codat_client import CodatError, CompanyPage
from dashboard.access.company import CompanyIdentity, CompanyLookup
from dashboard.search.listing import ListedCompany
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadPurpose
from dashboard.services.directory import Pages, directory_of, pages_of

log = logging.getLogger(__name__)

AWAITED_FOR_S: Final = 5.0
"""How long a decision waits for the list; a company not known by then isn't covered."""


def company_lookup(
    account: CodatAccount, purpose: ReadPurpose = ReadPurpose.PERSON, seconds: float = AWAITED_FOR_S
) -> CompanyLookup:
    """Return the look-up of an account's companies. It reads the list if that is due.

    `purpose`: of the decision. A company that is listed already is found at once.
    """

    def look_up(company_id: str) -> CompanyIdentity | None:
        known = directory_of(account.account_id)
        known.look(_pages(account, purpose))
        try:
            found = known.when_known(company_id.lower()).result(timeout=seconds).value
        except (CodatError, TookTooLong) as error:
            log.warning("company %s can’t be looked up: %s", company_id, error or "the list took too long")
            return None
        return identity_of(found) if found else None

    return look_up


def identity_of(company: ListedCompany) -> CompanyIdentity:
    """Return a listed company as decisions take it."""
    return CompanyIdentity(company.company_id, company.name, company.tags)


def _pages(account: CodatAccount, purpose: ReadPurpose) -> Pages:
    """Return a reader of the list with a client of its own: who decides may have none."""

    def pages() -> Iterator[CompanyPage]:
        client = account.make_client(purpose)
        try:
            yield from pages_of(client)()
        finally:
            client.close()

    return pages
