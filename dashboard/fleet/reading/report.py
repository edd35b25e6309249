"""What the poller says of itself, for Home: stored with the account's fleet as `FleetAccount.plan`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from dashboard.fleet.reading.plan import ReadLessOften, ReadPlan


@dataclass(frozen=True, slots=True)
class PollReport:
    """The last plan. Times are aware and UTC.

    `waiting`: companies to be read now, `requests` in all. `next_at`: when the next one is due. `needs`:
    requests until `until` if nothing is given up; `left`: what jobs may use; None if unknown. `stopped`: why
    reading pauses, a sentence, "" if it doesn't; `paused_until`: until when.
    """

    at: datetime
    waiting: int
    requests: int
    next_at: datetime
    needs: int
    left: int | None
    until: datetime
    a_minute: int
    gives_up: tuple[ReadLessOften, ...] = ()
    stopped: str = ""
    paused_until: datetime | None = None


def report_of(made: ReadPlan, now: datetime, a_minute: int) -> PollReport:
    """Return the report on a plan."""
    return PollReport(
        now,
        len(made.reads),
        sum(each.requests for each in made.reads),
        made.next_wake,
        made.needs,
        made.left,
        made.until,
        a_minute,
        made.gives_up,
    )


def to_json(report: PollReport) -> dict[str, Any]:
    """Return a report as a JSON object."""
    found: dict[str, Any] = msgspec.to_builtins(report)
    return found


def from_json(stored: Mapping[str, Any] | None) -> PollReport | None:
    """Return a stored report; None if there is none, or one of another version."""
    if stored is None:
        return None
    try:
        return msgspec.convert(stored, PollReport, strict=False)
    except msgspec.ValidationError:
        return None
