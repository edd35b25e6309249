"""The verdict on one company as values: what it says, what it is based on, and what data were lacking.

`judge.py` makes it; `dashboard/views/verdict/` puts it into words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dashboard.insight.causes.catalogue import Actor, CauseMatch
from dashboard.insight.gap import Gap, Range
from dashboard.insight.runs import SyncRun
from dashboard.insight.schedule import Dues
from dashboard.insight.setup.mapping import Finding
from dashboard.insight.sides import Side, Sides
from dashboard.insight.skipped import Missing
from dashboard.insight.verdict.facts import Quiet
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.streak import Streak
from dashboard.insight.zone import MerchantZone


class Lack(StrEnum):
    """Data that the verdict lacked."""

    SYNCS = "syncs"
    CONNECTIONS = "connections"
    CONFIGURATION = "configuration"
    SCHEDULE = "schedule"
    ZONE = "zone"
    TIMES = "times"
    LATEST_TIME = "latest_time"
    AHEAD = "ahead"
    CLOCK = "clock"


class FactBasis(StrEnum):
    """How a fact is known: reported by Codat, estimated from the schedule, or counted by us."""

    REPORTED = "reported"
    ESTIMATED = "estimated"
    COUNTED = "counted"


@dataclass(frozen=True)
class Fact:
    """A field of the verdict and its basis."""

    name: str
    basis: FactBasis


@dataclass(frozen=True)
class Tonight:
    """The next run: the start of its range if it succeeds, and its failing day if it doesn't."""

    due: datetime
    start: datetime | None
    failing_day: int | None = None


@dataclass(frozen=True)
class Verdict:
    """The verdict on one company. Times are aware and UTC; days are the merchant's (`zone`).

    `latest`: the newest run with a time. `bearing`: the run that decides the state. `subject`: the run that
    the answer is about. `late`: the due date that no run followed (without grace if nothing ever ran);
    `missed`: how many there are. `awaited`: a past due date whose run may still start. `skipped`: the newest
    finished run, if Codat skipped it as a duplicate; `skipped_again`: the one before it too;
    `missing_after_skipped`: whether sales are missing after it. `running`: the run that is running, or may
    be; `began`: its start, None if unknown (then it never counts as stuck). `partly`: the failed run that
    wrote data. `broken`: sides that aren't linked, the books first. `points`: the settings behind the cause.
    `helps_to_start`: whether starting a sync now helps; None if unknown. `ask_by_hand`: whether to ask,
    before a start, what was entered by hand, and `ask_by_hand_since` from which sales on (None: all).
    `entered_by_hand`: the days on record as entered by hand of which some are missing. `lead`: how far the
    latest run's time is ahead of our clock.
    """

    state: State
    ground: Ground
    zone: MerchantZone
    now: datetime
    dues: Dues | None
    gap: Gap | None
    streak: Streak
    quiet: Quiet
    latest: SyncRun | None
    bearing: SyncRun | None
    subject: SyncRun | None
    last_success: SyncRun | None
    skipped: SyncRun | None
    skipped_again: bool
    missing_after_skipped: Missing
    partly: SyncRun | None
    running: SyncRun | None
    began: datetime | None
    late: datetime | None
    missed: int
    awaited: datetime | None
    next_due: datetime | None
    on_time: bool | None
    tonight: Tonight | None
    sides: Sides | None
    broken: tuple[Side, ...]
    cause: CauseMatch | None
    points: tuple[Finding, ...]
    acts: Actor
    helps_to_start: bool | None
    ask_by_hand: bool
    facts: tuple[Fact, ...]
    lacks: tuple[Lack, ...]
    ask_by_hand_since: datetime | None = None
    entered_by_hand: tuple[Range, ...] = ()
    untimed: int = 0
    ahead: int = 0
    lead: timedelta = timedelta()

    @property
    def partly_written(self) -> bool:
        """Whether some of the missing sales may be in the books already."""
        return self.partly is not None

    @property
    def switch_off_is_near(self) -> bool:
        """Whether to warn that Codat will soon switch the sync off."""
        return self.state is State.WILL_BE_SWITCHED_OFF
