"""The Sync page, against the sandbox: one sync with all that is known of it, however the reads end."""

import json
import re
from html import unescape

import pytest

from dashboard.insight.start.attempt import MatchBasis
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.account import CodatAccount
from dashboard.settings import Settings
from tests.pages.conftest import MOMENT, text_of
from tests.starting.support import ADA
from tests.support import limits
from tests.support.starts import service_here, wait_for

NO_SUCH_SYNC = "9f2c77d0-77aa-4f10-a2b4-0c9d1e5f7788"


def seen(test):
    """What a person reads on the page, tags taken out."""
    assert not test.exception
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(test))).split())


@pytest.fixture
def open_sync(open_page, fresh_sandbox):
    """Open a sync of a named merchant: `open_sync("healthy", sync_id)`."""
    return lambda case, sync_id: open_page("sync", company=fresh_sandbox.company(case), sync=sync_id)


@pytest.fixture
def latest(client, fresh_sandbox):
    """Return the latest sync of a named merchant."""
    return lambda case: client.sync.get_latest_sync(fresh_sandbox.company(case))


@pytest.fixture
def syncs(client, fresh_sandbox):
    """Return every sync of a named merchant, by time."""
    return lambda case: sorted(client.sync.list(fresh_sandbox.company(case)), key=lambda each: each.sync_utc)


def test_a_failed_sync_says_why_and_who_acts(open_sync, latest):
    page = seen(open_sync("archived-tax-rate", latest("archived-tax-rate").sync_id))
    assert "This sync failed, " in page
    assert "Xero rejected the chosen tax rate: it doesn’t exist or isn’t valid." in page
    assert "Merchant: in the sync settings, choose another tax rate for “Standard rate”" in page


def test_a_sync_can_be_started_and_the_merchant_asked_from_the_page(open_sync, latest):
    drawn = text_of(open_sync("archived-tax-rate", latest("archived-tax-rate").sync_id))
    places = [
        drawn.index(label)
        for label in ("Copy text for the merchant", ">Copy text for Codat", ">Start a sync<")
    ]
    assert places == sorted(places)
    assert re.search(r'href="/start\?company=[^"]*"[^>]*>Start a sync<', drawn)


def test_the_code_the_times_and_the_ids_are_there(open_sync, latest):
    record = latest("archived-tax-rate")
    page = seen(open_sync("archived-tax-rate", record.sync_id))
    assert "Status code 4000 configuration error" in page
    assert "Codat’s status ValidateError" in page
    assert f"Time as reported {record.sync_utc_text}" in page
    assert f"IDs Sync id {record.sync_id}" in page
    assert "Meaning of the code Codat reports a configuration error" in page
    assert "Position" not in page


def test_the_message_is_shown_once_beside_what_is_folded(open_sync, latest):
    record = latest("archived-tax-rate")
    html = text_of(open_sync("archived-tax-rate", record.sync_id))
    unfolded = re.sub(r"<details>.*?</details>|data-copy=\"[^\"]*\"", "", html, flags=re.DOTALL)
    assert record.error_message == record.sync_exception_message
    assert unfolded.count(record.error_message) == 1


def test_the_range_of_a_sync_that_was_not_started_here_is_estimated(open_sync, latest):
    assert re.search(
        rf"Range of sales {MOMENT} – {MOMENT} by the schedule",
        seen(open_sync("healthy", latest("healthy").sync_id)),
    )


@pytest.fixture
def started(fresh_sandbox):
    """Start a sync of the healthy merchant here, as Ada; return its start once its sync is known."""

    def start_it():
        service = service_here(CodatAccount(fresh_sandbox.url, "test-key"))
        intent = Intent(new_intent_id(), fresh_sandbox.company("healthy"), RequestedRange.up_to_now())
        attempt = service.start(intent, Settings(), ADA)
        return wait_for(service, attempt.id, lambda now: now.sync is not None, limits.WAIT_S)

    return start_it


def test_the_range_of_a_sync_that_was_started_here_is_the_reported_one(open_sync, started):
    page = seen(open_sync("healthy", started().sync.sync_id))
    assert re.search(rf"Range of sales {MOMENT} – ({MOMENT}|\d\d:\d\d)", page)
    assert "Range (UTC): " in page


def test_a_sync_that_was_started_here_says_by_whom_and_links_to_that_start(open_sync, started):
    attempt = started()
    page = open_sync("healthy", attempt.sync.sync_id)
    assert "Started here by Ada (unverified), today" in seen(page)
    link = rf'href="/start\?attempt={attempt.id}&amp;company=[^"]*"[^>]*>View that start<'
    assert re.search(link, text_of(page))


def test_a_sync_that_is_only_probably_ours_is_put_down_to_no_one(open_sync, started, fresh_sandbox):
    fresh_sandbox.fault("502", operation="sync.request", carriedOut=True)
    attempt = started()
    assert attempt.basis is MatchBasis.ONLY_NEW
    page = seen(open_sync("healthy", attempt.sync.sync_id))
    assert "Started here" not in page
    assert "Ada" not in page


def test_any_other_sync_names_no_one(open_sync, latest):
    assert "Started here" not in seen(open_sync("healthy", latest("healthy").sync_id))


def raw_record(test):
    """What the folded block shows of the record."""
    block = re.search(
        r"<h2>Raw record</h2>.*?<div class=\"d-quote[^>]*>(.*?)</div>", text_of(test), re.DOTALL
    )
    assert block
    return json.loads(unescape(block[1]))


