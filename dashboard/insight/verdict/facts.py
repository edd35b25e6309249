"""The facts about a company that the rules of `judge.py` use.

Each property of `CompanyFacts` answers one question. The decisive run is the one that predicts tonight's: not
one we know was started for a range of days, and not a single run that Codat skipped as a duplicate; the
second skipped run in a row is decisive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from codat_client import CompanySyncStatus, Configuration, Connection
from dashboard.insight.gap import Gap, Range, gap_of, reported_range
from dashboard.insight.outcome import Outcome
from dashboard.insight.running import Running, running_since
from dashboard.insight.runs import SyncRun, SyncRuns, runs_of
from dashboard.insight.schedule import Dues, dues_of, start_date_of
from dashboard.insight.sides import Sides, sides_of
from dashboard.insight.skipped import Missing, missing_after
from dashboard.insight.verdict.emptiness import Emptiness, day_of_sales, emptiness_of
from dashboard.insight.verdict.streak import Streak, streak_of
from dashboard.insight.zone import MerchantZone, merchant_zone
from dashboard.settings import Settings

if TYPE_CHECKING:
    from dashboard.insight.start.by_hand import Days

_MOST_GRACE_DAYS = 14


@dataclass(frozen=True)
class VerdictLimits:
    """Limits that the settings can change.

    `stuck`: a sync that runs longer is stuck. `grace`: how long after a due date a run is late. `warn_days`:
    how many days before Codat switches the sync off to warn. `quiet_runs`: how many empty runs in a row to
    mention.
    """

    stuck: timedelta = timedelta(hours=2)
    grace: timedelta = timedelta(hours=12)
    warn_days: int = 7
    quiet_runs: int = 7


def limits_of(settings: Settings) -> VerdictLimits:
    """Return the limits from the settings."""
    stuck, late = timedelta(hours=settings.stuck_hours), timedelta(hours=settings.late_hours)
    return VerdictLimits(stuck=stuck, grace=late, warn_days=settings.warn_days)


@dataclass(frozen=True)
class Quiet:
    """The latest successes without sales: how many, the first and the newest; the last one that wrote data.

    `sales_since`: the first of the merchant's days they covered, where the schedule gives it. `unusual`: the
    numbers behind it, if the merchant usually sells on those days.
    """

    runs: int = 0
    first: datetime | None = None
    last: datetime | None = None
    wrote: datetime | None = None
    sales_since: date | None = None
    unusual: Emptiness | None = None


@dataclass(frozen=True)
class CompanyFacts:
    """The input of a verdict, with the time of judging. None: not read.

    `entered_by_hand`: the merchant's days recorded as such.
    """

    syncs: Sequence[CompanySyncStatus] | None
    connections: Sequence[Connection] | None
    configuration: Configuration | None
    now: datetime
    limits: VerdictLimits = VerdictLimits()
    reported: Mapping[str, Range] = field(default_factory=dict)
    latest: CompanySyncStatus | None = None
    last_successful: CompanySyncStatus | None = None
    in_order: SyncRuns | None = None
    """The runs in order, if already computed: with 100,000 syncs that is the slowest part."""
    entered_by_hand: tuple[Days, ...] = ()

    @cached_property
    def merchant(self) -> MerchantZone:
        """The merchant's zone."""
        return merchant_zone(self.configuration)

    @cached_property
    def dues(self) -> Dues | None:
        """When syncs are due; None without a daily schedule."""
        return dues_of(self.configuration)

    @property
    def whole(self) -> bool:
        """Whether the list of syncs was read."""
        return self.syncs is not None

    @property
    def damaged(self) -> bool:
        """Whether the list holds syncs that could not be read."""
        return bool(getattr(self.syncs, "damaged", ()))

    @property
    def knows_the_newest(self) -> bool:
        """Whether the newest sync is known."""
        return self.whole or self.latest is not None

    @cached_property
    def runs(self) -> SyncRuns:
        """All syncs in order of time."""
        if self.in_order is not None:
            return self.in_order
        records = list(self.syncs or ())
        if self.last_successful is not None:
            records.append(self.last_successful)
        return runs_of(records, self.now, self.dues, self.latest)

    @cached_property
    def sides(self) -> Sides | None:
        """The shop and the accounting software."""
        return sides_of(self.connections)

    @cached_property
    def switched_off(self) -> bool:
        """Whether the configuration says that sync is off."""
        return self.configuration is not None and self.configuration.enable is False

    @cached_property
    def bearing(self) -> SyncRun | None:
        """The newest finished run that predicts tonight's."""
        if self.skipped_again:
            return self.skipped
        ended = (run for run in self._scheduled() if run.ended)
        return next((run for run in ended if run.outcome is not Outcome.SKIPPED), None)

    @cached_property
    def skipped(self) -> SyncRun | None:
        """The newest finished run, if Codat skipped it as a duplicate."""
        run = next((each for each in self._scheduled() if each.ended), None)
        return run if run is not None and run.outcome is Outcome.SKIPPED else None

    @cached_property
    def skipped_again(self) -> bool:
        """Whether the newest two finished runs were both skipped as duplicates."""
        newest = [run.outcome for run in islice((each for each in self._scheduled() if each.ended), 2)]
        return newest == [Outcome.SKIPPED] * 2

    @property
    def missing_after_skipped(self) -> Missing:
        """Whether sales are missing after the newest finished run, if Codat skipped it."""
        return missing_after(self.skipped.at if self.skipped else None, self.gap, self.dues)

    @property
    def skipped_in_earnest(self) -> bool:
        """Whether sales may be missing after repeated skips, or Codat may count them as failing days."""
        missing = self.missing_after_skipped is not Missing.NOTHING
        return (self.skipped_again and missing) or self.streak.many_skipped

    @cached_property
    def open(self) -> SyncRun | None:
        """The newest run, if it has no known end: running, or with an unknown code."""
        for run in self._scheduled():
            if not run.ended:
                return run
            if run != self.skipped or self.skipped_again:
                return None
        return None

    @cached_property
    def running(self) -> SyncRun | None:
        """The newest run that is running, or may be as its age is unknown; never a stuck one."""
        for run in self.runs.newest_first():
            if self.how_running(run) in {Running.NOW, Running.AGE_UNKNOWN}:
                return run
            if run.timed and self.now - run.at >= self.limits.stuck:
                return None
        return None

    @cached_property
    def began(self) -> datetime | None:
        """When the running sync started; None if unknown."""
        run = self.running
        return run.at if run is not None and self.how_running(run) is Running.NOW else None

    def how_running(self, run: SyncRun) -> Running | None:
        """Return how long a run that Codat reports as running has run; None for any other."""
        if run.outcome is not Outcome.RUNNING:
            return None
        return running_since(run.at if run.timed else None, self.now, self.limits.stuck)

    @cached_property
    def last_success(self) -> SyncRun | None:
        """The newest run that succeeded."""
        return next((run for run in self.runs.newest_first() if run.succeeded), None)

    @cached_property
    def partly(self) -> SyncRun | None:
        """The newest failed run since the last success that wrote data."""
        for run in self.runs.newest_first():
            if run.succeeded:
                return None
            if run.outcome is Outcome.FAILED and run.record.data_pushed:
                return run
        return None

    @cached_property
    def awaited(self) -> datetime | None:
        """The last due date, if no run has followed it and it isn't late yet."""
        if self.dues is None or not self.runs.timed or not self.knows_the_newest:
            return None
        due = self.dues.last(self.now)
        return due if self.now < due + self.limits.grace and not self._any_since(due) else None

    @cached_property
    def never_ran(self) -> datetime | None:
        """The last due date, if nothing ever ran and both sides were linked by then."""
        made = self.sides.created if self.sides else None
        if self.dues is None or self.runs.timed or not self.whole or made is None:
            return None
        due, begins = self.dues.last(self.now), start_date_of(self.configuration)
        return due if made < due and (begins is None or begins < due) else None

    @cached_property
    def late(self) -> datetime | None:
        """The due date that no run followed within the grace; None if all is on time or unknown."""
        if self.dues is None or not self.runs.timed or not self.knows_the_newest:
            return None
        due = self.dues.last(self.now)
        for _ in range(_MOST_GRACE_DAYS):
            due = due if self.now >= due + self.limits.grace else self.dues.before(due)
        begins = start_date_of(self.configuration)
        return due if not self._any_since(due) and (begins is None or begins < due) else None

    @cached_property
    def missed(self) -> int:
        """How many due dates up to the late one no run followed."""
        late = self.late or self.never_ran
        if self.dues is None or late is None:
            return 0
        made = self.sides.created if self.sides else None
        began, newest = start_date_of(self.configuration), next(self._scheduled(), None)
        since = max(filter(None, (newest.at if newest else made, began)), default=late)
        first = self.dues.after(self.dues.last(since))
        return (self.dues.day(late) - self.dues.day(first)).days + 1

    @cached_property
    def last_due(self) -> datetime | None:
        """The last due date at or before now; None without a daily schedule."""
        return self.dues.last(self.now) if self.dues else None

    @cached_property
    def up_to(self) -> datetime | None:
        """The last due date that counts for missing sales: not one whose sync may still run in time.

        While sync is switched off, none will.
        """
        due = self.last_due
        if self.dues is None or due is None:
            return None
        in_time = self.now < due + self.limits.grace and not self.switched_off
        pending = in_time and not self._attempted(due)
        return self.dues.before(due) if pending else due

    @cached_property
    def gap(self) -> Gap | None:
        """What is missing; None if it can't be estimated or nothing has run yet."""
        if self.dues is None or self.up_to is None or not self.runs.timed:
            return None
        begins = start_date_of(self.configuration) if self.whole else None
        grace = self.limits.grace
        return gap_of(self.runs, self.dues, begins, self.up_to, grace=grace, reported=self.reported)

    @cached_property
    def streak(self) -> Streak:
        """The failing days."""
        whole = self.whole
        return streak_of(self.runs, self.merchant.zone, self.dues, self.now, self.limits.grace, whole=whole)

    @cached_property
    def quiet(self) -> Quiet:
        """The latest successes, if they found nothing to write."""
        empty: list[datetime] = []
        for run in self.runs.newest_first():
            if run.outcome is Outcome.SUCCEEDED:
                return self._silence(empty, run.at)
            if run.succeeded:
                empty.append(run.at)
        return self._silence(empty, None)

    def _silence(self, empty: list[datetime], wrote: datetime | None) -> Quiet:
        if not empty:
            return Quiet(wrote=wrote)
        first, since = min(empty), None
        if self.dues is not None:
            due = self.dues.after(self.dues.last(wrote)) if wrote else self.dues.last(first)
            since = day_of_sales(self.dues, due, self.merchant.zone)
        return Quiet(len(empty), first, max(empty), wrote, since, self._unusual() if wrote else None)

    def _scheduled(self) -> Iterator[SyncRun]:
        """Yield the runs, newest first, without those we know were started for days."""
        for run in self.runs.newest_first():
            reported = reported_range(run.record, self.reported)
            if reported is None or not reported.historic:
                yield run

    def _unusual(self) -> Emptiness | None:
        zone, grace = self.merchant.zone, self.limits.grace
        return emptiness_of(self.runs, self.dues, zone, grace=grace, reported=self.reported)

    def _any_since(self, due: datetime) -> bool:
        """Return whether a run followed a due date; one we started for days doesn't count."""
        newest = next(self._scheduled(), None)
        return newest is not None and newest.at >= due

    def _attempted(self, due: datetime) -> bool:
        """Return whether a run since a due date has ended, is stuck, or has an unknown outcome."""
        for run in self._scheduled():
            if run.at < due:
                return False
            if self.how_running(run) in {None, Running.STUCK}:
                return True
        return False
