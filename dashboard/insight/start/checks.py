"""The checks before a start: what blocks it, what a person must answer, what they should know.

The form shows them; the service runs them again just before the start. Their sentences are in
`dashboard/views/start/checks.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import chain
from typing import Final

from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.schedule import start_date_of
from dashboard.insight.sides import Link, sides_of
from dashboard.insight.start.basis import PlannedSync, StartBasis
from dashboard.insight.start.by_hand import Days, instants_of, missing_in
from dashboard.insight.start.check import Check, CheckFinding, Kind, RecordedAnswer
from dashboard.insight.start.collision import covered_already, due_soon
from dashboard.insight.start.prospect import Prospect, prospect_of
from dashboard.insight.verdict.state import Ground
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.insight.verdict.verdict import Verdict

LONG_RANGE: Final = timedelta(days=31)
"""Warn about a range longer than this (our rule)."""
_NEEDED: Final = {"latest", "last_successful"}
_OF_AN_EMPTY_ONE: Final = frozenset({
    Check.GONE, Check.NO_SET_UP, Check.UNFINISHED, Check.SWITCHED_OFF, Check.SYNCS_NOT_READ, Check.RUNNING,
    Check.NOTHING_LEFT, Check.MAY_RUN, Check.STUCK, Check.NOT_READ,
})  # fmt: skip
"""The checks that still apply if there is nothing to start: the others are about the sync."""


def checks_of(
    basis: StartBasis, planned: PlannedSync, entered: Iterable[Days] = ()
) -> tuple[CheckFinding, ...]:
    """Return the checks that apply: what blocks, then what asks, then what warns, each by importance.

    `entered`: the merchant's days recorded as entered by hand.
    """
    found = chain(_blocks(basis, planned), _asks(basis, planned, tuple(entered)), _warns(basis, planned))
    return tuple(each for each in found if not planned.is_empty or each.check in _OF_AN_EMPTY_ONE)


def refused_by(findings: Iterable[CheckFinding], answers: Iterable[RecordedAnswer]) -> CheckFinding | None:
    """Return the first check that refuses a start: one that blocks, or a question without an answer."""
    answered = {each.key for each in answers if not each.warning}
    refusing = (
        each
        for each in findings
        if each.kind is Kind.BLOCKS or (each.kind is Kind.ASKS and each.key not in answered)
    )
    return next(refusing, None)


def may_be_running(sync_id: str | None) -> CheckFinding:
    """Return the question about a sync that may be running: an answer about one doesn't count for another."""
    return CheckFinding(Check.MAY_RUN, (sync_id or "").lower())


def _blocks(basis: StartBasis, planned: PlannedSync) -> Iterator[CheckFinding]:
    applies = {
        Check.GONE: basis.not_found,
        Check.NO_SET_UP: basis.no_set_up,
        Check.UNFINISHED: basis.unfinished,
        Check.SWITCHED_OFF: basis.switched_off,
        Check.RUNNING: basis.is_running,
        Check.NOTHING_LEFT: planned.is_empty,
    }
    yield from (CheckFinding(check) for check, does in applies.items() if does)
    yield from (CheckFinding(Check.SYNCS_NOT_READ, name) for name in basis.not_read if name in _NEEDED)


def _asks(basis: StartBasis, planned: PlannedSync, entered: tuple[Days, ...]) -> Iterator[CheckFinding]:
    yield from _running(basis)
    if _probably_off(basis):
        yield CheckFinding(Check.PROBABLY_OFF)
    yield from _not_linked(basis)
    begins = start_date_of(basis.configuration.value)
    if planned.start is not None and begins is not None and planned.start < begins:
        yield CheckFinding(Check.BEFORE_START_DATE, at=begins)
    yield from _by_hand(basis.verdict, planned, entered)
    yield from (CheckFinding(Check.NOT_READ, name) for name in basis.not_read if name not in _NEEDED)


