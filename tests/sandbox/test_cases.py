"""The named merchants over HTTP: each shows what it stands for."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import pytest

from sandbox.fleet import make_fleet
from sandbox.hostile import LONG, TEXTS
from sandbox.named_merchants import NAMED
from sandbox.world import World

RECORD_FIELDS = {
    *("companyId", "syncId", "syncStatusCode", "syncStatus", "errorMessage"),
    *("syncExceptionMessage", "syncUtc", "dataPushed"),
}
WITH_SYNCS = [case.case for case in NAMED if case.never is None and case.uses_commerce and case.exists]
TIDY = [case for case in WITH_SYNCS if not next(one for one in NAMED if one.case == case).oddity]


def alike(read: Callable[[], tuple[Any, Any]]) -> tuple[Any, Any]:
    """Return two reads, read once more if they differ: `running` begins anew at each fifth minute."""
    one, other = read()
    return (one, other) if one == other else read()


@pytest.mark.parametrize("case", TIDY)
def test_a_record_has_the_documented_fields_and_types(http, case):
    latest = http.latest(case)
    assert set(latest) == RECORD_FIELDS
    assert (type(latest["syncStatusCode"]), type(latest["dataPushed"])) == (int, bool)


@pytest.mark.parametrize("case", TIDY)
def test_latest_and_last_successful_are_in_the_list(http, case):
    def read() -> tuple[Any, Any]:
        listed = http.list(case)
        good = [one for one in listed if 2000 <= one["syncStatusCode"] < 3000][:1]
        return [listed[0], *good], [http.latest(case), *([http.last_successful(case)] if good else [])]

    listed, shown = alike(read)
    assert listed == shown
    assert len(shown) == 2 or case == "half-linked"


@pytest.mark.parametrize("case", TIDY)
def test_the_status_is_the_latest_with_its_connections(http, case):
    def read() -> tuple[Any, Any]:
        status = http.status(case)
        record = {name: status[name] for name in RECORD_FIELDS}
        return (record, status["dataConnections"]), (http.latest(case), http.connections(case))

    status, parts = alike(read)
    assert status == parts


@pytest.mark.parametrize("case", TIDY)
def test_the_status_has_a_commerce_id_that_is_not_the_syncs(http, case):
    status = http.status(case)
    assert status["commerceSyncId"] != status["syncId"]


@pytest.mark.parametrize("case", [case.case for case in NAMED if case.exists and case.case != "hostile-text"])
def test_a_connection_has_what_the_spec_requires(http, case):
    for connection in http.connections(case):
        assert connection["linkUrl"].startswith("https://link-api.codat.io/companies/")
        assert connection["status"] in {"Linked", "PendingAuth", "Unlinked", "Deauthorized"}
        assert all(
            connection[name] for name in ("id", "integrationId", "integrationKey", "sourceId", "created")
        )


@pytest.mark.parametrize(("case", "form"), [("null", None), ("empty", {})])
def test_never_synced_is_shown_as_null_or_empty(http, case, form):
    case = f"never-synced-{case}"
    assert [http.latest(case), http.last_successful(case), http.status(case), http.list(case)] == [
        form
    ] * 3 + [[]]


def test_never_synced_is_shown_as_an_object_of_nulls(http):
    latest = http.latest("never-synced-all-null")
    assert set(latest) == RECORD_FIELDS
    assert set(latest.values()) | set(http.status("never-synced-all-null").values()) == {None}


def test_never_synced_is_shown_as_a_404_that_is_not_that_of_a_lost_company(http):
    reply = http.get(http.syncs("never-synced-404", "latest"))
    assert reply.status_code == 404
    assert "No company was found" not in reply.json()["error"]


def test_a_brand_new_one_shows_its_connections_though_nothing_ran(http):
    status = http.status("brand-new")
    assert (status["syncId"], len(status["dataConnections"])) == (None, 2)
    assert http.list("brand-new") == []


def test_without_commerce_there_is_no_configuration(http, sandbox):
    assert http.get(f"/config/companies/{sandbox.company('no-commerce')}/sync/commerce").status_code == 404
    assert {one["sourceType"] for one in http.connections("no-commerce")} == {"Banking", "Accounting"}


def test_the_archived_tax_rate_is_no_longer_among_the_options(http):
    rate = http.configuration("archived-tax-rate")["configuration"]["sales"]["taxRates"]["standardRate"]
    assert rate["selectedTaxRateId"] not in {option["id"] for option in rate["taxRateOptions"]}
    assert http.latest("archived-tax-rate")["errorMessage"] == "Tax rate does not exist or is invalid"


def test_the_accounts_of_a_healthy_one_are_among_the_options(http):
    for account in http.configuration("healthy")["configuration"]["sales"]["accounts"].values():
        assert account["selectedAccountId"] in {option["id"] for option in account["accountOptions"]}


@pytest.mark.parametrize(
    ("case", "enable"), [("healthy", True), ("failing-31", True), ("switched-off", False)]
)
def test_enable_shows_what_codat_switched_off(http, case, enable):
    assert http.configuration(case)["enable"] is enable


@pytest.mark.parametrize(
    ("case", "schedule"),
    [
        ("healthy", {"timeZone": "Europe/London", "syncHour": 2, "selectedFrequency": "Daily"}),
        ("null-zone", {"timeZone": None, "syncHour": 0}),
        ("windows-zone", {"timeZone": "W. Europe Standard Time"}),
        ("unknown-zone", {"timeZone": "Atlantis/Harbour"}),
        ("monthly", {"selectedFrequency": "Monthly"}),
        ("as-documented", {"syncHourUtc": 2}),
    ],
)
def test_the_schedule(http, case, schedule):
    shown = http.configuration(case)["schedule"]
    assert {name: shown[name] for name in schedule} == schedule


def test_deauthorised_shows_the_lost_connection_and_its_error(http):
    _, accounting = http.connections("deauthorised")
    (error,) = accounting["dataConnectionErrors"]
    assert (accounting["status"], error["status"], error["statusCode"]) == ("Deauthorized", "Active", "401")
    assert datetime.fromisoformat(error["erroredOnUtc"]) > datetime.fromisoformat(
        http.last_successful("deauthorised")["syncUtc"]
    )


def test_partly_written_failed_and_pushed_data(http):
    latest = http.latest("partly-written")
    assert (latest["syncStatusCode"], latest["dataPushed"]) == (5130, True)


def test_two_shops_and_several_locations_have_several_sources(http):
    assert [one["platformName"] for one in http.connections("two-shops")] == ["Shopify", "Square", "Xero"]
    locations = http.connections("several-locations")[:3]
    assert len({one["sourceId"] for one in locations}) == 3
    assert all(one["connectionInfo"]["locationName"] for one in locations)


def test_odd_times_come_in_every_form(http):
    texts = [one.get("syncUtc", "missing") for one in http.list("odd-times")]
    assert {None, "", "missing", "yesterday, about two", "0001-01-01T00:00:00"} <= set(texts)
    shown = [text for text in texts if text and text[:2] == "20"]
    assert {len(text) for text in shown} >= {10, 17, 19, 20, 25, 28}


def test_odd_codes_come_in_every_form(http):
    codes = {repr(one["syncStatusCode"]) for one in http.list("odd-codes")}
    assert {"2000", "'2000'", "' 2000 '", "2000.0", "'2000,'"} <= codes
    assert {repr(one["dataPushed"]) for one in http.list("odd-codes")} >= {"True", "'true'", "1"}


def test_hostile_text_is_in_every_text_field(http, sandbox):
    nights = http.list("hostile-text")[:40]
    assert set(TEXTS) <= {text for one in nights for text in (one["errorMessage"], one["syncStatus"])}
    assert http.connections("hostile-text")[0]["linkUrl"].startswith("javascript:")
    assert "\u202e" in sandbox.name("hostile-text")


def test_hostile_text_has_messages_of_100_kb(http):
    assert LONG in {one["errorMessage"] for one in http.list("hostile-text")}
    assert len(LONG) == 100_000


def test_unsorted_comes_in_no_order_though_latest_is_the_newest(http):
    times = [one["syncUtc"] for one in http.list("unsorted")]
    assert times not in (sorted(times), sorted(times, reverse=True))
    assert http.latest("unsorted")["syncUtc"] == max(times)


def test_damaged_has_20_records_that_cannot_be_right(http):
    listed = http.list("damaged")
    objects = [one for one in listed if isinstance(one, dict)]
    wrong = [
        one for one in objects if one["syncId"] == 5 or one["syncId"].endswith("-4000-8000-000000000000")
    ]
    assert (len(listed) - len(objects), len(wrong)) == (6, 14)


def test_new_fields_come_unasked(http):
    assert set(http.latest("new-fields")) - RECORD_FIELDS == {"syncDurationSeconds", "steps"}


def test_as_documented_answers_its_status_as_a_list(http):
    status = http.status("as-documented")
    assert max(status, key=lambda one: one["syncUtc"])["syncId"] == http.latest("as-documented")["syncId"]


def test_ten_thousand_are_listed(http):
    assert len(http.list("ten-thousand")) == 10_000


def test_a_sync_is_found_by_its_id_in_capitals_too(http):
    sync = http.list("healthy")[300]
    assert http.get(http.syncs("healthy", sync["syncId"].upper())).json() == sync


def test_a_company_id_is_read_in_capitals_too(http, sandbox):
    path = f"/companies/{sandbox.company('healthy').upper()}/sync/commerce/syncs/latest/status"
    assert http.get(path).json() == http.latest("healthy")


def test_a_large_fleet_is_about_nine_tenths_well():
    ordinary = make_fleet(1, 1050)[-1000:]
    ill = [one for one in ordinary if one.about.failing or one.about.never or one.about.quiet]
    assert 60 <= len(ill) <= 140


@pytest.mark.parametrize("hour", [0, 2, 3, 7, 8, 23])
def test_an_outage_begins_within_one_hour_for_merchants_that_were_well(hour):
    now = datetime(2026, 12, 1, hour, 20, tzinfo=UTC)
    world = World(1, 120, clock=lambda: now, fleet=make_fleet(1, 120, outage=41))
    began = []
    for merchant in world.fleet:
        if merchant.about.shape == "outage":
            failed = list(takewhile(lambda sync: not sync.outcome.succeeded, world.syncs(merchant, now)))
            began.append(failed[-1].at)
            assert {sync.start for sync in failed} == {failed[-1].start}
            assert max(sync.at for sync in failed) <= now
    assert len(began) == 41
    assert max(began) - min(began) < timedelta(hours=1)


def test_an_outage_changes_no_other_merchant():
    usual, hit = make_fleet(1, 120), make_fleet(1, 120, outage=41)
    assert sum(one.about != other.about for one, other in zip(usual, hit, strict=True)) == 41


def test_the_names_of_a_large_fleet_are_unlike_each_other():
    names = [one.about.name for one in make_fleet(3, 10_000)]
    assert len(set(names)) == len(names) - 1, "only the two Corner Delis share one"


def test_a_small_fleet_is_the_beginning_of_a_large_one():
    assert [one.id for one in make_fleet(1, 60)][:55] == [one.id for one in make_fleet(1, 5000)][:55]


def test_any_case_of_basic_and_a_padded_key_are_read(http):
    key = base64.b64encode(b"k" * 31).decode()
    assert http.get("/companies", headers={"Authorization": f"BASIC {key}"}).status_code == 200
