"""A status view: everything that a shared page or file shows, in words, as plain data.

What the content leaves out isn't in it: a part that isn't shared is None, a detail is "" or empty. Renderers
take a `StatusView` and nothing else. Texts are visible plain text, not escaped; statuses are keys of
`theme.LOOKS`. Moments are UTC, days the merchant's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec


@dataclass(frozen=True)
class AnswerPart:
    """The answer. `badge`: the answer for a badge.

    `state`: one of `State`; of one sync, its `Outcome`, which says nothing of how the company is now.
    """

    status: str
    state: str
    headline: str
    reason: str
    badge: str


@dataclass(frozen=True)
class DaySpan:
    """Days in a row, both included; `sure`: missing for certain."""

    first: dt.date
    last: dt.date
    sure: bool
    text: str


@dataclass(frozen=True)
class MissingPart:
    """The days with missing sales. `summary`: how many; `note`: since when and by what measure.

    `days`, `fewest`: how many at most and at least; None if unknown. `since_shared`: what has changed since
    the link was made; "" if that isn't known.
    """

    summary: str
    note: str
    days: int | None
    fewest: int | None
    spans: tuple[DaySpan, ...] = ()
    more: str = ""
    since_shared: str = ""


@dataclass(frozen=True)
class ActionStep:
    """Who does what: "Bluebird Coffee", "choose another tax rate."; `what` may be ""."""

    who: str
    what: str


@dataclass(frozen=True)
class CausesPart:
    """Why syncs fail ("" if they don't), Codat's own words ("" unless shared), and who does what."""

    why: str
    said: str
    steps: tuple[ActionStep, ...]


@dataclass(frozen=True)
class DayMark:
    """One day: `status` is "" if no sync ran. `recovered`: an earlier sync of that day failed."""

    date: dt.date
    status: str
    text: str
    recovered: bool = False


@dataclass(frozen=True)
class DayGroup:
    """Days in a row with one result."""

    days: str
    status: str
    result: str
    count: int


@dataclass(frozen=True)
class DailyPart:
    """The results of the last days. `finding`: what they show, in words; `calendar`: show it as one."""

    title: str
    finding: str
    days: tuple[DayMark, ...]
    groups: tuple[DayGroup, ...]
    calendar: bool = False


@dataclass(frozen=True)
class ComparedRow:
    """One property of the last successful and the first failed sync; `status`: where it is an outcome."""

    label: str
    good: str
    bad: str
    good_status: str = ""
    bad_status: str = ""


@dataclass(frozen=True)
class TurnPart:
    """When it broke: a sentence, the two syncs side by side, connection errors of that time."""

    finding: str
    rows: tuple[ComparedRow, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True)
class SharedSync:
    """A sync in the table. `at`: when it ran (UTC), None if unknown.

    `sync_id`, `code`, `message` and `started_by` are "" unless shared.
    """

    ran: str
    status: str
    outcome: str
    cause: str
    wrote: str
    sync_id: str = ""
    code: str = ""
    message: str = ""
    started_by: str = ""
    at: dt.datetime | None = None


@dataclass(frozen=True)
class SyncsPart:
    """The newest syncs that match. `filters`: each in words; `more`: how many aren't shown, "" if none."""

    summary: str
    filters: tuple[str, ...]
    order: str
    rows: tuple[SharedSync, ...]
    more: str = ""


@dataclass(frozen=True)
class SharedConnection:
    """A connection; `problem`: what is wrong with it; `connection_id` is "" unless shared."""

    platform: str
    status: str
    state: str
    last_read: str
    problem: str = ""
    connection_id: str = ""


@dataclass(frozen=True)
class ConnectionsPart:
    """The connections and the schedule."""

    rows: tuple[SharedConnection, ...]
    schedule: str
    note: str = ""


@dataclass(frozen=True)
class LabelledValue:
    """A value with its label; `status`: where it is an outcome."""

    label: str
    value: str
    status: str = ""


@dataclass(frozen=True)
class OneSyncPart:
    """What is known about the sync that the view is about."""

    rows: tuple[LabelledValue, ...]


@dataclass(frozen=True)
class CauseCount:
    """How many syncs failed with a cause, and when."""

    cause: str
    count: int
    when: str


@dataclass(frozen=True)
class StartLine:
    """A start on record; `person` is "" unless shared."""

    at: str
    asked: str
    status: str
    outcome: str
    person: str = ""


@dataclass(frozen=True)
class SummaryPart:
    """What happened in a period. A list is None if it isn't known; `failures` also without the causes."""

    title: str
    period: str
    results: str = ""
    failures: tuple[CauseCount, ...] | None = None
    starts: tuple[StartLine, ...] | None = None


@dataclass(frozen=True)
class NoteLine:
    """A note on record; `person` is "" unless shared."""

    at: str
    text: str
    person: str = ""


@dataclass(frozen=True)
class MerchantsPart:
    """The companies of an incident: how many, since when, how many have recovered; `names`: if shared."""

    summary: str
    rows: tuple[LabelledValue, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChangesPart:
    """What changed in a digest's time, in its lines. `checked`: how far the companies were checked."""

    period: str
    checked: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class NamedList:
    """The names of a digest's companies of one kind, such as those newly failing."""

    title: str
    status: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class StatusView:
    """Everything that is shown.

    `title`: the answer, or what the view is. `as_of`: when Codat was last read with success; `as_of_text`
    gives it in the merchant's zone and in UTC. `late`: says that newer reads failed, "" if they didn't.
    `about`: what the company's syncs do. `switch_off`: when Codat will switch the sync off, unless the
    answer's reason says it. `ids`: those of the company and the sync, if shared. Of an incident, `company`
    is the platform, of a digest its name, and `zone` the team's.
    """

    company: str
    title: str
    as_of: dt.datetime
    as_of_text: str
    zone: str
    about: str = ""
    switch_off: str = ""
    late: str = ""
    recipient: str = ""
    message: str = ""
    demo: bool = False
    answer: AnswerPart | None = None
    missing: MissingPart | None = None
    causes: CausesPart | None = None
    summary: SummaryPart | None = None
    one_sync: OneSyncPart | None = None
    daily: DailyPart | None = None
    turn: TurnPart | None = None
    syncs: SyncsPart | None = None
    connections: ConnectionsPart | None = None
    merchants: MerchantsPart | None = None
    changes: ChangesPart | None = None
    lists: tuple[NamedList, ...] = ()
    notes: tuple[NoteLine, ...] | None = None
    ids: tuple[LabelledValue, ...] = ()


def to_json(view: StatusView) -> dict[str, Any]:
    """Return the view as JSON values, for the store."""
    values: dict[str, Any] = msgspec.to_builtins(view)
    return values


def from_json(values: Mapping[str, Any]) -> StatusView:
    """Return the view that `to_json` wrote. Raises ValueError if it isn't such JSON."""
    return msgspec.convert(dict(values), StatusView)
