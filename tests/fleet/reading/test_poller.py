"""The poller over the sandbox: what it reads, stores and records, and when it stops."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from dashboard.access.company import CompanyIdentity
from dashboard.fleet.reading.company_list import put_listing
from dashboard.fleet.reading.refresh import FleetRefreshes, RefreshRefused
from dashboard.fleet.reading.report import from_json
from dashboard.fleet.reading.request_notes import put_note
from dashboard.insight.verdict.state import State
from dashboard.search.listing import ListedCompany
from dashboard.services.budget import ReadPurpose, rate_of
from dashboard.services.directory import Listing
from dashboard.services.snapshot import READS
from tests.support.people import at_desk

LATEST, LIST = "sync.get_latest_sync", "sync.list"
ADA = at_desk("Ada")
EVERY_LIMIT = timedelta(minutes=16)


def states(made):
    made.fleet.picture.look_again()
    return {company_id: row.state for company_id, row in made.fleet.picture.rows().items()}


def refreshes(made):
    return FleetRefreshes(made.fleet.repository.store, made.fleet.account_id)


def ask_for(made, company_ids, *, everything=False):
    companies = [CompanyIdentity(each) for each in company_ids]
    return refreshes(made).start(ADA, companies, made.now(), everything=everything)


def test_every_company_is_read_stored_and_recorded_once(unread_fleet):
    done = unread_fleet.poller.poll()
    known = states(unread_fleet)
    assert (done.read, done.failed, done.more) == (len(known), 0, False)
    assert set(Counter(unread_fleet.requests()).values()) == {len(READS)}
    assert known[unread_fleet.sandbox.company("archived-tax-rate")].state is State.FAILING
    assert None not in known.values()
    assert set(unread_fleet.snapshots.stamps()) == set(known)


def test_the_healthy_are_left_alone_and_of_the_troubled_only_the_latest_sync_is_read_again(read_fleet):
    read_fleet.ahead = EVERY_LIMIT
    read_fleet.poller.poll()
    read = Counter(read_fleet.requests())
    assert read[read_fleet.sandbox.company("archived-tax-rate")] == 1
    assert read[read_fleet.sandbox.company("two-shops")] == 0


def test_when_the_latest_sync_has_changed_everything_is_read(read_fleet):
    company_id = read_fleet.sandbox.company("archived-tax-rate")
    ask_for(read_fleet, [company_id])
    with read_fleet.fleet.repository.store.writing() as connection:
        connection.exec_driver_sql("UPDATE company_snapshot SET latest_key = 'another'")
    read_fleet.poller.poll()
    assert read_fleet.requests().count(company_id) == len(READS)


def test_what_was_stored_and_not_recorded_is_recorded_without_asking_codat(read_fleet):
    company_id = read_fleet.sandbox.company("archived-tax-rate")
    with read_fleet.fleet.repository.store.writing() as connection:
        connection.exec_driver_sql("UPDATE fleet_company SET read_at = NULL, revision = revision + 1")
    assert read_fleet.fleet.repository.one(company_id).read_at is None
    read_fleet.poller.poll()
    assert read_fleet.requests() == []
    assert read_fleet.fleet.repository.one(company_id).read_at is not None


def test_while_another_process_polls_nothing_is_asked(unread_fleet):
    other = unread_fleet.another_poller()
    assert other._take() is not None
    assert unread_fleet.poller.poll() == (0, 0, False, None)
    assert unread_fleet.requests() == []
    other.close()
    assert unread_fleet.poller.poll().read > 0


def test_a_company_that_doesnt_answer_is_recorded_and_left_for_a_while(read_fleet):
    company_id = read_fleet.sandbox.company("failing-3")
    ask_for(read_fleet, [company_id])
    read_fleet.sandbox.fault("503", companyId=company_id)
    poller = read_fleet.poller
    assert (poller.poll().failed, poller.poll().read) == (1, 0)
    row = read_fleet.fleet.repository.one(company_id)
    assert (row.failed_with, row.state.state) == ("ServerTrouble", State.FAILING)


@pytest.mark.parametrize("status", ["401", "402", "429"])
def test_an_error_that_all_reads_would_get_stops_the_round_and_is_reported(read_fleet, status):
    ask_for(read_fleet, states(read_fleet), everything=True)
    read_fleet.sandbox.fault(status, n=1000)
    poller = read_fleet.poller
    assert poller.poll().read == 0
    asked = len(read_fleet.requests())
    assert asked <= 40
    assert poller.poll().read == 0
    assert len(read_fleet.requests()) == asked
    report = from_json(read_fleet.fleet.repository.account_state().plan)
    assert report.stopped
    assert report.paused_until > read_fleet.now()


def test_the_reserve_and_the_peoples_part_of_the_quota_are_left(read_fleet):
    read_fleet.sandbox.leave_quota(0.3)
    ask_for(read_fleet, states(read_fleet), everything=True)
    read_fleet.poller.poll()
    assert len(read_fleet.requests()) <= 40
    assert from_json(read_fleet.fleet.repository.account_state().plan).stopped
    read_fleet.sandbox.reset()
    with read_fleet.account.make_client(ReadPurpose.START) as client:
        client.connections.list(read_fleet.sandbox.company("healthy"))  # the process knows the quota again


def test_the_poller_leaves_room_for_what_people_ask_in_other_processes(read_fleet, monkeypatch):
    known: list[int] = []
    rate = rate_of(read_fleet.account.address)
    monkeypatch.setattr(rate, "know_others", known.append)
    read_fleet.poller.poll()
    put_note(read_fleet.fleet.repository.store, read_fleet.account.address, 42, "another")
    read_fleet.another_poller()
    monkeypatch.setattr(read_fleet.poller, "_others_known_at", float("-inf"))
    read_fleet.poller.poll()
    assert known == [0, 42]


def test_while_people_in_other_processes_use_the_whole_minute_the_poller_asks_nothing(read_fleet):
    put_note(read_fleet.fleet.repository.store, read_fleet.account.address, 1_000_000, "another")
    ask_for(read_fleet, [read_fleet.sandbox.company("two-shops")])
    read_fleet.poller._know_others()
    assert rate_of(read_fleet.account.address).take() > 0
    assert read_fleet.requests() == []


def test_the_poller_looks_what_others_sent_every_two_seconds_at_most(read_fleet):
    read_fleet.poller._know_others()
    put_note(read_fleet.fleet.repository.store, read_fleet.account.address, 1_000_000, "another")
    read_fleet.poller._know_others()
    assert rate_of(read_fleet.account.address).to_note().last_minute == 0
    assert rate_of(read_fleet.account.address)._others == 0


def test_a_refresh_reads_all_it_names_says_how_far_it_is_and_ends(read_fleet):
    chosen = [read_fleet.sandbox.company(each) for each in ("two-shops", "monthly")]
    ask_for(read_fleet, chosen)
    current = refreshes(read_fleet).current(read_fleet.fleet.picture.rows(), read_fleet.now())
    assert (current.done, current.total, current.person) == (0, 2, "Ada")
    read_fleet.poller.poll()
    assert sorted(read_fleet.requests()) == sorted(chosen)
    states(read_fleet)
    assert refreshes(read_fleet).current(read_fleet.fleet.picture.rows(), read_fleet.now()) is None
    read_fleet.poller.poll()
    assert ask_for(read_fleet, chosen) > current.id


def test_there_is_one_refresh_at_a_time_until_it_is_cancelled(read_fleet):
    rows = states(read_fleet)
    number = ask_for(read_fleet, rows, everything=True)
    with pytest.raises(RefreshRefused, match="already running"):
        ask_for(read_fleet, rows, everything=True)
    assert refreshes(read_fleet).cancel(number, ADA, read_fleet.now())
    read_fleet.poller.poll()
    assert read_fleet.requests() == []
    assert not refreshes(read_fleet).cancel(number, ADA, read_fleet.now())


def test_after_a_day_of_a_clock_that_was_ahead_everything_goes_on(read_fleet):
    company_id = read_fleet.sandbox.company("failing-3")
    read_fleet.ahead, rows = timedelta(days=1), states(read_fleet)
    listed = [row.company for row in read_fleet.fleet.repository.rows()]
    read_fleet.fleet.repository.put_companies(listed, read_fleet.now(), whole=True)
    ask_for(read_fleet, rows, everything=True)
    read_fleet.poller.poll()
    ask_for(read_fleet, [company_id])
    read_fleet.sandbox.fault("429", companyId=company_id, n=9)
    read_fleet.poller.poll()
    read_fleet.ahead = timedelta()
    read_fleet.sandbox.reset()
    with read_fleet.fleet.repository.store.writing() as connection:
        connection.exec_driver_sql("DELETE FROM lease WHERE name LIKE 'list %'")
    read_fleet.list_companies()
    read_fleet.poller.poll()
    assert set(read_fleet.requests(LATEST)) == set(rows)
    for row in read_fleet.fleet.repository.rows():
        assert max(row.read_at, row.state.assessed_at) <= read_fleet.now()
    ask_for(read_fleet, [company_id])


def test_an_id_that_cant_be_stored_keeps_no_other_company_out(unread_fleet):
    found = {each: ListedCompany(each, "Fern Bakery") for each in ("fern", "\ud83d", "\0")}
    put_listing(unread_fleet.fleet, Listing(by_id=found), unread_fleet.now())
    assert unread_fleet.fleet.repository.one("fern")


def test_a_gone_company_is_read_no_more(read_fleet):
    company_id = read_fleet.sandbox.company("archived-tax-rate")
    left = [row.company for key, row in read_fleet.fleet.picture.rows().items() if key != company_id]
    read_fleet.fleet.repository.put_companies(left, read_fleet.now(), whole=True)
    read_fleet.fleet.picture.look_again()
    read_fleet.ahead = EVERY_LIMIT
    read_fleet.poller.poll()
    assert company_id not in read_fleet.requests()
