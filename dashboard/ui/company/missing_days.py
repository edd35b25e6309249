"""The missing days on Company, with links to History and to a start for them."""

from __future__ import annotations

from datetime import date

from dashboard.insight.history.filters import Filters, to_address
from dashboard.insight.start.offer import days_to_fill, only_days_fix_it
from dashboard.insight.verdict.verdict import Verdict
from dashboard.ui import assessments, links, starts
from dashboard.ui.page import CompanyView
from dashboard.ui.start.days import NOW, RANGE
from dashboard.views.company import missing_days


def html(page: CompanyView) -> str:
    """Return the missing days as HTML; "" if there are none."""
    verdict, company_id = assessments.of(page).verdict, page.company_id
    start_html, where = _start(page, verdict), page.clock.where_counted

    def address(first: date, last: date) -> str:
        return links.href("history", to_address(Filters(first=first, last=last)), company=company_id)

    def make() -> str:
        return missing_days.listed(verdict, missing_days.DayListing(address, start_html, page.now, where))

    depends_on = (verdict.gap, verdict.state, verdict.helps_to_start, start_html, links.cache_key())
    return page.cached("missing_days", make, *depends_on)


def _start(page: CompanyView, verdict: Verdict) -> str:
    """Return the link that starts a sync for the missing days; "" if one wouldn't help, or isn't allowed.

    It is up to now if that covers them all, else for the days of the first stretch.
    """
    company_id = page.company_id
    if not verdict.helps_to_start or starts.why_not(company_id) is not None or starts.unsettled(company_id):
        return ""
    if verdict.entered_by_hand:  # not for all of these days
        return ""
    days = days_to_fill(verdict.gap, page.clock.merchant.zone, page.now)
    asked: dict[str, str | None] = {"cover": NOW}
    if days is not None and only_days_fix_it(verdict):
        asked = {"cover": RANGE, "from": days[0].isoformat(), "to": days[1].isoformat()}
    return links.anchor("Start for these days", "start", asked, company=page.company_id)
