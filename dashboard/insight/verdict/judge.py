"""The verdict on one company: are its sales arriving, if not since when and why, and who does what.

`judge` takes data from Codat and the time. It never fails on partial data, and lists what it lacks. The rules
are in `facts.py`, `gap.py`, `streak.py`, `schedule.py`, `sides.py` and `causes.toml`; docs/how-it-judges.md
explains them with their sources, and has the table of states.

Of the states that apply, the most serious wins, with two exceptions. A running sync comes first while both
sides are linked and sync is on, since the thing to do is wait. If sales are missing, or may be, and no
serious state applies, the state is NOT_KNOWN.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict

from codat_client import CompanySyncStatus, Configuration, Connection
from dashboard.insight.causes.blamed_settings import points_of
from dashboard.insight.causes.catalogue import Actor, Cause, CauseMatch, Start, cause_of, named
from dashboard.insight.gap import Range
from dashboard.insight.outcome import Outcome
from dashboard.insight.running import Running
from dashboard.insight.runs import SyncRun, SyncRuns
from dashboard.insight.sides import Link, Side
from dashboard.insight.skipped import Missing
from dashboard.insight.start.by_hand import entered_in_gap, first_not_asked, has_to_ask
from dashboard.insight.verdict.facts import CompanyFacts, VerdictLimits
from dashboard.insight.verdict.state import Ground, State
from dashboard.insight.verdict.streak import SWITCHED_OFF_AFTER
from dashboard.insight.verdict.subject import subject_of
from dashboard.insight.verdict.verdict import Fact, FactBasis, Lack, Tonight, Verdict


def judge(
    syncs: Sequence[CompanySyncStatus] | None,
    connections: Sequence[Connection] | None,
    configuration: Configuration | None,
    now: datetime,
    *,
    limits: VerdictLimits = VerdictLimits(),  # noqa: B008 - it is frozen
    reported: Mapping[str, Range] | None = None,
    latest: CompanySyncStatus | None = None,
    last_successful: CompanySyncStatus | None = None,
    configuration_missing: bool = False,
    company_missing: bool = False,
    runs: SyncRuns | None = None,
    entered_by_hand: Sequence[tuple[date, date]] = (),
) -> Verdict:
    """Judge one company.

    None means not read; an empty list means nothing has synced. `latest` and `last_successful` are enough for
    a first verdict before the list has arrived. `reported`: ranges that Codat reported for syncs we started,
    by sync id. `configuration_missing`, `company_missing`: Codat answered that there is no Commerce
    configuration, or no such company. `runs`: all syncs in order, if already computed. `entered_by_hand`: as
    `CompanyFacts` has it. `now` is aware. Never raises on data from Codat.
    """
    known = CompanyFacts(
        syncs,
        connections,
        configuration,
        now,
        limits,
        reported or {},
        latest,
        last_successful,
        runs,
        tuple(entered_by_hand),
    )
    return verdict_on(known, configuration_missing=configuration_missing, company_missing=company_missing)


def verdict_on(known: CompanyFacts, *, configuration_missing: bool, company_missing: bool) -> Verdict:
    """Judge one company by its facts; see `judge` for the arguments."""
    state, ground = _state(known, configuration_missing=configuration_missing, gone=company_missing)
    broken = known.sides.broken if known.sides and not configuration_missing else ()
    cause = _cause(known, broken, state)
    return Verdict(
        state=state,
        ground=ground,
        zone=known.merchant,
        now=known.now,
        dues=known.dues,
        gap=known.gap,
        streak=known.streak,
        quiet=known.quiet,
        subject=subject_of(known, state, ground),
        **_runs(known),
        **_due_times(known, ground),
        sides=known.sides,
        broken=broken,
        cause=cause,
        points=points_of(cause.cause if cause else None, known.configuration),
        acts=_acts(known, state, ground, cause),
        helps_to_start=_helps(state, ground, cause),
        ask_by_hand=has_to_ask(known, state, ground),
        ask_by_hand_since=first_not_asked(known),
        entered_by_hand=entered_in_gap(known),
        facts=tuple(_facts(known)),
        lacks=tuple(_lacks(known, missing=configuration_missing or company_missing)),
    )


class _Runs(TypedDict):
    """The fields of a verdict about single runs."""

    latest: SyncRun | None
    bearing: SyncRun | None
    last_success: SyncRun | None
    skipped: SyncRun | None
    skipped_again: bool
    missing_after_skipped: Missing
    partly: SyncRun | None
    running: SyncRun | None
    began: datetime | None
    untimed: int
    ahead: int
    lead: timedelta


def _runs(known: CompanyFacts) -> _Runs:
    return {
        "latest": next(known.runs.newest_first(), None),
        "bearing": known.bearing,
        "last_success": known.last_success,
        "skipped": known.skipped,
        "skipped_again": known.skipped_again,
        "missing_after_skipped": known.missing_after_skipped,
        "partly": known.partly,
        "running": known.running,
        "began": known.began,
        "untimed": known.runs.untimed,
        "ahead": known.runs.ahead,
        "lead": known.runs.lead,
    }


class _DueTimes(TypedDict):
    """The fields of a verdict about due dates, past and to come."""

    late: datetime | None
    missed: int
    awaited: datetime | None
    next_due: datetime | None
    on_time: bool | None
    tonight: Tonight | None


def _due_times(known: CompanyFacts, ground: Ground) -> _DueTimes:
    """Return what is due, was due or is late: nothing while no syncs run."""
    nothing_runs = known.switched_off or ground in {Ground.NO_COMMERCE, Ground.NOT_CONFIGURED, Ground.GONE}
    next_due = known.dues.next(known.now) if known.dues and not nothing_runs else None
    return {
        "late": None if nothing_runs else known.late or known.never_ran,
        "missed": 0 if nothing_runs else known.missed,
        "awaited": None if nothing_runs else known.awaited,
        "next_due": next_due,
        "on_time": None if next_due is None or not known.runs.timed else known.late is None,
        "tonight": _tonight(known, next_due),
    }


def _state(known: CompanyFacts, *, configuration_missing: bool, gone: bool) -> tuple[State, Ground]:
    if gone:
        return State.NOT_KNOWN, Ground.GONE
    unfinished = known.configuration is not None and known.configuration.configured is False
    if not known.runs.timed and configuration_missing:
        return State.NEVER_SYNCED, Ground.NO_COMMERCE
    if unfinished and not known.runs.timed and known.knows_the_newest:
        return State.NEVER_SYNCED, Ground.NOT_CONFIGURED
    if known.switched_off:
        return State.SWITCHED_OFF, Ground.NOT_CONFIGURED if unfinished else Ground.PLAIN
    broken = known.sides is not None and bool(known.sides.broken)
    if known.running and not broken:
        return State.RUNNING, Ground.PLAIN if known.began else Ground.AGE_UNKNOWN
    return max(_holding(known, broken=broken), key=lambda each: each[0].gravity)


def _holding(known: CompanyFacts, *, broken: bool) -> Iterator[tuple[State, Ground]]:
    """Yield every state that applies, except running and switched off."""
    found = [*_by_streak(known), *_by_runs(known)]
    if broken:
        found.append((State.DISCONNECTED, Ground.PLAIN))
    yield from found
    missing = known.gap is not None and known.gap.days > 0
    if missing and all(state.gravity < State.STUCK.gravity for state, _ in found):
        yield State.NOT_KNOWN, Ground.SKIPPED if known.skipped else Ground.UNCLEAR_RANGE


def _by_streak(known: CompanyFacts) -> Iterator[tuple[State, Ground]]:
    streak = known.streak
    left = SWITCHED_OFF_AFTER - streak.days if streak.left is None else streak.left
    if streak.days >= SWITCHED_OFF_AFTER:
        yield State.PROBABLY_SWITCHED_OFF, Ground.PLAIN
    elif streak.days and left <= known.limits.warn_days:
        yield State.WILL_BE_SWITCHED_OFF, Ground.PLAIN


def _by_runs(known: CompanyFacts) -> Iterator[tuple[State, Ground]]:
    if not known.knows_the_newest:
        yield State.NOT_KNOWN, Ground.NOT_READ
    elif not known.runs.timed:
        odd = known.runs.untimed or known.runs.ahead or known.damaged
        yield (State.NOT_KNOWN, Ground.NO_TIMES) if odd else (State.NEVER_SYNCED, Ground.PLAIN)
    elif known.bearing is None and known.open is None:
        yield State.NOT_KNOWN, Ground.SKIPPED if known.skipped else Ground.UNCLEAR_RANGE
    else:
        yield from _by_newest(known)


def _by_newest(known: CompanyFacts) -> Iterator[tuple[State, Ground]]:
    if known.open is not None:
        stuck = known.how_running(known.open) is Running.STUCK
        yield (State.STUCK, Ground.PLAIN) if stuck else (State.NOT_KNOWN, Ground.UNKNOWN_CODE)
    if known.late is not None:
        yield State.LATE, Ground.PLAIN
    if known.bearing is not None and known.bearing.outcome is Outcome.FAILED:
        yield State.FAILING, Ground.PLAIN
    elif known.skipped_again and known.gap is None:
        yield State.NOT_KNOWN, Ground.SKIPPED
    elif known.quiet.runs >= known.limits.quiet_runs:
        yield State.NOTHING_TO_SEND, Ground.PLAIN
    elif known.open is None:
        yield State.ARRIVING, Ground.SKIPPED if known.skipped else Ground.PLAIN


_SIDE_CAUSES = {
    Link.WITHDRAWN: "side-withdrawn",
    Link.UNLINKED: "side-unlinked",
    Link.PENDING: "side-pending",
    Link.MISSING: "side-missing",
}


def _cause(known: CompanyFacts, broken: tuple[Side, ...], state: State) -> CauseMatch | None:
    """Return the cause: connections, which are current, take precedence over the run's message."""
    failed = known.bearing if known.bearing and not known.bearing.succeeded else None
    found = cause_of(failed.record) if failed else None
    if broken:
        side = named(_SIDE_CAUSES[broken[0].link])
        return CauseMatch(side, found.message if found else "", recognised=True)
    if found is None and state is State.NOT_KNOWN and known.open is not None:
        return cause_of(known.open.record)
    return found


