"""Wild histories: unsorted, doubled, timeless, from the future, over clock changes, with unheard-of codes."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from codat_client.times import read_utc
from dashboard.insight.coverage import coverage_in
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.runs import quick_utc
from dashboard.insight.verdict.facts import CompanyFacts
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.state import State
from dashboard.insight.verdict.verdict import Lack, Verdict
from dashboard.views.cause_words import Names
from dashboard.views.verdict.texts import texts_for_verdict
from tests.insight.verdict_makers import linked, sync
from tests.insight.verdict_makers import settings as configuration

ZONES = ("Europe/London", "Europe/Berlin", "America/Santiago", "America/Havana", "Australia/Lord_Howe", None)
MOMENTS = [
    datetime(2026, 11, 20, 13, 42, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # the clocks go forward in Europe
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # and back
    datetime(2024, 2, 29, 0, 5, tzinfo=UTC),  # a leap day
    datetime(2026, 9, 6, 4, 0, tzinfo=UTC),  # midnight is skipped in Santiago
]
CODES = [1000, 1010, 2000, 2000, 2000, 2040, 4000, 4220, 5000, 5080, 5130, 3000, 0, -1, 9999, None]
ODD_TIMES = [
    None,
    "",
    "yesterday",
    "2026-11-18",
    "0001-01-01T00:00:00",
    "9999-12-31T23:59:59Z",
    "2026-11-31T00:00:00Z",
]
NAMES = Names("Xero", "Square", "Bluebird")
Case = tuple[list[CompanySyncStatus], str | None, int, datetime]
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def cases(draw: st.DrawFn, *, odd: bool = True) -> Case:
    """Make a history: (syncs, zone, hour, now)."""
    now = draw(st.sampled_from(MOMENTS))
    minutes = st.integers(0, 40 * 24 * 60) | st.sampled_from([0, 1, 60, 1440, 2880]) | st.integers(-600, -11)
    times = minutes.map(lambda ago: now - timedelta(minutes=ago))
    when = times | st.sampled_from(ODD_TIMES) if odd else times
    ids = st.one_of(st.uuids().map(str), st.sampled_from(["a", "b", None])) if odd else st.uuids().map(str)
    one = st.builds(
        lambda moment, code, name, pushed: sync(moment, code, sync_id=name, data_pushed=pushed),
        when, st.sampled_from(CODES), ids, st.sampled_from([None, True, False]),
    )  # fmt: skip
    nightly = draw(st.lists(st.sampled_from(CODES), max_size=35))
    night = [
        sync(now.replace(hour=5, minute=1) - timedelta(days=ago + 1), code)
        for ago, code in enumerate(nightly)
    ]
    return (
        draw(st.lists(one, max_size=12)) + night,
        draw(st.sampled_from(ZONES)),
        draw(st.integers(0, 23)),
        now,
    )


def judged(case: Case, **more: object) -> Verdict:
    syncs, zone, hour, now = case
    return judge(syncs, linked(), configuration(zone, hour), now, **more)  # type: ignore[arg-type]


@quick
@given(cases())
def test_the_verdict_is_always_defined_and_can_be_worded(case: Case):
    verdict = judged(case)
    found = texts_for_verdict(verdict, NAMES, verdict.zone.zone, case[3])
    assert 0 < len(found.headline) <= 60, found.headline
    assert 0 < len(found.reason) <= 160, found.reason
    assert found.steps
    assert len(found.numbers) == 4


@quick
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_changes_nothing(case: Case, dice: random.Random):
    syncs, *rest = case
    shuffled = dice.sample(syncs, len(syncs))
    assert judged(case) == judged((shuffled, *rest))  # type: ignore[arg-type]


@quick
@given(cases(odd=False))
def test_nothing_arrives_while_the_last_finished_sync_failed(case: Case):
    syncs, _, _, now = case
    ended = [each for each in syncs if each.sync_utc and each.sync_utc <= now + timedelta(minutes=10)]
    ended = [
        each
        for each in ended
        if outcome_of(each) in {Outcome.FAILED, Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE}
    ]
    newest = max((each.sync_utc for each in ended if each.sync_utc), default=None)
    last = [each for each in ended if each.sync_utc == newest]
    if last and all(outcome_of(each) is Outcome.FAILED for each in last):
        assert judged(case).state not in {State.ARRIVING, State.NOTHING_TO_SEND}


@quick
@given(cases())
def test_nothing_arrives_while_something_is_missing(case: Case):
    verdict = judged(case)
    if verdict.state in {State.ARRIVING, State.NOTHING_TO_SEND}:
        assert verdict.gap is None or not verdict.gap.missing


@quick
@given(cases(odd=False))
def test_the_gap_is_zero_only_when_every_due_period_is_covered(case: Case):
    verdict = judged(case)
    if verdict.gap and verdict.gap.days == 0 and verdict.skipped is None:
        good = [each for each in case[0] if outcome_of(each) in {Outcome.SUCCEEDED, Outcome.NOTHING_TO_WRITE}]
        times = [each.sync_utc for each in good if each.sync_utc]
        assert (
            any(verdict.gap.up_to <= when <= case[3] for when in times)
            or verdict.gap.reported
            or _held(case[0])
        )


def _held(syncs: list[CompanySyncStatus]) -> bool:
    return any(outcome_of(each) is Outcome.SKIPPED for each in syncs)


@quick
@given(cases(), st.integers(0, 40 * 24 * 60), st.sampled_from([4000, 4220, 5000, 5130, 4999]))
@example(([], "Europe/London", 2, MOMENTS[0]), 0, 4000)
def test_one_more_failure_never_makes_the_state_less_grave(case: Case, ago: int, code: int):
    syncs, zone, hour, now = case
    worse = [*syncs, sync(now - timedelta(minutes=ago), code)]
    assert judged((worse, zone, hour, now)).state.gravity >= judged(case).state.gravity


@quick
@given(cases())
def test_one_more_failure_never_shortens_gap_or_streak(case: Case):
    syncs, zone, hour, now = case
    before, after = judged(case), judged(([*syncs, sync(now, 4000)], zone, hour, now))
    assert after.streak.days >= before.streak.days
    if before.gap and after.gap:
        assert after.gap.days >= before.gap.days


@quick
@given(cases())
def test_partial_reads_are_judged_and_say_what_they_lack(case: Case):
    syncs, _, _, now = case
    for known in (None, syncs):
        verdict = judge(known, None, None, now, latest=syncs[0] if syncs else None)
        assert verdict.lacks
    nothing = judge(None, None, None, now)
    assert nothing.state is State.NOT_KNOWN


@quick
@given(cases(odd=False), st.integers(11, 4_000_000_000), st.sampled_from(CODES[:-1]))
def test_the_latest_sync_counts_however_far_ahead_of_the_clock_it_lies(case: Case, minutes: int, code: int):
    syncs, zone, hour, now = case
    past = [each for each in syncs if each.sync_utc and each.sync_utc <= now]
    latest = sync(now + timedelta(minutes=minutes), code)
    known = CompanyFacts([*past, latest], linked(), configuration(zone, hour), now, latest=latest)
    verdict = judge(known.syncs, linked(), known.configuration, now, latest=latest)
    found = texts_for_verdict(verdict, NAMES, verdict.zone.zone, now)
    assert verdict.latest
    assert verdict.latest.record == latest
    assert (verdict.lead, Lack.CLOCK in verdict.lacks) == (timedelta(minutes=minutes), True)
    assert any("of this dashboard’s clock" in each for each in found.lacks)
    assert verdict.gap is None or (verdict.gap.covered_to or now) <= now
    assert (coverage := coverage_in(known, now - timedelta(days=30))) is None or coverage.up_to <= now


@quick
@given(st.text(max_size=30) | st.datetimes().map(lambda when: when.isoformat() + "Z") | st.sampled_from(
    ["2026-W10-1T00:00:00Z", "20261111T021400Z", "2026-11-11T02:14Z", "2026-11-11T02:14:00.1234567Z",
     "2026-11-11T24:00:00Z", "2026-11-11T02:14:00,5Z", "2026-11-11T02:14:00+01:00Z", "2026-11-11t02:14:00Z",
     "2026-11-11T021400.000000Z", "2026-11-11T02:14:00.12Z", "2026-11-11T02:14:00.Z", "2026-11-11T02:14:000Z"]
))  # fmt: skip
def test_the_quick_way_reads_times_as_the_client_does(text: str):
    assert quick_utc(text) == read_utc(text)
