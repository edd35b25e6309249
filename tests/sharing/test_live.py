"""One round of reads for all who look at a company, in any number of processes."""

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from codat_client import CodatClient, Forbidden, Quota
from dashboard.fleet.reading.snapshots import SnapshotRepository
from dashboard.services import read_threads
from dashboard.services.account import CodatAccount
from dashboard.services.budget import ReadBudget, ReadPurpose
from dashboard.services.snapshot import read_snapshot
from dashboard.services.stored_account import stored_account
from dashboard.sharing.live import LiveReads
from dashboard.sharing.live_rules import LivePolicy
from dashboard.store.lease import expire
from dashboard.store.tables import lease
from tests.store.rows import add_link
from tests.support import limits

LATEST = "sync.get_latest_sync"
ALL_SIX = {
    LATEST: 1,
    "sync.get_last_successful_sync": 1,
    "sync.get_status": 1,
    "connections.list": 1,
    "configuration.get": 1,
    "sync.list": 1,
}


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_minutes(self, minutes: float) -> None:
        self.at += timedelta(minutes=minutes)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("healthy")


@pytest.fixture
def live_reads(fresh_sandbox, company, store, clock):
    """Return a function that makes the live reads of a process; all are closed in the end.

    The company has a live link.
    """
    account, made = CodatAccount(fresh_sandbox.url, "test-key"), []
    stored = stored_account(store, account, datetime.now(UTC))
    with store.writing() as connection:
        add_link(connection, stored, company_id=company, ends_at=datetime.now(UTC) + timedelta(days=1))

    def make(quota=None, of=store):
        budget = ReadBudget(ReadPurpose.JOB, 0.5)
        client = CodatClient(
            "test-key", fresh_sandbox.url, before_read=lambda name, seen: budget.check(name, quota or seen)
        )
        made.append(LiveReads(client, SnapshotRepository(of, stored, account), LivePolicy(), clock))
        return made[-1]

    yield make
    for each in made:
        if (under_way := each.under_way(company)) is not None:
            under_way.result(limits.WAIT_S)
        each.close()


@pytest.fixture
def live(live_reads):
    return live_reads()


def asked(sandbox):
    return Counter(each["operation"] for each in sandbox.requests())


def looked(live, company):
    """Look, wait for the round that this starts, if it starts one, and look again, which starts none."""
    live.look(company)
    if (under_way := live.under_way(company)) is not None:
        under_way.result(limits.WAIT_S)
    return live.look(company).reads


def start_sync(sandbox, company):
    sandbox.let_syncs_run()
    with CodatClient("test-key", sandbox.url) as client:
        client.sync.request(company)


def test_the_first_look_reads_everything_once_and_the_next_ones_nothing(fresh_sandbox, live, company):
    first = looked(live, company)
    assert asked(fresh_sandbox) == ALL_SIX
    assert looked(live, company) == first
    assert asked(fresh_sandbox) == ALL_SIX


def test_nobody_looking_reads_nothing(fresh_sandbox, live, company, clock):
    looked(live, company)
    before = asked(fresh_sandbox)
    clock.pass_minutes(600)
    assert asked(fresh_sandbox) == before


def test_after_five_minutes_only_the_latest_sync_is_asked_for(fresh_sandbox, live, company, clock):
    first = looked(live, company)
    clock.pass_minutes(4.9)
    looked(live, company)
    before = asked(fresh_sandbox)
    clock.pass_minutes(0.1)
    second = looked(live, company)
    assert (before, asked(fresh_sandbox) - before) == (ALL_SIX, {LATEST: 1})
    assert second.version == first.version
    assert second.read_at > first.read_at


def test_a_new_sync_brings_everything_again(fresh_sandbox, live, company, clock):
    first = looked(live, company)
    start_sync(fresh_sandbox, company)
    before = asked(fresh_sandbox)
    clock.pass_minutes(5)
    second = looked(live, company)
    assert asked(fresh_sandbox) - before == ALL_SIX
    assert second.version != first.version


def test_while_a_sync_runs_the_latest_is_asked_for_each_minute(fresh_sandbox, live, company, clock):
    start_sync(fresh_sandbox, company)
    looked(live, company)
    before = asked(fresh_sandbox)
    clock.pass_minutes(1.1)
    looked(live, company)
    assert asked(fresh_sandbox) - before == {LATEST: 1}


def test_fifty_who_look_at_once_cause_one_round(fresh_sandbox, live, company):
    with ThreadPoolExecutor(50) as people:
        seen = list(people.map(lambda _: looked(live, company), range(50)))
    assert asked(fresh_sandbox) == ALL_SIX
    assert len({each.version for each in seen if each is not None}) == 1


def test_two_processes_on_one_store_make_one_round(fresh_sandbox, live_reads, company):
    processes = [live_reads(), live_reads()]
    with ThreadPoolExecutor(2) as both:
        list(both.map(lambda live: looked(live, company), processes))
    assert asked(fresh_sandbox) == ALL_SIX


