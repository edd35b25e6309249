"""What a sync would change: its range, compared with the company's coverage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from dashboard.insight.coverage import NOT_IN_BOOKS, Cover, Stretch, coverage_in
from dashboard.insight.gap import Range, periods_in
from dashboard.insight.start.day_range import start_of_day

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.gap import Gap
    from dashboard.insight.verdict.facts import CompanyFacts

_LEAST_DAYS: Final = 21
_MARGIN: Final = timedelta(days=3)
_LONG_AGO: Final = timedelta(days=60)
_IN_BOOKS: Final = frozenset({Cover.IN_BOOKS, Cover.TWICE, Cover.SKIPPED})
_INSTANT: Final = timedelta.resolution


@dataclass(frozen=True)
class Part:
    """A part of the range that a sync would cover; `again`: its sales are in the books already."""

    start: datetime
    finish: datetime
    again: bool = False


@dataclass(frozen=True)
class Preview:
    """The days shown (the merchant's, both included), their coverage, and the range of the sync.

    `parts` is empty if the start of the range is unknown. `gap`: the missing sales, as in the verdict; None
    if unknown. `left`: what the sync would leave missing, in order; `days_left`: the same in due periods.
    """

    first: date
    last: date
    zone: ZoneInfo
    stretches: tuple[Stretch, ...] = ()
    parts: tuple[Part, ...] = ()
    gap: Gap | None = None
    left: tuple[Range, ...] = ()
    days_left: int = 0

    @property
    def start(self) -> datetime:
        """The first instant shown (UTC)."""
        return start_of_day(self.first, self.zone)

    @property
    def finish(self) -> datetime:
        """The instant after the last one shown (UTC)."""
        return start_of_day(self.last + timedelta(1), self.zone)

    @property
    def estimated(self) -> bool:
        """Whether any range shown as missing or in the books is estimated from the schedule."""
        return any(not each.reported for each in self.stretches if each.state in _IN_BOOKS | NOT_IN_BOOKS)

    @property
    def again_reported(self) -> bool:
        """Whether Codat reported every range that covers those parts; otherwise some are estimated."""
        covering = [each for each in self.stretches if each.state in _IN_BOOKS]
        return all(
            each.reported
            for each in covering
            for part in self.again
            if each.start < part.finish and part.start < each.finish
        )

    @property
    def again(self) -> tuple[Part, ...]:
        """The parts whose sales are in the books already."""
        return tuple(part for part in self.parts if part.again)


def preview_of(known: CompanyFacts, zone: ZoneInfo, planned: Range | None) -> Preview:
    """Return what a sync of the range `planned` would change; None: its start is unknown."""
    first, last = _days_shown(known, zone, planned)
    coverage = coverage_in(known, start_of_day(first, zone))
    stretches, gap = coverage.stretches if coverage else (), known.gap
    left = _left(gap.missing, planned) if gap else []
    return Preview(
        first,
        last,
        zone,
        stretches,
        tuple(_parts(planned, stretches)) if planned else (),
        gap,
        tuple(left),
        periods_in(left, known.dues) if known.dues else 0,
    )


def _days_shown(known: CompanyFacts, zone: ZoneInfo, planned: Range | None) -> tuple[date, date]:
    """Choose the days to show: the last weeks and everything missing; for old ranges, only their days."""
    now = known.now
    if planned is not None and planned.finish < now - _LONG_AGO:
        return _day(planned.start - _MARGIN, zone), _day(planned.finish + _MARGIN, zone)
    begins = [planned.start] if planned else []
    begins += [known.gap.since] if known.gap and known.gap.since else []
    today = _day(now, zone)
    latest = today - timedelta(_LEAST_DAYS - 1)
    return min([latest, *(_day(each - _MARGIN, zone) for each in begins)]), today


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()


def _left(missing: Iterable[Range], planned: Range | None) -> list[Range]:
    """Return the parts of the missing ranges outside the planned one."""
    if planned is None:
        return list(missing)
    sides = (
        side
        for each in missing
        for side in (
            Range(each.start, min(each.finish, planned.start)),
            Range(max(each.start, planned.finish), each.finish),
        )
    )
    return [side for side in sides if side.start < side.finish]


def _parts(planned: Range, stretches: Iterable[Stretch]) -> list[Part]:
    """Split the planned range into what is in the books already and what isn't."""
    parts: list[Part] = []
    at = planned.start
    for each in stretches:
        start, finish = max(each.start, at), min(each.finish, planned.finish)
        if each.state in _IN_BOOKS and start < finish:
            parts += [Part(at, start), Part(start, finish, again=True)]
            at = finish
    return _joined([*parts, Part(at, planned.finish)])


def _joined(parts: Iterable[Part]) -> list[Part]:
    joined: list[Part] = []
    for each in parts:
        if each.start >= each.finish:
            continue
        if joined and joined[-1].again == each.again:
            joined[-1] = Part(joined[-1].start, each.finish, each.again)
        else:
            joined.append(each)
    return joined


def last_day(finish: datetime, zone: ZoneInfo) -> date:
    """Return the last day of a range that ends, not included, at `finish`."""
    return _day(finish - _INSTANT, zone)
