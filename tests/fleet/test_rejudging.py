"""Judging again, without asking Codat: nothing keeps the others from it, and two versions don't fight."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from dashboard.fleet import judging, rejudging
from dashboard.fleet.judging import judged_by
from dashboard.fleet.rejudging import AT_ONCE, end_judging, judge_again, judge_due
from dashboard.insight.verdict.state import State
from dashboard.services.account import account_with
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.starting.registry import close_services
from dashboard.store.fleet.tables import fleet_company
from dashboard.store.lease import is_held
from dashboard.store.tables import company_snapshot
from tests.fleet.page_reads import NO_CODAT, Desk, company_of, page_reads
from tests.support.merchants import NOW

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
SOME = ("healthy", "late", "stuck", "failing-30", "monthly")


@pytest.fixture
def desk(sqlite_url, monkeypatch):
    """Return a desk that has read some companies; it has judged none of them again yet."""
    monkeypatch.setattr(rejudging, "_tried", {})
    settings = Settings(api_key="test-key", base_url=NO_CODAT, database_url=sqlite_url)
    made = Desk(settings, account_with(settings, "test-key"))
    made.list(*SOME, now=NOW)
    for case in SOME:
        made.take(page_reads(case, NOW), NOW)
    yield made
    end_judging()
    close_services()
    close_stores()


def judge(desk, now, limit=AT_ONCE, settings=None):
    return judge_due(settings or desk.settings, desk.account, desk.fleet, now, limit)


def as_other(monkeypatch, holder="another process"):
    """Be another process of the same fleet from now on."""
    monkeypatch.setattr(rejudging, "_HOLDER", holder)
    monkeypatch.setattr(rejudging, "_leases", {})


def spoil(desk, *cases):
    """Let the stored reads of these be of a version that this one can't read."""
    which = company_snapshot.c.company_id.in_([company_of(each) for each in cases])
    with desk.fleet.repository.store.writing() as connection:
        connection.execute(update(company_snapshot).where(which).values(body=b"of another version"))


def body_of(desk, case):
    with desk.fleet.repository.store.reading() as connection:
        query = select(company_snapshot.c.body).where(company_snapshot.c.company_id == company_of(case))
        return connection.execute(query).scalar_one()


def judged_at(desk, case):
    return desk.state(case).assessed_at


def test_reads_that_cannot_be_opened_keep_no_other_company_waiting(desk):
    later = NOW + 2 * DAY
    unreadable, others = SOME[:3], SOME[3:]
    spoil(desk, *unreadable)
    runs = [judge(desk, later, 2) for _ in range(3)]
    assert sum(run.recorded for run in runs) == len(others)
    assert [run.more for run in runs] == [True, True, False]
    assert all(judged_at(desk, each) == later for each in others)
    assert all(judged_at(desk, each) == NOW for each in unreadable)


def test_the_job_goes_on_although_one_of_a_run_gave_nothing(desk, monkeypatch):
    monkeypatch.setattr(rejudging, "AT_ONCE", 4)
    patient = replace(desk.settings, late_hours=300)
    spoil(desk, SOME[0])
    assert [judge_again(patient) for _ in range(3)] == [True, False, False]
    assert {desk.state(each).judged_by for each in SOME[1:]} == {judged_by(patient)}


def test_without_a_key_nothing_is_judged():
    assert not judge_again(Settings(api_key=""))


def test_what_was_in_vain_is_tried_again_once_nothing_else_waits(desk):
    kept = body_of(desk, "healthy")
    spoil(desk, *SOME)
    later = NOW + 2 * DAY
    assert judge(desk, later) == (0, False)
    with desk.fleet.repository.store.writing() as connection:
        connection.execute(update(company_snapshot).values(body=kept))
    assert judge(desk, later) == (len(SOME), False)


def test_a_company_that_our_rules_fail_on_is_logged_once(desk, monkeypatch, caplog):
    monkeypatch.setattr(rejudging, "state_of", lambda *_: 1 / 0)
    for _ in range(3):
        assert judge(desk, NOW + 2 * DAY) == (0, False)
    assert len([each for each in caplog.messages if "can’t be judged" in each]) == len(SOME)


def test_two_dashboards_with_other_limits_do_not_undo_each_others_states_for_ever(desk, monkeypatch):
    patient = replace(desk.settings, late_hours=300)
    assert judge(desk, NOW) == (0, False)
    as_other(monkeypatch)
    assert judge(desk, NOW + MINUTE, settings=patient) == (0, False)
    assert desk.state("late").state is State.LATE


def test_the_next_process_judges_by_its_rules_once_the_first_has_ended(desk, monkeypatch):
    patient = replace(desk.settings, late_hours=300)
    judge(desk, NOW)
    end_judging()
    as_other(monkeypatch)
    assert judge(desk, NOW + MINUTE, settings=patient) == (len(SOME), False)
    assert desk.state("late").state is not State.LATE
    as_other(monkeypatch, "a third one")
    assert judge(desk, NOW + 2 * MINUTE) == (0, False)


def test_what_the_clock_has_ended_every_process_judges(desk, monkeypatch):
    judge(desk, NOW)
    as_other(monkeypatch)
    monkeypatch.setattr(judging, "_hash_of_code", lambda: "of other code")
    later = NOW + 2 * DAY
    assert judge(desk, later).recorded == len(SOME)
    assert judge(desk, later) == (0, False)


def test_a_state_that_this_version_cannot_read_is_left_to_the_one_that_judges(desk, monkeypatch):
    judge(desk, NOW)
    with desk.fleet.repository.store.writing() as connection:
        connection.execute(update(fleet_company).values(state="{}", revision=fleet_company.c.revision + 100))
        connection.exec_driver_sql("UPDATE fleet_account SET revision = revision + 100")
    desk.fleet.picture.look_again()
    with monkeypatch.context() as patched:
        as_other(patched)
        assert judge(desk, NOW) == (0, False)
    assert judge(desk, NOW) == (len(SOME), False)


def test_who_judges_says_so_until_it_ends(desk):
    def held():
        with desk.fleet.repository.store.reading() as connection:
            return is_held(connection, f"judge {desk.fleet.account_id}")

    assert not held()
    judge(desk, NOW)
    assert held()
    end_judging()
    assert not held()
    end_judging()


def test_judging_again_asks_codat_nothing_and_changes_no_time_of_reading(desk):
    def times():
        with desk.fleet.repository.store.reading() as connection:
            return set(connection.execute(select(fleet_company.c.read_at)).scalars())

    before = times()
    judge(desk, NOW + 2 * DAY)
    assert times() == before == {NOW}