def test_another_process_shows_what_the_first_has_read(fresh_sandbox, live_reads, company, clock):
    first, second = live_reads(), live_reads()
    assert second.look("00000000-0000-0000-0000-000000000001").reads is None
    read = looked(first, company)
    clock.pass_minutes(1)
    assert second.look(company).reads == read
    assert asked(fresh_sandbox)[LATEST] <= 2  # one for the company that doesn't exist


def test_a_company_that_another_process_is_reading_is_left_alone(fresh_sandbox, live, live_reads, company):
    other = live_reads()._snapshots
    taken = other.take(company, "another process", 60)
    assert looked(live, company) is None
    other.give_back(taken)
    assert not asked(fresh_sandbox)


def test_what_a_paused_process_writes_after_another_took_over_changes_nothing(live, live_reads, company):
    read = looked(live, company)
    repository = live_reads()._snapshots
    lost = repository.take(company, "paused", -1)
    assert repository.take(company, "another", 60) is not None
    newer = read.read_at + timedelta(hours=1)
    repository.confirm(read, newer, newer, lost)
    assert repository.stamp(company).read_at == read.read_at


def test_a_failed_read_leaves_the_last_good_state_for_five_minutes(fresh_sandbox, live, company, clock):
    first = looked(live, company)
    clock.pass_minutes(5)
    fresh_sandbox.fault("403", n=100, operation=LATEST)
    second = looked(live, company)
    tried = asked(fresh_sandbox)[LATEST]
    clock.pass_minutes(4.9)
    live.look(company)
    assert live.under_way(company) is None
    assert (second.snapshot.latest.value, second.read_at) == (first.snapshot.latest.value, first.read_at)
    assert second.snapshot.syncs == first.snapshot.syncs
    assert isinstance(second.snapshot.latest.error, Forbidden)
    assert asked(fresh_sandbox)[LATEST] == tried


@pytest.mark.parametrize("remaining", [600, 500, 100])
def test_when_only_the_reserve_and_the_peoples_part_are_left_nothing_is_read(
    fresh_sandbox, live_reads, company, remaining
):
    live = live_reads(Quota(limit=1000, remaining=remaining))
    assert looked(live, company) is None
    assert not asked(fresh_sandbox)


def test_the_last_good_state_is_shown_when_the_quota_is_low(fresh_sandbox, live_reads, live, company, clock):
    first = looked(live, company)
    clock.pass_minutes(60)
    assert looked(live_reads(Quota(limit=1000, remaining=500)), company) == first
    assert asked(fresh_sandbox) == ALL_SIX


def test_while_the_quota_is_unknown_only_the_latest_sync_is_read(fresh_sandbox, live_reads, company):
    live = live_reads(Quota())
    read = looked(live, company)
    assert asked(fresh_sandbox) == {LATEST: 1}
    assert (read.snapshot.latest.present, read.snapshot.syncs.present, read.whole) == (True, False, False)


def test_what_the_quota_left_out_is_read_in_the_next_round(fresh_sandbox, live_reads, company, clock):
    looked(live_reads(Quota()), company)
    before = asked(fresh_sandbox)
    clock.pass_minutes(5)
    read = looked(live_reads(Quota(limit=1000, remaining=900)), company)
    assert asked(fresh_sandbox) - before == ALL_SIX
    assert read.whole


def test_what_a_page_has_read_is_taken_without_a_request(fresh_sandbox, live, client, company):
    snapshot = read_snapshot(client, company)
    before = asked(fresh_sandbox)
    live.seed(snapshot)
    assert looked(live, company).snapshot.latest.value == snapshot.latest.value
    assert asked(fresh_sandbox) == before


def test_older_reads_of_a_page_change_nothing(live, client, company):
    older = read_snapshot(client, company)
    newer = looked(live, company)
    live.seed(older)
    assert looked(live, company) == newer


def test_a_page_that_has_not_read_everything_seeds_nothing(live_reads, client, company):
    live, read = live_reads(Quota(limit=1000, remaining=1)), read_snapshot(client, company)
    unread = type(read)(company, read.latest)
    live.seed(unread)
    assert looked(live, company) is None


def test_after_a_restart_the_stored_reads_are_shown_without_a_request(
    fresh_sandbox, live, live_reads, company
):
    before = looked(live, company)
    assert looked(live_reads(), company) == before
    assert asked(fresh_sandbox) == ALL_SIX


def test_that_codat_has_no_such_company_is_an_answer_kept_for_five_minutes(
    fresh_sandbox, live, live_reads, clock
):
    company = fresh_sandbox.company("deleted")
    first = looked(live, company)
    assert asked(fresh_sandbox) == ALL_SIX
    assert [each.look(company).reads.snapshot.company_missing for each in (live, live_reads())] == [True] * 2
    clock.pass_minutes(5)
    second = looked(live, company)
    assert asked(fresh_sandbox) - Counter(ALL_SIX) == {LATEST: 1}
    assert second.snapshot.latest.failed_at - first.snapshot.latest.failed_at == timedelta(minutes=5)