_ACTS = {
    State.ARRIVING: Actor.NO_ONE,
    State.RUNNING: Actor.NO_ONE,
    State.STUCK: Actor.CODAT,
    State.DISCONNECTED: Actor.MERCHANT,
}


def _acts(known: CompanyFacts, state: State, ground: Ground, cause: CauseMatch | None) -> Actor:
    if ground is Ground.NOT_CONFIGURED:
        return Actor.MERCHANT
    waits = state is State.NEVER_SYNCED and known.never_ran is None
    if waits or ground is Ground.NO_COMMERCE:
        return Actor.NO_ONE
    if ground is Ground.SKIPPED:
        ours = Actor.US if known.missing_after_skipped is Missing.NOT_KNOWN else Actor.NO_ONE
        return Actor.CODAT if known.skipped_in_earnest else ours
    if state in {State.FAILING, State.WILL_BE_SWITCHED_OFF} or ground is Ground.UNKNOWN_CODE:
        return Actor.CODAT if known.skipped_again else cause.cause.acts if cause else Actor.US
    if state is State.ARRIVING and known.quiet.unusual:
        return Actor.US
    return _ACTS.get(state, Actor.US)


def _helps(state: State, ground: Ground, cause: CauseMatch | None) -> bool | None:
    """Return whether starting a sync now helps."""
    if state is State.LATE or (state is State.NEVER_SYNCED and ground is Ground.PLAIN):
        return True
    if state is State.NOT_KNOWN:
        return None
    failing = state in {State.FAILING, State.WILL_BE_SWITCHED_OFF, State.PROBABLY_SWITCHED_OFF}
    starts: Cause | None = cause.cause if cause and failing else None
    if starts is None or starts.start is not Start.UNKNOWN:
        return starts is not None and starts.start is Start.NOW
    return None


