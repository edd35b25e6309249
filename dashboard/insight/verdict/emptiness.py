"""Silent emptiness: syncs run well, night after night, and find nothing where they usually do.

Nothing is wrong with such a sync (Codat's code 2040), so nothing turns red; yet when nothing comes for a week
of a merchant who sells daily, they may have moved to another till, or linked another shop. The rule is ours:

- A night is a due period whose own sync succeeded, and it found something or nothing. What ran outside the
  schedule is no night: which sales it covered is not told.
- The empty nights are those at the end of the list since anything was written.
- The `WEEKS` before them tell on which weekdays this merchant sells. Weekdays are those of the sales, the
  middle of the period, not of the run: the run of Tuesday 02:00 brought Monday's sales. A weekday counts when
  at least `LEAST_SEEN` of its nights are known and at least `USUAL_SHARE` of them wrote. There a night counts
  only if the night before it succeeded as well: after a failure one sync brings the sales of several days.
- It is unusual when at least `FEWEST` empty nights fall on such weekdays, when they are more than were ever
  empty in a row in those weeks, and when chance explains them less often than `CHANCE`: each night is taken
  for as likely to be empty as its weekday's were, one more of each kind assumed than were seen.

A shop closed on Mondays or on a long weekend is thus not unusual. What lasts for longer than `LONGEST` isn't
either: it has become what is usual here. Nor is it silent while the newest sync that has ended failed.
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
"""So many weeks before the empty nights tell what is usual."""
LEAST_SEEN: Final = 4
"""So many nights of a weekday have to be known."""
USUAL_SHARE: Final = 0.8
"""A weekday on which at least this share of the nights wrote is one on which the merchant usually sells."""
FEWEST: Final = 5
"""So many empty nights on such weekdays are the fewest that are unusual: Easter's four days are not."""
CHANCE: Final = 1 / 1000
"""Chance explains the empty nights less often than this."""
LONGEST: Final = timedelta(days=366)
"""What has been so for longer is no longer unusual."""
GRACE: Final = timedelta(hours=12)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Emptiness:
    """Empty nights at the end that are unusual, and the numbers that this rests on.

    `nights`: how many found nothing, the first of which ran at `ran` (UTC); `since` and `until`: the first
    and the last day of sales they covered (the merchant's; a run brings those of the day before);
    `expected`: how many of them fall on weekdays (0 Monday to 6 Sunday, in `weekdays`) on which this merchant
    usually sells; `wrote` of `seen`: such nights in the weeks before that brought data. `last_wrote`: when
    the last sync that wrote anything ran (UTC). `chance`: how often that many would be empty by chance.
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
    """A due period whose own sync succeeded: the day of its sales, when it ran, and whether it wrote."""

    day: date
    ran: datetime
    wrote: bool


@dataclass(frozen=True)
class _Usual:
    """What a weekday's nights were in the weeks before."""

    wrote: int = 0
    seen: int = 0

    @property
    def sells(self) -> bool:
        """Whether the merchant usually sells on it."""
        return self.seen >= LEAST_SEEN and self.wrote >= USUAL_SHARE * self.seen

    @property
    def chance_of_none(self) -> float:
        """How likely one such night is to be empty, one more of each kind assumed than were seen."""
        return (self.seen - self.wrote + 1) / (self.seen + 2)


def emptiness_of(
    runs: SyncRuns,
    dues: Dues | None,
    zone: ZoneInfo,
    *,
    grace: timedelta = GRACE,
    reported: Mapping[str, Range] | None = None,
) -> Emptiness | None:
    """Return the unusual emptiness at the end of the list; None where there is none, or nobody can say.

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
    """Return when the last sync that wrote ran, and the newest success after it.

    None when that is too long ago, or when the newest sync that has ended failed: then it is not silent.
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
    """Yield the nights with a due date from `first`, which is one, up to `newest`; the oldest first."""
    due = first
    while due <= newest:
        judged = [(at, outcome_of(record)) for at, record in known.own(due)]
        found = [(at, outcome) for at, outcome in judged if outcome in SUCCESSES]
        if found:
            wrote = any(outcome is Outcome.SUCCEEDED for _, outcome in found)
            yield _Night(day_of_sales(known.dues, due, zone), found[0][0], wrote)
        due = known.dues.after(due)


def day_of_sales(dues: Dues, due: datetime, zone: ZoneInfo) -> date:
    """Return the day that most of the sales of a due period fell on: its middle, not its end."""
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
    """Return how many nights in a row found nothing, at most."""
    longest = row = 0
    for night in nights:
        row = 0 if night.wrote else row + 1
        longest = max(longest, row)
    return longest
