"""What the form makes of the days in the address, and when it offers no start at all."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.pages.conftest import text_of
from tests.pages.starting import keys, press, until

WRONG_DAYS = [
    ({"cover": "nonsense"}, "The address says “nonsense”"),
    ({"cover": "range", "from": "x", "to": "9999-01-01"}, "The first day in the address, “x”, isn’t a date."),
    ({"cover": "range", "from": "2015-01-01"}, "The first day, 1 Jan 2015, is too long ago."),
    ({"cover": "day", "to": "0001-01-01"}, "The last day, 1 Jan 1, is too long ago."),
    ({"cover": "day", "to": "2026-02-30"}, "The last day in the address, “2026-02-30”, isn’t a date."),
    ({"cover": "range", "from": "9999-12-31"}, "The first day, 31 Dec 9999, is in the future."),
]


@pytest.mark.parametrize(("query", "said"), WRONG_DAYS)
def test_days_that_cannot_be_meant_are_said_and_kept_and_never_replaced(start, query, said):
    form = start(**query)
    assert said in text_of(form)
    assert "go_on" not in keys(form)
    assert {name: _one(form, name) for name in query} == query


def _one(test, name):
    value = test.query_params[name]
    return value[0] if isinstance(value, list) else value


def test_from_what_cannot_be_meant_one_choice_leads_on(start):
    form = start(cover="range", **{"from": "2015-01-01", "to": "2026-01-15"})
    form.date_input(key="w_from").set_value(date(2026, 1, 8)).run()
    assert "Start a sync for 8–15 Jan" in text_of(form)
    form = start(cover="nonsense")
    form.segmented_control(key="w_cover").set_value("now").run()
    assert "Start a sync up to now" in text_of(form)


@pytest.mark.parametrize("query", [{"cover": "range", "from": "2026-01-08"}, {"cover": "day"}])
def test_a_last_day_to_come_is_cut_to_now_and_said_and_kept(start, query):
    later = f"{datetime.now(UTC).year + 1}-12-05"
    form = start(**query, to=later)
    assert f"5 Dec {later[:4]} is in the future," in text_of(form)
    assert "so the sync ends now" in text_of(form)
    assert "go_on" in keys(form)
    assert _one(form, "to") == later


def test_an_empty_day_in_the_address_is_the_usual_one(start):
    assert "yesterday" not in text_of(form := start(cover="range", **{"from": "", "to": ""}))
    assert "go_on" in keys(form)


def test_a_merchant_just_synced_has_nothing_left_to_cover_up_to_the_day_before(start, client, sandbox):
    ran = client.sync.get_last_successful_sync(sandbox.company("healthy")).sync_utc
    form = start(cover="day", to=f"{ran - timedelta(days=1):%Y-%m-%d}")
    assert "By Codat’s schedule, there is nothing left to cover up to" in text_of(form)
    assert "Ask the merchant" not in text_of(form)
    assert "speaks against it" not in text_of(form)
    assert "go_on" not in keys(form)


NO_START = [
    ("deleted", "Codat can’t find this company"),
    ("no-commerce", "Sync for Commerce isn’t set up here"),
    ("switched-off", "Sync is switched off for this company"),
    ("not-configured", "The set-up isn’t finished"),
]


@pytest.mark.parametrize(("case", "why"), NO_START)
def test_what_cannot_be_started_has_no_form_but_the_reason(start, case, why):
    page = start(case)
    assert text_of(page).count(why) == 1
    assert not keys(page) & {"go_on", "start_sync"}
    assert not page.get("segmented_control")


@pytest.mark.parametrize("kind", ["404", "401", "503"])
def test_a_start_of_a_company_that_cannot_be_read_any_more_ends_with_what_became_of_it(
    start, fresh_sandbox, kind
):
    asked = press(start(), "go_on")
    fresh_sandbox.fault(kind, n=500)
    ended = until(press(asked, "start_sync"), "The sync was not started")
    again = start(attempt=ended.session_state["started"][1])
    assert "The sync was not started" in text_of(again)
    assert "Nothing was sent." in text_of(again)
    assert fresh_sandbox.ledger() == []


def test_a_company_deleted_meanwhile_has_no_form_any_more(start, fresh_sandbox):
    form = start()
    fresh_sandbox.fault("404", n=500)
    again = press(form, "read_again")
    assert "Codat can’t find this company" in text_of(again)
    assert "go_on" not in keys(again)


def test_days_that_overlap_an_earlier_sync_end_as_skipped_and_not_as_a_loss(start):
    form = start("duplicate-protection", cover="range", **{"from": "2026-01-08", "to": "2026-01-15"})
    ended = until(press(press(form, "go_on"), "start_sync"), "Codat skipped this sync as a duplicate")
    assert "By Codat’s schedule, no sales are missing." in text_of(ended)
