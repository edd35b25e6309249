"""The nights of absurd and of long lists: how many due dates are looked at, counted, and what is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.coverage import coverage_of, range_of
from dashboard.insight.gap import Range
from dashboard.insight.nights import Night, Nights
from dashboard.insight.outcome import outcome_of
from dashboard.insight.runs import SyncRun, SyncRuns, runs_of
from dashboard.insight.schedule import Dues
from tests.insight.verdict_makers import LONDON, NOW, at, nights, sync

GRACE = timedelta(hours=12)
OK, FAILED = 2000, 4000


@dataclass(frozen=True)
class CountedDues(Dues):
    """Due dates that count how often one is worked out."""

    asked: list[object] = field(default_factory=list, compare=False)

    def on(self, day: object) -> datetime:
        """Return the due date of a day, and count it."""
        self.asked.append(day)
        return super().on(day)  # type: ignore[arg-type]


def ranges(runs: SyncRuns, dues: Dues) -> list[tuple[Range, bool] | None]:
    """Return the range of each run, each asked for on its own as the table does."""
    return [range_of(SyncRun(when, run, outcome_of(run)), runs, dues, GRACE, {}) for when, run in runs.timed]


def daily(code: int, number: int, hour: int = 2) -> list[CompanySyncStatus]:
    return [
        sync(NOW.replace(hour=hour, minute=14) - timedelta(days=ago), code) for ago in range(1, number + 1)
    ]


@pytest.mark.parametrize("year", [2, 1970])
@pytest.mark.parametrize("code", [OK, FAILED])
def test_one_sync_of_long_ago_does_not_make_all_days_since_be_looked_at(year: int, code: int):
    dues, runs = CountedDues(LONDON, 2), runs_of([sync(at(1, year=year), code), *nights([FAILED] * 30)], NOW)
    ranges(runs, dues)
    coverage_of(runs, dues, at(1, year=3), NOW, start_date=None, grace=GRACE, reported={})
    assert len(dues.asked) < 1_000


def test_one_sync_far_ahead_of_now_does_not_make_the_days_until_then_be_looked_at():
    ahead, dues = sync(at(1, year=9998)), CountedDues(LONDON, 2)
    runs = runs_of([ahead, *nights([OK] * 3)], NOW, dues)
    assert range_of(SyncRun(at(1, year=9998), ahead, outcome_of(ahead)), runs, dues, GRACE, {}) is None
    assert len(dues.asked) < 10


@pytest.mark.parametrize(
    "syncs",
    [
        daily(OK, 2_000),
        daily(FAILED, 2_000),
        [*daily(FAILED, 2_000), *daily(OK, 2_000, hour=18)],
        [sync(NOW - timedelta(minutes=each), FAILED) for each in range(2_000)],
    ],
    ids=["well", "failing", "outside the schedule", "many a day"],
)
def test_each_due_date_is_looked_at_once_however_many_ask(syncs: Sequence[CompanySyncStatus]):
    dues, runs = CountedDues(LONDON, 2), runs_of(syncs, NOW)
    ranges(runs, dues)
    assert len(dues.asked) < 15 * len(runs.timed)


def test_a_country_that_skips_a_day_keeps_nobody_walking():
    apia = Dues(ZoneInfo("Pacific/Apia"), 0)
    runs = runs_of(
        [sync(datetime(2011, 12, 28, 11, tzinfo=UTC)), sync(datetime(2012, 1, 2, 11, tzinfo=UTC))], NOW
    )
    (_, found) = ranges(runs, apia)
    assert found == (Range(apia.last(runs.timed[0][0]), apia.last(runs.timed[1][0])), False)


def before_by_walking(known: Nights, due: datetime) -> Night | None:
    """Walk back day by day, as the rule says, and look at each due date anew."""
    oldest = known.dues.last(known.runs.timed[0][0])
    while (due := known.dues.before(due)) >= oldest:
        if (night := Nights(known.runs, known.dues, known.grace, known.reported)._look(due)) is not None:
            return night
    return None


@given(
    st.lists(
        st.tuples(st.integers(1, 24 * 40), st.sampled_from([OK, FAILED, 2040])), min_size=1, max_size=30
    ),
    st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu"]),
    st.randoms(use_true_random=False),
)
def test_a_jump_lands_where_a_walk_does(hours: list[tuple[int, int]], zone: str, random: object):
    dues = Dues(ZoneInfo(zone), 2)
    runs = runs_of([sync(NOW - timedelta(hours=ago), code) for ago, code in hours], NOW)
    known = Nights(runs, dues, GRACE, {})
    asked = [dues.last(NOW) - timedelta(days=ago) for ago in range(42)]
    random.shuffle(asked)  # type: ignore[attr-defined]
    for due in map(dues.last, asked):
        assert known.before(due) == before_by_walking(known, due)
