"""What is stored of companies that can't be judged or read any more, and the list with odd clocks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from codat_client import CompanySyncStatus, NoAnswer, NotFound, SyncList
from dashboard.access.company import CompanyIdentity
from dashboard.fleet import rejudging
from dashboard.fleet.judging import state_of
from dashboard.fleet.reading import company_list, company_reader, poller
from dashboard.fleet.reading.company_list import list_companies, put_listing
from dashboard.fleet.reading.packing import version_of
from dashboard.fleet.reading.reads import (
    CLOCKS_DIFFER,
    LEAST_GAIN,
    StoredReads,
    confirmed,
    is_ahead,
    is_complete,
    is_running,
    seeded,
)
from dashboard.fleet.reading.refresh import FleetRefreshes
from dashboard.fleet.registry import fleet_of
from dashboard.fleet.rejudging import judge_due
from dashboard.insight.reading import Reading
from dashboard.insight.snapshot import Snapshot
from dashboard.search.listing import ListedCompany
from dashboard.services.account import account_with
from dashboard.services.directory import Listing
from dashboard.services.snapshot import READS
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.store.lease import take
from dashboard.store.tables import company_snapshot
from tests.fleet.page_reads import NO_CODAT, page_reads
from tests.support.merchants import NOW
from tests.support.people import at_desk

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TICK = timedelta(microseconds=1)
MISSING, SILENT = NotFound("Not found."), NoAnswer("No answer.")


def ask_for(made, company_id):
    companies = [CompanyIdentity(company_id)]
    refreshes = FleetRefreshes(made.fleet.repository.store, made.fleet.account_id)
    refreshes.start(at_desk("Ada"), companies, made.now(), everything=False)


def unable_to_judge(company_id):
    """Return `state_of`, except that judging this company fails: a bug in our rules."""

    def judge(snapshot, *others):
        if snapshot.company_id == company_id:
            raise ZeroDivisionError("a bug in our rules")
        return state_of(snapshot, *others)

    return judge


def test_a_company_that_our_rules_fail_on_keeps_no_other_from_being_read(read_fleet, monkeypatch, caplog):
    broken, other = (read_fleet.sandbox.company(each) for each in ("two-shops", "monthly"))
    monkeypatch.setattr(company_reader, "state_of", unable_to_judge(broken))
    with read_fleet.fleet.repository.store.writing() as connection:
        connection.exec_driver_sql("UPDATE fleet_company SET read_at = NULL, revision = revision + 1")
    read_fleet.poller.poll()
    read_fleet.fleet.picture.look_again()
    rows = read_fleet.fleet.picture.rows()
    assert (rows[broken].read_at, rows[other].read_at is None) == (None, False)
    read_fleet.poller.poll()
    assert [each for each in caplog.messages if "can’t be judged" in each] == [
        f"company {broken} can’t be judged: a bug in our rules"
    ]


def test_reads_that_this_version_cannot_open_are_made_again(read_fleet):
    company_id = read_fleet.sandbox.company("two-shops")
    ask_for(read_fleet, company_id)
    repository = read_fleet.fleet.repository
    with repository.store.writing() as connection:
        connection.execute(update(company_snapshot).values(body=b"of another version"))
        connection.exec_driver_sql("UPDATE fleet_company SET state = '{}', revision = revision + 1")
    read_fleet.poller.poll()
    assert read_fleet.requests().count(company_id) == len(READS)
    assert read_fleet.snapshots.load(company_id) is not None
    assert repository.one(company_id).state is not None


def test_one_that_cannot_be_judged_again_keeps_no_other_from_it(read_fleet, monkeypatch):
    broken = read_fleet.sandbox.company("two-shops")
    monkeypatch.setattr(rejudging, "state_of", unable_to_judge(broken))
    other_limits = replace(read_fleet.settings, late_hours=300)
    everyone = len(read_fleet.fleet.picture.rows())
    judged = judge_due(other_limits, read_fleet.account, read_fleet.fleet, read_fleet.now(), 10_000)
    assert judged == (everyone - 1, False)


def lose_read_times(made):
    """Let no row say when its company was read, as if all processes were killed before they recorded it."""
    with made.fleet.repository.store.writing() as connection:
        connection.exec_driver_sql("UPDATE fleet_company SET read_at = NULL, revision = revision + 1")


def recorded(made):
    """Return how many rows say when their company was read."""
    return sum(row.read_at is not None for row in made.fleet.repository.rows())


def test_after_a_restore_a_part_is_judged_before_each_plan_so_that_the_lease_is_renewed(
    read_fleet, monkeypatch
):
    monkeypatch.setattr(poller, "_JUDGED_AT_ONCE", 4)
    lose_read_times(read_fleet)
    for number in (4, 8, 12):
        read_fleet.poller.poll()
        read_fleet.fleet.picture.look_again()
        assert recorded(read_fleet) == number
    assert read_fleet.requests() == []


def test_a_poller_that_is_told_to_stop_judges_no_further(read_fleet, monkeypatch):
    lose_read_times(read_fleet)
    judge_one = read_fleet.poller._judge_one

    def judge_and_stop(*one):
        judge_one(*one)
        read_fleet.poller.stop()

    monkeypatch.setattr(read_fleet.poller, "_judge_one", judge_and_stop)
    read_fleet.poller.poll()
    assert recorded(read_fleet) == 1


@pytest.fixture
def fleet_and_account(sqlite_url):
    settings = Settings(api_key="test-key", base_url=NO_CODAT, database_url=sqlite_url)
    account = account_with(settings, "test-key")
    yield fleet_of(settings, account), account
    close_stores()


@pytest.fixture
def fleet(fleet_and_account):
    return fleet_and_account[0]


def listing(*ids, **values):
    by_id = {each: ListedCompany(each, f"Merchant {each}") for each in ids}
    return Listing(by_id=by_id, **({"read_at": NOW} | values))


def listed(fleet):
    """Return the companies that aren't gone."""
    return {row.company_id for row in fleet.repository.rows() if not row.company.gone}


