"""Decide whether to ask the merchant, before a sync of old sales, which ones they booked by hand.

Codat leaves out what it has already received unchanged (Codat's docs), so a late sync books twice only what
was entered by hand. We assume a merchant may start doing so after two days without sales in the books.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dashboard.insight.gap import Gap, Range, without
from dashboard.insight.schedule import start_date_of
from dashboard.insight.start.day_range import start_of_day
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.state import Ground, State

OLD_GAP = timedelta(days=2)
Days = tuple[date, date]
"""The merchant’s days from the first to the last, both included."""


@dataclass(frozen=True, slots=True)
class EnteredByHand:
    """Days recorded as entered by hand: who recorded it ("" without a name), and when (UTC)."""

    days: Days
    person: str
    verified: bool
    at: datetime


_NOTHING_TO_SYNC = {Ground.GONE, Ground.NO_COMMERCE, Ground.NOT_CONFIGURED, Ground.NOT_READ}
_SALES_MAY_WAIT = {
    State.NEVER_SYNCED,
    State.STUCK,
    State.LATE,
    State.FAILING,
    State.DISCONNECTED,
    State.WILL_BE_SWITCHED_OFF,
    State.PROBABLY_SWITCHED_OFF,
    State.SWITCHED_OFF,
}


def has_to_ask(known: CompanyFacts, state: State, ground: Ground) -> bool:
    """Return whether to ask before a start; never while a sync is running, as nothing can start then.

    Days recorded as entered by hand aren't asked about again.
    """
    if known.began is not None:
        return False
    if known.gap is not None:
        old = known.gap.since is not None and known.now - known.gap.since > OLD_GAP
        return old and (not known.entered_by_hand or _not_asked(known) is not None)
    if state not in _SALES_MAY_WAIT or ground in _NOTHING_TO_SYNC:
        return False
    since = _sent_up_to(known)
    return since is None or known.now - since > OLD_GAP


def first_not_asked(known: CompanyFacts) -> datetime | None:
    """Return the first missing sales (UTC) that the record doesn't mention; None if unknown, or none."""
    left = _not_asked(known)
    return left[0].start if left else None


def entered_in_gap(known: CompanyFacts) -> tuple[Range, ...]:
    """Return the ranges (UTC) recorded as entered by hand in which sales are missing."""
    entered = instants_of(known.entered_by_hand, known.merchant.zone)
    missing = known.gap.missing if known.gap is not None else ()
    return tuple(each for each in entered if any(_meet(each, other) for other in missing))


def _not_asked(known: CompanyFacts) -> tuple[Range, ...] | None:
    """Return the missing sales to ask about; None if there are none, empty if it isn't known which."""
    entered = instants_of(known.entered_by_hand, known.merchant.zone)
    return missing_in(known.gap, None, entered, known.now)


def _sent_up_to(known: CompanyFacts) -> datetime | None:
    """Return roughly up to when sales were sent without a gap: the last success, else the start date."""
    if known.last_success is None:
        return start_date_of(known.configuration)
    return known.last_success.at if known.last_success.timed else None


def missing_in(
    gap: Gap | None, planned: Range | None, entered: Sequence[Range], now: datetime
) -> tuple[Range, ...] | None:
    """Return the missing sales that a sync would bring and that haven't been asked about yet.

    None: there are none, so there is nothing to ask. Empty: it isn't known which ones. `planned`: None if the
    beginning of the sync is unknown. `entered`: the days recorded as entered by hand; the rest of the gap is
    asked about once it is old itself.
    """
    if gap is None:
        return ()
    brought = [each for each in gap.missing if planned is None or _meet(each, planned)]
    left = tuple(part for each in brought for part in without(_cut(each, planned), entered))
    recent = bool(entered) and bool(left) and now - left[0].start <= OLD_GAP
    return None if recent else left or None


def instants_of(days: Iterable[Days], zone: ZoneInfo) -> tuple[Range, ...]:
    """Return the merchant’s days as ranges (UTC)."""
    return tuple(
        Range(start_of_day(first, zone), start_of_day(last + timedelta(1), zone)) for first, last in days
    )


def may_be_covered_later(gap: Gap | None, start_date: datetime | None, entered: Range) -> bool:
    """Return whether a scheduled sync may still cover these sales, which would book them twice.

    Not if the start date in the set-up is after them, or if none of them is missing any longer.
    """
    if start_date is not None and start_date >= entered.finish:
        return False
    if gap is None or entered.finish > gap.up_to:
        return True
    return any(_meet(each, entered) for each in gap.missing)


def days_left(first: date, last: date, entered: Days) -> tuple[Days, ...]:
    """Return the days from `first` to `last` without those that were entered by hand, newest first."""
    day = timedelta(days=1)
    sides = ((max(first, entered[1] + day), last), (first, min(last, entered[0] - day)))
    return tuple(side for side in sides if side[0] <= side[1])


def _meet(one: Range, other: Range) -> bool:
    return one.start < other.finish and other.start < one.finish


def _cut(missing: Range, planned: Range | None) -> Range:
    if planned is None:
        return missing
    return Range(max(missing.start, planned.start), min(missing.finish, planned.finish))
