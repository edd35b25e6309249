"""What changed overnight as five lines that a lead can read out. Names are foreign text, not escaped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.insight.fleet.episode import MemberEnd, VerdictChange
from dashboard.insight.fleet.over_time.changes import FleetChanges, IncidentCount
from dashboard.insight.fleet.over_time.digest_day import digest_day_of, digest_period
from dashboard.views import times
from dashboard.views.fleet import incident_words
from dashboard.views.fleet.incident_words import merchants

LISTS: Final = (
    ("switched_off", "Switched off", "off"),
    ("will_be_switched_off", "Will be switched off", "failed"),
    ("failing", "Newly failing", "failed"),
    ("behind", "Newly late or stuck", "late"),
    ("recovered", "Recovered", "succeeded"),
    ("over", "Ended without a successful sync", "unknown"),
)
"""Each list of `FleetChanges` with its title and the status whose mark it has, the most urgent first."""
NOTHING: Final = "No merchant’s status changed."
NONE_SEEN: Final = "No change was seen."
"""What is said instead where not everything was checked."""
_MOST_GAPS: Final = 2
_NO_INCIDENT: Final = "No incident began or ended."


def lines(changes: FleetChanges) -> tuple[str, ...]:
    """Return the five lines, always in this order: incidents, failing, switch-off, late, recovered."""
    every = (
        _incidents(changes),
        _failing(changes.failing),
        _switch_off(changes),
        f"{_some(changes.behind, 'late or stuck')}.",
        _recovered(changes),
    )
    return tuple(_as_seen(each) for each in every) if changes.is_partial else every


def nothing(changes: FleetChanges) -> str:
    """Return that nothing changed; where not everything was checked, that no change was seen."""
    return NONE_SEEN if changes.is_partial else NOTHING


def first(changes: FleetChanges, zone: ZoneInfo) -> str:
    """Return the first line that has news, or that there is none, and what wasn't checked.

    "" if there is none and recording began in that time.
    """
    news = (
        changes.begun or changes.ended,
        changes.failing,
        changes.switched_off or changes.will_be_switched_off,
        changes.behind,
        changes.recovered or changes.over,
    )
    none = "" if changes.recorded_since else nothing(changes)
    line = next((said for said, has in zip(lines(changes), news, strict=True) if has), none)
    unchecked = checked(changes, zone) if changes.checking and changes.checking.is_partial else ""
    return f"{line} {unchecked}".strip() if line else ""


def period(changes: FleetChanges, zone: ZoneInfo, now: datetime) -> str:
    """Return "28 Nov 08:00 – 29 Nov 08:00 (London)"; "so far" while it isn't over. `now`: aware."""
    span = times.span(changes.since, min(changes.until, now), zone, now)
    so_far = ", so far" if now < changes.until else ""
    return f"{span} ({times.zone_name(zone)}){so_far}"


def recorded_since(changes: FleetChanges, zone: ZoneInfo, now: datetime, *, dated: bool = False) -> str:
    """Return "Recorded since today 00:25. Earlier changes aren’t known."; "" if recording began before.

    `dated`: for a text that is read on another day too, so no day is called today.
    """
    if changes.recorded_since is None:
        return ""
    since = (times.moment if dated else times.near)(changes.recorded_since, zone, now)
    return f"Recorded since {since}. Earlier changes aren’t known."


