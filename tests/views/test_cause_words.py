"""A cause in words: one for each message or code, with names filled in and Codat's words marked as theirs."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus
from dashboard.insight.causes.catalogue import causes, documented
from dashboard.views.cause_words import Names, reason, short_name, why

NAMES = Names("Xero", "Square", "Bluebird Coffee")


def failed(message: str | None = None, code: int = 4000, **rest: object) -> CompanySyncStatus:
    return CompanySyncStatus(sync_status_code=code, error_message=message, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", documented())
def test_every_documented_code_has_a_name_and_one_sentence(code):
    cause = documented()[code]
    assert cause.name
    assert re.fullmatch(r"[A-Z][^.!]*\.", reason(cause, Names()))


@pytest.mark.parametrize("code", [code for code in documented() if code >= 4000])
def test_every_documented_failure_says_who_does_what(code):
    assert why(failed(None, code), NAMES).steps


def test_platforms_are_called_by_their_names():
    found = why(failed("Tax rate is invalid"), NAMES)
    assert found.reason.startswith("Xero rejected the chosen tax rate")
    assert "Xero" in why(failed("No sales account present"), NAMES).steps[0][1]


@pytest.mark.parametrize("name", ["", "The Accountants’ Own Bookkeeping Suite for Shops"])
def test_a_name_that_is_not_known_or_too_long_is_said_in_our_words(name):
    assert why(failed("Tax rate is invalid"), Names(name)).reason.startswith(
        "The accounting software rejected"
    )


def test_a_brace_in_a_name_is_text():
    assert why(failed("Tax rate is invalid"), Names("{side}")).reason.startswith("{side} rejected")


def test_what_codat_wrote_is_quoted_and_marked_as_theirs():
    assert why(failed("Something odd"), NAMES).said == "Codat’s words: “Something odd”"


def test_a_failure_without_a_message_quotes_nothing_and_goes_by_its_code():
    found = why(failed(None, 4260), NAMES)
    assert found.said == ""
    assert found.reason == "The merchant’s subscription to Xero has lapsed."


def test_the_technical_message_replaces_a_missing_one():
    assert "boom" in why(failed("  ", 5000, sync_exception_message="boom"), NAMES).said


def test_a_message_of_100_kb_is_quoted_in_part():
    assert len(why(failed("x" * 100_000), NAMES).said) < 400


def test_no_text_blames_shouts_or_apologises():
    shown = " ".join(f"{each.short} {each.reason} {each.merchant} {each.steps}" for each in causes().values())
    assert not re.search(r"!|oops|sorry|wrong", shown, re.IGNORECASE)


def test_what_is_linked_again_was_linked_before():
    again = {
        each.key for each in causes().values() if "link" in str(each.steps) and "again." in each.merchant
    }
    assert "side-pending" not in again
    assert "two-connections" not in again
    assert not re.search(r"again", str(causes()["side-pending"]))


@given(st.text(max_size=60))
def test_a_name_in_a_sentence_is_one_short_line(name):
    assert "\n" not in short_name(name)
    assert len(short_name(name)) <= 30


@given(st.none() | st.text(max_size=50), st.none() | st.integers(-(2**31), 2**31 - 1), st.text(max_size=40))
def test_every_sync_has_a_reason_whatever_came(message, code, name):
    record = CompanySyncStatus(sync_status_code=code, error_message=message)
    assert why(record, Names(name, name, name)).reason.endswith(".")
