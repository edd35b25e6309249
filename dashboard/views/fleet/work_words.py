"""Who is on a company, in words: on Company and on Home's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dashboard.foreign_text import attribute, html, one_line
from dashboard.insight.fleet.filters import Viewer, is_mine
from dashboard.insight.fleet.work import CompanyWork, SnoozeEnd
from dashboard.insight.outcome import Outcome
from dashboard.views import components, times, words
from dashboard.views.access.namesakes import NOBODY, Namesakes

TITLE: Final = "Who’s on it"
TAKE: Final = "I’m on it"
NO_ONE: Final = "No one is on it."
_YOU: Final = "you"
_MOST_NAME: Final = 40
_MOST_LISTED: Final = 5


@dataclass(frozen=True)
class WorkContext:
    """What the texts depend on. `zone`: of the page; `days_in`: TEAM_ZONE, in which days of snoozes count.

    `now`: aware. `viewer`: whose page it is. `sign_in`: people sign in, so a name that isn't verified is
    marked. `people`: everyone who has signed in.
    """

    zone: ZoneInfo
    days_in: ZoneInfo
    now: datetime
    viewer: Viewer
    sign_in: bool = False
    people: Namesakes = NOBODY


def owner(work: CompanyWork, context: WorkContext) -> str:
    """Return "you", or the owner's name on one line; "" without one. It is foreign text."""
    if not work.owner:
        return ""
    if is_mine(work, context.viewer):
        return _YOU
    beside = context.people.beside(work.owner, work.owner_identity)
    marked = context.sign_in and not work.owner_identity
    return one_line(words.person(work.owner, verified=not marked, beside=beside), _MOST_NAME)


def owner_line(work: CompanyWork, context: WorkContext) -> str:
    """Return "You’re on it, since today 10:12." as text."""
    name = owner(work, context)
    if not name:
        return NO_ONE
    who = "You’re" if is_mine(work, context.viewer) else f"{name} is"
    since = times.near(work.owned_at, context.zone, context.now) if work.owned_at else ""
    return f"{who} on it" + (f", since {since}." if since else ".")


def contacted_line(work: CompanyWork, context: WorkContext) -> str:
    """Return "Merchant contacted today 10:12 by Ada." as text; "" if it wasn't."""
    if work.contacted_at is None:
        return ""
    when, by = (
        times.near(work.contacted_at, context.zone, context.now),
        one_line(work.contacted_by, _MOST_NAME),
    )
    return f"Merchant contacted {when} by {by}."


def snooze_line(work: CompanyWork, context: WorkContext, state_and_cause: str) -> str:
    """Return until when it is snoozed and by whom, or why it is back on the list; "" without a snooze."""
    if work.snoozed_at is None:
        return ""
    by = one_line(work.snoozed_by, _MOST_NAME)
    match work.snooze_end(context.now, state_and_cause):
        case SnoozeEnd.CHANGE:
            return f"Back on the list: it has changed since {by} snoozed it."
        case SnoozeEnd.DATE:
            return f"Back on the list: {by} snoozed it until {_until(work, context)}."
        case SnoozeEnd.WORSE:
            return f"Back on the list: it has become worse since {by} snoozed it."
    worse = ", or until it gets worse" if work.snoozed_until is not None else ""
    return f"Snoozed by {by} until {_until(work, context)}{worse}."


def lines(work: CompanyWork, context: WorkContext, state_and_cause: str) -> str:
    """Return all that is recorded of a company as one line of HTML."""
    known = (
        owner_line(work, context),
        contacted_line(work, context),
        snooze_line(work, context, state_and_cause),
    )
    return components.note(" ".join(filter(None, known)))


def owner_cell(work: CompanyWork, context: WorkContext, state_and_cause: str, address: str = "") -> str:
    """Return the cell of a row of Home: the owner, a mark for what else is recorded. HTML.

    `address`: where the person can take or snooze it; "" for one who may not.
    """
    name = owner(work, context)
    mine = bool(name) and is_mine(work, context.viewer)
    label = (name.capitalize() if mine else name) or (f"{TAKE}…" if address else "")
    shown = html(label or "no one")
    if address:
        shown = f'<a class="d-words" href="{attribute(address)}">{shown}</a>'
    elif not name:
        shown = f'<span class="d-muted">{shown}</span>'
    else:
        shown = f'<span class="d-words">{shown}</span>'
    return shown + "".join(
        f'<div class="d-small">{html(each)}</div>' for each in _short(work, context, state_and_cause)
    )


def recovered(names: Sequence[tuple[str, str]], address: Callable[[str], str]) -> str:
    """Return "Recovered since you looked: 3" with links. `names`: (company's id, name as text). HTML."""
    linked = [
        f'<a href="{attribute(address(company))}">{html(one_line(name, _MOST_NAME))}</a>'
        for company, name in names
    ]
    more = f" and {len(linked) - _MOST_LISTED} more" if len(linked) > _MOST_LISTED else ""
    body = ", ".join(linked[:_MOST_LISTED]) + html(more)
    return components.notice(Outcome.SUCCEEDED, f"Recovered since you looked: {len(linked)}.", body)


def _short(work: CompanyWork, context: WorkContext, state_and_cause: str) -> list[str]:
    """Return what a row says besides the owner."""
    said = ["merchant contacted"] if work.contacted_at is not None else []
    match work.snooze_end(context.now, state_and_cause):
        case SnoozeEnd.CHANGE:
            return [*said, "changed since snoozed"]
        case SnoozeEnd.DATE:
            return [*said, f"was snoozed until {_until(work, context)}"]
        case SnoozeEnd.WORSE:
            return [*said, "worse since snoozed"]
    return [*said, f"snoozed until {_until(work, context)}"] if work.snoozed_at is not None else said


def _until(work: CompanyWork, context: WorkContext) -> str:
    """Return "3 Dec", or "it changes"."""
    if work.snoozed_until is None:
        return "it changes"
    return times.day_of(work.snoozed_until, context.days_in, context.now)
