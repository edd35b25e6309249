"""What filtering and sorting need of a row, computed once for each version of the row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dashboard.insight.fleet import filters
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.filters import Values
from dashboard.insight.fleet.row_order import Sort, place_of, tail_of

_VALID_S: Final = 3600
"""For how long facts hold: the days until a switch-off depend on the clock."""
_MOST_ROWS: Final = 50_000
_MOST_PROFILES: Final = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """The values of a row for each filter, in their order. Rows with the same ones share one, by identity."""

    values: tuple[Values, ...]


@dataclass(frozen=True, slots=True, eq=False)
class RowFacts:
    """`profile` has no values for what depends on the context; `place`: by urgency, `tail`: of any place."""

    row: FleetRow
    profile: Profile
    attention: bool
    place: str
    tail: str
    hour: int


_KNOWN: Final[dict[str, RowFacts]] = {}
_PROFILES: Final[dict[tuple[Values, ...], Profile]] = {}
_NO_CONTEXT: Final[tuple[Values, ...]] = ((), (), ())


def facts_of(row: FleetRow, now: datetime, hour: int) -> RowFacts:
    """Return the facts of a row, those of the last time if it is the same object. `hour`: `hour_of(now)`."""
    company_id = row.company.company_id
    known = _KNOWN.get(company_id)
    if known is not None and known.row is row and known.hour == hour:
        return known
    if len(_KNOWN) >= _MOST_ROWS:
        _KNOWN.clear()
    tail = tail_of(row)
    place = place_of(row, Sort.URGENCY, tail, now)
    profile = _profile(filters.of_row(row, now))
    facts = RowFacts(row, profile, filters.needs_attention(row), place, tail, hour)
    _KNOWN[company_id] = facts
    return facts


def hour_of(now: datetime) -> int:
    """Return the number of the hour in which facts hold."""
    return int(now.timestamp()) // _VALID_S


def _profile(values: tuple[Values, ...]) -> Profile:
    if len(_PROFILES) >= _MOST_PROFILES:
        _PROFILES.clear()
    return _PROFILES.setdefault(values, Profile((*values, *_NO_CONTEXT)))