def test_a_company_that_codat_no_longer_knows_is_no_longer_shown_as_it_was(
    fresh_sandbox, live, client, company, clock
):
    gone = fresh_sandbox.company("deleted")
    live.seed(replace(read_snapshot(client, company), company_id=gone))
    before = live.look(gone).reads.snapshot.company_missing
    clock.pass_minutes(6)
    assert (before, looked(live, gone).snapshot.company_missing) == (False, True)


def test_a_company_whose_first_read_failed_is_known_to_have_failed_in_every_process(
    fresh_sandbox, live, live_reads, company
):
    fresh_sandbox.fault("403", n=100)
    assert live.look(company) == (None, False)
    assert looked(live, company) is None
    assert [each.look(company) for each in (live, live_reads())] == [(None, True)] * 2


def test_a_company_that_the_quota_left_out_at_first_counts_as_failed(live_reads, company):
    live = live_reads(Quota(limit=1000, remaining=500))
    looked(live, company)
    assert live.look(company) == (None, True)


def test_a_failure_is_said_by_every_process(fresh_sandbox, live, live_reads, company, clock):
    looked(live, company)
    clock.pass_minutes(5)
    fresh_sandbox.fault("403", n=100, operation=LATEST)
    own, other = looked(live, company), live_reads().look(company).reads
    assert isinstance(other.snapshot.latest.error, Forbidden)
    assert own.snapshot.latest.failed_at == other.snapshot.latest.failed_at == clock.at


@pytest.mark.parametrize("why", ["failed", "left out"])
def test_an_older_result_beside_a_new_latest_sync_has_the_error_of_its_last_read(
    fresh_sandbox, live, live_reads, company, clock, why
):
    first = looked(live, company)
    start_sync(fresh_sandbox, company)
    clock.pass_minutes(5)
    if why == "failed":
        fresh_sandbox.fault("403", n=100, operation="sync.list")
    second = looked(live if why == "failed" else live_reads(Quota()), company)
    syncs = second.snapshot.syncs
    assert second.snapshot.latest.value != first.snapshot.latest.value
    assert (syncs.value, syncs.read_at) == (first.snapshot.syncs.value, first.snapshot.syncs.read_at)
    assert (syncs.error is not None, syncs.failed_at) == (True, clock.at)


def test_a_round_that_got_no_thread_is_made_at_the_next_look(live, company, monkeypatch):
    without: Future[None] = Future()
    without.set_exception(RuntimeError("no more threads"))
    with monkeypatch.context() as patched:
        patched.setattr(read_threads, "submit", lambda *_: without)
        live.look(company)
    assert looked(live, company) is not None


def test_its_threads_are_those_of_the_account_as_pages_know_it(fresh_sandbox, live, company, monkeypatch):
    holders, submit = [], read_threads.submit

    def submitted(holder, job):
        holders.append(holder)
        return submit(holder, job)

    monkeypatch.setattr(read_threads, "submit", submitted)
    looked(live, company)
    assert holders[0].account == CodatAccount(fresh_sandbox.url, "test-key").account_id


def test_a_process_that_waits_for_another_writes_nothing(live, live_reads, company, clock, monkeypatch):
    other = live_reads()._snapshots
    taken = other.take(company, "another process", 60)
    with monkeypatch.context() as patched:
        patched.setattr(live._snapshots._store, "writing", lambda: 1 // 0)
        for _ in range(3):
            clock.pass_minutes(1)
            assert looked(live, company) is None
    assert live.look(company) == (None, False)
    other.give_back(taken)


def test_after_a_failed_read_other_processes_leave_codat_alone_for_five_minutes_too(
    fresh_sandbox, live, live_reads, company, clock, store
):
    looked(live, company)
    clock.pass_minutes(5)
    fresh_sandbox.fault("403", n=100, operation=LATEST)
    looked(live, company)
    tried = asked(fresh_sandbox)
    looked(live_reads(), company)
    with store.reading() as connection:
        until = connection.execute(select(lease.c.until)).scalar_one()
    assert asked(fresh_sandbox) == tried
    assert until - datetime.now(UTC) > timedelta(minutes=3)


def test_once_codat_answers_again_nothing_is_said_of_the_failure(fresh_sandbox, live, company, clock, store):
    looked(live, company)
    clock.pass_minutes(5)
    fresh_sandbox.fault("403", n=100, operation=LATEST)
    failed = looked(live, company)
    fresh_sandbox.reset()
    with store.writing() as connection:
        expire(connection, f"reads {live._snapshots.account_id} {company}")
    clock.pass_minutes(5)
    assert failed.snapshot.latest.error is not None
    assert looked(live, company).snapshot.latest.error is None
