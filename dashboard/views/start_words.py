"""The words of the form that starts a sync: what it would cover, what is asked, what to know before.

Codat begins "up to" syncs by itself, at the end of the last successful sync's range (Codat's OpenAPI 1.1);
where that is, it does not tell. So a beginning is derived from the schedule and is worded as derived. What
could not be read is said to be so, and never taken for "none".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from codat_client import CompanySyncStatus, Configuration, Connection, NotFound
from dashboard.foreign_text import html, one_line
from dashboard.insight.due import due_of
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.running import runs_now
from dashboard.views import parts, times, words

Remark = tuple[str, str, str]
"""One remark: status key, headline (text), body (html)."""

DUPLICATE, CODAT_TROUBLE = 5080, 5000
OLD_GAP = timedelta(days=2)
_UNREAD: Reading[Any] = Reading()
_SIDES = {"Commerce": "the shop", "Accounting": "the accounting software"}


@dataclass(frozen=True)
class Beginning:
    """Where a sync "up to" something would begin: the instant (UTC) if it can be said, in words, and why.

    `books`: the beginning of a sentence on how far the books reach, "" where no sync has succeeded yet.
    `derived`: the instant comes from the schedule; nobody told it.
    """

    at: datetime | None
    words: str
    why: str
    books: str = ""
    derived: bool = False


@dataclass(frozen=True)
class Plan:
    """What the form holds: the days typed (merchant's), and the instants they mean (UTC).

    Without `first` the sync begins where Codat decides: at `beginning`. Without `finish` it goes up to now.
    `cut`: the last day is not over, so its end was cut to now.
    """

    beginning: Beginning
    first: date | None = None
    last: date | None = None
    start: datetime | None = None
    finish: datetime | None = None
    cut: bool = False

    @property
    def begins(self) -> datetime | None:
        """The instant at which it begins, told or derived."""
        return self.start or self.beginning.at

    @property
    def begins_about(self) -> bool:
        """Whether that instant is derived, not told or typed."""
        return self.start is None and self.beginning.derived


@dataclass(frozen=True)
class Situation:
    """What is known of the company before a start. Times are worded in `zone`, the merchant's."""

    now: datetime
    zone: ZoneInfo
    books: str
    latest: Reading[CompanySyncStatus] = _UNREAD
    last_successful: Reading[CompanySyncStatus] = _UNREAD
    connections: Reading[list[Connection]] = _UNREAD
    configuration: Reading[Configuration] = _UNREAD
    zone_note: str = ""

    @property
    def seen_at(self) -> datetime | None:
        """When the older of the two syncs that a start rests on was read (UTC); None unless both were."""
        ages = (self.latest.read_at, self.last_successful.read_at)
        return None if None in ages else min(at for at in ages if at is not None)

    @property
    def unread(self) -> list[str]:
        """What could not be read, in words."""
        readings = (
            (self.latest, "the latest sync"),
            (self.last_successful, "the last successful sync"),
            (self.configuration, "the set-up"),
            (self.connections, "the connections"),
        )
        none = self.configuration if self.no_set_up else None
        return [name for reading, name in readings if not reading.present and reading is not none]

    @property
    def no_set_up(self) -> bool:
        """Whether Codat answered that there is no configuration, of a company whose syncs it tells."""
        return isinstance(self.configuration.error, NotFound) and self.seen_at is not None


def may_go_on(situation: Situation) -> bool:
    """Tell whether enough is known to start: what runs, and up to when syncs have succeeded."""
    return situation.seen_at is not None and not is_running(situation)


def beginning_of(situation: Situation, told_finish: datetime | None) -> Beginning:
    """Say where Codat would begin: at the end of the last success's range, else at the set-up's start date.

    `told_finish`: the end of that range where Codat told it, as it does for a sync started from here.
    """
    zone, now, success = situation.zone, situation.now, situation.last_successful.value
    configuration = situation.configuration.value
    schedule = configuration.schedule if configuration else None
    if not situation.last_successful.present:
        return Beginning(None, _CODAT_DECIDES, "The last successful sync could not be read.")
    if success is None:
        return _from_start_date(situation, schedule.start_date if schedule else None)
    ran = times.moment(success.sync_utc, zone, now)
    if told_finish is not None:
        why = "Told by Codat when the last successful sync was started from here."
        return _at(told_finish, why, situation, "As Codat told, the books reach")
    due = due_of(success.sync_utc, schedule, zone)
    if due is None:
        why = f"The last successful sync ran on {ran}; up to when it covered the sales is not told."
        return Beginning(None, _CODAT_DECIDES, why)
    why = (
        f"Derived, not told: the last successful sync ran on {ran}, and by Codat’s schedule it covered the "
        "sales up to its due date. A changed schedule or a sync started by hand can make it otherwise."
    )
    return replace(_at(due, why, situation, "By Codat’s schedule the books reach"), derived=True)


_CODAT_DECIDES = "where the last successful sync ended (Codat decides where that is)"


def _from_start_date(situation: Situation, start: datetime | None) -> Beginning:
    why = "No sync has succeeded yet, so Codat begins at the start date in the merchant’s set-up."
    if situation.no_set_up:
        return Beginning(None, "a start date that no set-up names", why)
    if not situation.configuration.present:
        return Beginning(None, "the start date in the set-up, which could not be read,", why)
    if start is None:
        return Beginning(None, "the start date in the set-up", why)
    return _at(start, why, situation)


def _at(instant: datetime, why: str, situation: Situation, books: str = "") -> Beginning:
    return Beginning(instant, times.moment(instant, situation.zone, situation.now), why, books)


def label(first: date | None, last: date | None, today: date) -> str:
    """Say in few words what is wanted: "up to now", "up to 15 Nov", "for 8–15 Nov"."""
    if last is None:
        return "up to now"
    return f"for {times.days(first, last, today)}" if first else f"up to {times.day(last, today)}"


def covers(plan: Plan, situation: Situation) -> str:
    """Say what the sync would cover, in the merchant's time, and where it writes."""
    zone, now = situation.zone, situation.now
    finish = times.moment(plan.finish, zone, now) if plan.finish and not plan.cut else "now"
    reach = f"{_from(plan, situation)} to {finish}{_length(plan, now)}"
    return f"It would cover sales {reach}, and write them into {situation.books}."


def _from(plan: Plan, situation: Situation) -> str:
    if plan.start:
        return f"from {times.moment(plan.start, situation.zone, situation.now)}"
    about = "by Codat’s schedule from about" if plan.beginning.derived else "from"
    return f"{about} {plan.beginning.words}"


def _length(plan: Plan, now: datetime) -> str:
    if plan.first and plan.last and not plan.cut:
        return f", {times.count((plan.last - plan.first).days + 1, 'day')}"
    seconds = ((plan.finish or now) - plan.begins).total_seconds() if plan.begins else 0.0
    return f", {'about ' if plan.begins_about else ''}{times.lasted(seconds)}" if seconds > 0 else ""


def asked(plan: Plan, situation: Situation, company: str) -> list[tuple[str, str]]:
    """Return what Codat will be asked, as rows for `parts.facts`; `company` is text."""
    zone, now = situation.zone, situation.now
    start = both_clocks(plan.begins, zone, now) if plan.begins else plan.beginning.words
    about = "about " if plan.begins_about else ""
    shown = html(start) if plan.start else parts.why(about + start, plan.beginning.why)
    finish = both_clocks(plan.finish or now, zone, now)
    return [
        ("From", shown),
        ("To", html(finish if plan.finish and not plan.cut else f"now, {finish}")),
        ("Company", html(company)),
    ]


def both_clocks(when: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """Return a moment in the merchant's time and UTC: "11 Nov 02:00 London · 02:00 UTC"."""
    if when is None:
        return times.NOT_KNOWN
    local, name = times.moment(when, zone, now), times.zone_name(zone)
    if name == "UTC":
        return f"{local} UTC"
    utc = ZoneInfo("Etc/UTC")
    same_day = when.astimezone(zone).date() == when.astimezone(utc).date()
    beside = f"{when.astimezone(utc):%H:%M}" if same_day else times.moment(when, utc, now)
    return f"{local} {name} · {beside} UTC"


def remarks(plan: Plan, situation: Situation) -> list[Remark]:
    """Return what a person should know before they start, the weightiest first."""
    found = [
        _not_read(situation),
        _running(situation),
        _switched_off(situation),
        _no_set_up(situation),
        *_not_linked(situation),
        _last_failure(situation),
        _partly_written(situation),
        _days_in_utc(plan, situation),
        *_range(plan, situation),
        _ask_the_merchant(plan, situation),
    ]
    return [remark for remark in found if remark is not None]


def is_running(situation: Situation) -> bool:
    """Tell whether a sync runs that holds up a start: one that is not stuck."""
    return runs_now(situation.latest.value, situation.now)


def _not_read(situation: Situation) -> Remark | None:
    """Say what nothing can be said of, and that a start has to wait for it where it does."""
    if not situation.unread:
        return None
    what = ", ".join(situation.unread)
    if situation.seen_at is None:
        body = "Without the latest and the last successful sync nothing can be started. Read again first."
    else:
        body = "What speaks against a start there is not known. Read again first if you can."
    return ("late", f"Not read: {what}.", body)


def _running(situation: Situation) -> Remark | None:
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.RUNNING:
        return None
    since = html(times.near(latest.sync_utc, situation.zone, situation.now))
    if is_running(situation):
        body = f"since {since}. Until it has ended nobody can start another one."
        return ("running", "A sync is running,", body)
    body = f"since {since}. It is probably stuck, and holds nobody up; two at once may collide."
    return ("late", "A sync is said to be running,", body)


def _no_set_up(situation: Situation) -> Remark | None:
    if not situation.no_set_up:
        return None
    body = "Codat knows none for this company. A sync needs one, so it will most likely fail."
    return ("off", "There is no set-up.", body)


def _switched_off(situation: Situation) -> Remark | None:
    configuration = situation.configuration.value
    if configuration is None or configuration.enable is not False:
        return None
    body = "Codat will most likely refuse this one. The merchant turns it on again in Codat’s Sync Flow."
    return ("off", "Sync is switched off for this company.", body)


def _not_linked(situation: Situation) -> list[Remark]:
    """Say which side has no linked connection; nothing while the connections are not known."""
    connections = situation.connections.value
    if connections is None:
        return []
    linked = {each.source_type for each in connections if each.status == "Linked"}
    return [_missing_side(side, connections) for side in _SIDES if side not in linked]


def _missing_side(side: str, connections: Sequence[Connection]) -> Remark:
    there = next((each for each in connections if each.source_type == side), None)
    name = (there.platform_name if there else None) or _SIDES[side]
    state = words.connection_status(there)[1] if there else "there is no connection"
    body = f"{html(state)}. A sync needs both sides linked, so it will most likely fail."
    return ("off", one_line(f"{name[:1].upper()}{name[1:]} is not linked:", 80), body)


def _last_failure(situation: Situation) -> Remark | None:
    """Say what to expect after a failure, by the code of the latest sync."""
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.FAILED:
        return None
    when = html(times.near(latest.sync_utc, situation.zone, situation.now))
    message = html(one_line(latest.error_message or latest.sync_status or "", 160))
    said = f"The last sync failed, {when}" + (f": “{message}”." if message else ".")
    if latest.sync_status_code == DUPLICATE:
        return ("late", "The last sync ended as “duplication protection”.", "The dates may overlap again.")
    if latest.sync_status_code == CODAT_TROUBLE:
        return ("late", "It may fail again.", f"{said} That is a trouble at Codat; another try can succeed.")
    return (
        "late",
        "It will most likely fail again.",
        f"{said} Unless that was mended since, this one ends alike.",
    )


def _partly_written(situation: Situation) -> Remark | None:
    latest = situation.latest.value
    if latest is None or outcome_of(latest) is not Outcome.FAILED or not latest.data_pushed:
        return None
    body = (
        f"Some sales may be in {html(situation.books)} already. Codat leaves out what it has received "
        "unchanged; look there afterwards."
    )
    return ("partly", "The last sync failed after it had written something.", body)


def _days_in_utc(plan: Plan, situation: Situation) -> Remark | None:
    """Say so where typed days can't be the merchant's, as their zone is not known."""
    if plan.last is None or not situation.zone_note:
        return None
    return ("late", "Days are counted in UTC.", html(situation.zone_note))


def _range(plan: Plan, situation: Situation) -> list[Remark]:
    """Say what the typed days mean for the range: cut to now, over before it begins, in the books already."""
    found: list[Remark] = []
    today = situation.now.astimezone(situation.zone).date()
    if plan.cut and plan.last is not None:
        clock = both_clocks(situation.now, situation.zone, situation.now)
        found.append(
            ("idle", f"{times.day(plan.last, today)} is not over,", f"so the sync ends now, {html(clock)}.")
        )
    return found + _in_the_books(plan, situation)


def _in_the_books(plan: Plan, situation: Situation) -> list[Remark]:
    """Say what of the range the books hold already, as far as that is told or can be derived."""
    end, books = plan.beginning.at, plan.beginning.books
    if end is None or not books or plan.finish is None:
        return []
    likely = "most likely " if plan.beginning.derived else ""
    reach = f"{books} up to {html(times.moment(end, situation.zone, situation.now))}"
    if plan.start is None:
        body = f"{reach}; up to that day nothing is left to cover."
        headline = f"These sales are {likely}in the books already."
        return [("late", headline, body)] if plan.finish <= end else []
    if plan.start >= end:
        return []
    which = "These days are" if plan.finish <= end else "Part of these days is"
    body = (
        f"{reach}. Codat leaves out sales it has received unchanged; the sync may end as “duplication "
        "protection” and write nothing."
    )
    return [("late", f"{which} {likely}in the books already.", body)]


def _ask_the_merchant(plan: Plan, situation: Situation) -> Remark | None:
    """Remind of sales typed in by hand, which is what a late sync doubles, when the gap is old."""
    old = plan.begins is None or situation.now - plan.begins > OLD_GAP
    if not old:
        return None
    today = situation.now.astimezone(situation.zone).date()
    about = "about " if plan.begins_about else ""
    moment = times.moment(plan.begins, situation.zone, situation.now)
    since = f"since {about}{moment}" if plan.begins else "of that time"
    which = f"of {times.days(plan.first, plan.last, today)}" if plan.first and plan.last else since
    body = f"whether they typed in sales {html(which)} by hand. Those would be booked twice."
    return ("late", "Ask the merchant", body)
