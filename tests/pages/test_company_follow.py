"""Company while a sync is running: it follows it by itself, for everybody at once, and asks little."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dashboard.insight.reading import OLD_AFTER
from dashboard.services import watch
from dashboard.services.snapshot import READS
from dashboard.services.watch import Watch, WatchPolicy, end_watches, known_watch
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import press, until, until_gone

FOLLOWED = "updates automatically"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Checks follow each other quickly, and end with the test."""

    def made(owner, company, _=None):
        return Watch(owner, company, WatchPolicy(first=0.1, growth=1.0, most=0.1))

    monkeypatch.setattr(watch, "Watch", made)
    yield
    end_watches()


def poll_of(test):
    return test.session_state["at_end"].get("poll")


def asked(sandbox):
    return Counter(each["operation"] for each in sandbox.company_requests())


def test_a_running_sync_is_followed_to_the_new_answer(open_page, fresh_sandbox, client):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.let_syncs_run()
    client.sync.request(company)
    page = open_page("company", company=company)
    assert FOLLOWED in text_of(page)
    assert "<b>No action needed:</b><span>this page updates when it’s finished.</span>" in text_of(page)
    assert poll_of(page) == 3
    fresh_sandbox.end_syncs()
    until(page, "Sales up to")
    assert FOLLOWED not in text_of(page)
    assert poll_of(page) is None


def test_five_tabs_read_the_rest_once(open_page, fresh_sandbox, client):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.let_syncs_run()
    client.sync.request(company)
    tabs = [open_page("company", company=company) for _ in range(5)]
    before = asked(fresh_sandbox)
    fresh_sandbox.end_syncs()
    for tab in tabs:
        until(tab, "Sales up to")
    more = asked(fresh_sandbox) - before
    assert {name for name, times in more.items() if times > 1} <= {"sync.get_latest_sync"}
    assert more["sync.list"] == 1


def test_a_stuck_sync_is_not_followed(open_page, fresh_sandbox):
    page = open_page("company", company=fresh_sandbox.company("stuck"))
    assert FOLLOWED not in text_of(page)
    assert poll_of(page) is None


@pytest.mark.parametrize("case", ["healthy", "archived-tax-rate", "deleted"])
def test_where_nothing_is_running_nothing_is_followed(open_page, fresh_sandbox, case):
    assert poll_of(open_page("company", company=fresh_sandbox.company(case))) is None


def test_one_of_unknown_age_is_followed_for_as_long_as_one_may_run(open_page, fresh_sandbox):
    fresh_sandbox.switch(runningTimes=False)
    company = fresh_sandbox.company("running")
    page = open_page("company", company=company)
    assert FOLLOWED in text_of(page)
    shortly = open_page("company", {"STUCK_HOURS": "0.00000001"}, company=company)
    assert "no longer updates automatically" in text_of(shortly)
    assert "A sync may be running; its start time is unknown" in text_of(shortly)
    assert poll_of(shortly) is None


def test_a_start_that_is_not_settled_is_shown_and_followed(start, open_page, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    until(press(press(start("healthy", cover="range"), "go_on"), "start_sync"), "running for")
    page = open_page("company", company=fresh_sandbox.company("healthy"))
    assert f"{NAME} started a sync today" in text_of(page)
    assert "attempt=" in text_of(page)
    assert poll_of(page) == 3
    fresh_sandbox.end_syncs()
    until_gone(page, f"{NAME} started")
    until_gone(page, FOLLOWED)


def test_a_start_that_ends_between_two_checks_still_brings_the_new_answer(
    start, open_page, fresh_sandbox, client, monkeypatch
):
    monkeypatch.setattr(
        watch, "Watch", lambda owner, company, _=None: Watch(owner, company, WatchPolicy(first=60))
    )
    company = fresh_sandbox.company("healthy")
    page = open_page("company", company=company)
    fresh_sandbox.let_syncs_run()
    until(press(press(start("healthy", cover="range"), "go_on"), "start_sync"), "running for")
    until(page, f"{NAME} started")
    fresh_sandbox.end_syncs()
    until_gone(page, f"{NAME} started")
    assert FOLLOWED in text_of(page)
    assert poll_of(page) == 3
    known_watch(
        page.session_state["companies"][company].account_id, company
    )._wake.set()  # time for the next check
    until_gone(page, FOLLOWED)
    shown = page.session_state["companies"][company].latest.value
    assert shown.sync_id == client.sync.get_latest_sync(company).sync_id


def test_what_is_followed_for_long_does_not_turn_grey(open_page, fresh_sandbox, client):
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.let_syncs_run()
    client.sync.request(company)
    page = open_page("company", company=company)
    data = page.session_state["companies"][company]
    for name, reading in data.readings.items():
        data.readings[name] = replace(reading, read_at=reading.read_at - OLD_AFTER)
    assert "This is out of date" in text_of(page.run())
    until_gone(page, "This is out of date")
    assert not any(data.reading(name).is_old(datetime.now(UTC)) for name in READS)
