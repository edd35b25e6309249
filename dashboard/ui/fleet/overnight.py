"""Home's line of what changed overnight: the digest's first news, with a link to all of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from weakref import WeakKeyDictionary

from dashboard.fleet.covered import Rows
from dashboard.fleet.registry import Fleet
from dashboard.foreign_text import html
from dashboard.insight.fleet.over_time.digest_day import digest_day
from dashboard.store.errors import StoreError
from dashboard.ui import links
from dashboard.ui.fleet import digest
from dashboard.ui.fleet.home_view import HomeView
from dashboard.ui.fleet.records import of_session_fleet
from dashboard.views.fleet import digest_words


@dataclass(frozen=True)
class _Line:
    """The last line of a fleet, and what it was made from. `rows`: None for all, of whichever revision.

    `period`: the number of the `_ANEW_S` seconds in which it was made.
    """

    revision: int
    day: date
    period: int
    rows: Rows | None
    said: str

    def still_holds(self, revision: int, day: date, period: int, rows: Rows | None) -> bool:
        """Return whether the same would be said. Rows never change, so they are compared by identity."""
        return (self.revision, self.day, self.period) == (revision, day, period) and self.rows is rows


_SAID: Final[WeakKeyDictionary[Fleet, _Line]] = WeakKeyDictionary()

_ANEW_S: Final = 600
"""A line is made again after so many seconds even if nothing was recorded, since that is what it may say."""


def line(view: HomeView) -> str:
    """Return the line as HTML; "" if nothing is on record of last night, or it can't be read.

    It is made again only when something was recorded since, another day has begun, or who asks sees others.
    """
    day = digest_day("", view.now, view.fleet.zone)
    seen, _ = of_session_fleet()
    if seen is None:
        return ""
    try:
        period = int(view.now.timestamp() // _ANEW_S)
        made_from = view.fleet.picture.revision(), day, period, None if seen.everything else seen.rows
        known = _SAID.get(view.fleet)
        if known is None or not known.still_holds(*made_from):
            changes = digest.changes_of(seen, day, view.now)
            said = digest_words.first(changes, view.fleet.zone) if changes else ""
            known = _SAID[view.fleet] = _Line(*made_from, said)
    except StoreError:
        return ""
    said = known.said
    return (
        f'<p class="d d-small">{links.anchor("What changed overnight", "digest")}: {html(said)}</p>'
        if said
        else ""
    )
