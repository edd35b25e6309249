"""Download buttons whose files are decided on, recorded and made when they are clicked.

Streamlit calls the function of such a button once for each click, in a thread without a session (measured
with 1.67). So what it needs is captured while the page is drawn; only the person is looked up again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from dashboard.access.company import none_listed
from dashboard.access.person import acting_on
from dashboard.services.company_lookup import company_lookup
from dashboard.services.exports import export_company, export_listed
from dashboard.ui import person, session

T = TypeVar("T")


def of_company(company_id: str, what: str, make: Callable[[], T]) -> Callable[[], T]:
    """Return the function for a button whose file is about one company. `what`: the file, in words."""
    settings, acting, account = session.settings(), person.acting_later(), session.account()
    companies = company_lookup(account) if account else none_listed

    def export() -> T:
        who = acting_on(acting, company_id, companies)
        export_company(settings, who, company_id, what, companies)
        return make()

    return export


def of_list(what: str, make: Callable[[], T]) -> Callable[[], T]:
    """Return the function for a button whose file lists what the person may see of all companies."""
    settings, acting, drawn_for = session.settings(), person.acting_later(), person.current().grants

    def export() -> T:
        export_listed(settings, acting(), drawn_for, what)
        return make()

    return export
