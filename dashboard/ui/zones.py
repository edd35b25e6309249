"""In which zone a page shows times: the merchant's, unless the address says otherwise (`times`)."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from codat_client import Configuration
from dashboard.insight.reading import Reading
from dashboard.insight.zone import UTC, MerchantZone, ZoneChoice, merchant_zone
from dashboard.ui import links, session
from dashboard.views import times

PARAM = "times"


@dataclass(frozen=True)
class Shown:
    """The zone to show times in, its short name, and the merchant's own beside it."""

    zone: ZoneInfo
    choice: ZoneChoice
    merchant: MerchantZone
    mine: ZoneInfo | None

    @property
    def label(self) -> str:
        """The short name of the zone shown: "London", "UTC"."""
        return times.zone_name(self.zone)

    @property
    def where_counted(self) -> str:
        """Where the merchant's days count, for the titles of what shows them: " (London)", "" if here."""
        return times.where_counted(self.merchant.zone, self.zone)


def shown(configuration: Reading[Configuration]) -> Shown:
    """Give the zone for a company's page.

    `configuration`: the reading of the company's configuration; before it has come, the merchant's zone
    is UTC and says so in its note.
    """
    merchant = merchant_zone(configuration.value)
    mine = session.viewer_zone()
    choice = chosen()
    zone = {ZoneChoice.UTC: UTC, ZoneChoice.MINE: mine or UTC}.get(choice, merchant.zone)
    return Shown(zone, choice, merchant, mine)


def chosen() -> ZoneChoice:
    """The choice in the address; the merchant's clock where it says none or nonsense."""
    text = links.param(PARAM)
    return ZoneChoice(text) if text in tuple(ZoneChoice) else ZoneChoice.MERCHANT


def switch(choice: ZoneChoice) -> str | None:
    """The value of `times` in the address for a choice; None for the usual one."""
    return None if choice is ZoneChoice.MERCHANT else choice.value