def _tonight(known: CompanyFacts, next_due: datetime | None) -> Tonight | None:
    if next_due is None or known.dues is None:
        return None
    due = known.awaited or next_due
    streak, gap = known.streak, known.gap
    return Tonight(due, (gap.since or gap.covered_to) if gap else None, streak.day_if(known.dues.day(due)))


def _facts(known: CompanyFacts) -> Iterator[Fact]:
    if known.last_success:
        yield Fact("last_success", FactBasis.REPORTED)
    if known.configuration is not None:
        yield Fact("switched_off", FactBasis.REPORTED)
    if known.gap is not None:
        yield Fact("gap", FactBasis.REPORTED if known.gap.reported else FactBasis.ESTIMATED)
    if known.streak.days:
        yield Fact("streak", FactBasis.COUNTED)
    if known.streak.switch_off is not None:
        yield Fact("switch_off", FactBasis.COUNTED)
    if known.dues is not None:
        yield Fact("next_due", FactBasis.ESTIMATED)


def _lacks(known: CompanyFacts, *, missing: bool) -> Iterator[Lack]:
    if not known.whole and not missing:
        yield Lack.SYNCS
    if known.connections is None and not missing:
        yield Lack.CONNECTIONS
    if known.configuration is None:
        if not missing:
            yield Lack.CONFIGURATION
    elif known.dues is None:
        yield Lack.SCHEDULE
    elif known.merchant.note and known.merchant.name != "UTC":
        yield Lack.ZONE
    yield from _lacks_of_times(known.runs)


def _lacks_of_times(runs: SyncRuns) -> Iterator[Lack]:
    if runs.untimed:
        yield Lack.TIMES
    if runs.placed:
        yield Lack.LATEST_TIME
    if runs.ahead:
        yield Lack.AHEAD
    if runs.lead:
        yield Lack.CLOCK
