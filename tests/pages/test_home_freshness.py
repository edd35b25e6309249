"""How fresh Home is: what it says, to whom, and what its button may do, also when the store fails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard.access.company import CompanyIdentity
from dashboard.access.events import AccessEventType, AccessLog, AccessQuery
from dashboard.access.role import Role
from dashboard.fleet.reading.plan import ReadLessOften, ReadReason
from dashboard.fleet.reading.refresh import FleetRefreshes
from dashboard.fleet.reading.report import PollReport, to_json
from dashboard.fleet.recording import record_all
from dashboard.jobs.reader import FleetReader, ReaderKind
from dashboard.store.errors import StoreError
from dashboard.ui import browser
from dashboard.ui.fleet import freshness
from tests.pages.conftest import text_of
from tests.pages.drawn import everything_drawn
from tests.pages.starting import keys, press
from tests.support.fleet_records import fleet_here, judged, record_three
from tests.support.people import signed_in

CHECKED = {"FLEET_POLLING": "1", "ALLOW_STARTING": "1"}
GRACE = signed_in("Grace Hopper", Role.LEAD)
MINUTES = timedelta(minutes=1)
CORNER = "name Corner*"


@pytest.fixture
def fleet(open_page, fresh_sandbox):  # noqa: ARG001 - its settings name the store
    return fleet_here(fresh_sandbox.url)


@pytest.fixture
def three(fleet):
    return record_three(fleet)


@pytest.fixture
def refreshes(fleet):
    return FleetRefreshes(fleet.repository.store, fleet.account_id)


@pytest.fixture
def polled(monkeypatch):
    """Return after how many seconds each run asked to be drawn again."""
    seconds: list[float] = []
    monkeypatch.setattr(browser, "poll", seconds.append)
    return seconds


def begin(refreshes, companies, *, everything=True):
    """Have Grace ask for a check of these; return its number."""
    identities = [CompanyIdentity(each.company_id, each.name) for each in companies]
    return refreshes.start(GRACE, identities, datetime.now(UTC), everything=everything)


def report(**values):
    """Return what the poller says of itself, as stored."""
    now = datetime.now(UTC)
    usual: dict[str, Any] = {
        "at": now, "waiting": 0, "requests": 0, "next_at": now + 20 * MINUTES, "needs": 9, "left": None,
        "until": now + 180 * MINUTES, "a_minute": 950,
    }  # fmt: skip
    return to_json(PollReport(**usual | values))


def by(kind):
    """Return what says that this one reads."""
    return lambda _: FleetReader(kind)


@pytest.mark.usefixtures("three")
def test_while_one_was_never_checked_it_says_how_many_were_and_looks_again_soon(open_page, polled):
    assert "2 of 3 merchants checked so far" in text_of(open_page(env=CHECKED))
    assert polled[-1] == freshness.FOLLOW_S


def test_once_all_were_checked_it_says_how_old_the_oldest_is_and_takes_its_time(
    open_page, three, fleet, polled
):
    then = datetime.now(UTC) - 180 * MINUTES
    record_all(fleet.repository, [judged(three[2], then)], then)
    fleet.picture.look_again()
    assert "All 3 checked, the oldest 3 h ago" in text_of(open_page(env=CHECKED))
    assert polled[-1] == freshness.REDRAW_S


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("kind", [ReaderKind.NO_ONE, ReaderKind.OFF])
def test_where_no_one_checks_it_says_so_offers_nothing_and_is_in_no_hurry(
    open_page, monkeypatch, polled, kind
):
    monkeypatch.setattr(freshness, "who_reads", by(kind))
    page = open_page(env=CHECKED)
    said = {ReaderKind.NO_ONE: "No worker is running", ReaderKind.OFF: "aren’t checked automatically"}[kind]
    assert said in text_of(page)
    assert "check_now" not in keys(page)
    assert polled[-1] == freshness.REDRAW_S


def test_a_plan_of_which_nobody_is_left_to_follow_it_is_not_told(open_page, three, fleet, monkeypatch):  # noqa: ARG001
    fleet.repository.put_plan(report(waiting=7), datetime.now(UTC))
    monkeypatch.setattr(freshness, "who_reads", by(ReaderKind.NO_ONE))
    assert "waiting to be checked" not in text_of(open_page(env=CHECKED))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "Next check in 1"),  # 19 min, or fewer on a slow machine
        ({"waiting": 1_200}, "1,200 waiting to be checked."),
        ({"left": 1}, "1 request left for checks until"),
        ({"stopped": "Codat’s quota is used up."}, "Codat’s quota is used up."),
        (
            {"gives_up": (ReadLessOften(ReadReason.TROUBLED, 15 * MINUTES, 40 * MINUTES),)},
            "Merchants with problems are checked every 40 min instead of 15 min",
        ),
        (
            {"gives_up": (ReadLessOften(ReadReason.HEALTHY, 1440 * MINUTES, None),)},
            "Healthy merchants aren’t checked until Codat’s quota restarts",
        ),
    ],
)
def test_what_the_poller_is_about_to_do_is_said(open_page, three, fleet, values, said):  # noqa: ARG001
    fleet.repository.put_plan(report(**values), datetime.now(UTC))
    assert said in text_of(open_page(env=CHECKED))


@pytest.mark.usefixtures("three")
def test_what_is_left_for_all_is_not_for_those_who_see_some(open_page, fleet, signed_in_as):
    fleet.repository.put_plan(report(waiting=7, left=900), datetime.now(UTC))
    signed_in_as(Role.LEAD, rule=CORNER)
    said = everything_drawn(open_page(env=CHECKED))
    assert "All 1 checked" in said
    assert "waiting to be checked" not in said
    assert "requests left" not in said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"left": 3}, "Checking 0 of 3 merchants, until about"),
        ({"left": 2}, "Checking 0 of 3 merchants. "),
        ({"left": 0}, "Check paused at 0 of 3 merchants."),
        ({"left": 0, "until": datetime(2026, 1, 1, tzinfo=UTC)}, "Checking 0 of 3 merchants, until about"),
        ({"stopped": "Codat rejected the API key."}, "Check paused at 0 of 3 merchants."),
    ],
    ids=["enough", "too few", "none", "none yesterday", "a rejected key"],
)
def test_until_when_a_check_goes_on_is_said_only_if_it_can(open_page, three, fleet, refreshes, values, said):
    begin(refreshes, three)
    fleet.repository.put_plan(report(**values), datetime.now(UTC))
    assert said in text_of(open_page(env=CHECKED))


def test_a_check_that_no_one_goes_on_with_is_paused_and_not_followed(
    open_page, three, refreshes, monkeypatch, polled
):
    begin(refreshes, three)
    monkeypatch.setattr(freshness, "who_reads", by(ReaderKind.NO_ONE))
    said = text_of(open_page(env=CHECKED))
    assert "Check paused at 0 of 3 merchants. No worker is running" in said
    assert "until about" not in said
    assert polled[-1] == freshness.REDRAW_S


@pytest.mark.parametrize("stored", [{}, {"at": "never"}, {"waiting": []}])
def test_a_plan_of_another_version_is_no_plan(open_page, three, fleet, stored):  # noqa: ARG001
    fleet.repository.put_plan(stored, datetime.now(UTC))
    assert "2 of 3 merchants checked so far." in text_of(open_page(env=CHECKED))


def test_who_sees_some_checks_those_and_counts_those(open_page, three, refreshes, signed_in_as):
    signed_in_as(Role.OPERATOR, rule=CORNER)
    page = open_page(env=CHECKED)
    assert page.button(key="check_now").label == "Check all 1 now"
    press(page, "check_now")
    assert "Checking 0 of 1 merchant, until about" in text_of(page)
    asked = refreshes.asked({each.company_id: each for each in three}, {}, datetime.now(UTC))
    assert asked.company_ids == {three[1].company_id}


def test_a_check_that_someone_else_began_meanwhile_is_not_begun_twice(open_page, three, refreshes):
    page = open_page(env=CHECKED)
    number = begin(refreshes, three[:1], everything=False)
    press(page, "check_now")
    assert "Nothing was changed." in text_of(page)
    assert "A check of merchants is already running." in text_of(page)
    assert "Checking 0 of 1 merchant" in text_of(page)
    assert refreshes.cancel(number, GRACE, datetime.now(UTC))
    assert "Nothing was changed." not in text_of(page.run())


def test_a_check_of_merchants_that_a_person_does_not_see_is_none_to_them(
    open_page, three, refreshes, signed_in_as
):
    begin(refreshes, three[:1], everything=False)
    signed_in_as(Role.OPERATOR, rule=CORNER)
    page = open_page(env=CHECKED)
    assert "All 1 checked" in text_of(page)
    assert "cancel_check" not in keys(page)


def test_a_check_of_all_is_not_ended_by_who_sees_some(open_page, three, refreshes, fleet, signed_in_as):
    begin(refreshes, three)
    signed_in_as(Role.OPERATOR, rule=CORNER)
    page = open_page(env=CHECKED)
    press(page, "cancel_check")
    assert "Nothing was changed." in text_of(page)
    assert refreshes.current(fleet.picture.rows(), datetime.now(UTC)).total == 3
    refused = AccessLog(fleet.repository.store).page(AccessQuery(), 1, 1).events[0]
    assert refused.kind == AccessEventType.ACT_REFUSED


@pytest.mark.usefixtures("three")
def test_without_the_store_the_rows_stay_and_it_says_what_is_missing(open_page, monkeypatch):
    def fails(*_):
        raise StoreError("The database isn’t available.")

    page = open_page(env=CHECKED)
    monkeypatch.setattr(FleetRefreshes, "current", fails)
    said = text_of(page.run())
    assert "Couldn’t load when merchants are checked." in said
    assert "The database isn’t available." in said
    assert "1 of 3 merchants needs attention" in said


@pytest.mark.usefixtures("three")
def test_a_check_that_cannot_be_stored_is_said_not_to_have_begun(open_page, monkeypatch):
    def fails(*_, **__):
        raise StoreError("The database is read-only.")

    page = open_page(env=CHECKED)
    monkeypatch.setattr(FleetRefreshes, "start", fails)
    press(page, "check_now")
    assert "Nothing was changed." in text_of(page)
    assert "The database is read-only." in text_of(page)
