"""Detect unusual emptiness: syncs succeed but find no sales where they usually do.

Codat reports such a sync as a success (code 2040). But if a merchant who sells daily has no sales for a week,
they may have changed tills or linked another shop. The rule is ours:

- A night is a due period whose own sync succeeded, with or without sales. Unscheduled syncs don't count, as
  their range is unknown.
- The empty nights are those at the end of the list, since the last sync that wrote data.
- The `WEEKS` before them show on which weekdays this merchant sells. The weekday is that of the sales (the
  middle of the period), not of the run: Tuesday's run at 02:00 covers Monday. A weekday counts if at least
  `LEAST_SEEN` of its nights are known and at least `USUAL_SHARE` of them wrote data. A night counts only if
  the night before it succeeded too: after a failure one sync covers several days.
- Emptiness is unusual if at least `FEWEST` empty nights fall on such weekdays, more than were ever empty in a
  row in those weeks, and if the probability of that is below `CHANCE`. Each night is as likely to be empty as
  the other nights of its weekday, with add-one smoothing.

So a shop that closes on Mondays or for a long weekend isn't unusual. Nor is emptiness longer than `LONGEST`,
which has become usual, or one after which the latest finished sync failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from dashboard.insight.nights import Nights
from dashboard.insight.outcome import SUCCESSES, Outcome, outcome_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dashboard.insight.gap import Range
    from dashboard.insight.runs import SyncRuns
    from dashboard.insight.schedule import Dues

WEEKS: Final = 12
"""Weeks before the empty nights that define what is usual."""
LEAST_SEEN: Final = 4
"""Nights of a weekday that have to be known."""
USUAL_SHARE: Final = 0.8
"""The share of a weekday's nights with data from which the merchant usually sells on it."""
FEWEST: Final = 5
"""The fewest empty nights on such weekdays that are unusual: Easter's four days aren't."""
CHANCE: Final = 1 / 1000
"""The probability of the empty nights below which they are unusual."""
LONGEST: Final = timedelta(days=366)
"""Emptiness longer than this has become usual."""
GRACE: Final = timedelta(hours=12)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Emptiness:
    """Unusual empty nights at the end of the list, with the numbers behind them.

    `nights`: how many found no sales; the first ran at `ran` (UTC). `since`, `until`: the first and last of
    the merchant's days they covered. `expected`: how many fall on weekdays (0 Monday to 6 Sunday, in
    `weekdays`) on which the merchant usually sells. `wrote` of `seen`: such nights in the weeks before that
    had sales. `last_wrote`: when the last sync that wrote data ran (UTC). `chance`: the probability of that
    many empty nights.
    """

    nights: int
    ran: datetime
    since: date
    until: date
    expected: int
    wrote: int
    seen: int
    weekdays: tuple[int, ...]
    last_wrote: datetime
    chance: float


@dataclass(frozen=True)
class _Night:
    """A due period whose own sync succeeded: the day of its sales, when it ran, whether it wrote data."""

    day: date
    ran: datetime
    wrote: bool


@dataclass(frozen=True)
class _Usual:
    """The nights of one weekday in the weeks before."""

    wrote: int = 0
    seen: int = 0

    @property
    def sells(self) -> bool:
        """Whether the merchant usually sells on it."""
        return self.seen >= LEAST_SEEN and self.wrote >= USUAL_SHARE * self.seen

    @property
    def chance_of_none(self) -> float:
        """The probability that one such night is empty, with add-one smoothing."""
        return (self.seen - self.wrote + 1) / (self.seen + 2)


def emptiness_of(
    runs: SyncRuns,
    dues: Dues | None,
    zone: ZoneInfo,
    *,
    grace: timedelta = GRACE,
    reported: Mapping[str, Range] | None = None,
) -> Emptiness | None:
    """Return the unusual emptiness at the end of the list; None if there is none or it can't be judged.

    `zone` is the merchant's. `grace`: how long after a due date a sync still belongs to it. `reported`: the
    ranges of syncs we started, which don't count as nights. Without due dates the day of a sync's sales is
    unknown. Reads at most the newest `LONGEST` and `WEEKS`.
    """
    found = _end_of_sales(runs)
    if dues is None or found is None:
        return None
    wrote_at, newest = found
    first_due = dues.after(dues.last(wrote_at))
    known = Nights(runs, dues, grace, reported or {})
    empty = [each for each in _nights(known, zone, first_due, newest) if not each.wrote]
    if len(empty) < FEWEST:
        return None
    weeks_before = dues.on(dues.day(first_due) - timedelta(weeks=WEEKS))
    return _judged(empty, list(_nights(known, zone, weeks_before, wrote_at)), wrote_at)


def _end_of_sales(runs: SyncRuns) -> tuple[datetime, datetime] | None:
    """Return when the last sync that wrote data ran, and the newest success after it.

    None if that is too long ago, or if the latest finished sync failed.
    """
    newest: datetime | None = None
    for run in runs.newest_first():
        newest = newest or (run.at if run.succeeded else None)
        over = run.outcome is Outcome.FAILED if newest is None else newest - run.at > LONGEST
        if over:
            return None
        if run.outcome is Outcome.SUCCEEDED:
            return (run.at, newest) if newest and newest > run.at else None
    return None


def _nights(known: Nights, zone: ZoneInfo, first: datetime, newest: datetime) -> Iterator[_Night]:
    """Yield the nights with a due date from `first`, itself a due date, to `newest`, oldest first."""
    due = first
    while due <= newest:
        judged = [(at, outcome_of(record)) for at, record in known.own(due)]
        found = [(at, outcome) for at, outcome in judged if outcome in SUCCESSES]
        if found:
            wrote = any(outcome is Outcome.SUCCEEDED for _, outcome in found)
            yield _Night(day_of_sales(known.dues, due, zone), found[0][0], wrote)
        due = known.dues.after(due)


def day_of_sales(dues: Dues, due: datetime, zone: ZoneInfo) -> date:
    """Return the day on which most sales of a due period fell: that of its middle, not its end."""
    before = dues.before(due)
    return (before + (due - before) / 2).astimezone(zone).date()


def _judged(empty: list[_Night], before: list[_Night], wrote_at: datetime) -> Emptiness | None:
    usual = _usual([later for earlier, later in pairwise(before) if later.day - earlier.day == _DAY])
    sells = tuple(weekday for weekday, known in sorted(usual.items()) if known.sells)
    expected = [night for night in empty if night.day.weekday() in sells]
    chance = 1.0
    for night in expected:
        chance *= usual[night.day.weekday()].chance_of_none
    longest = _longest_row(night for night in before if night.day.weekday() in sells)
    if len(expected) < FEWEST or len(expected) <= longest or chance >= CHANCE:
        return None
    return Emptiness(
        nights=len(empty),
        ran=empty[0].ran,
        since=empty[0].day,
        until=empty[-1].day,
        expected=len(expected),
        wrote=sum(usual[weekday].wrote for weekday in sells),
        seen=sum(usual[weekday].seen for weekday in sells),
        weekdays=sells,
        last_wrote=wrote_at,
        chance=chance,
    )


def _usual(nights: Iterable[_Night]) -> dict[int, _Usual]:
    found: dict[int, _Usual] = {}
    for night in nights:
        known = found.get(night.day.weekday(), _Usual())
        found[night.day.weekday()] = _Usual(known.wrote + night.wrote, known.seen + 1)
    return found


def _longest_row(nights: Iterable[_Night]) -> int:
    """Return the longest run of empty nights."""
    longest = row = 0
    for night in nights:
        row = 0 if night.wrote else row + 1
        longest = max(longest, row)
    return longest
