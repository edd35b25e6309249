"""The order of Home: where acting today saves most comes first.

A lead reads from the top and stops where the day's time ends. So a merchant whose sync can still be kept on
comes before one whose sync is off already, however many days that one misses; and what needs no one comes
last. `Urgency` names the groups in order; within a group:

- *Will be switched off*: fewest days left first, then most days missing.
- *Off*, or probably: what went off last comes first. A sync that was turned back on within days is easily
  caught up with; one that has been off for months is mostly so on purpose.
- *Failing*, disconnected included: most days missing first, or most days failing where the missing ones
  aren't known. Among equals, what broke last comes first.
- *Overdue* (late, stuck, or never synced though a sync was due): most due periods missing first.
- *Unknown* (the data don't say, or were never read): never read last.
- *Settling*: a sync is running after trouble, so its end is awaited.
- *Asking*: nothing is wrong, but someone has to look: sales that stay away, a set-up that isn't finished.
- *Fine*, and companies that don't use Sync for Commerce or that Codat no longer has.

Equals stand by name, then by id (`row_order.tail_of`): the same for everyone and between two reads.
"""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.verdict.state import Ground, State

if TYPE_CHECKING:
    from dashboard.insight.fleet.company_state import CompanyState, FleetRow


class Urgency(IntEnum):
    """The groups of Home, the most urgent first."""

    ENDING = 0
    OFF = 1
    FAILING = 2
    OVERDUE = 3
    UNKNOWN = 4
    SETTLING = 5
    ASKING = 6
    FINE = 7


_MOST: Final = 1_000_000
"""More days than any company misses."""
_GROUPS: Final = {
    State.WILL_BE_SWITCHED_OFF: Urgency.ENDING,
    State.PROBABLY_SWITCHED_OFF: Urgency.OFF,
    State.SWITCHED_OFF: Urgency.OFF,
    State.FAILING: Urgency.FAILING,
    State.DISCONNECTED: Urgency.FAILING,
    State.LATE: Urgency.OVERDUE,
    State.STUCK: Urgency.OVERDUE,
    State.NOT_KNOWN: Urgency.UNKNOWN,
}


def urgency(row: FleetRow, now: datetime) -> tuple[Urgency, int, int]:
    """Return a row's group and its two numbers in it, the smaller first; see above. `now`: aware."""
    return group_of(row), *_within(row, now)


def group_of(row: FleetRow) -> Urgency:
    """Return the group of a row."""
    state = row.state
    if row.company.gone or (state is None and row.company.uses_commerce is False):
        return Urgency.FINE
    if state is None:
        return Urgency.UNKNOWN
    if state.state is State.RUNNING:
        return Urgency.FINE if state.began is None else Urgency.SETTLING
    if state.state is State.NEVER_SYNCED and state.ground is Ground.PLAIN and state.acts is not Actor.NO_ONE:
        return Urgency.OVERDUE
    return _GROUPS.get(state.state, Urgency.FINE if state.acts is Actor.NO_ONE else Urgency.ASKING)


def _within(row: FleetRow, now: datetime) -> tuple[int, int]:
    """Return the row's two numbers within its group."""
    state, group = row.state, group_of(row)
    if state is None:
        return 1, 0
    if group is Urgency.ENDING:
        return days_left(state, now), -_missing(state)
    if group is Urgency.OFF:
        return _missing(state) or _MOST, 0
    if group in {Urgency.FAILING, Urgency.OVERDUE}:
        return -_missing(state), -round(state.began.timestamp()) if state.began else 0
    return 0, 0


def days_left(state: CompanyState, now: datetime) -> int:
    """Return the merchant's days from now until Codat switches the sync off; many where none is counted.

    A state that was assessed days ago has as many days fewer.
    """
    if state.switch_off_days is None:
        return _MOST
    if now < state.valid_until:
        return state.switch_off_days
    zone = ZoneInfo(state.zone)
    passed = now.astimezone(zone).date() - state.assessed_at.astimezone(zone).date()
    return max(0, state.switch_off_days - passed.days)


def _missing(state: CompanyState) -> int:
    return state.failing_days if state.days_missing is None else state.days_missing
