"""The titles of History's figures, wide and narrow: what is drawn, and how it is done by keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.views import components, times

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Titles = tuple[str, str]
_TWIN: Final = "; “Days” above does the same"
_RAN: Final = "Days on which syncs ran"
_TREND: Final = "Good nights each month, and how long trouble lasted"


def calendar(where: str = "") -> Titles:
    """Return the calendar's titles; the narrow figure shows less, and says so.

    `where`: in which zone its days count, " (London)", where the page shows another one.
    """
    wide = f"two years{where}, last outcome of each day, all syncs{_TWIN}"
    narrow = f"last six months{where}, last outcome of each day{_TWIN}"
    legend = components.legend(filled=True)
    return components.title(_RAN, wide, legend), components.title(_RAN, narrow, legend)


def trend(where: str = "") -> Titles:
    """Return the titles of the trend; `where` as the calendar's."""
    return components.title(_TREND, f"two years{where}, all syncs"), components.title(
        _TREND, f"last six months{where}, all syncs"
    )


def timeline(zone: ZoneInfo, *, summed: bool, sales: bool) -> Titles:
    """Return the timeline's titles.

    `zone`: by whose clock it goes; `summed`: whether the wide one has bars, each for many syncs; `sales`:
    whether their lane is there.
    """
    what = "Syncs by day" + ("" if summed else " and hour")
    brought = "the days of sales they brought"
    left = f"what the filters leave, {times.zone_name(zone)}"
    bars = "; pale: nothing to write, down: failed" if summed else ""
    wide = f"{left}{bars}. Drag to choose days{_TWIN}"
    titles = (f"{what}, and {brought}", f"Syncs and {brought}") if sales else (what, "Syncs by day")
    return components.title(titles[0], wide), components.title(titles[1], f"30 days of {left}")
