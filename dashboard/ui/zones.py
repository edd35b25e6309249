"""In which zone a page shows times: the merchant's, unless the address says otherwise (`times`)."""

from __future__ import annotations

from datetime import datetime

from codat_client import Configuration
from dashboard.insight.zone import UTC, ZoneChoice, merchant_zone
from dashboard.ui import links, session
from dashboard.views.clock import PageClock

PARAM = "times"


def clock(configuration: Configuration | None, now: datetime) -> PageClock:
    """Return the clock of a company's page. `now`: aware, UTC.

    `configuration`: the company's; without one, the merchant's zone is UTC and says so in its note.
    """
    merchant, viewer_zone = merchant_zone(configuration), session.viewer_zone()
    shown = {ZoneChoice.UTC: UTC, ZoneChoice.MINE: viewer_zone or UTC}.get(chosen(), merchant.zone)
    return PageClock(now, merchant, shown, viewer_zone)


def chosen() -> ZoneChoice:
    """Return the choice in the address; the merchant's zone if there is none, or none that is valid."""
    text = links.param(PARAM)
    return ZoneChoice(text) if text in tuple(ZoneChoice) else ZoneChoice.MERCHANT


def switch(choice: ZoneChoice) -> str | None:
    """Return the value of `times` in the address for a choice; None for the merchant's zone."""
    return None if choice is ZoneChoice.MERCHANT else choice.value