def _running(basis: StartBasis) -> Iterator[CheckFinding]:
    if basis.may_run is not None:
        yield may_be_running(basis.may_run.record.sync_id)
    elif basis.stuck is not None:
        yield CheckFinding(Check.STUCK, (basis.stuck.record.sync_id or "").lower(), basis.stuck.at)


def _probably_off(basis: StartBasis) -> bool:
    """Return whether Codat has probably switched syncs off, though the set-up doesn't say so."""
    days = basis.verdict.streak.days if basis.verdict else 0
    return days >= SWITCHED_OFF_AFTER and not basis.switched_off


def _not_linked(basis: StartBasis) -> Iterator[CheckFinding]:
    sides = sides_of(basis.connections.value)
    if sides is not None:
        both = {"shop": sides.shop, "books": sides.books}
        yield from (
            CheckFinding(Check.NOT_LINKED, name) for name, side in both.items() if side.link != Link.LINKED
        )


def _by_hand(
    verdict: Verdict | None, planned: PlannedSync, entered: tuple[Days, ...]
) -> Iterator[CheckFinding]:
    if verdict is None:
        return
    known, wanted = instants_of(entered, verdict.zone.zone), planned.range
    doubled = [each for each in known if wanted and each.start < wanted.finish and wanted.start < each.finish]
    if doubled:
        yield CheckFinding(Check.BY_HAND_ON_RECORD, ranges=tuple(doubled))
    asked = wanted if planned.start is not None else None
    missing = missing_in(verdict.gap, asked, known, planned.now) if verdict.ask_by_hand else None
    if missing is not None:
        yield CheckFinding(Check.BY_HAND, ranges=missing)


def _warns(basis: StartBasis, planned: PlannedSync) -> Iterator[CheckFinding]:
    verdict, latest = basis.verdict, basis.latest.value
    prospect = prospect_of(basis)
    if prospect is not None and prospect is not Prospect.LOOKS_FIXED:
        yield CheckFinding(Check.FAILS_AGAIN)
    if verdict is not None and _would_be_the_last(verdict):
        yield CheckFinding(Check.LAST_FAILING_DAY)
    if verdict is not None and verdict.ground is Ground.UNKNOWN_CODE:
        yield CheckFinding(Check.OUTCOME_UNKNOWN)
    if _may_be_covered(verdict, planned):
        yield CheckFinding(Check.MAY_BE_COVERED)
    if outcome_of(latest) is Outcome.FAILED and latest is not None and latest.data_pushed:
        yield CheckFinding(Check.PARTLY_WRITTEN)
    if outcome_of(latest) is Outcome.SKIPPED:
        yield CheckFinding(Check.SKIPPED_BEFORE)
    yield from _collides(verdict, planned)
    if planned.range is not None and planned.range.finish - planned.range.start > LONG_RANGE:
        yield CheckFinding(Check.LONG_RANGE)


def _collides(verdict: Verdict | None, planned: PlannedSync) -> Iterator[CheckFinding]:
    if (covered := covered_already(verdict, planned)) is not None:
        yield covered
    if (due := due_soon(verdict, planned)) is not None:
        yield CheckFinding(Check.DUE_SOON, at=due)


def _would_be_the_last(verdict: Verdict) -> bool:
    """Return whether a failure of this sync, or of the next scheduled one, makes the 31st failing day."""
    days = verdict.streak
    today = days.day_if(verdict.now.astimezone(verdict.zone.zone).date())
    tonight = verdict.tonight.failing_day if verdict.tonight else None
    numbers = [each for each in (today, tonight) if each is not None]
    return days.days < SWITCHED_OFF_AFTER <= max(numbers, default=0)


def _may_be_covered(verdict: Verdict | None, planned: PlannedSync) -> bool:
    """Return whether a sync of unknown range or outcome may have covered the first of these days."""
    gap = verdict.gap if verdict else None
    until = gap.compare_until if gap else None
    if gap is None or verdict is None or until is None or planned.start is None or planned.start >= until:
        return False
    return gap.success_to_compare is not None or verdict.ground is not Ground.UNKNOWN_CODE
