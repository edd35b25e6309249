"""The texts of the form that starts a sync: what it covers, and what will be requested.

Codat chooses where "up to" syncs begin: at the end of the last successful sync's range (Codat's OpenAPI 1.1).
It does not report where that is, so we estimate it from the schedule and say so. Data that
couldn't be read is named, and never treated as "none".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dashboard.foreign_text import html
from dashboard.insight.schedule import start_date_of
from dashboard.insight.start.basis import PlannedSync, StartBasis
from dashboard.insight.start.preview import Preview
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.views import components, times
from dashboard.views.clock import PageClock


@dataclass(frozen=True)
class Beginning:
    """Where a sync "up to" something would begin: the instant (UTC) where known, in words, and why.

    `covered`: the beginning of a sentence on how far the last success went, "" where none has succeeded yet.
    `estimated`: the instant comes from the schedule, not from Codat.
    """

    at: datetime | None
    words: str
    why: str
    covered: str = ""
    estimated: bool = False


@dataclass(frozen=True)
class Plan:
    """What the form holds: the days typed (merchant's), and the instants they mean (UTC).

    Without `first` the sync begins where Codat decides: at `beginning`. Without `finish` it goes up to now.
    `cut`: the last day is not over, so its end was cut to now. `beyond`: the later day that was asked for,
    where `last` was cut to today.
    """

    beginning: Beginning
    first: date | None = None
    last: date | None = None
    start: datetime | None = None
    finish: datetime | None = None
    cut: bool = False
    beyond: date | None = None

    @property
    def begins(self) -> datetime | None:
        """The instant at which it begins, as chosen, reported or estimated."""
        return self.start or self.beginning.at

    @property
    def begins_about(self) -> bool:
        """Whether that instant is an estimate."""
        return self.start is None and self.beginning.estimated

    def sync(self, now: datetime, preview: Preview | None = None) -> PlannedSync:
        """Return the sync that this plan describes, for the checks."""
        return PlannedSync(now, self.start, self.begins, self.finish, preview)


@dataclass(frozen=True)
class Situation(StartBasis):
    """What is known about the company before a start, and what its texts depend on.

    By `clock`, days count in the merchant's zone, and moments are shown in the zone of the page. `books`: the
    accounting software's name (text).
    """

    clock: PageClock
    books: str

    @property
    def now(self) -> datetime:
        """The moment at which the page is drawn (UTC)."""
        return self.clock.now

    @property
    def where(self) -> str:
        """Where the merchant's days count, " (London)"; "" where the page shows that zone."""
        return self.clock.where_counted

    @property
    def today(self) -> date:
        """The merchant's day."""
        return self.clock.today

    def moment(self, when: datetime | None) -> str:
        """Return "11 Nov 02:14", in the zone of the page."""
        return self.clock.moment(when)

    def near(self, when: datetime | None) -> str:
        """Return "today 02:14" or "11 Nov 02:14", in the zone of the page."""
        return self.clock.near(when)

    def day(self, when: date) -> str:
        """Return a day of the merchant's: "11 Nov", "11 Nov (London)"."""
        return times.day(when, self.today) + self.where

    @property
    def unread(self) -> list[str]:
        """What could not be read, in words."""
        return [READ_NAMES[name] for name in self.not_read]


READ_NAMES = {
    "latest": "the latest sync",
    "last_successful": "the last successful sync",
    "configuration": "the set-up",
    "connections": "the connections",
    "syncs": "the list of syncs",
}
"""Names of the reads that a start depends on."""


def beginning_of(situation: Situation, covers: SyncRange | None) -> Beginning:
    """Say where Codat would begin: at the end of the last success's range, else at the start date.

    `covers`: that range.
    """
    success = situation.last_successful.value
    if not situation.last_successful.present:
        return Beginning(None, _CODAT_DECIDES, "The last successful sync couldn’t be loaded.")
    if success is None:
        return _from_start_date(situation, start_date_of(situation.configuration.value))
    ran = situation.moment(success.sync_utc)
    if covers is None or covers.up_to is None:
        why = f"The last successful sync ran on {ran}; Codat doesn’t report which sales it covered."
        return Beginning(None, _CODAT_DECIDES, why)
    if covers.basis is RangeBasis.REPORTED:
        why = "Reported by Codat when the last successful sync was started from here."
        return _at(covers.up_to, why, situation, f"As reported by Codat, {_LAST_COVERED}")
    why = (
        f"Our estimate: the last successful sync ran on {ran}, and by Codat’s schedule it covered sales up "
        "to its due date. It’s wrong if the schedule changed or a sync was started by hand."
    )
    return replace(_at(covers.up_to, why, situation, f"By Codat’s schedule, {_LAST_COVERED}"), estimated=True)


_LAST_COVERED = "the last successful sync covered sales"
_CODAT_DECIDES = "the end of the last successful sync (Codat decides where that is)"


def _from_start_date(situation: Situation, start: datetime | None) -> Beginning:
    why = "No sync has succeeded yet, so Codat starts at the start date in the merchant’s set-up."
    if not situation.configuration.present:
        return Beginning(None, "the start date in the set-up, which couldn’t be loaded,", why)
    if start is None:
        return Beginning(None, "the start date in the set-up", why)
    return _at(start, why, situation)


def _at(instant: datetime, why: str, situation: Situation, covered: str = "") -> Beginning:
    return Beginning(instant, situation.moment(instant), why, covered)


def label(first: date | None, last: date | None, today: date, where: str = "") -> str:
    """Say in few words what is wanted: "up to now", "up to 15 Nov", "for 8–15 Nov (London)".

    `where`: in which zone the days count, where the page shows another one.
    """
    if last is None:
        return "up to now"
    days = f"for {times.days(first, last, today)}" if first else f"up to {times.day(last, today)}"
    return days + where


def covers(plan: Plan, situation: Situation) -> str:
    """Say what the sync covers, and where it writes."""
    finish = "now"
    if plan.finish and not plan.cut:
        _, finish = times.both_ends(plan.begins, plan.finish, situation.clock.shown_zone, situation.now)
    reach = f"{_from(plan, situation)} to {finish}{_length(plan, situation.now)}"
    it = "By Codat’s schedule, it" if plan.beginning.estimated and not plan.start else "It"
    return f"{it} covers sales {reach} and writes them into {situation.books}."


def consequences(situation: Situation) -> str:
    """Say what can't be undone after a start."""
    return f"A sync can’t be stopped or undone. What it writes into {situation.books} stays there."


def _from(plan: Plan, situation: Situation) -> str:
    if plan.start:
        return f"from {situation.moment(plan.start)}"
    return f"from {'about ' if plan.beginning.estimated else ''}{plan.beginning.words}"


def _length(plan: Plan, now: datetime) -> str:
    if plan.first and plan.last and not plan.cut:
        return f" ({times.count((plan.last - plan.first).days + 1, 'day')})"
    seconds = ((plan.finish or now) - plan.begins).total_seconds() if plan.begins else 0.0
    return f" ({'about ' if plan.begins_about else ''}{times.lasted(seconds)})" if seconds > 0 else ""


def asked(plan: Plan, situation: Situation, company: str) -> list[tuple[str, str]]:
    """Return what will be requested, as rows for `components.facts`; `company` is text."""
    zone, now = situation.clock.merchant.zone, situation.now
    if plan.sync(now).is_empty:
        return [("From", "–"), ("To", "–"), ("Company", html(company))]
    start = both_clocks(plan.begins, zone, now) if plan.begins else plan.beginning.words
    about = "about " if plan.begins_about else ""
    shown = html(start) if plan.start else components.why(about + start, plan.beginning.why)
    finish = both_clocks(plan.finish or now, zone, now)
    return [
        ("From", shown),
        ("To", html(finish if plan.finish and not plan.cut else f"now, {finish}")),
        ("Company", html(company)),
    ]


def both_clocks(when: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """Return a moment in `zone` and in UTC: "11 Nov 02:00 London and UTC"."""
    if when is None:
        return times.NOT_KNOWN
    local, name = when.astimezone(zone), times.zone_name(zone)
    clocks = [(local, name)] if name == "UTC" else [(local, name), (when.astimezone(UTC), "UTC")]
    return f"{times.day_of(when, zone, now)} {times.clocks_of(clocks)}"
