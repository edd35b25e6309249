"""What Home is asked to show, as its address holds it, and the rows that match.

    state=failing  cause=tax-rate  acts=merchant  platform=Xero  owner=mine  tag=region=EU  new=yesterday
    incident=12  snoozed=yes  sort=missing  after=PLACE

Invalid parts of an address are ignored, so that an old bookmark still opens; those of a filter and of the
order are kept apart, so that Home can say it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from types import MappingProxyType
from typing import Final

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.fleet import filters
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.filters import YES, Context, Filter, Since, StateGroup
from dashboard.insight.fleet.row_facts import Profile, RowFacts, facts_of, hour_of
from dashboard.insight.fleet.row_order import FIRST, Sort, place_of
from dashboard.insight.verdict.state import State

PAGE_ROWS: Final = 100
SORT, AFTER = "sort", "after"
NAMES: Final = (*(each.value for each in Filter), SORT, AFTER)
"""The parameters of an address that hold a query."""
MOST_VALUE: Final = 500
_KNOWN: Final[Mapping[Filter, frozenset[str]]] = {
    Filter.STATE: frozenset([*StateGroup, *State]),
    Filter.ACTS: frozenset(set(Actor) - {Actor.NO_ONE}),
    Filter.NEW: frozenset(Since),
    Filter.SNOOZED: frozenset({YES}),
}
_FOREIGN: Final = frozenset({Filter.PLATFORM, Filter.TAG, Filter.OWNER})
_NONE: Final[Mapping[Filter, str]] = MappingProxyType({})
_POSITION: Final = {each: at for at, each in enumerate(Filter)}
_OF_ROW: Final = _POSITION[Filter.OWNER]
"""From this position on, values depend on the context."""
_SNOOZED: Final = _POSITION[Filter.SNOOZED]

Counts = Mapping[Filter, Mapping[str, int]]


@dataclass(frozen=True)
class FleetQuery:
    """What to show: a value for each filter that is set, the order, and the place before the page.

    `ignored`: values that there aren't of their filter, which the address had. `unknown_sort`: the same of
    the order, "" for none.
    """

    values: Mapping[Filter, str] = field(default_factory=lambda: _NONE)
    sort: Sort = Sort.URGENCY
    after: str = FIRST
    ignored: tuple[tuple[Filter, str], ...] = field(default=(), compare=False)
    unknown_sort: str = field(default="", compare=False)

    def value(self, which: Filter) -> str:
        """Return the value of a filter; "" if it isn't set."""
        return self.values.get(which, "")

    def having(self, which: Filter, value: str) -> FleetQuery:
        """Return the query with this value of a filter ("" for none), at its first page."""
        others = {each: asked for each, asked in self.values.items() if each is not which}
        return replace(self, values=others | ({which: value} if value else {}), after=FIRST)


@dataclass(frozen=True)
class Selection:
    """The rows of one page and what surrounds them.

    `total`: how many rows match. `first`: the number of the first one shown, from 1; 0 without any.
    `counts`: for each filter, how many rows each of its values shows with the other filters as they are;
    `overall`: the same without any filter.
    `previous`, `following`: the places before the neighbouring pages; None where there is none.
    """

    rows: tuple[FleetRow, ...]
    total: int
    first: int
    counts: Counts
    overall: Counts
    previous: str | None = None
    following: str | None = None

    def count(self, which: Filter, value: str) -> int:
        """Return how many rows a value of a filter shows."""
        return self.counts[which].get(value, 0)


def from_address(query: Mapping[str, str]) -> FleetQuery:
    """Read the query of an address. `query`: its parameters, "" or absent where there is none."""
    asked = {each: _asked(each, query.get(each.value, "")[:MOST_VALUE]) for each in Filter}
    valid = {each: value for each, value in asked.items() if value and value in _KNOWN.get(each, {value})}
    ignored = tuple((each, value) for each, value in asked.items() if value and each not in valid)
    sort = query.get(SORT, "")[:MOST_VALUE].strip()
    is_known = sort in set(Sort)
    order, unknown = (Sort(sort), "") if is_known else (Sort.URGENCY, sort)
    return FleetQuery(valid, order, query.get(AFTER, ""), ignored, unknown)


def _asked(which: Filter, text: str) -> str:
    """Return a value without blanks around it, except in foreign text: there they are part of it."""
    return text if which in _FOREIGN and text.strip() else text.strip()


