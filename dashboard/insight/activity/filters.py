"""The filters of Activity, as the address holds them.

    person=Ada  company=<id>  kind=note,work  outcome=failed,refused  days=30 or from=2026-11-01&to=2026-11-07

Invalid parts of an address are ignored, so that an old bookmark still opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID

from dashboard.insight.activity.entry import ActivityKind, ActivityOutcome
from dashboard.insight.history.day_filter import DayFilter, days_from_address, days_to_address
from dashboard.insight.start.day_range import start_of_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

PRESETS: Final = (7, 30, 90)
"""Presets in days, today included."""
NAMES: Final = ("person", "company", "kind", "outcome", "days", "from", "to")
"""The parameters of an address that hold filters."""
UNNAMED: Final = "-"
"""The value of `person` for those who gave no name."""
MOST_NAME: Final = 500

Kind = Literal["person", "company", "kind", "outcome", "days"]


@dataclass(frozen=True)
class ActivityFilters(DayFilter):
    """What to show. A filter without a value matches everything.

    `person`: an identity or a name on record, `UNNAMED` for none; `company_id` in lower case. Days are
    those of the page's zone.
    """

    person: str = ""
    company_id: str = ""
    outcomes: frozenset[ActivityOutcome] = frozenset()
    about: frozenset[ActivityKind] = frozenset()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The filters that are set, in the order of the page."""
        all_of_them: dict[Kind, bool] = {
            "person": bool(self.person),
            "company": bool(self.company_id),
            "kind": bool(self.about),
            "outcome": bool(self.outcomes),
            "days": self.limits_days,
        }
        return tuple(kind for kind, is_set in all_of_them.items() if is_set)

    def without(self, kind: Kind) -> ActivityFilters:
        """Return these filters without one of them."""
        match kind:
            case "person":
                return replace(self, person="")
            case "company":
                return replace(self, company_id="")
            case "kind":
                return replace(self, about=frozenset())
            case "outcome":
                return replace(self, outcomes=frozenset())
        return replace(self, days=None, first=None, last=None)


def from_address(query: Mapping[str, str]) -> ActivityFilters:
    """Read the filters of an address. `query`: its parameters, "" or absent where there is none."""
    days = recorded_days(query)
    asked, about = (set(query.get(name, "").split(",")) for name in ("outcome", "kind"))
    return ActivityFilters(
        person=query.get("person", "").strip()[:MOST_NAME],
        company_id=_id(query.get("company", "")),
        about=frozenset(each for each in ActivityKind if each.value in about),
        outcomes=frozenset(each for each in ActivityOutcome if each.value in asked),
        days=days.days,
        first=days.first,
        last=days.last,
    )


def recorded_days(query: Mapping[str, str]) -> DayFilter:
    """Read the days of an address; days without instants are ignored."""
    days = days_from_address(query, PRESETS)
    return DayFilter(days=days.days, first=_with_instants(days.first), last=_with_instants(days.last))


def instants(days: DayFilter, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return the first instant and the end (UTC) of the entries to show; None without a bound."""
    first, last = days.between(now.astimezone(zone).date())
    after = start_of_day(first, zone) if first else None
    return after, (start_of_day(last + timedelta(days=1), zone) if last else None)


def to_address(filters: ActivityFilters) -> dict[str, str | None]:
    """Return the parameters for these filters, all of `NAMES`; None for an unset one."""
    outcomes = ",".join(each.value for each in ActivityOutcome if each in filters.outcomes)
    return {
        "person": filters.person or None,
        "company": filters.company_id or None,
        "kind": ",".join(each.value for each in ActivityKind if each in filters.about) or None,
        "outcome": outcomes or None,
        **days_to_address(filters),
    }


def _with_instants(day: date | None) -> date | None:
    """Return a day; None at the limit of what a date can be, as such a day has no instants in some zones."""
    return day if day is not None and date.min.year < day.year < date.max.year else None


def _id(text: str) -> str:
    try:
        return str(UUID(text.strip()))
    except ValueError:
        return ""
