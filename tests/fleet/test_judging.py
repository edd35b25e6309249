"""A row's state is Company's assessment, and holds as long as it says."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from codat_client import SyncList
from dashboard.fleet import judging
from dashboard.fleet.judging import judged_by, state_of
from dashboard.insight.fleet.company_state import CompanyState
from dashboard.insight.reading import Reading
from dashboard.insight.schedule import dues_of
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.facts import limits_of
from dashboard.insight.verdict.state import State
from dashboard.services.assessment import assess
from dashboard.settings import Settings
from dashboard.views.verdict.mark import mark_of
from dashboard.views.verdict.state_words import until_switch_off, with_days
from tests.conventions.project import ROOT, tree_of
from tests.insight.verdict import test_wild_histories as wild
from tests.insight.verdict_makers import linked
from tests.insight.verdict_makers import settings as configuration
from tests.support.fleet_rows import SETTINGS, state_at
from tests.support.merchants import NOW, cases, reads

CASES = [case for case in cases() if case != "ten-thousand"]
TICK = timedelta(microseconds=1)
SKIPPED_MIDNIGHT = datetime.fromisoformat("2026-09-06T03:30:00+00:00")
quick = hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize("case", CASES)
def test_a_row_says_what_company_says(case: str):
    verdict = assess(reads(case).snapshot, NOW, limits_of(SETTINGS)).verdict
    state = state_at(case, NOW)
    assert (state.state, state.ground, state.acts) == (verdict.state, verdict.ground, verdict.acts)
    assert (state.mark, state.words) == (mark_of(verdict), with_days(verdict))
    assert state.left_words == until_switch_off(verdict)
    assert state.days_missing == (verdict.gap.days if verdict.gap else None)
    assert len(state.strip) == 30


def apart_from_time(state: CompanyState) -> CompanyState:
    return replace(state, assessed_at=NOW, valid_until=NOW)


def assert_it_holds(state_when, now: datetime, part: float) -> None:
    """Judge at `now`, and somewhere before the state ends: the same. `part`: 0 to 1."""
    state = state_when(now)
    lasts = state.valid_until - now
    assert timedelta() < lasts <= timedelta(days=1, hours=2)
    for later in (now + (lasts - TICK) * part, state.valid_until - TICK):
        assert apart_from_time(state_when(later)) == apart_from_time(state)


def moments_of(case: str) -> list[datetime]:
    """Return instants at which something may change: around due dates, graces, stuck syncs, midnights."""
    known = reads(case)
    dues, limits = dues_of(known.configuration), limits_of(SETTINGS)
    ran = known.latest.sync_utc if known.latest and known.latest.sync_utc else NOW
    found = [ran, ran + limits.stuck, NOW.replace(hour=0, minute=0)]
    if dues is not None:
        found += [
            dues.next(NOW),
            dues.last(NOW),
            dues.last(NOW) + limits.grace,
            dues.next(NOW) + limits.grace,
        ]
    return found


@quick
@given(st.data(), st.floats(0, 1))
def test_a_state_holds_until_it_says(data: st.DataObject, part: float):
    case = data.draw(st.sampled_from(CASES))
    near = st.sampled_from(moments_of(case)).flatmap(
        lambda at: st.sampled_from([at, at - TICK, at + TICK, at - timedelta(minutes=1)])
    )
    now = data.draw(near | st.integers(-300, 4000).map(lambda minutes: NOW + timedelta(minutes=minutes)))
    assert_it_holds(partial(state_at, case), now, part)


def wild_state(case: wild.Case, now: datetime) -> CompanyState:
    syncs, zone, hour, read_at = case
    snapshot = Snapshot(
        "",
        latest=Reading(syncs[0] if syncs else None, read_at),
        connections=Reading(linked(), read_at),
        configuration=Reading(configuration(zone, hour), read_at),
        syncs=Reading(SyncList(syncs), read_at),
    )
    return state_of(snapshot, "v1", now, SETTINGS)


@quick
@given(wild.cases(), st.integers(-600, 2000), st.floats(0, 1))
@example(([], "America/Santiago", 0, SKIPPED_MIDNIGHT), 0, 0.5)
def test_a_state_of_wild_data_holds_until_it_says(case: wild.Case, minutes: int, part: float):
    assert_it_holds(partial(wild_state, case), case[3] + timedelta(minutes=minutes), part)


@pytest.mark.parametrize(
    ("case", "began"),
    [
        ("archived-tax-rate", "2026-11-12T02:0"),
        ("stuck", "2026-11-20T02:16"),
        ("late", "2026-11-19T02:00"),
        ("unknown-codes", "2026-11-20T02:"),
        ("healthy", ""),
        ("running", ""),
        ("brand-new", ""),
        ("deleted", ""),
    ],
)
def test_trouble_began_with_its_first_failed_or_missed_sync(case: str, began: str):
    found = state_at(case, NOW).began
    assert (found.isoformat() if found else "").startswith(began)
    assert bool(found) is bool(began)


def test_what_is_off_counts_down_to_nothing():
    assert state_at("failing-30", NOW).switch_off_days == 1
    assert state_at("failing-31", NOW).switch_off_days is None
    assert state_at("switched-off", NOW).switch_off_days is None


def test_other_limits_or_rules_judge_again(monkeypatch: pytest.MonkeyPatch):
    ours = judged_by(SETTINGS)
    assert state_at("healthy", NOW).judged_by == ours
    assert judged_by(Settings(stuck_hours=5)) != ours
    monkeypatch.setattr(judging, "_hash_of_code", lambda: "of other code")
    assert judged_by(SETTINGS) != ours


def imported_by(module: str) -> set[str]:
    """Return our own modules that a module imports, directly or not, as files of the project."""
    found, left = set(), [module]
    while left:
        file = left.pop()
        if file in found:
            continue
        found.add(file)
        for node in ast.walk(tree_of(ROOT / file)):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
                files = [f"{name.replace('.', '/')}.py" for name in names]
                left += [each for each in files if (ROOT / each).exists()]
    return found


def test_whatever_judges_a_company_is_part_of_what_judged_it():
    besides = ("dashboard/settings/",)  # the limits are
    files = {each for each in imported_by("dashboard/fleet/judging.py") if not each.startswith(besides)}
    assert {"dashboard/services/assessment.py", "dashboard/insight/gap.py"} <= files
    assert [each for each in files if not each.startswith(judging._JUDGES)] == []


@pytest.mark.parametrize("place", judging._JUDGES)
def test_a_change_to_any_of_it_judges_again(place: str, monkeypatch: pytest.MonkeyPatch):
    before = judging._hash_of_code()
    monkeypatch.setattr(judging, "_JUDGES", tuple(each for each in judging._JUDGES if each != place))
    assert judging._hash_of_code.__wrapped__() != before


def test_limits_decide_as_on_company():
    late = state_of(reads("late").snapshot, "v1", NOW, Settings(late_hours=300))
    assert late.state is not State.LATE
