"""Coverage of wild histories: in any order, by hand and by night, told and untold, through clock changes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.coverage import NOT_IN_BOOKS, Cover, Coverage, coverage_of, range_of
from dashboard.insight.gap import Range, gap_of, own_due
from dashboard.insight.nights import Night, Nights
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.runs import runs_of
from dashboard.insight.schedule import Dues
from tests.insight.verdict_makers import sync

GRACE = timedelta(hours=12)
ZONES = ("Europe/London", "America/Santiago", "America/Havana", "Australia/Lord_Howe", "Etc/UTC")
MOMENTS = [
    datetime(2026, 11, 20, 13, 42, tzinfo=UTC),
    datetime(2026, 3, 29, 12, 0, tzinfo=UTC),  # the clocks go forward in Europe
    datetime(2026, 10, 25, 12, 0, tzinfo=UTC),  # and back
    datetime(2024, 3, 1, 1, 0, tzinfo=UTC),  # after a leap day
    datetime(2026, 9, 6, 12, 0, tzinfo=UTC),  # midnight was skipped in Santiago
]
CODES = [2000, 2000, 2000, 2040, 4000, 4000, 5130, 5080, 1000, 3000, 3000]
Span = tuple[datetime, datetime]
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class World(NamedTuple):
    """A merchant's syncs and all that coverage is told from."""

    syncs: list[CompanySyncStatus]
    reported: dict[str, Range]
    dues: Dues
    start_date: datetime | None
    now: datetime

    @property
    def up_to(self) -> datetime:
        return self.dues.last(self.now)

    @property
    def first(self) -> datetime:
        return self.now - timedelta(days=15)

    def covered(self) -> Coverage:
        runs = runs_of(self.syncs, self.now, self.dues)
        made = coverage_of(
            runs,
            self.dues,
            self.first,
            self.up_to,
            start_date=self.start_date,
            grace=GRACE,
            reported=self.reported,
        )
        assert made is not None
        return made

    def nights(self) -> list[Night]:
        """Return the nights of the list."""
        runs = runs_of(self.syncs, self.now, self.dues)
        return Nights(runs, self.dues, GRACE, self.reported).since(self.now - timedelta(days=60))

    def missing(self) -> list[Span]:
        """Return what is missing for certain or perhaps, joined."""
        holes = [each for each in self.covered().stretches if each.state in NOT_IN_BOOKS]
        return joined([(each.start, each.finish) for each in holes])


def joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for start, finish in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], finish)
        else:
            found.append((start, finish))
    return found