def none_recorded(day: date, began: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """Return why a day has no digest, and which is the first one or when it will be ready.

    `began`: when recording did, None if it hasn't. `now`: aware.
    """
    if began is None:
        return "Nothing has been recorded yet: no merchant has been checked."
    first = digest_day_of(began, zone)
    if day >= first:
        return "Nothing was recorded in these 24 hours."
    ready = digest_period(first, zone)[1]
    which = (
        f"will be ready {times.on(ready, zone, now)}" if now < ready else f"is for {times.day(first, now)}"
    )
    return f"Recording began {times.on(began, zone, now)}. The first digest {which}."


def checked(changes: FleetChanges, zone: ZoneInfo) -> str:
    """Return "Checked 812 of 1,000 merchants; nothing was checked from 21:10 to 07:40."; "" if not known."""
    known = changes.checking
    if known is None or not known.companies:
        return ""
    if not known.checked:
        return f"Checked none of {merchants(known.companies)}."
    every = merchants(known.companies)
    if known.checked < known.companies:
        every = f"{known.checked:,} of {every}"
    elif known.companies > 1:
        every = f"all {every}"
    return f"Checked {every}{_gaps(known.gaps, zone)}."


def text(changes: FleetChanges, zone: ZoneInfo, now: datetime) -> str:
    """Return the digest as text to copy."""
    head = f"What changed, {period(changes, zone, now)}"
    partly = (recorded_since(changes, zone, now, dated=True), checked(changes, zone))
    return "\n".join((head, *filter(None, partly), *(f"• {each}" for each in lines(changes))))


def is_quiet(changes: FleetChanges) -> bool:
    """Return whether nothing changed at all."""
    return not (changes.begun or changes.ended or any(getattr(changes, name) for name, _, _ in LISTS))


def _as_seen(line: str) -> str:
    """Return a line as of what was checked: "None seen newly failing." for "None newly failing."."""
    if line.startswith("None "):
        return line.replace("None ", "None seen ", 1)
    return "No incident was seen to begin or end." if line == _NO_INCIDENT else line


def _gaps(gaps: Sequence[tuple[datetime, datetime]], zone: ZoneInfo) -> str:
    """Return "; nothing was checked from 21:10 to 07:40"; of many gaps only how many, and the longest."""
    if not gaps:
        return ""
    named = [
        f"from {since.astimezone(zone):%H:%M} to {until.astimezone(zone):%H:%M}" for since, until in gaps
    ]
    if len(gaps) <= _MOST_GAPS:
        return f"; nothing was checked {' and '.join(named)}"
    longest = max(range(len(gaps)), key=lambda at: gaps[at][1] - gaps[at][0])
    return f"; nothing was checked {len(gaps):,} times, the longest {named[longest]}"


def _incidents(changes: FleetChanges) -> str:
    if not changes.begun and not changes.ended:
        return _NO_INCIDENT
    over = {each.incident.id for each in changes.ended}
    parts = []
    if changes.begun:
        parts.append(f"{times.count(len(changes.begun), 'incident')} began: {_named(changes.begun)}")
    if changes.ended:
        both = sum(each.incident.id in over for each in changes.begun)
        which = "" if both == len(changes.ended) == len(changes.begun) else f": {_named(changes.ended)}"
        parts.append(f"{len(changes.ended):,} ended{which}")
    return f"{'; '.join(parts)}."


def _named(counts: Sequence[IncidentCount]) -> str:
    return ", ".join(f"{incident_words.what(each.incident)} ({merchants(each.companies)})" for each in counts)


def _failing(changes: Sequence[VerdictChange]) -> str:
    """Return "41 merchants newly failing, 38 of them: write rejected."."""
    most = Counter(each.cause for each in changes if each.cause).most_common(1)
    found = _some(changes, "failing")
    if not most or len(changes) == 1:
        cause = f": {incident_words.short_cause(most[0][0])}" if most else ""
        return f"{found}{cause}."
    cause, number = most[0]
    which = "all" if number == len(changes) else f"{number:,}"
    return f"{found}, {which} of them: {incident_words.short_cause(cause)}."


def _switch_off(changes: FleetChanges) -> str:
    off, soon = changes.switched_off, changes.will_be_switched_off
    if not off and not soon:
        return "None newly switched off or about to be."
    if not off:
        return f"None switched off; {len(soon):,} will be switched off soon."
    more = f"{len(soon):,}" if soon else "none"
    return f"{_some(off, 'switched off', newly=False)}; {more} more will be switched off soon."


def _recovered(changes: FleetChanges) -> str:
    """Return "12 merchants recovered; 1 problem ended without a successful sync."."""
    others = times.count(len(changes.over), "problem")
    more = f"; {others} {incident_words.ENDS[MemberEnd.OVER]}" if changes.over else ""
    return f"{_some(changes.recovered, 'recovered', newly=False)}{more}."


def _some(changes: Sequence[VerdictChange], what: str, *, newly: bool = True) -> str:
    how = f"newly {what}" if newly else what
    return f"{merchants(len(changes))} {how}" if changes else f"None {how}"
