"""The legend of daily results: the marks that occur, and what each means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dashboard.views.share.parts.daily import NO_SYNC as NO_SYNC_WORD
from dashboard.views.share.pictures.figure import CORNER_ALONE, NO_SYNC, symbol_of
from dashboard.views.theme import LOOKS, look_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from dashboard.views.share.status_view import DailyPart

_CORNER: Final = "an earlier sync failed"


@dataclass(frozen=True)
class LegendEntry:
    """A symbol and its word."""

    symbol: str
    word: str


def legend_of(daily: DailyPart) -> tuple[LegendEntry, ...]:
    """Return the legend of daily results."""
    entries = legend_of_statuses({day.status for day in daily.days})
    corner = [LegendEntry(CORNER_ALONE, _CORNER)] if any(day.recovered for day in daily.days) else []
    return (*entries, *corner)


def legend_of_statuses(found: Collection[str]) -> tuple[LegendEntry, ...]:
    """Return the legend of these statuses, in the order of `theme.LOOKS`."""
    entries = tuple(LegendEntry(symbol_of(each), look_of(each).word) for each in LOOKS if each in found)
    return (*entries, LegendEntry(symbol_of(NO_SYNC), NO_SYNC_WORD)) if NO_SYNC in found else entries
