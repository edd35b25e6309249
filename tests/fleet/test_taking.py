"""What a page has read is in the fleet at once: Home's row says what Company's headline says."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from codat_client import Connection, ServerTrouble
from codat_client.reading import read_one
from dashboard.fleet.reading.reads import StoredReads
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.fleet.rejudging import judge_due
from dashboard.fleet.set_up_log import SetUpLog
from dashboard.fleet.taking import take_later
from dashboard.insight.reading import Reading
from dashboard.insight.setup.changes import ChangeAction
from dashboard.insight.snapshot import Snapshot
from dashboard.insight.verdict.facts import limits_of
from dashboard.insight.verdict.state import State
from dashboard.services.account import account_with
from dashboard.services.assessment import assess
from dashboard.services.stores import close_stores
from dashboard.settings import Settings
from dashboard.starting.registry import close_services
from dashboard.views.verdict.mark import mark_of
from dashboard.views.verdict.state_words import until_switch_off, with_days
from tests.fleet.page_reads import NO_CODAT, Desk, company_of, page_reads
from tests.support import limits
from tests.support.merchants import NOW, cases

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
CASES = [case for case in cases() if case != "ten-thousand"]
FAILING = "archived-tax-rate"


@pytest.fixture
def desk(sqlite_url):
    settings = Settings(api_key="test-key", base_url=NO_CODAT, database_url=sqlite_url)
    yield Desk(settings, account_with(settings, "test-key"))
    close_services()
    close_stores()


def headline(desk: Desk, snapshot: Snapshot, now: datetime) -> tuple[str, str, str]:
    """Return what Company and the recent companies say: mark, words, days until switch-off."""
    verdict = assess(snapshot, now, limits_of(desk.settings)).verdict
    return mark_of(verdict), with_days(verdict), until_switch_off(verdict)


def assert_agreed(desk: Desk, case: str, read_at: datetime, now: datetime) -> None:
    row = desk.state(case)
    said = headline(desk, page_reads(case, read_at), now)
    assert (row.mark, row.words, row.left_words) == said, case


def test_home_says_what_company_says_when_read_later_and_after_another_sync(desk: Desk):
    desk.list(*CASES, now=NOW)
    for case in CASES:
        assert desk.take(page_reads(case, NOW), NOW), case
        assert_agreed(desk, case, NOW, NOW)
    later = NOW + DAY
    judge_due(desk.settings, desk.account, desk.fleet, later, 1000)
    for case in CASES:
        assert_agreed(desk, case, NOW, later)
    assert judge_due(desk.settings, desk.account, desk.fleet, later, 1000) == (0, False)
    for case in CASES[::4]:
        assert desk.take(page_reads(case, later), later), case
        assert_agreed(desk, case, later, later)


def test_the_longest_due_are_judged_first_and_never_more_than_the_limit(desk: Desk):
    desk.list("healthy", FAILING, now=NOW)
    desk.take(page_reads("healthy", NOW), NOW)
    desk.take(page_reads(FAILING, NOW + DAY), NOW + DAY)
    later = NOW + 3 * DAY
    assert judge_due(desk.settings, desk.account, desk.fleet, later, 1) == (1, True)
    assert desk.state("healthy").assessed_at == later
    assert desk.state(FAILING).assessed_at == NOW + DAY


def test_other_limits_judge_again_at_once(desk: Desk):
    desk.list("late", now=NOW)
    desk.take(page_reads("late", NOW), NOW)
    assert desk.state("late").state is State.LATE
    patient = replace(desk.settings, late_hours=300)
    assert judge_due(patient, desk.account, desk.fleet, NOW + MINUTE, 10) == (1, False)
    assert desk.state("late").state is not State.LATE


def test_reads_made_for_a_live_link_are_judged_too(desk: Desk):
    desk.list("healthy", now=NOW)
    page = page_reads("healthy", NOW)
    snapshots = SnapshotRepository(desk.fleet.repository.store, desk.fleet.account_id, desk.account)
    snapshots.save(StoredReads(page, "of a link", NOW, whole=True), NOW)
    assert judge_due(desk.settings, desk.account, desk.fleet, NOW, 10) == (1, False)
    assert desk.state("healthy").version == "of a link"


def test_without_its_reads_a_company_waits_for_the_next_read(desk: Desk):
    desk.list("healthy", now=NOW)
    assert judge_due(desk.settings, desk.account, desk.fleet, NOW + DAY, 10) == (0, False)


def test_an_older_page_changes_nothing(desk: Desk):
    desk.take(page_reads("healthy", NOW + DAY), NOW + DAY)
    newer = desk.state("healthy")
    assert not desk.take(page_reads("healthy", NOW), NOW + DAY + MINUTE)
    assert desk.state("healthy") == newer


def test_reads_that_are_stored_but_were_never_judged_are_judged(desk: Desk):
    desk.take(page_reads("healthy", NOW), NOW)
    snapshots = SnapshotRepository(desk.fleet.repository.store, desk.fleet.account_id, desk.account)
    stored = snapshots.load(company_of("healthy"))
    assert stored is not None
    later = replace(stored, version="another", read_at=NOW + MINUTE)
    snapshots.save(later, NOW + MINUTE)
    assert desk.take(page_reads("healthy", NOW), NOW + 2 * MINUTE)
    assert desk.state("healthy").version == "another"


def unlinked(snapshot: Snapshot, at: datetime) -> Snapshot:
    """Return a page's reads at a later time, with the accounting software unlinked."""
    found = [each.raw.replace(b'"Linked"', b'"Unlinked"') for each in snapshot.connections.value or ()]
    lost = [read_one(raw if b'"Accounting"' in raw else each.raw, Connection)
            for raw, each in zip(found, snapshot.connections.value or (), strict=True)]  # fmt: skip
    return replace(snapshot, connections=Reading(lost, at), latest=replace(snapshot.latest, read_at=at))


def test_what_changed_in_the_set_up_is_on_record_once_between_its_two_reads(desk: Desk):
    page = page_reads("healthy", NOW)
    desk.take(page, NOW)
    for minutes in (0, 5):
        at = NOW + DAY + minutes * MINUTE
        desk.take(unlinked(page, at), at)
    found = SetUpLog(desk.fleet.repository.store, desk.fleet.account_id)
    [seen] = found.between(company_of("healthy"), NOW, NOW + DAY)
    assert (seen.change.action, seen.change.name) == (ChangeAction.LINK, "Xero")
    assert (seen.before_at, seen.at) == (NOW, NOW + DAY)
    assert found.between(company_of("healthy"), NOW - 2 * DAY, NOW - DAY) == []


def test_a_page_waits_for_nothing_and_fails_with_nothing(desk: Desk):
    page = page_reads("healthy", NOW)
    taken = take_later(desk.settings, desk.account, page)
    assert taken is not None
    assert taken.result(timeout=limits.WAIT_S)
    nowhere = replace(desk.settings, database_url=f"sqlite:///{os.devnull}/none.db")
    failed = take_later(nowhere, desk.account, page)
    assert failed is not None
    assert not failed.result(timeout=limits.WAIT_S)


def test_incomplete_reads_and_those_with_a_typed_key_are_not_taken(desk: Desk):
    page = page_reads("healthy", NOW)
    part = replace(page, connections=page.connections.failed(ServerTrouble("Codat had an error.")))
    assert take_later(desk.settings, desk.account, part) is None
    assert take_later(desk.settings, replace(desk.account, typed_key=True), page) is None
