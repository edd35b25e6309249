"""An incident in words: one line for Home, the cause and its fix as on Company, and a text to copy.

Platforms' and companies' names are foreign text: escape them on output.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import one_line
from dashboard.insight.causes.catalogue import Cause, causes
from dashboard.insight.fleet.episode import Incident, MemberEnd
from dashboard.insight.fleet.over_time.changes import IncidentCount
from dashboard.insight.fleet.over_time.incident_state import IncidentMember, IncidentState
from dashboard.views import cause_words, times
from dashboard.views.cause_words import Names, Steps

NO_CAUSE: Final = "cause not known"
NO_SYNC: Final = "no sync when due"
"""What late merchants have in common."""
NOT_RUN: Final = "Syncs were due by Codat’s schedule, and none ran."
LATE_STEPS: Final[Steps] = (
    ("You", "start a sync up to now."),
    ("You", "ask Codat support if the next ones don’t run either."),
)
ENDS: Final = {
    MemberEnd.RECOVERED: "recovered",
    MemberEnd.OTHER: "then had another problem",
    MemberEnd.OVER: "ended without a successful sync",
}
"""How an incident was over for a merchant."""
_MOST_NAME: Final = 200


def merchants(number: int) -> str:
    """Return "41 merchants"."""
    return times.count(number, "merchant")


def short_cause(cause: str) -> str:
    """Return the short name of a cause by its key: "write rejected"."""
    known = causes().get(cause)
    return known.short if known else NO_CAUSE


def what(incident: Incident) -> str:
    """Return cause and platform: "Write rejected, Xero"."""
    books = cause_words.short_name(incident.books)
    known = NO_SYNC if incident.is_late else short_cause(incident.cause)
    return cause_words.capital(known) + (f", {books}" if books else "")


def title(state: IncidentState, zone: ZoneInfo, now: datetime, *, dated: bool = False) -> str:
    """Return "41 merchants: write rejected, Xero, since 03:10", with its end if it is over. `now`: aware.

    `dated`: for a text that is read on another day too, so no day is called today.
    """
    cause = what(state.incident)
    began, ended = state.first_began, state.ended_at
    when = f"since {times.moment(began, zone, now) if dated else times.near(began, zone, now)}"
    if ended is not None:
        when = " to ".join((times.both_ends if dated else times.near_ends)(began, ended, zone, now))
    return f"{merchants(len(state.members))}: {_lower(cause)}, {when}"


def progress(state: IncidentState) -> str:
    """Return "12 recovered, 2 then had another problem", "none recovered yet" or "all recovered"."""
    if state.all_recovered:
        return "all recovered"
    none = "none recovered yet" if state.lasting else "none recovered"
    numbers = ends({each: state.count(each) for each in ENDS})
    return ", ".join(numbers if state.recovered else [none, *numbers])


def over_title(state: IncidentState) -> str:
    """Return the title of the list of those for which it is over."""
    return "Recovered" if state.recovered == len(state.over) else "No longer affected"


def over(member: IncidentMember, zone: ZoneInfo, now: datetime) -> tuple[str, str]:
    """Return how and when it was over for a company; "" where it isn't."""
    how = cause_words.capital(ENDS[member.end]) if member.end else ""
    return how, times.near(member.over_at, zone, now) if member.over_at else ""


def stood(count: IncidentCount) -> str:
    """Return how an incident stood at an instant: "over", "12 recovered", "over, 39 recovered, 2 …"."""
    if count.recovered == count.companies:
        return "over"
    numbers = ends({
        MemberEnd.RECOVERED: count.recovered, MemberEnd.OTHER: count.left, MemberEnd.OVER: count.over
    })  # fmt: skip
    said = ", ".join(numbers) or "none recovered yet"
    return f"over, {said}" if count.is_over else said


def ends(counts: Mapping[MemberEnd, int]) -> list[str]:
    """Return how many came out of it in which way: "12 recovered"; those of 0 are left out."""
    return [f"{counts[each]:,} {word}" for each, word in ENDS.items() if counts[each]]


def still(incident: Incident) -> str:
    """Return what merchants are for which it lasts: "still failing"."""
    return "still late" if incident.is_late else "still failing"


def not_counted(gone: int) -> str:
    """Return which merchants of it aren't counted: "2 merchants that Codat no longer lists"."""
    return f"{merchants(gone)} that Codat no longer lists"


def only_gone(gone: int) -> str:
    """Return why there is nothing to show of it: Codat no longer lists any of its merchants."""
    return f"It affected {not_counted(gone)}."


def mark(state: IncidentState) -> str:
    """Return the status whose mark it has."""
    if state.lasting:
        return "late" if state.incident.is_late else "failed"
    return "succeeded" if state.all_recovered else "unknown"


def line(state: IncidentState, zone: ZoneInfo, now: datetime) -> str:
    """Return an incident on one line: "41 merchants: write rejected, Xero, since 03:10 · 12 recovered"."""
    return f"{title(state, zone, now)} · {progress(state)}"


def reason(incident: Incident) -> str:
    """Return the sentence of the cause, as on Company; "" for one that this version doesn't know."""
    if incident.is_late:
        return NOT_RUN
    known = _cause(incident)
    return cause_words.reason(known, Names(incident.books)) if known else ""


def steps(incident: Incident) -> Steps:
    """Return who does what, as on Company."""
    if incident.is_late:
        return LATE_STEPS
    known, names = _cause(incident), Names(incident.books)
    return tuple((who, names.fill(text)) for who, text in known.steps) if known else ()


def began(state: IncidentState, zone: ZoneInfo, now: datetime) -> str:
    """Return when the first and the last began: "today 03:10 – 04:02 (London)"."""
    first, last = times.near_ends(state.first_began, state.last_began, zone, now)
    span = first if state.first_began == state.last_began else f"{first} – {last}"
    return f"{span} ({times.zone_name(zone)})"


def names_of(state: IncidentState, names: Mapping[str, str], *, lasting_only: bool = False) -> list[str]:
    """Return the companies' names in order. `names`: by id; one without is called by its id's beginning."""
    shown = (each for each in state.members if not (lasting_only and each.end))
    return sorted((name_of(each.company_id, names) for each in shown), key=str.casefold)


def name_of(company_id: str, names: Mapping[str, str]) -> str:
    """Return a company's name on one line, or the beginning of its id."""
    return one_line(names.get(company_id, ""), _MOST_NAME) or f"Company {company_id[:8]}…"


def text(state: IncidentState, zone: ZoneInfo, now: datetime) -> str:
    """Return the incident as text to copy: what, why, who does what, how many have recovered, as of when."""
    others = {each: state.count(each) for each in ENDS} | {MemberEnd.RECOVERED: 0}
    recovered = f"{state.recovered:,} of {merchants(len(state.members))} recovered"
    numbers = ", ".join([recovered, *ends(others)])
    todo = [cause_words.step_line(who, each) for who, each in steps(state.incident)]
    in_full = f"As of {times.in_full(now, zone)} ({times.zone_name(zone)})"
    since = (
        f"First seen {times.in_full(state.first_began, zone)}, last {times.in_full(state.last_began, zone)}"
    )
    lines = (what(state.incident), reason(state.incident), f"{since}. {numbers}.", *todo, in_full)
    return "\n".join(each for each in lines if each)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _cause(incident: Incident) -> Cause | None:
    return causes().get(incident.cause)
