"""The figures and details of one sync: what it covers, each message once, foreign text escaped."""

from datetime import UTC, datetime

import pytest

from codat_client import CompanySyncStatus
from dashboard.insight.gap import Range
from dashboard.insight.start.attempt import ReportedRange
from dashboard.insight.sync_range import RangeBasis, SyncRange
from dashboard.views import components
from dashboard.views.cause_words import Names, why
from dashboard.views.sync import facts
from tests.views.sync.makers import CLOCK, FAILED, ID, sync, text

UNREAD = SyncRange(RangeBasis.NO_LIST)
SALES = Range(datetime(2026, 11, 11, 2, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC))


def numbers(record, covers=UNREAD):
    """The figures, as (value, note) by label."""
    shown = facts.numbers(record, covers, CLOCK)
    return {each.label: (each.value, text(each.note_html) or each.note) for each in shown}


def details(record, said="", likely=None):
    return {label: text(html) for label, html in facts.details(record, said, likely, "", CLOCK)}


def test_the_figures_are_range_wrote_data_and_code():
    assert numbers(FAILED, SyncRange(RangeBasis.ESTIMATED, SALES)) == {
        "Range of sales": ("11 Nov 02:00 – 20 Nov 02:00", "by the schedule"),
        "Wrote data": ("No", "reported by Codat"),
        "Status code": ("4000", "configuration error"),
    }


@pytest.mark.parametrize(
    ("record", "wrote"),
    [
        (sync(data_pushed=True), ("Yes", "reported by Codat")),
        (sync(5130, data_pushed=True), ("Yes", "some of it, before the sync failed")),
        (sync(1010, data_pushed=False), ("No", "so far")),
        (sync(), ("Not reported", "")),
    ],
)
def test_whether_it_wrote_data_says_how_much_is_known(record, wrote):
    assert numbers(record)["Wrote data"] == wrote


@pytest.mark.parametrize(
    ("basis", "note"), [(RangeBasis.REPORTED, "reported by Codat"), (RangeBasis.ESTIMATED, "by the schedule")]
)
def test_a_range_says_what_it_rests_on(basis, note):
    assert numbers(FAILED, SyncRange(basis, SALES))["Range of sales"] == ("11 Nov 02:00 – 20 Nov 02:00", note)


def test_a_range_that_is_not_known_says_why():
    value, note = numbers(FAILED, SyncRange(RangeBasis.OUTSIDE))["Range of sales"]
    assert value == "Unknown"
    assert "outside the schedule" in note


def test_the_range_of_a_start_that_is_probably_this_sync_is_not_its_range():
    unsure = ReportedRange(SALES.start, SALES.finish, certain=False)
    reported = "11 Nov 02:00 – 20 Nov 02:00 probably started from here"
    assert details(FAILED, likely=unsure)["Reported range"] == reported
    assert "Reported range" not in details(FAILED)


def test_a_message_that_the_answer_quotes_is_not_repeated():
    assert "Message" not in details(FAILED, why(FAILED, Names()).said)
    assert details(FAILED)["Message"] == "Tax rate does not exist or is invalid"


@pytest.mark.parametrize("message", ["x" * 400, "two\nlines"])
def test_a_message_that_the_answer_can_not_quote_whole_is_in_the_details(message):
    record = sync(4000, error_message=message)
    assert details(record, why(record, Names()).said)["Message"] == " ".join(message.split())


def test_a_technical_message_is_shown_only_where_it_differs():
    alike = sync(4000, error_message="No.", sync_exception_message="No.")
    other = sync(4000, error_message="No.", sync_exception_message="Trace 7")
    assert "Technical message" not in details(alike)
    assert details(other)["Technical message"] == "Trace 7"


def test_the_time_is_in_three_zones_and_as_reported():
    assert details(FAILED)["Ran"] == "20 Nov 2026 02:11 London and UTC · 03:11 yours"
    assert details(FAILED)["Time as reported"] == "2026-11-20T02:11:00Z"


def test_a_time_that_can_not_be_read_is_shown_as_reported():
    assert details(sync(utc="half past two"))["Ran"] == "not a readable time: half past two"
    assert details(sync(utc=None))["Ran"] == "not reported by Codat"


def test_the_ids_can_be_copied_and_the_commerce_id_is_there_only_where_it_differs():
    rows = facts.ids(FAILED, "company-1", ID)
    assert [label for label, _ in rows] == ["Sync id", "Company id"]
    assert f'data-copy="{ID}"' in rows[0][1]
    assert facts.ids(FAILED, "company-1", "other")[2][0] == "Commerce sync id"


def position(record, latest, success):
    return text(facts.position_html(record, latest, success, "/sync?x=1", CLOCK))


def test_the_last_successful_sync_says_so():
    assert position(sync(), FAILED, sync()) == "the last successful sync"
    assert position(sync(), sync(), sync()) == "the last successful sync"


def test_another_sync_links_to_the_latest_one():
    assert position(sync(sync_id="b"), FAILED, sync()) == "not the latest; that ran today 02:11"
    assert 'href="/sync?x=1"' in facts.position_html(sync(sync_id="b"), FAILED, None, "/sync?x=1", CLOCK)
    assert position(FAILED, None, None) == "unknown"


def test_a_failed_sync_is_no_last_successful_one_whatever_codat_names_it():
    assert position(FAILED, FAILED, FAILED) == ""


def test_what_codat_leaves_out_is_not_reported():
    empty = CompanySyncStatus()
    assert numbers(empty)["Wrote data"] == ("Not reported", "")
    assert numbers(empty)["Status code"][0] == "Not reported"
    assert details(empty)["Codat’s status"] == "not reported"


def test_foreign_text_in_the_facts_stays_text():
    evil = "<script>alert(1)</script>"
    record = sync(sync_id=evil, utc=evil, sync_status=evil, error_message=evil, sync_exception_message=evil)
    rows = [*facts.details(record, "", None, "", CLOCK), *facts.ids(record, evil, evil)]
    shown = [html for _, html in rows] + [components.numbers(facts.numbers(record, UNREAD, CLOCK))]
    assert not [html for html in shown if "<script" in html]
