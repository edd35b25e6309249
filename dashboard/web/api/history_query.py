"""What the address of History as a file asks for: the parameters of History's own address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from dashboard.insight.history import charts
from dashboard.insight.history.filters import (
    NAMES,
    SORT,
    Filters,
    Order,
    from_address,
    not_understood,
    order_from_address,
    order_to_address,
)
from dashboard.insight.zone import ZoneChoice
from dashboard.web.api.replies import Refused

COMPANY: Final = "company"
TIMES: Final = "times"
_ZONES: Final = (ZoneChoice.MERCHANT, ZoneChoice.UTC)
_OF_THE_PAGE: Final = ("rows", charts.PARAM)
"""Parameters of the page that say nothing about its files, so that its address can be copied."""
_KNOWN: Final = frozenset({COMPANY, TIMES, SORT, *NAMES, *_OF_THE_PAGE})
_MOST_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """The company (id in lower case), which of its syncs, in which order, and in which zone."""

    company_id: str
    filters: Filters
    order: Order
    zone: ZoneChoice


def history_query(pairs: list[tuple[str, str]]) -> HistoryQuery:
    """Read the parameters of an address. Raises Refused where the page would ignore one.

    A script that misspells a filter must not get every sync.
    """
    query = dict(pairs)
    if len(query) != len(pairs):
        raise Refused(400, "A parameter is given twice. Give each once.")
    if unknown := sorted(query.keys() - _KNOWN):
        known = "Use company and the parameters of History’s own address."
        raise Refused(400, f"There’s no parameter {unknown[0][:_MOST_SHOWN]!a}. {known}")
    sort, zone = query.get(SORT, ""), query.get(TIMES, ZoneChoice.MERCHANT.value)
    for name, value in not_understood(query).items():
        raise _bad(name, value, "Copy it from the address of History.")
    order = order_from_address(sort)
    if sort not in {"", "-ran", order_to_address(order)}:
        raise _bad(SORT, sort, "Copy it from the address of History.")
    if zone not in _ZONES:
        raise _bad(TIMES, zone, "Use merchant or utc.")
    return HistoryQuery(_company(query), from_address(query), order, ZoneChoice(zone))


def _company(query: Mapping[str, str]) -> str:
    try:
        return str(UUID(query.get(COMPANY, "").strip()))
    except ValueError:
        raise _bad(COMPANY, query.get(COMPANY, ""), "Use the company’s id, a UUID.") from None


def _bad(name: str, value: str, instead: str) -> Refused:
    return Refused(400, f"The parameter {name} can’t be used: {value[:_MOST_SHOWN]!a}. {instead}")
