"""The filters and the order of History, as the address holds them.

    status=failed,running  code=4000,5080  cause=overlap  wrote=no  days=90 or from=2026-11-01&to=2026-11-07
    text=tax rate          sort=-code (the minus: from the highest down; without a sort, the newest first)

Parts of an address that make no sense are ignored, so that an old bookmark still opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal

from dashboard.insight.causes.catalogue import causes
from dashboard.insight.history.day_filter import DayFilter, days_from_address, days_to_address
from dashboard.insight.outcome import Outcome

STATUSES: Final = (
    Outcome.SUCCEEDED,
    Outcome.NOTHING_TO_WRITE,
    Outcome.SKIPPED,
    Outcome.FAILED,
    Outcome.RUNNING,
    Outcome.UNKNOWN,
)
PRESETS: Final = (30, 90, 365)
"""Presets in days, today included."""
NAMES: Final = ("status", "code", "cause", "wrote", "days", "from", "to", "text")
"""The parameters of an address that hold filters."""
SORT: Final = "sort"

_FROM_ITS_END: Final = ("ran", "outcome", "wrote")
_CODE: Final = re.compile(r"-?[0-9]{1,10}")
_MOST_CODE: Final = 2**31  # Codat’s OpenAPI: an int32, so that each code that occurs can be asked for
_MOST_TEXT: Final = 200
_MOST_VALUES: Final = 50


class SortColumn(StrEnum):
    """What the table can be ordered by; the value is in the address."""

    RAN = "ran"
    OUTCOME = "outcome"
    CODE = "code"
    CAUSE = "cause"
    WROTE = "wrote"
    MESSAGE = "message"


@dataclass(frozen=True)
class Order:
    """By which column, and whether from its end: of times the newest first. Equal ones: the newest first."""

    column: SortColumn = SortColumn.RAN
    descending: bool = True


Kind = Literal["status", "code", "cause", "wrote", "days", "text"]


@dataclass(frozen=True)
class Filters(DayFilter):
    """What to show. A filter without a value matches everything, one with several matches any of them.

    Days are the merchant's. `causes`: keys of causes.toml. `wrote`: whether Codat reports that the sync wrote
    data.
    """

    statuses: frozenset[Outcome] = frozenset()
    codes: frozenset[int] = frozenset()
    causes: frozenset[str] = frozenset()
    wrote: bool | None = None
    text: str = ""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The filters that are set, in the order of the page."""
        all_of_them: dict[Kind, bool] = {
            "status": bool(self.statuses),
            "code": bool(self.codes),
            "cause": bool(self.causes),
            "wrote": self.wrote is not None,
            "days": self.limits_days,
            "text": bool(self.text),
        }
        return tuple(kind for kind, is_set in all_of_them.items() if is_set)

    @property
    def count(self) -> int:
        """How many filters are set."""
        return len(self.kinds)

    def without(self, kind: Kind) -> Filters:
        """Return the filters without one of them."""
        if kind == "days":
            return replace(self, days=None, first=None, last=None)
        plain = Filters()
        name = {"status": "statuses", "code": "codes", "cause": "causes"}.get(kind, kind)
        return replace(self, **{name: getattr(plain, name)})


def from_address(query: Mapping[str, str]) -> Filters:
    """Read the filters of an address. `query`: its parameters, "" or absent where there is none."""
    days = days_from_address(query, PRESETS)
    return Filters(
        statuses=frozenset(each for each in STATUSES if each.value in _listed(query, "status")),
        codes=frozenset(code for each in _listed(query, "code") if (code := _code(each)) is not None),
        causes=frozenset(each for each in _listed(query, "cause") if each in causes()),
        wrote={"yes": True, "no": False}.get(query.get("wrote", "")),
        days=days.days,
        first=days.first,
        last=days.last,
        text=query.get("text", "").strip()[:_MOST_TEXT],
    )


def not_understood(query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters of an address that make no sense, with their values."""
    there = to_address(from_address(query))
    turned = {there["from"], there["to"]}

    def lost(name: str, asked: str) -> bool:
        if name in {"from", "to"}:
            return not query.get("days") and asked not in turned
        return name != "text" and set(asked.split(",")) != set((there[name] or "").split(","))

    return {name: asked for name in NAMES if (asked := query.get(name, "")) and lost(name, asked)}


def to_address(filters: Filters) -> dict[str, str | None]:
    """Return the parameters that hold these filters, all of `NAMES`; None where there is none."""
    wrote = {True: "yes", False: "no", None: None}
    return {
        "status": _joined(each.value for each in STATUSES if each in filters.statuses),
        "code": _joined(str(each) for each in sorted(filters.codes)),
        "cause": _joined(sorted(filters.causes)),
        "wrote": wrote[filters.wrote],
        **days_to_address(filters),
        "text": filters.text or None,
    }


def order_from_address(text: str) -> Order:
    """Read the order; by default, and if it makes no sense, newest first."""
    name = text.removeprefix("-")
    return Order(SortColumn(name), text.startswith("-")) if name in set(SortColumn) else Order()


def next_order(order: Order, column: SortColumn) -> Order:
    """Return the order after a click on a column: its usual one, or the current one reversed."""
    if column is order.column:
        return replace(order, descending=not order.descending)
    return Order(column, descending=column in _FROM_ITS_END)


def order_to_address(order: Order) -> str | None:
    """Return the parameter that holds an order; None for the usual one."""
    return None if order == Order() else f"{'-' if order.descending else ''}{order.column}"


def _listed(query: Mapping[str, str], name: str) -> list[str]:
    return query.get(name, "").split(",")[:_MOST_VALUES]


def _joined(values: Iterable[str]) -> str | None:
    return ",".join(values) or None


def _code(text: str) -> int | None:
    code = int(text) if _CODE.fullmatch(text) else None
    return code if code is not None and -_MOST_CODE <= code < _MOST_CODE else None