def test_the_raw_record_is_whole(open_sync, latest):
    record = latest("healthy")
    assert raw_record(open_sync("healthy", record.sync_id)) == json.loads(record.raw)


def test_fields_that_nobody_knows_yet_are_in_the_record(open_sync, latest):
    record = latest("new-fields")
    assert raw_record(open_sync("new-fields", record.sync_id)).keys() == json.loads(record.raw).keys()


def test_ids_the_record_and_the_text_for_support_can_be_copied(open_sync, latest, fresh_sandbox):
    record = latest("healthy")
    copied = re.findall(r'data-copy="([^"]*)"', text_of(open_sync("healthy", record.sync_id)))
    assert {record.sync_id, fresh_sandbox.company("healthy")} <= set(copied)
    assert any(unescape(each) == record.raw.decode() for each in copied)
    assert any(each.startswith("Sync for Commerce&#10;Company id: ") for each in copied)


def test_a_sync_links_to_the_ones_before_and_after(open_sync, syncs):
    before, here, after = syncs("healthy")[-4:-1]
    drawn = text_of(open_sync("healthy", here.sync_id))
    assert re.search(rf'← Previous</span> <a href="/sync\?company=[^"]*sync={before.sync_id}"', drawn)
    assert re.search(rf'Next →</span> <a href="/sync\?company=[^"]*sync={after.sync_id}"', drawn)


def test_an_older_sync_says_that_it_is_not_the_latest(open_sync, syncs):
    assert "Position not the latest; that ran " in seen(open_sync("healthy", syncs("healthy")[-9].sync_id))


def test_a_partly_written_sync_says_so(open_sync, syncs):
    partly = next(
        each for each in syncs("partly-written") if each.sync_status_code >= 4000 and each.data_pushed
    )
    page = seen(open_sync("partly-written", partly.sync_id))
    assert "This sync failed after writing some data" in page
    assert "Wrote data Yes some of it, before the sync failed" in page


def test_an_id_in_capitals_is_the_same_sync(open_sync, latest):
    assert "This sync wrote data" in seen(open_sync("healthy", f" {latest('healthy').sync_id.upper()} "))


@pytest.mark.parametrize("bad", ["latest", "../../config", "<b>1</b>"])
def test_an_address_without_a_syncs_id_says_so_and_leads_to_the_history(open_sync, bad):
    test = open_sync("healthy", bad)
    assert "This is not a sync’s id" in seen(test)
    assert 'href="/history?company=' in text_of(test)
    assert "<b>1" not in text_of(test)


def test_an_address_without_a_sync_says_that_none_is_chosen(open_page, fresh_sandbox):
    page = seen(open_page("sync", company=fresh_sandbox.company("healthy")))
    assert "No sync is chosen" in page


def test_an_id_that_codat_does_not_know_is_a_sentence(open_sync):
    page = seen(open_sync("healthy", NO_SUCH_SYNC))
    assert "Codat has no sync with this id here" in page
    assert "History" in page


def test_the_lists_record_is_used_when_the_own_read_fails(open_sync, latest, fresh_sandbox):
    record = latest("healthy")
    fresh_sandbox.fault("403", n=9, operation="sync.get")
    page = seen(open_sync("healthy", record.sync_id))
    assert "This sync’s record couldn’t be loaded." in page
    assert "This page shows the record from the list" in page
    assert "This sync wrote data" in page


def test_a_failed_own_read_gives_the_correlation_id_to_support(open_sync, latest, fresh_sandbox):
    record = latest("healthy")
    fresh_sandbox.fault("403", n=9, operation="sync.get")
    assert "Correlation ids of failed reads: " in seen(open_sync("healthy", record.sync_id))


def test_when_nothing_can_be_read_there_is_a_sentence_and_no_traceback(open_sync, fresh_sandbox):
    fresh_sandbox.fault("401", n=99)
    page = seen(open_sync("healthy", NO_SUCH_SYNC))
    assert "This sync couldn’t be loaded" in page


def test_a_failed_second_read_keeps_the_sync_on_the_page(open_sync, latest, fresh_sandbox):
    test = open_sync("healthy", latest("healthy").sync_id)
    fresh_sandbox.fault("403", n=99)
    page = seen(test.button("read_again").click().run())
    assert "This sync wrote data" in page
    assert "This page shows an earlier record, from" in page


def test_reading_again_reads_this_sync_too(open_sync, latest, fresh_sandbox):
    test = open_sync("healthy", latest("healthy").sync_id)
    asked = [each["operation"] for each in fresh_sandbox.requests()].count("sync.get")
    test.button("read_again").click().run()
    assert [each["operation"] for each in fresh_sandbox.requests()].count("sync.get") == asked + 1


def test_a_rerun_makes_no_call(open_sync, latest, fresh_sandbox):
    test = open_sync("healthy", latest("healthy").sync_id)
    before = len(fresh_sandbox.company_requests())
    test.run()
    assert len(fresh_sandbox.company_requests()) == before


def test_odd_times_are_shown_as_reported(open_sync, client, fresh_sandbox):
    for record in client.sync.list(fresh_sandbox.company("odd-times"))[-6:]:
        page = seen(open_sync("odd-times", record.sync_id))
        assert (record.sync_utc_text or "not reported by Codat") in page


def test_a_hostile_message_stays_text(open_sync, syncs):
    for record in [each for each in syncs("hostile-text") if each.error_message][-3:]:
        drawn = "\n".join(each.value for each in open_sync("hostile-text", record.sync_id).get("html"))
        assert "<script" not in drawn
