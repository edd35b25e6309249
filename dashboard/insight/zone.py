"""The merchant's time zone, as the schedule in the configuration names it.

Codat's OpenAPI 1.1: `timeZone` is an IANA name, null meaning Etc/UTC. It isn't documented whether it can hold
a Windows name ("GMT Standard Time"); Codat is written in .NET, so both are read.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from tzlocal.windows_tz import win_tz

UTC = ZoneInfo("Etc/UTC")
_NO_ZONES = {"localtime", "Factory"}
"""Names in the zone database that mean this machine's zone, and none."""


class ZoneChoice(StrEnum):
    """Whose time zone a page uses."""

    MERCHANT = "merchant"
    MINE = "mine"
    UTC = "utc"


@dataclass(frozen=True)
class MerchantZone:
    """The zone to count in, its name from Codat, and a note if the zone had to be guessed."""

    zone: ZoneInfo
    name: str
    note: str | None = None


class _Schedule(Protocol):
    @property
    def time_zone(self) -> str | None: ...


class Configured(Protocol):
    """The part of `codat_client.Configuration` with the zone."""

    @property
    def schedule(self) -> _Schedule | None:
        """When the merchant's syncs run."""


def merchant_zone(configuration: Configured | None) -> MerchantZone:
    """Return the zone of the schedule; UTC, with a note, if it has none that is known."""
    if configuration is None:
        return MerchantZone(UTC, "UTC", "The set-up could not be read, so times are in UTC.")
    name = (configuration.schedule.time_zone if configuration.schedule else None) or ""
    return zone_named(name)


def zone_named(name: str) -> MerchantZone:
    """Return the zone of an IANA or Windows name, in any case; an empty one is Etc/UTC, as documented."""
    if not name.strip():
        return MerchantZone(UTC, "UTC", "No time zone is set; Codat takes UTC then.")
    iana = _names().get(name.strip().casefold())
    if iana is None:
        return MerchantZone(UTC, name, f"The time zone “{name[:60]}” isn’t recognised, so times are in UTC.")
    return MerchantZone(ZoneInfo(iana), iana)


@cache
def _names() -> dict[str, str]:
    """Return every known name in lower case with the IANA name it means."""
    windows = {name.casefold(): iana for name, iana in win_tz.items()}
    known = available_timezones() - _NO_ZONES
    return windows | {name.casefold(): name for name in known}
