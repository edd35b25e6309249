"""What a timeline is drawn from: syncs, the days shown, and what else is known of the syncs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import pandas as pd

from dashboard.insight.coverage import Coverage, Stretch
from dashboard.insight.days import Day
from dashboard.views import times
from dashboard.views.figures.base import Canvas, morning

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.verdict.facts import CompanyFacts

DAY_MS: Final = 86_400_000


@dataclass(frozen=True)
class Window:
    """The merchant's days that a figure shows, `first` and `last` included.

    `zone`: the merchant's. `now`: aware. `width`: of all these days, in px, to know what fits.
    """

    first: dt.date
    last: dt.date
    zone: ZoneInfo
    now: dt.datetime
    width: int

    def wall(self, instant: dt.datetime) -> dt.datetime:
        """Return an instant (aware) as the merchant's local time, without a zone, for an x of the figure."""
        return instant.astimezone(self.zone).replace(tzinfo=None)

    @property
    def clock(self) -> str:
        """The short name of the zone, named since the page may show times in another one."""
        return times.zone_name(self.zone)

    def clipped(self, stretches: Sequence[Stretch]) -> list[Stretch]:
        """Return the parts of the stretches within the days shown."""
        start = dt.datetime.combine(self.first, dt.time(), self.zone).astimezone(dt.UTC)
        finish = dt.datetime.combine(self.last + dt.timedelta(1), dt.time(), self.zone).astimezone(dt.UTC)
        inside = (replace(s, start=max(s.start, start), finish=min(s.finish, finish)) for s in stretches)
        return [each for each in inside if each.start < each.finish]


@dataclass(frozen=True)
class Marks:
    """What is known about the syncs besides their records.

    `started`: the ids, in lower case, of those started from this dashboard. `known`: the facts from which
    ranges and due dates follow; the frame's `place` is an index into its `syncs`. `coverage`: for the lane
    below; None: no lane. `known_key`: replaces `known` in cache keys.
    """

    started: frozenset[str] = frozenset()
    known: CompanyFacts | None = None
    coverage: Coverage | None = None
    known_key: Hashable = None


@dataclass(frozen=True)
class Scene:
    """What a timeline is drawn from.

    `frame`: rows of a `history_frame`, each with a time. `days`: the merchant's days, whatever the filters.
    """

    frame: pd.DataFrame
    window: Window
    days: Sequence[Day]
    marks: Marks

    def started_here(self, sync_id: str | None) -> bool:
        """Whether a sync was started from this dashboard."""
        return sync_id is not None and sync_id.lower() in self.marks.started

    @property
    def length(self) -> int:
        """How many days are shown."""
        return (self.window.last - self.window.first).days + 1

    @property
    def end(self) -> dt.datetime:
        """The right edge: midnight after the last day, without a zone."""
        return morning(self.window.last + dt.timedelta(1))


def left_label(figure: Canvas, height: float, text: str) -> None:
    """Write a label of the y axis, left of the plot."""
    figure.label(0, height, text, anchor="right", shift=-4, xref="paper")
