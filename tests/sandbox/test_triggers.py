"""Syncs that are started: what is answered, what range, how they end, where they show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.sandbox.conftest import wait_until


def parsed(text):
    return datetime.fromisoformat(text)


def told_range(reply):
    found = reply.json()["syncDateRangeUtc"]
    return parsed(found["start"]), parsed(found["finish"])


def due_of_last_success(http, case):
    """Return the due time of the last successful night: 02:00 in London before its run."""
    ran = parsed(http.last_successful(case)["syncUtc"])
    return ran.astimezone(ZoneInfo("Europe/London")).replace(hour=2, minute=0, second=0, microsecond=0)


def test_a_start_is_answered_as_running_with_no_sync_id(http):
    summary = http.start("healthy").json()
    assert (summary["syncStatusCode"], summary["syncStatus"], summary["dataPushed"]) == (
        1000,
        "Started",
        False,
    )
    assert "syncId" not in summary
    assert summary["companyId"] == http.sandbox.company("healthy")


def test_the_answer_has_the_fields_of_a_sync_summary(http):
    assert set(http.start("healthy").json()) == {
        *("companyId", "commerceSyncId", "syncStatusCode", "syncStatus", "errorMessage"),
        *("syncExceptionMessage", "syncUtc", "dataPushed", "dataConnections", "syncDateRangeUtc"),
    }


def test_a_healthy_one_ends_with_data_written(http):
    http.start("healthy")
    ended = http.ended("healthy")
    assert (ended["syncStatusCode"], ended["dataPushed"]) == (2000, True)
    assert http.last_successful("healthy") == ended


def test_it_runs_before_it_ends(http):
    http.sandbox.let_syncs_run()
    http.start("healthy")
    assert http.latest("healthy")["syncStatusCode"] == 1000
    assert http.last_successful("healthy")["syncStatusCode"] == 2000


def test_it_ends_when_asked_to_and_only_once(http):
    http.sandbox.let_syncs_run()
    http.start("healthy")
    assert http.sandbox.control("end", {}) == {"ended": 1}
    assert http.latest("healthy")["syncStatusCode"] == 2000
    assert http.sandbox.control("end", {}) == {"ended": 0}


def test_nothing_to_sell_ends_with_nothing_written(http):
    http.start("nothing-to-sell")
    assert http.ended("nothing-to-sell")["syncStatusCode"] == 2040


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("archived-tax-rate", 4000),
        ("failing-3", 5130),
        ("failing-31", 4200),
        ("deauthorised", 4220),
        ("subscription-lapsed", 4260),
        ("unlinked", 4000),
    ],
)
def test_a_failing_one_fails_again_in_the_same_words(http, case, code):
    before = http.latest(case)
    http.start(case)
    after = http.ended(case)
    assert (after["syncId"] != before["syncId"], after["syncStatusCode"]) == (True, code)
    assert after["errorMessage"] == before["errorMessage"]


def test_half_linked_is_answered_200_and_fails_for_want_of_two_connections(http):
    assert http.start("half-linked").status_code == 200
    ended = http.ended("half-linked")
    assert (ended["syncStatusCode"], ended["errorMessage"]) == (
        4000,
        "Company needs two valid data connections",
    )


def test_an_answer_may_carry_the_failed_code_at_once(http):
    summary = http.start("failed-at-once").json()
    assert (summary["syncStatusCode"], summary["syncStatus"]) == (4000, "ValidateError")
    assert "is not in an Active state" in summary["errorMessage"]


def test_an_unknown_code_can_be_the_end(http):
    http.start("unknown-codes")
    assert http.ended("unknown-codes")["syncStatusCode"] == 7000


@pytest.mark.parametrize("case", ["switched-off", "not-configured", "no-commerce"])
def test_what_is_off_is_refused_with_400(http, case):
    before = http.sandbox.ledger()
    assert http.start(case).status_code == 400
    assert [entry["carriedOut"] for entry in http.sandbox.ledger()[len(before) :]] == [False]


def test_a_deleted_company_gets_404(http):
    assert http.start("deleted").status_code == 404


def test_up_to_now_begins_where_the_last_success_ended(http):
    due = due_of_last_success(http, "archived-tax-rate")
    start, finish = told_range(http.start("archived-tax-rate"))
    assert start == due
    assert abs(finish - datetime.now(UTC)) < timedelta(seconds=10)


def test_up_to_a_date_ends_there(http):
    due = due_of_last_success(http, "archived-tax-rate")
    asked = (due + timedelta(days=4)).isoformat()
    assert told_range(http.start("archived-tax-rate", {"syncTo": asked})) == (due, due + timedelta(days=4))


@pytest.mark.parametrize("body", [None, {}, {"syncTo": None}])
def test_the_body_of_a_start_may_say_nothing(http, body):
    assert http.start("healthy", body).status_code == 200


def test_without_a_success_it_begins_at_the_configured_start_date(http):
    configured = parsed(http.configuration("never-synced-404")["schedule"]["startDate"])
    assert told_range(http.start("never-synced-404"))[0] == configured


def test_the_next_one_begins_where_the_started_one_ended(http):
    _, finish = told_range(http.start("healthy"))
    http.ended("healthy")
    assert told_range(http.start("healthy"))[0] == finish


def test_a_failed_one_moves_nothing(http):
    start, _ = told_range(http.start("archived-tax-rate"))
    http.ended("archived-tax-rate")
    assert told_range(http.start("archived-tax-rate"))[0] == start


def test_a_range_is_shown_as_it_was_asked(http):
    reply = http.start_range("failing-3", "2026-11-20T00:00:00+02:00", "2026-11-21T00:00:00.1234567Z")
    assert reply.json()["syncDateRangeUtc"] == {
        "start": "2026-11-19T22:00:00Z",
        "finish": "2026-11-21T00:00:00Z",
    }


@pytest.mark.parametrize(("case", "code"), [("healthy", 5080), ("nothing-to-sell", 2040), ("running", 5080)])
def test_a_covered_range_ends_as_an_overlap(http, case, code):
    yesterday = datetime.now(UTC) - timedelta(days=1)
    http.start_range(case, (yesterday - timedelta(days=3)).isoformat(), yesterday.isoformat())
    assert http.ended(case)["syncStatusCode"] == code


def test_a_second_start_while_one_runs_overlaps_it(http):
    start, finish = told_range(http.start("healthy"))
    http.start_range("healthy", start.isoformat(), (finish + timedelta(seconds=5)).isoformat())
    assert http.ended("healthy")["syncStatusCode"] == 5080


def test_a_start_while_the_nightly_one_runs_overlaps_it(http):
    http.start("running")
    assert http.ended("running")["syncStatusCode"] == 5080


def test_an_empty_range_writes_nothing(http):
    http.start_range("healthy", "2026-11-20", "2026-11-20")
    assert http.ended("healthy")["syncStatusCode"] == 2040


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        [],
        {"start": "2026-11-20", "finish": "2026-11-21"},
        {"dateRange": None},
        {"dateRange": {"start": "2026-11-20"}},
        {"dateRange": {"start": "soon", "finish": "2026-11-21"}},
        {"dateRange": {"start": "2026-11-22", "finish": "2026-11-21"}},
    ],
)
def test_a_range_that_is_none_gets_400_and_says_what(http, body):
    path = f"/meta/companies/{http.sandbox.company('healthy')}/sync/commerce/historic"
    reply = http.post(path, json=body)
    assert reply.status_code == 400
    assert reply.json()["validation"]["errors"][0]["message"]


@pytest.mark.parametrize("body", ['{"syncTo": "soon"}', '{"syncTo": 5}', "[]", "not json", "[" * 5000])
def test_a_start_with_a_wrong_body_gets_400(http, body):
    path = f"/companies/{http.sandbox.company('healthy')}/sync/commerce/latest"
    assert http.post(path, data=body).status_code == 400


def test_a_started_sync_is_found_in_all_reads(http):
    http.start("healthy")
    latest = http.ended("healthy")
    assert http.list("healthy")[0] == latest
    assert http.get(http.syncs("healthy", latest["syncId"])).json() == latest
    assert http.status("healthy")["syncId"] == latest["syncId"]


@pytest.mark.parametrize(("switch", "same"), [("same", True), ("other", False)])
def test_by_a_switch_the_trigger_shows_the_id_of_the_list_or_another(http, switch, same):
    http.sandbox.switch(commerceSyncId=switch)
    found = http.start("healthy").json()["commerceSyncId"]
    assert (http.latest("healthy")["syncId"] == found) is same
    assert http.status("healthy")["commerceSyncId"] == found


def test_by_a_switch_a_begun_sync_shows_only_later(http):
    before = http.latest("healthy")
    http.sandbox.hide_syncs()
    http.start("healthy")
    sync_id = http.sandbox.ledger()[-1]["syncId"]
    assert http.latest("healthy") == before
    assert http.get(http.syncs("healthy", sync_id)).status_code == 404
    http.sandbox.show_syncs()
    assert http.latest("healthy")["syncId"] == sync_id
    assert http.sandbox.control("show", {}) == {"shown": 0}


def test_what_does_not_show_yet_shows_by_itself(http):
    http.sandbox.switch(appearAfter=0.2)
    http.start("healthy")
    sync_id = http.sandbox.ledger()[-1]["syncId"]
    wait_until(lambda: http.latest("healthy")["syncId"] == sync_id)


def test_one_that_does_not_show_yet_overlaps_all_the_same(http):
    http.sandbox.switch(appearAfter=60)
    start, finish = told_range(http.start("healthy"))
    http.sandbox.switch(appearAfter=0)
    http.start_range("healthy", start.isoformat(), finish.isoformat())
    assert http.ended("healthy")["syncStatusCode"] == 5080


def test_the_ledger_shows_each_trigger(http):
    http.start("healthy", {"syncTo": "2026-11-24T00:00:00Z"}, key="k-1")
    entry = http.sandbox.ledger()[-1]
    assert entry["syncId"] == http.latest("healthy")["syncId"]
    assert {name: entry[name] for name in entry if name not in {"at", "syncId"}} == {
        "operation": "sync.request",
        "companyId": http.sandbox.company("healthy"),
        "idempotencyKey": "k-1",
        "body": {"syncTo": "2026-11-24T00:00:00Z"},
        "answered": 200,
        "carriedOut": True,
        "fault": None,
    }


def test_a_reset_forgets_started_syncs(http):
    before = http.latest("healthy")
    http.start("healthy")
    http.sandbox.reset()
    assert http.latest("healthy") == before
    assert http.sandbox.ledger() == []
