"""The answer of the Sync page: how one sync ended, why, who acts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from codat_client import NoAnswer, NotFound
from dashboard.views.cause_words import Names, why
from dashboard.views.sync import summary
from tests.views.sync.makers import CLOCK, FAILED, sync, text


def answer(record, success=None):
    return summary.answer(record, success, CLOCK, why(record, Names()))


def test_a_stuck_sync_has_the_mark_and_the_words_of_its_company():
    hangs = sync(1010, "2026-11-20T02:16:00Z")
    found = summary.answer(hangs, None, CLOCK, replace(why(hangs, Names()), stuck=True))
    assert (found.mark, found.headline) == ("late", "This sync has been running since today 02:16")


HEADLINES = [
    (FAILED, "This sync failed, today 02:11"),
    (sync(5130, data_pushed=True), "This sync failed after writing some data, 11 Nov 02:14"),
    (sync(2000, data_pushed=True), "This sync wrote data, 11 Nov 02:14"),
    (sync(2000, data_pushed=False), "This sync succeeded, 11 Nov 02:14"),
    (sync(2040), "This sync found nothing to write, 11 Nov 02:14"),
    (sync(1000, "2026-11-20T13:40:00Z"), "This sync is running, today 13:40"),
    (sync(7), "This sync’s outcome is unknown, 11 Nov 02:14"),
    (sync(2040, "half past two"), "This sync found nothing to write"),
]


@pytest.mark.parametrize(("record", "headline"), HEADLINES)
def test_the_headline_says_how_it_ended_and_when_it_ran(record, headline):
    assert answer(record).headline == headline


def test_a_failed_sync_says_why_in_codats_words_too_and_who_acts():
    found = answer(FAILED)
    assert "tax rate" in found.reason
    assert "Tax rate does not exist or is invalid" in found.said
    assert found.steps[0][0] == "Merchant"


def test_that_a_later_sync_succeeded_is_said_without_claiming_that_it_covered_these_days():
    unsure = replace(why(FAILED, Names()), may_be_covered=True)
    found = summary.answer(FAILED, sync(2000, "2026-11-20T09:00:00Z"), CLOCK, unsure)
    later = "a later sync succeeded, today 09:00; Codat doesn’t report whether it covered these days."
    assert found.steps[0] == ("Note", later)
    assert found.steps[1][0] == "Merchant"


def test_a_sync_that_codat_does_not_have_differs_from_a_failed_read():
    unknown, failed = (
        summary.not_found(NotFound("Not found.")),
        summary.not_found(NoAnswer("No answer in 20 s.")),
    )
    assert unknown.headline == "Codat has no sync with this id here"
    assert (failed.headline, failed.reason) == ("This sync couldn’t be loaded", "No answer in 20 s.")


def test_a_failed_read_says_when_it_was_tried():
    error, tried = NoAnswer("No answer."), "Last tried today 13:41."
    assert summary.not_found(error, tried).reason == "No answer. Last tried today 13:41."
    assert "No answer. Last tried today 13:41. This page shows" in text(
        summary.outdated_html(error, None, CLOCK, own=True, tried=tried)
    )


def test_a_failed_read_gives_the_correlation_id():
    assert summary.not_found(NoAnswer("No.", correlation_id="abc")).said == "Codat’s correlation id: abc."


def test_a_bad_id_in_the_address_is_quoted_and_none_is_said_to_be_none():
    assert summary.bad_id("rm -rf").said == "In the address: “rm -rf”"
    assert summary.bad_id("").headline == "No sync is chosen"


def test_a_fallback_for_a_failed_read_says_where_it_is_from_and_when():
    error = NoAnswer("Codat didn't answer within 20 s.", correlation_id="abc")
    html = summary.outdated_html(error, datetime(2026, 11, 20, 13, 40, tzinfo=UTC), CLOCK, own=False)
    assert text(html) == (
        "▲ This sync’s record couldn’t be loaded. Codat didn't answer within 20 s. "
        "Codat’s correlation id: abc. This page shows the record from the list, from today 13:40."
    )


def test_who_started_it_here_is_said_with_when_and_the_name_is_escaped():
    shown = summary.started_html(
        "<b>Ada (unverified)", datetime(2026, 11, 20, 13, 40, tzinfo=UTC), CLOCK, "<a>View</a>"
    )
    assert text(shown) == "Started here by <b>Ada (unverified), today 13:40. View"
    assert "<b>" not in shown
