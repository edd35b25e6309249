"""What a company counts for in each filter of Home, as the values that addresses hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from dashboard.insight.causes.catalogue import Actor
from dashboard.insight.fleet.company_state import FleetRow
from dashboard.insight.fleet.urgency import Urgency, days_left, group_of
from dashboard.insight.fleet.work import NEAR, CompanyWork

SOON_DAYS, WEEK_DAYS = 3, 7
MINE, NOBODY, NAMED = "mine", "nobody", "name:"
"""Values of the filter by owner; a person's begins with `NAMED`."""
YES: Final = "yes"

Values = tuple[str, ...]


class Filter(StrEnum):
    """A filter of Home; the value is its parameter in the address."""

    STATE = "state"
    CAUSE = "cause"
    ACTS = "acts"
    PLATFORM = "platform"
    TAG = "tag"
    INCIDENT = "incident"
    OWNER = "owner"
    NEW = "new"
    SNOOZED = "snoozed"


class StateGroup(StrEnum):
    """Values of the filter by state that cover several states; the others are those of `State`."""

    ATTENTION = "attention"  # something is wrong
    SOON = "soon"  # Codat switches it off within `SOON_DAYS` days
    WEEK = "week"  # within `WEEK_DAYS` days
    BROKEN = "broken"  # failing or disconnected
    OFF = "off"  # switched off, or probably
    OVERDUE = "overdue"  # late, stuck, or never synced though a sync was due
    ASKING = "asking"  # nothing is wrong, but someone has to look
    SETTLING = "settling"  # a sync runs after trouble
    FINE = "fine"
    UNREAD = "unread"  # not checked yet


class Since(StrEnum):
    """Values of the filter by change: since when a company needs attention, or does so for another reason."""

    YESTERDAY = "yesterday"  # in the last 24 hours
    WEEK = "week"  # in the last 7 days
    LOOKED = "looked"  # since the person last looked at Home


_AGES: Final = ((Since.YESTERDAY, timedelta(days=1)), (Since.WEEK, timedelta(days=7)))
_WRONG: Final = frozenset(each for each in Urgency if each < Urgency.SETTLING)
_GROUPS: Final[Mapping[Urgency, StateGroup]] = {
    Urgency.ENDING: StateGroup.BROKEN,
    Urgency.OFF: StateGroup.OFF,
    Urgency.FAILING: StateGroup.BROKEN,
    Urgency.OVERDUE: StateGroup.OVERDUE,
    Urgency.SETTLING: StateGroup.SETTLING,
    Urgency.ASKING: StateGroup.ASKING,
    Urgency.FINE: StateGroup.FINE,
}


@dataclass(frozen=True)
class Viewer:
    """Whose Home it is. `identity`: of their sign-in, "" without. `looked_at`: when they looked last."""

    name: str = ""
    identity: str = ""
    looked_at: datetime | None = None


@dataclass(frozen=True)
class Context:
    """What filters need besides the rows. `works` by company id; `now` is aware."""

    works: Mapping[str, CompanyWork]
    viewer: Viewer
    now: datetime


def of_row(row: FleetRow, now: datetime) -> tuple[Values, ...]:
    """Return what the row and the day decide: its values of the filters from `STATE` to `INCIDENT`."""
    return (
        _states(row, now),
        _causes(row),
        _acts(row),
        _platforms(row),
        tuple(f"{key}={value}" for key, value in row.company.tags.items()),
        () if row.incident_id is None else (str(row.incident_id),),
    )


def of_context(row: FleetRow, context: Context) -> tuple[Values, ...]:
    """Return what the person, their colleagues and the clock decide: from `OWNER` to `SNOOZED`."""
    work = context.works.get(row.company.company_id)
    snoozed = work is not None and is_snoozed(row, work, context.now)
    return _owners(row, work, context.viewer), _news(row, context), (YES,) if snoozed else ()


def needs_attention(row: FleetRow) -> bool:
    """Return whether something is wrong, as far as is known. One that was never read isn't known to."""
    return row.state is not None and group_of(row) in _WRONG


def is_snoozed(row: FleetRow, work: CompanyWork, now: datetime) -> bool:
    """Return whether a company is left out of the list for now."""
    return work.is_snoozed(now, state_for_snooze(row, now))


def state_for_snooze(row: FleetRow, now: datetime) -> str:
    """Return state and cause as snoozes keep and compare them; they end with `NEAR` if it is `SOON_DAYS`."""
    if row.state is None or not (known := row.state.state_and_cause):
        return ""
    return known + NEAR * (days_left(row.state, now) <= SOON_DAYS)


def is_mine(work: CompanyWork, viewer: Viewer) -> bool:
    """Return whether someone owns a company: by their sign-in, or without one by their name."""
    if viewer.identity or work.owner_identity:
        return work.owner_identity == viewer.identity
    return bool(viewer.name) and work.owner == viewer.name


def _states(row: FleetRow, now: datetime) -> Values:
    state = row.state
    if state is None:
        return (StateGroup.UNREAD.value,)
    values = [state.state.value]
    group = group_of(row)
    if group in _GROUPS:
        values.append(_GROUPS[group].value)
    if group in _WRONG:
        left = days_left(state, now)
        values.append(StateGroup.ATTENTION.value)
        values += [StateGroup.SOON.value] * (left <= SOON_DAYS)
        values += [StateGroup.WEEK.value] * (left <= WEEK_DAYS)
    return tuple(values)


def _causes(row: FleetRow) -> Values:
    return (row.state.cause,) if row.state and row.state.cause and needs_attention(row) else ()


def _acts(row: FleetRow) -> Values:
    state = row.state
    if state is None or state.acts is Actor.NO_ONE or group_of(row) is Urgency.FINE:
        return ()
    return (state.acts.value,)


def _platforms(row: FleetRow) -> Values:
    company = row.company
    return tuple(dict.fromkeys(each for each in (company.books, *company.shops.split(", ")) if each))


def _owners(row: FleetRow, work: CompanyWork | None, viewer: Viewer) -> Values:
    if work is None or not work.owner:
        return (NOBODY,) if needs_attention(row) else ()
    name = NAMED + work.owner
    return (MINE, name) if is_mine(work, viewer) else (name,)


def _news(row: FleetRow, context: Context) -> Values:
    changed, looked = row.changed_at, context.viewer.looked_at
    if changed is None or not needs_attention(row):
        return ()
    since = [age.value for age, most in _AGES if context.now - changed <= most]
    return (*since, Since.LOOKED.value) if looked is not None and changed > looked else tuple(since)