def inside(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    """Return whether each span lies within one of the others."""
    return all(any(low <= start and finish <= high for low, high in others) for start, finish in spans)


@st.composite
def worlds(draw: st.DrawFn, codes: Sequence[int] = CODES) -> World:
    now = draw(st.sampled_from(MOMENTS))
    dues = Dues(ZoneInfo(draw(st.sampled_from(ZONES))), draw(st.integers(0, 23)))
    nightly = draw(st.lists(st.sampled_from(codes), max_size=22))
    delay = st.sampled_from([0, 14, 179, 180, 181, 400, 719, 720, 721])
    moments = [
        dues.on(dues.day(now) - timedelta(days=back)) + timedelta(minutes=draw(delay))
        for back in range(len(nightly))
    ]
    between = draw(st.lists(st.integers(0, 22 * 24 * 60), max_size=5))
    moments += [now - timedelta(minutes=ago) for ago in between]
    kinds = [*nightly, *(draw(st.sampled_from(codes)) for _ in between)]
    pushed = st.sampled_from([None, True, False])
    syncs = [
        sync(moment, code, data_pushed=draw(pushed))
        for moment, code in zip(moments, kinds, strict=True)
        if moment <= now
    ]
    reported = {each.sync_id or "": draw(ranges(each)) for each in syncs if draw(st.integers(0, 5)) == 0}
    begins = draw(st.none() | st.integers(-2, 30).map(lambda days: now - timedelta(days=days, hours=5)))
    return World(syncs, reported, dues, begins, now)


@st.composite
def ranges(draw: st.DrawFn, run: CompanySyncStatus) -> Range:
    """Make the range that a sync was told: it ends when it ran at the latest."""
    assert run.sync_utc is not None
    finish = run.sync_utc - timedelta(hours=draw(st.integers(0, 24 * 9)))
    return Range(finish - timedelta(hours=draw(st.integers(0, 24 * 9))), finish)


@quick
@given(worlds())
def test_stretches_fill_the_window_in_order_without_a_gap(world: World):
    coverage = world.covered()
    edges = [each.start for each in coverage.stretches] + [coverage.up_to]
    assert edges[0] == coverage.first
    assert [each.finish for each in coverage.stretches] == edges[1:]
    assert all(each.start < each.finish for each in coverage.stretches)


@quick
@given(worlds())
def test_neighbours_show_different_things(world: World):
    for one, next_one in pairwise(world.covered().stretches):
        assert (one.state, one.reported, one.late, one.partly, one.sync_id) != (
            next_one.state, next_one.reported, next_one.late, next_one.partly, next_one.sync_id,
        )  # fmt: skip


@quick
@given(worlds())
def test_what_is_missing_is_what_the_gap_tells(world: World):
    runs = runs_of(world.syncs, world.now, world.dues)
    gap = gap_of(runs, world.dues, world.start_date, world.up_to, grace=GRACE, reported=world.reported)
    wanted = [
        (max(each.start, world.first), each.finish)
        for each in (gap.missing if gap else ())
        if each.finish > world.first
    ]
    assert world.missing() == wanted


@quick
@given(worlds())
def test_the_days_are_those_of_the_gap_when_it_lies_in_the_window(world: World):
    runs = runs_of(world.syncs, world.now, world.dues)
    gap = gap_of(runs, world.dues, world.start_date, world.up_to, grace=GRACE, reported=world.reported)
    if gap and (gap.since is None or gap.since >= world.first):
        coverage = world.covered()
        assert (coverage.days_missing, coverage.fewest_missing) == (gap.days, gap.fewest)


@quick
@given(worlds(), st.integers(0, 22 * 24 * 60))
def test_one_more_sync_of_unknown_outcome_only_makes_it_less_certain(world: World, ago: int):
    run = sync(world.now - timedelta(minutes=ago), 3000)
    runs, more = (runs_of(each, world.now, world.dues) for each in (world.syncs, [*world.syncs, run]))
    before, after = (
        gap_of(each, world.dues, world.start_date, world.up_to, grace=GRACE, reported=world.reported)
        for each in (runs, more)
    )
    if before and after and before.covered_to == after.covered_to:
        assert (after.missing, after.days) == (before.missing, before.days)
        assert after.fewest <= before.fewest


@quick
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(world: World, dice: random.Random):
    shuffled = world._replace(syncs=dice.sample(world.syncs, len(world.syncs)))
    assert shuffled.covered() == world.covered()


@quick
@given(worlds(codes=[code for code in CODES if code != 5080]), st.data())
def test_a_reported_range_closes_its_own_part_only(world: World, data: st.DataObject):
    run = sync(world.now, 2000)
    reported = data.draw(ranges(run))
    after = world._replace(
        syncs=[*world.syncs, run], reported={**world.reported, run.sync_id or "": reported}
    )
    left = [
        each
        for start, finish in world.missing()
        for each in ((start, min(finish, reported.start)), (max(start, reported.finish), finish))
        if each[0] < each[1]
    ]
    assert after.missing() == (left if reported.start < reported.finish else world.missing())


@quick
@given(worlds(), st.integers(0, 22 * 24 * 60), st.data())
def test_one_more_success_never_makes_more_missing(world: World, ago: int, data: st.DataObject):
    ran = world.now - timedelta(minutes=ago)
    run = sync(ran, data.draw(st.sampled_from([2000, 2040])))
    reported = {run.sync_id or "": data.draw(ranges(run))} if data.draw(st.booleans()) else {}
    after = world._replace(syncs=[*world.syncs, run], reported=world.reported | reported)
    begins = world.start_date
    if world.nights() or (begins and begins < world.dues.last(ran)):
        assert inside(after.missing(), world.missing())


@quick
@given(worlds())
def test_nights_are_the_due_dates_of_the_successes_that_are_a_due_date_s_own(world: World):
    runs = runs_of(world.syncs, world.now, world.dues)
    wanted = {
        own_due(run, runs, world.dues, GRACE, world.reported)
        for run in runs.newest_first()
        if run.succeeded and run.record.sync_id not in world.reported
    } - {None}
    assert [each.due for each in world.nights()] == sorted(each for each in wanted if each)


@quick
@given(worlds())
def test_what_a_success_is_said_to_cover_is_in_the_books(world: World):
    runs = runs_of(world.syncs, world.now, world.dues)
    in_books = joined(
        [
            (each.start, each.finish)
            for each in world.covered().stretches
            if each.state in {Cover.IN_BOOKS, Cover.TWICE}
        ]
    )
    for run in runs.newest_first():
        known = range_of(run, runs, world.dues, GRACE, world.reported, start_date=world.start_date)
        if known is None or not run.succeeded or known[1]:
            continue
        start, finish = max(known[0].start, world.first), min(known[0].finish, world.up_to)
        assert start >= finish or inside([(start, finish)], in_books)


@quick
@given(worlds())
def test_what_was_shown_twice_rests_on_successes_of_reported_range(world: World):
    reported = [
        world.reported[each.sync_id or ""]
        for each in world.syncs
        if each.sync_id in world.reported
        and outcome_of(each) in {Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE}
    ]
    for stretch in world.covered().stretches:
        over = [each for each in reported if each.start <= stretch.start and stretch.finish <= each.finish]
        assert len(over) >= (2 if stretch.reported and stretch.state is Cover.TWICE else stretch.reported)