def test_a_list_that_is_read_whole_replaces_the_older_one(fleet):
    put_listing(fleet, listing("a", "b"), NOW)
    put_listing(fleet, listing("b", "c"), NOW)
    assert listed(fleet) == {"b", "c"}
    assert fleet.repository.account_state().listed_at == NOW


@pytest.mark.parametrize(
    "part",
    [{"read_at": None}, {"cut": True}, {"damaged": 1}, {"repeats": True}],
    ids=["not read to its end", "cut", "one was damaged", "pages repeat"],
)
def test_a_list_that_may_lack_companies_marks_none_as_gone(fleet, part):
    put_listing(fleet, listing("a", "b"), NOW)
    put_listing(fleet, listing("c", **part), NOW + HOUR)
    assert listed(fleet) == {"a", "b", "c"}
    assert fleet.repository.account_state().listed_at == NOW


def test_an_account_without_companies_has_an_empty_fleet(fleet):
    put_listing(fleet, listing(), NOW)
    assert (listed(fleet), fleet.repository.account_state().listed_at) == (set(), NOW)
    assert fleet.picture.rows() == {}


def test_a_list_without_companies_counts_only_if_the_next_one_has_none_either(fleet):
    put_listing(fleet, listing("a", "b"), NOW)
    put_listing(fleet, listing(), NOW + HOUR)
    assert (listed(fleet), fleet.repository.account_state().listed_at) == ({"a", "b"}, NOW)
    put_listing(fleet, listing(), NOW + 2 * HOUR)
    assert (listed(fleet), fleet.repository.account_state().listed_at) == (set(), NOW + 2 * HOUR)


def test_after_a_list_without_companies_the_next_one_with_some_counts_as_ever(fleet):
    put_listing(fleet, listing("a", "b"), NOW)
    for at in (NOW + HOUR, NOW + 3 * HOUR):
        put_listing(fleet, listing(), at)
        fleet.picture.look_again()
        assert listed(fleet) == {"a", "b"}
        put_listing(fleet, listing("a", "b"), at + HOUR)
        fleet.picture.look_again()


def test_a_list_without_companies_that_was_cut_says_nothing(fleet):
    put_listing(fleet, listing("a"), NOW)
    for hours in (1, 2, 3):
        put_listing(fleet, listing(damaged=1), NOW + hours * HOUR)
    assert listed(fleet) == {"a"}


@pytest.mark.parametrize(("minutes", "asks"), [(14, False), (15, True), (-1, False), (-60, True)])
def test_after_a_list_without_companies_codat_is_asked_again_a_while_later(
    fleet_and_account, minutes, asks, monkeypatch
):
    fleet, account = fleet_and_account
    put_listing(fleet, listing("a"), NOW - 2 * HOUR)
    put_listing(fleet, listing(), NOW)
    asked: list[str] = []
    monkeypatch.setattr(company_list, "directory_of", asked.append)
    with suppress(AttributeError):  # it gets no directory
        list_companies(fleet, account, lambda: NOW + minutes * MINUTE)
    assert bool(asked) is asks


@pytest.mark.parametrize("age", [timedelta(), HOUR - TICK, -MINUTE], ids=["now", "an hour", "a clock ahead"])
def test_a_list_that_is_new_enough_is_not_read_again(fleet_and_account, age):
    fleet, account = fleet_and_account
    put_listing(fleet, listing("a"), NOW)
    assert not list_companies(fleet, account, lambda: NOW + age)


