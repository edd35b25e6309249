"""A company that is followed: one poll for all who look, the rest when it changed, an end by itself."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from threading import Event, Thread
from time import monotonic

import pytest

from codat_client import CodatClient, HeldBack
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.reading import OLD_AFTER, Reading
from dashboard.services import watch as watches
from dashboard.services.snapshot import READS
from dashboard.services.watch import Watch, WatchPolicy, end_watches, known_watch, watch_of
from tests.support import limits

QUICK = WatchPolicy(first=0.05, growth=1.0, most=0.05, linger=30)
REST = {
    "sync.get_last_successful_sync",
    "sync.get_status",
    "connections.list",
    "configuration.get",
    "sync.list",
}


@pytest.fixture
def company(fresh_sandbox):
    return fresh_sandbox.company("healthy")


@pytest.fixture
def make_client(fresh_sandbox):
    return lambda: CodatClient("test-key", fresh_sandbox.url)


@pytest.fixture
def watch(company):
    made = Watch("owner", company, QUICK)
    yield made
    ended(made)


def ended(watch):
    """End a watch and wait for its thread."""
    if (thread := watch.end()) is not None:
        thread.join(limits.WAIT_S)
        assert not thread.is_alive()


def until(holds):
    pause, end = Event(), monotonic() + limits.WAIT_S
    while not holds():
        assert monotonic() < end, "it never became true"
        pause.wait(0.01)


def asked(sandbox):
    return Counter(each["operation"] for each in sandbox.requests())


def page(latest):
    """Return the latest sync as a page shows it that has just read it."""
    return Reading(latest, datetime.now(UTC))


def start(sandbox, client, company):
    """Start a sync that runs until it is ended; give its record as a page shows it."""
    sandbox.let_syncs_run()
    client.sync.request(company)
    return client.sync.get_latest_sync(company)


def test_a_sync_that_ends_brings_everything_again(fresh_sandbox, client, company, watch, make_client):
    shown = start(fresh_sandbox, client, company)
    watch.look(page(shown), make_client)
    fresh_sandbox.end_syncs()
    until(lambda: watch.look(page(shown), make_client).readings)
    readings = watch.seen.readings
    assert outcome_of(readings["latest"].value) in {
        Outcome.SUCCEEDED,
        Outcome.NOTHING_TO_WRITE,
        Outcome.FAILED,
    }
    assert readings["syncs"].value[0].sync_id == shown.sync_id
    assert len(readings) == 6


def test_while_nothing_changes_only_the_latest_is_asked_for(
    fresh_sandbox, client, company, watch, make_client
):
    shown = start(fresh_sandbox, client, company)
    before = asked(fresh_sandbox)
    watch.look(page(shown), make_client)
    until(lambda: asked(fresh_sandbox)["sync.get_latest_sync"] - before["sync.get_latest_sync"] >= 5)
    assert not REST & set(asked(fresh_sandbox) - before)
    assert watch.seen.at is not None
    assert not watch.seen.readings


def test_twenty_who_watch_cause_one_poll(fresh_sandbox, client, company, make_client):
    slow = Watch("owner", company, WatchPolicy(first=0.2, growth=1.0, most=0.2, linger=30))
    shown, made = start(fresh_sandbox, client, company), []

    def client_of_its_own():
        made.append(make_client())
        return made[-1]

    with ThreadPoolExecutor(20) as people:
        seen = list(people.map(lambda _: slow.look(page(shown), client_of_its_own), range(200)))
    fresh_sandbox.end_syncs()
    before = asked(fresh_sandbox)
    until(lambda: slow.seen.readings)
    ended(slow)
    more = asked(fresh_sandbox) - before
    assert (len(made), len(seen)) == (1, 200)
    assert {name: more[name] for name in REST} == dict.fromkeys(REST, 1)


def test_a_poll_that_leaves_the_quota_to_people_says_so_until_one_is_made(
    fresh_sandbox, client, company, watch
):
    spent = Event()
    shown = start(fresh_sandbox, client, company)

    def hold_back(_operation, _quota):
        if spent.is_set():
            raise HeldBack("Not now.")

    spent.set()
    before = asked(fresh_sandbox)
    make = partial(CodatClient, "test-key", fresh_sandbox.url, before_read=hold_back)
    watch.look(page(shown), make)
    until(lambda: watch.seen.held_back)
    assert (watch.seen.error, asked(fresh_sandbox)) == ("Not now.", before)
    spent.clear()
    until(lambda: watch.look(page(shown), make).at)
    assert (watch.seen.error, watch.seen.held_back) == ("", False)


def test_when_nobody_looks_it_ends_and_the_next_look_begins_again(
    fresh_sandbox, client, company, make_client
):
    short = Watch("owner", company, WatchPolicy(first=0.02, growth=1.0, most=0.02, linger=0.05))
    shown = start(fresh_sandbox, client, company)
    short.look(page(shown), make_client)
    until(lambda: not short.alive)
    before = asked(fresh_sandbox)

    def asks_again() -> bool:
        short.look(page(shown), make_client)  # again and again: one look may end before it asks
        return bool(asked(fresh_sandbox) != before)

    until(asks_again)
    ended(short)


def test_a_failed_check_is_said_and_the_next_one_goes_on(fresh_sandbox, client, company, watch, make_client):
    shown = start(fresh_sandbox, client, company)
    fresh_sandbox.fault("401", n=1, operation="sync.get_latest_sync")
    watch.look(page(shown), make_client)
    until(lambda: watch.seen.error)
    until(lambda: not watch.seen.error)
    assert watch.seen.at is not None


def test_who_still_shows_an_older_sync_gets_what_all_others_have(
    fresh_sandbox, client, company, watch, make_client
):
    older = client.sync.get_latest_sync(company)
    newer = start(fresh_sandbox, client, company)
    watch.look(page(newer), make_client)
    watch.look(page(older), make_client)
    until(lambda: watch.seen.readings)
    assert watch.seen.readings["latest"].value.sync_id == newer.sync_id


def test_a_read_that_fails_after_a_change_is_tried_again(fresh_sandbox, client, company, watch, make_client):
    shown = start(fresh_sandbox, client, company)
    fresh_sandbox.fault("404", n=1, operation="sync.list")
    fresh_sandbox.end_syncs()
    watch.look(page(shown), make_client)
    until(lambda: watch.seen.readings and watch.seen.readings["syncs"].value is not None)
    assert asked(fresh_sandbox)["sync.list"] == 2


def test_a_fault_of_ours_ends_the_thread_and_is_said(watch, monkeypatch, make_client):
    monkeypatch.setitem(READS, "latest", lambda *_: 1 / 0)
    watch.look(page(None), make_client)
    until(lambda: watch.seen.error)
    assert "Something went wrong" in watch.seen.error


def test_how_long_one_has_been_looked_at_is_counted_for_each_sync_apart(watch):
    first = watch.watched_for("a")
    assert watch.watched_for("a") >= first
    watch.watched_for("b")
    assert watch.watched_for("a") < 0.5


def test_a_page_that_has_only_to_take_what_was_read_causes_no_further_reads(
    fresh_sandbox, client, company, watch, make_client
):
    shown = page(start(fresh_sandbox, client, company))
    watch.look(shown, make_client)
    fresh_sandbox.end_syncs()
    until(lambda: watch.look(shown, make_client).readings)
    before, at = asked(fresh_sandbox), watch.seen.at
    until(lambda: watch.look(shown, make_client).at > at)
    assert not REST & set(asked(fresh_sandbox) - before)


def test_accounts_and_companies_are_watched_apart_and_the_same_ones_together():
    end_watches()
    one = watch_of("owner", "company")
    assert watch_of("owner", "company") is known_watch("owner", "company") is one
    assert known_watch("other", "company") is None
    assert known_watch("owner", "another") is None
    end_watches()


def test_only_so_many_companies_that_nobody_looks_at_are_remembered():
    for number in range(watches.MOST_WATCHES + 9):
        watch_of("owner", str(number))
    assert known_watch("owner", "0") is None
    assert known_watch("owner", str(watches.MOST_WATCHES + 8)) is not None
    end_watches()


def test_what_was_read_is_kept_only_while_someone_looks(fresh_sandbox, client, company, make_client):
    short = Watch("owner", company, WatchPolicy(first=0.02, growth=1.0, most=0.02, linger=1.0))
    shown = start(fresh_sandbox, client, company)
    short.look(page(shown), make_client)
    fresh_sandbox.end_syncs()
    until(lambda: short.seen.readings)
    until(lambda: not short.alive)
    assert not short.seen.readings
    assert short.seen.at is not None


def test_without_a_thread_it_says_so_and_the_next_look_begins(watch, make_client, monkeypatch):
    def no_more(_thread):
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(Thread, "start", no_more)
        assert "Something went wrong" in watch.look(Reading(), make_client).error
    assert not watch.alive
    watch.look(Reading(), make_client)
    assert watch.alive


def test_what_a_page_shows_is_read_again_before_it_counts_as_old(
    fresh_sandbox, client, company, watch, make_client
):
    shown = start(fresh_sandbox, client, company)
    ageing = Reading(shown, datetime.now(UTC) - OLD_AFTER * 0.7)
    before = asked(fresh_sandbox)
    until(lambda: watch.look(ageing, make_client).readings)
    renewed = watch.seen.readings
    assert min(each.read_at for each in renewed.values()) > ageing.read_at
    assert {name: (asked(fresh_sandbox) - before)[name] for name in REST} == dict.fromkeys(REST, 1)


def test_what_a_page_has_just_taken_is_not_read_again(fresh_sandbox, client, company, watch, make_client):
    shown = start(fresh_sandbox, client, company)
    until(lambda: watch.look(Reading(shown, datetime.now(UTC) - OLD_AFTER), make_client).readings)
    before, at = asked(fresh_sandbox), watch.seen.at
    until(lambda: watch.look(watch.seen.readings["latest"], make_client).at > at)
    assert not REST & set(asked(fresh_sandbox) - before)