def to_address(query: FleetQuery) -> dict[str, str | None]:
    """Return the parameters of an address for a query; None removes one."""
    sort = None if query.sort is Sort.URGENCY else query.sort.value
    filters = {each.value: query.value(each) or None for each in Filter}
    return {**filters, SORT: sort, AFTER: query.after or None}


def matching(rows: Iterable[FleetRow], query: FleetQuery, context: Context) -> list[FleetRow]:
    """Return all rows that match, in order."""
    passing, _, _ = _sieved(rows, query, context)
    return [row for _, row in _in_order(passing, query.sort, context.now)]


def unmatched(rows: Iterable[FleetRow], query: FleetQuery, context: Context) -> list[Filter]:
    """Return the filters that are set to a value that no company has, whether it is snoozed or not."""
    left = dict(query.values)
    for row in rows:
        if not left:
            break
        if row.company.gone:
            continue
        values = (*filters.of_row(row, context.now), *filters.of_context(row, context))
        left = {which: asked for which, asked in left.items() if asked not in values[_POSITION[which]]}
    return list(left)


def select(
    rows: Iterable[FleetRow], query: FleetQuery, context: Context, page_rows: int = PAGE_ROWS
) -> Selection:
    """Return the page of the rows that the query asks for; the last one if it asks for a later one.

    Companies that Codat's list no longer has are left out, and those snoozed unless the filter asks for them.
    """
    passing, counts, overall = _sieved(rows, query, context)
    placed = _in_order(passing, query.sort, context.now)
    start = bisect_right(placed, query.after, key=itemgetter(0))
    if start == len(placed):
        start = max(0, len(placed) - 1) // page_rows * page_rows
    page = placed[start : start + page_rows]
    before = FIRST if start <= page_rows else placed[start - page_rows - 1][0]
    return Selection(
        rows=tuple(row for _, row in page),
        total=len(placed),
        first=start + 1 if page else 0,
        counts=counts,
        overall=overall,
        previous=before if start else None,
        following=page[-1][0] if start + page_rows < len(placed) else None,
    )


def _sieved(
    rows: Iterable[FleetRow], query: FleetQuery, context: Context
) -> tuple[list[RowFacts], Counts, Counts]:
    """Return the rows that pass every filter, and `Selection.counts` and `overall`.

    A row counts for a filter if it fails at no other one. That is decided once for each profile.
    """
    asked = [(_POSITION[which], value) for which, value in query.values.items()]
    failed_of: dict[Profile, list[int]] = {}
    passing: list[RowFacts] = []
    numbers: Counter[Profile] = Counter()
    hour = hour_of(context.now)
    for row in rows:
        if row.company.gone:
            continue
        facts = facts_of(row, context.now, hour)
        profile = facts.profile
        if facts.attention or row.company.company_id in context.works:
            profile = Profile((*profile.values[:_OF_ROW], *filters.of_context(row, context)))
        failed = failed_of.get(profile)
        if failed is None:
            failed = failed_of[profile] = _failed(profile, asked)
        if not failed:
            passing.append(facts)
        numbers[profile] += 1
    counts = _counts(numbers, failed_of)
    overall = _counts(numbers, {each: _failed(each, ()) for each in numbers}) if asked else counts
    return passing, counts, overall


def _failed(profile: Profile, asked: Iterable[tuple[int, str]]) -> list[int]:
    """Return the positions of the filters that rows of this profile don't pass."""
    failed = [at for at, value in asked if value not in profile.values[at]]
    is_asked = any(at == _SNOOZED for at, _ in asked)
    return [*failed, _SNOOZED] if profile.values[_SNOOZED] and not is_asked else failed


def _counts(numbers: Mapping[Profile, int], failed_of: Mapping[Profile, list[int]]) -> Counts:
    counts: dict[Filter, dict[str, int]] = {each: defaultdict(int) for each in Filter}
    for profile, number in numbers.items():
        failed = failed_of[profile]
        if len(failed) > 1:
            continue
        for which, values in zip(Filter, profile.values, strict=True):
            if values and (not failed or failed[0] == _POSITION[which]):
                for value in values:
                    counts[which][value] += number
    return {which: dict(found) for which, found in counts.items()}


def _in_order(passing: Iterable[RowFacts], sort: Sort, now: datetime) -> list[tuple[str, FleetRow]]:
    if sort is Sort.URGENCY:
        placed = [(facts.place, facts.row) for facts in passing]
    else:
        placed = [(place_of(facts.row, sort, facts.tail, now), facts.row) for facts in passing]
    placed.sort(key=itemgetter(0))
    return placed
