"""How a check or the passing of time changes a start: pure functions of the record and the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from dashboard.insight.start.again import nothing_new_for
from dashboard.insight.start.attempt import UNDECIDED, Attempt, MatchBasis, Stage, StartEventType
from dashboard.starting.matching import Observation
from dashboard.starting.repository import Line


@dataclass(frozen=True)
class PollPolicy:
    """How often to check a start, and what the passing of time means; times are in seconds.

    The first check comes after `first`; each wait is `growth` times the one before, at most `most`. A sync
    without an end is followed closely for `follow`, then every `seldom`, and a person may free its company.
    After a final answer we look for its record for `answered`. An ended sync that is only the newest is taken
    for ours when no better match appears within `doubt`, and ours would be listed by then. `lease`: how long
    the starts of a process that was killed wait for another one.
    """

    first: float = 1.5
    growth: float = 1.15
    most: float = 15.0
    seldom: float = 300.0
    follow: float = 7200.0
    answered: float = 30.0
    doubt: float = 60.0
    lease: float = 15.0


@dataclass(frozen=True)
class Change:
    """Log entries and new values for a start."""

    lines: tuple[Line, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)


def known_of(attempt: Attempt) -> Observation:
    """Return what the last check showed."""
    return Observation(attempt.new, attempt.sync, attempt.basis, attempt.others)


def after_check(
    attempt: Attempt, seen: Observation, now: datetime, policy: PollPolicy, listed_within: timedelta
) -> Change:
    """Return the changes after a successful check. `now` is UTC.

    `listed_within`: so long after a request its sync is listed, by what was seen so far. What a person may
    decide was offered for other syncs than these, so `when_time_passes` offers it again.
    """
    before = known_of(attempt)
    over_since = _over_since(attempt, seen, now)
    doubted = timedelta(seconds=policy.doubt)
    listed = attempt.last_sent_at is None or now - attempt.last_sent_at >= listed_within
    believed = over_since is not None and (seen.by_an_id or (listed and now - over_since >= doubted))
    ended = believed and not _undecided(attempt, seen)
    values: dict[str, Any] = {
        "checked_at": now, "check_error": "", "over_since": over_since,
        "may_release": attempt.may_release and seen.keys == before.keys,
        "new": seen.new, "others": seen.others, "sync": seen.sync, "basis": seen.basis,
    }  # fmt: skip
    values |= {"stage": Stage.ENDED, "ended_at": now} if ended else {"stage": _stage(attempt, seen)}
    return Change((*_found(before, seen), *_reported(before, seen, ended=ended)), values)


def when_time_passes(
    attempt: Attempt, now: datetime, policy: PollPolicy, patience: timedelta
) -> Change | None:
    """Return the changes due to the time since the request; None if there are none. `now` is UTC.

    `patience`: how long nothing new must be seen after an unclear answer before a person may decide.
    """
    if attempt.sent_at is None or attempt.settled:
        return None
    passed = (now - attempt.sent_at).total_seconds()
    if attempt.stage is Stage.UNCLEAR and (may_decide := _perhaps_nothing(attempt, patience)):
        return may_decide
    if attempt.stage is Stage.UNCLEAR and not attempt.new:
        return None
    if attempt.answered_over and not attempt.new and passed >= policy.answered:
        return Change((), {"stage": Stage.ENDED, "ended_at": now})
    if passed >= policy.follow and not attempt.may_release:
        return Change(((StartEventType.NO_END_SEEN, "", None),), {"may_release": True})
    return None


def asked_again(attempt: Attempt, now: datetime) -> dict[str, Any]:
    """Return the changes before the same request is sent again. `now` is UTC."""
    return {
        "stage": Stage.SENDING,
        "last_sent_at": now,
        "sent_count": attempt.sent_count + 1,
        "may_release": False,
        "error_status": None,
        "correlation_id": "",
    }


def wait_after(attempt: Attempt, number: int, policy: PollPolicy) -> float:
    """Return the seconds to wait after check `number` (from 0) of an unsettled start."""
    if attempt.may_release:
        return policy.seldom
    return min(policy.first * policy.growth**number, policy.most)


def _stage(attempt: Attempt, seen: Observation) -> Stage:
    """Return an unsettled start's stage. Without Codat's answer, it runs only if its sync is known."""
    if seen.new and not _undecided(attempt, seen):
        return Stage.RUNNING
    return Stage.UNCLEAR if attempt.accepted_at is None else attempt.stage


def _undecided(attempt: Attempt, seen: Observation) -> bool:
    """Return whether the new syncs may be ours or someone else's, and Codat never accepted the request."""
    return attempt.accepted_at is None and seen.basis in UNDECIDED


def _over_since(attempt: Attempt, seen: Observation, now: datetime) -> datetime | None:
    """Return since when all syncs that may be ours have been over, and the same ones."""
    if not seen.over:
        return None
    same = known_of(attempt).keys == seen.keys
    return attempt.over_since if same and attempt.over_since is not None else now


def _perhaps_nothing(attempt: Attempt, patience: timedelta) -> Change | None:
    """Let a person decide once a late enough check showed nothing new, or nothing that can be matched."""
    if attempt.may_release:
        return None
    late = (
        attempt.checked_at is not None
        and attempt.last_sent_at is not None
        and (attempt.checked_at - attempt.last_sent_at >= patience)
    )
    undecided = late and attempt.basis in UNDECIDED and attempt.over_since is not None
    if not (undecided or nothing_new_for(attempt, patience)):
        return None
    return Change(((StartEventType.STILL_UNKNOWN, "", None),), {"may_release": True})


def _found(before: Observation, seen: Observation) -> tuple[Line, ...]:
    if not seen.new or (before.basis, before.keys) == (seen.basis, seen.keys):
        return ()
    if seen.basis is MatchBasis.SEVERAL:
        return ((StartEventType.FOUND_SEVERAL, str(len(seen.new)), None),)
    return ((StartEventType.FOUND, seen.basis.value, None),)


def _reported(before: Observation, seen: Observation, *, ended: bool) -> tuple[Line, ...]:
    """Return the log entries for a new code of the sync, or for its end."""
    if seen.sync is None:
        return ((StartEventType.ENDED, "", None),) if ended else ()
    code, text = seen.sync.sync_status_code, seen.sync.sync_status or ""
    if ended:
        return ((StartEventType.ENDED, text, code),)
    known = before.sync
    same = known is not None and (known.sync_id, known.sync_status_code) == (seen.sync.sync_id, code)
    return () if same else ((StartEventType.REPORTED, text, code),)
