"""What the person at this page may do for a company, for what is drawn. The services decide again at acts."""

from __future__ import annotations

from dashboard.access.company import CompanyLookup, none_listed
from dashboard.access.person import Person, acting_on, company_for
from dashboard.access.policy import Act, may
from dashboard.services.company_lookup import company_lookup
from dashboard.services.covered_listing import sees_every_company
from dashboard.ui import directory, person, session
from dashboard.ui.run_cache import once_a_run


@once_a_run
def refusal(act: Act, company_id: str) -> str | None:
    """Return why they may not do this for a company, as a sentence; None if they may.

    If their roles cover some companies only, it waits a few seconds for the list.
    """
    who = person.current()
    if may(who, act) is None:
        return None
    return may(who, act, company_for(who, company_id, _lookup()))


def acting(company_id: str) -> Person:
    """Return the person at this moment, for an act on a company. It may wait, and raises StoreError."""
    return acting_on(person.acting, company_id, _lookup())


def covers(company_id: str) -> bool:
    """Return whether they may see a company, as far as the list is known. Never waits."""
    return sees_every_company(person.current()) or company_id in directory.companies()


def visible_ids() -> frozenset[str] | None:
    """Return the ids of the companies that they may see; None for all. Never waits."""
    if sees_every_company(person.current()):
        return None
    return frozenset(directory.companies())


def _lookup() -> CompanyLookup:
    account = session.account()
    return company_lookup(account) if account else none_listed
