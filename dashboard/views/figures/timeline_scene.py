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

PX_PER_LETTER: Final = 6.2
DAY_MS: Final = 86_400_000


@dataclass(frozen=True)
class Window:
    """The days that a figure shows: the merchant's, first and last included, in the merchant's zone.

    `width`: how many px the days take, for what fits.
    """

    first: dt.date
    last: dt.date
    zone: ZoneInfo
    now: dt.datetime
    width: int

    def wall(self, instant: dt.datetime) -> dt.datetime:
        """Return an instant on the merchant's clock, without a zone, as figures count."""
        return instant.astimezone(self.zone).replace(tzinfo=None)

    @property
    def clock(self) -> str:
        """The name of that clock: a page may show another one beside the figure."""
        return times.zone_name(self.zone)

    def clipped(self, stretches: Sequence[Stretch]) -> list[Stretch]:
        """Return the parts of stretches that are shown."""
        start = dt.datetime.combine(self.first, dt.time(), self.zone).astimezone(dt.UTC)
        finish = dt.datetime.combine(self.last + dt.timedelta(1), dt.time(), self.zone).astimezone(dt.UTC)
        inside = (replace(s, start=max(s.start, start), finish=min(s.finish, finish)) for s in stretches)
        return [each for each in inside if each.start < each.finish]


@dataclass(frozen=True)
class Marks:
    """What is known about the syncs besides their records.

    `started`: the ids, in lower case, of those started through this dashboard. `known`: what tells their
    ranges and due dates; its `syncs` are the records that the frame's `place` counts. `coverage`: for the
    lane below. `known_key` replaces `known` in keys of the cache.
    """

    started: frozenset[str] = frozenset()
    known: CompanyFacts | None = None
    coverage: Coverage | None = None
    known_key: Hashable = None


@dataclass(frozen=True)
class Scene:
    """The data of a timeline: the syncs with a time, the days shown, what marks the syncs."""

    frame: pd.DataFrame
    window: Window
    days: Sequence[Day]
    marks: Marks

    def started_here(self, sync_id: str | None) -> bool:
        """Whether a sync was started through this dashboard."""
        return sync_id is not None and sync_id.lower() in self.marks.started

    @property
    def length(self) -> int:
        """How many days are shown."""
        return (self.window.last - self.window.first).days + 1

    @property
    def end(self) -> dt.datetime:
        """The right edge."""
        return morning(self.window.last + dt.timedelta(1))


def left_label(figure: Canvas, height: float, text: str) -> None:
    """Write a word of the scale, left of the plot."""
    figure.label(0, height, text, anchor="right", shift=-4, xref="paper")
