"""The poller where a store, a page or a part of a read gets in its way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.insight.verdict.state import State
from dashboard.services.snapshot import READS
from tests.fleet.reading.test_poller import ask_for

STEP, AN_HOUR, A_DAY = timedelta(seconds=5), timedelta(minutes=61), timedelta(days=1)


def test_a_company_whose_reads_cant_be_stored_isnt_read_again_at_once(read_fleet, monkeypatch):
    company_id = read_fleet.sandbox.company("archived-tax-rate")

    def refuse(*_args, **_options):
        raise ValueError("no")

    monkeypatch.setattr(SnapshotRepository, "save", refuse)
    with read_fleet.fleet.repository.store.writing() as connection:
        connection.exec_driver_sql("UPDATE company_snapshot SET latest_key = 'another'")
    ask_for(read_fleet, [company_id])
    for _ in range(3):
        read_fleet.poller.poll()
        read_fleet.ahead += STEP
    assert read_fleet.requests().count(company_id) == len(READS)


def test_what_a_page_has_read_meanwhile_is_not_replaced_by_what_the_plan_knew(read_fleet):
    company_id = read_fleet.sandbox.company("two-shops")
    poller, reader = read_fleet.poller, read_fleet.poller._reader
    ask_for(read_fleet, [company_id])
    planned_stamps = reader.snapshots.stamps()
    stored = reader.snapshots.load(company_id)
    at = stored.read_at + timedelta(seconds=1)
    newer = replace(stored, version="of a page", read_at=at)
    assert reader.snapshots.save(newer, read_fleet.now())
    reader.snapshots.stamps = lambda: planned_stamps
    state = read_fleet.fleet.repository.one(company_id).state
    lease = poller._take()
    assert reader._confirm(planned_stamps[company_id], state, read_fleet.now(), lease)
    row = read_fleet.fleet.repository.one(company_id)
    assert row.state.version == newer.version


def test_a_part_that_failed_is_read_again_within_the_hour(unread_fleet):
    company_id = unread_fleet.sandbox.company("two-shops")
    unread_fleet.sandbox.fault("503", n=9, companyId=company_id, operation="connections.list")
    unread_fleet.poller.poll()
    assert unread_fleet.snapshots.stamps()[company_id].whole_at is None
    unread_fleet.sandbox.reset()
    unread_fleet.ahead = AN_HOUR
    unread_fleet.poller.poll()
    assert unread_fleet.requests().count(company_id) == len(READS)
    assert unread_fleet.snapshots.stamps()[company_id].whole_at is not None
    assert unread_fleet.fleet.repository.one(company_id).state.state is State.ARRIVING


@pytest.mark.parametrize("asked", ["86400", "999999999", "date:250000000000"])
def test_no_answer_of_codat_stops_all_checks_for_longer_than_a_day(read_fleet, asked):
    ask_for(read_fleet, [read_fleet.sandbox.company("two-shops")])
    read_fleet.sandbox.fault("429", retryAfter=asked)
    next_at = read_fleet.poller.poll().next_at
    assert A_DAY - AN_HOUR < next_at - read_fleet.now() <= A_DAY
    read_fleet.ahead = A_DAY + STEP
    assert read_fleet.poller.poll().read > 0