@pytest.mark.parametrize("age", [HOUR, DAY, -MINUTE - TICK, -DAY], ids=["due", "old", "ahead", "far ahead"])
def test_an_old_list_and_one_of_a_wrong_clock_is_read_again(fleet_and_account, age, monkeypatch):
    fleet, account = fleet_and_account
    put_listing(fleet, listing("a"), NOW)
    asked: list[str] = []
    monkeypatch.setattr(company_list, "take", lambda _connection, name, *_others: asked.append(name))
    assert not list_companies(fleet, account, lambda: NOW + age)
    assert asked == [f"list {fleet.account_id}"]


def test_while_another_process_reads_the_list_it_is_left_to_that(fleet_and_account):
    fleet, account = fleet_and_account
    with fleet.repository.store.writing() as connection:
        assert take(connection, f"list {fleet.account_id}", str(id(fleet)), 60) is not None
    assert not list_companies(fleet, account, lambda: NOW)
    assert fleet.repository.account_state().listed_at is None


@pytest.mark.parametrize(
    ("at", "ahead"), [(NOW - DAY, False), (NOW, False), (NOW + CLOCKS_DIFFER, False), (NOW + DAY, True)]
)
def test_a_time_is_ahead_only_beyond_what_clocks_differ(at, ahead):
    assert is_ahead(at, NOW) is ahead


def stored(snapshot, at=NOW):
    return StoredReads(snapshot, version_of(snapshot), at, whole=True)


PAGE = page_reads("healthy", NOW)


def test_what_a_page_has_read_first_is_stored():
    found = seeded(None, PAGE, NOW)
    assert (found.snapshot.latest, found.read_at, found.whole) == (PAGE.latest, NOW, True)


@pytest.mark.parametrize(
    ("gain", "is_stored"),
    [(-DAY, False), (timedelta(), False), (LEAST_GAIN - TICK, False), (LEAST_GAIN, True)],
)
def test_the_same_reads_are_stored_again_only_if_they_are_newer_by_something(gain, is_stored):
    later = replace(PAGE, latest=replace(PAGE.latest, read_at=NOW + gain))
    assert (seeded(stored(PAGE), later, NOW + DAY) is not None) is is_stored


def test_the_same_reads_replace_those_that_a_clock_ahead_has_dated():
    assert seeded(stored(PAGE, NOW + DAY), PAGE, NOW) is not None


@pytest.mark.parametrize("name", [each for each in READS if each != "latest"])
@pytest.mark.parametrize("way", ["failed", "never made"])
def test_a_page_that_lacks_one_read_is_not_stored(name, way):
    reading = getattr(PAGE, name)
    one: Any = {name: reading.failed(SILENT, NOW) if way == "failed" else Reading()}
    lacking = replace(PAGE, **one)
    assert not is_complete(lacking)
    assert seeded(None, lacking, NOW) is None


def test_a_pages_failed_try_keeps_what_it_read_before():
    tried = replace(PAGE, latest=PAGE.latest.failed(SILENT, NOW + MINUTE))
    found = seeded(None, tried, NOW + MINUTE)
    assert (found.read_at, found.snapshot.latest.error) == (NOW, None)


def test_that_codat_has_no_company_is_an_answer_with_a_time():
    none: Any = dict.fromkeys(READS, Reading().failed(MISSING, NOW))
    gone = Snapshot("c", **none)
    found = seeded(stored(PAGE), gone, NOW)
    assert (found.read_at, found.snapshot.company_missing) == (NOW, True)


def test_without_any_answer_for_the_latest_sync_nothing_is_stored():
    assert seeded(None, replace(PAGE, latest=Reading().failed(SILENT, NOW)), NOW) is None


@pytest.mark.parametrize("error", [None, MISSING], ids=["an answer", "there is none"])
def test_a_confirmation_dates_the_answer_that_was_given_again(error):
    latest: Reading[Any] = Reading(None, NOW) if error is None else Reading().failed(error, NOW)
    again = confirmed(Snapshot("c", latest=latest, syncs=Reading(SyncList(), NOW)), NOW + DAY)
    assert (again.latest.read_at, again.latest.failed_at) == (
        (NOW + DAY, None) if error is None else (None, NOW + DAY)
    )
    assert again.syncs.read_at == NOW


@pytest.mark.parametrize(
    ("code", "age", "runs"),
    [
        (1000, HOUR, True),
        (1000, 9 * HOUR, False),
        (2000, HOUR, False),
        (4000, HOUR, False),
        (None, HOUR, False),
    ],
    ids=["running", "stuck", "over", "failed", "without a code"],
)
def test_a_sync_runs_until_it_ends_or_hangs(code, age, runs):
    at = datetime(2026, 11, 30, 12, tzinfo=UTC)
    sync = CompanySyncStatus(sync_id="a", sync_status_code=code, sync_utc_text=(at - age).isoformat())
    assert is_running(sync, at, 4 * HOUR) is runs


def test_without_a_sync_none_runs():
    assert not is_running(None, NOW, HOUR)
