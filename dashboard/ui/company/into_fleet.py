"""Pass on to the fleet what a page has read of its company, so that Home shows the same at once."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from threading import Lock
from typing import Final

from cachetools import LRUCache

from dashboard.fleet.reading.reads import LEAST_GAIN
from dashboard.fleet.taking import take_later
from dashboard.foreign_text import seen
from dashboard.insight.fleet.company_state import FleetCompany
from dashboard.services.snapshot import READS
from dashboard.ui import assessments, session
from dashboard.ui.page import CompanyView
from dashboard.views import platforms

_MOST_KNOWN: Final = 4096
_taken: Final[LRUCache[Hashable, tuple[Hashable, datetime]]] = LRUCache(_MOST_KNOWN)
"""What was last passed on of a company, whoever opened it, and when that had been read.

Passing it on again would only ask the store what it has.
"""
_lock: Final = Lock()


def take(page: CompanyView) -> None:
    """Pass on what the page has read, once for each answer; doesn't wait, and never fails a page."""
    data, account = page.data, session.account()
    read_at = data.latest.read_at or data.latest.failed_at
    if account is None or read_at is None or data.pending.keys() - {"company"}:
        return
    settings, says = session.settings(), data.stamp(*READS)
    company = (settings.database_url, account.account_id, page.company_id)
    with _lock:
        known, known_at = _taken.get(company, (None, read_at))
    if known == says and read_at - known_at < LEAST_GAIN:
        return
    if take_later(settings, account, assessments.snapshot_of(page), _company(page)) is not None:
        with _lock:
            _taken[company] = (says, read_at)


def _company(page: CompanyView) -> FleetCompany | None:
    """Return the company as the page knows it; None before its name is known."""
    company, connections = page.data.reading("company").value, page.data.connections.value
    if company is None:
        return None
    books, shops = platforms.books(connections, ""), platforms.shops(connections)
    return FleetCompany(page.company_id, seen(company.name), books, shops, dict(company.tags or {}))
