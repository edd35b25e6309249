"""Days recorded as entered by hand, shown under Company's steps."""

from __future__ import annotations

from dashboard.insight.schedule import start_date_of
from dashboard.ui import assessments, starts
from dashboard.ui.page import CompanyView
from dashboard.views.company import by_hand


def html(page: CompanyView) -> str:
    """Return the days recorded as entered by hand as HTML; "" if there are none."""
    start_date = start_date_of(page.data.configuration.value)
    missing = by_hand.SalesMissing(assessments.of(page).verdict.gap, start_date)
    return by_hand.shown(starts.entered_by_hand(page.company_id), missing, page.clock)
