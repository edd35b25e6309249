"""Codes and messages in plain words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_client import CompanySyncStatus, Connection
from dashboard.views import looks, words

DOCUMENTED = [1000, 1010, 2000, 2040, 4000, 4040, 4220, 4260, 5000, 5080, 5120, 5130]
FAILED = [code for code in DOCUMENTED if code >= 4000]


def _failed(message: str | None = None, code: int = 4000, **rest: object) -> CompanySyncStatus:
    return CompanySyncStatus(sync_status_code=code, error_message=message, **rest)  # type: ignore[arg-type]


@pytest.mark.parametrize("code", DOCUMENTED)
def test_every_documented_code_has_a_name_and_one_sentence(code):
    told = words.code_words(code)
    assert told.documented
    assert re.fullmatch(r"[A-Z][^.!]*\.", told.meaning)


@pytest.mark.parametrize("code", FAILED)
def test_every_documented_failure_says_who_does_what(code):
    assert words.code_words(code).steps


@pytest.mark.parametrize("code", [1234, 2345, 4200, 5999, 3000, 0, None])
def test_an_undocumented_code_says_that_it_is_not_documented(code):
    told = words.code_words(code)
    assert not told.documented
    assert re.search(r"lists no such code|sent no code", told.meaning)


def test_an_unlisted_4xxx_is_mended_by_people_and_a_5xxx_by_another_try():
    assert words.code_words(4200).steps[0][0] == "Merchant"
    assert words.code_words(5999).steps[0][1].startswith("wait")


def test_a_code_is_named_with_its_number():
    assert words.code_label(4000) == "4000 configuration error"
    assert words.code_label(None) == "no code"


@pytest.mark.parametrize(
    ("message", "short"),
    [
        ("Tax rate does not exist or is invalid", "tax rate invalid"),
        ("Company needs two valid data connections", "connection missing"),
        ("Company requires two data connections", "connection missing"),
        ("The subscription has lapsed", "subscription lapsed"),
        ("Account(s) not Active", "account not usable"),
        ("Account 200 has been archived", "account not usable"),
        ("Account(s) not found", "account not usable"),
        ("No company was found with ID 1", "company deleted"),
    ],
)
def test_a_documented_message_is_recognised(message, short):
    assert words.why(_failed(message)).short == short


def test_what_codat_wrote_is_quoted_and_marked_as_theirs():
    assert words.why(_failed("Something odd")).said == "Codat’s words: “Something odd”"


def test_a_failure_without_a_message_quotes_nothing_and_goes_by_its_code():
    told = words.why(_failed(None, 4260))
    assert told.said == ""
    assert "subscription" in told.reason


def test_the_technical_message_stands_in_for_a_missing_one():
    assert "boom" in words.why(_failed("  ", 5000, sync_exception_message="boom")).said


def test_a_message_that_is_not_known_goes_by_the_code():
    assert words.why(_failed("Something odd", 5130)).short == "write refused"


def test_a_sync_that_succeeded_is_not_explained_by_words_in_its_message():
    told = words.why(CompanySyncStatus(sync_status_code=2000, error_message="tax rate checked"))
    assert told.short == "success"


def test_a_message_of_100_kb_is_quoted_in_part():
    assert len(words.why(_failed("x" * 100_000)).said) < 400


@given(st.none() | st.text(max_size=50), st.none() | st.integers(-(2**31), 2**31 - 1))
def test_the_short_cause_fits_its_column(message, code):
    record = CompanySyncStatus(sync_status_code=code, error_message=message)
    assert 0 < len(words.why(record).short) <= 20


@pytest.mark.parametrize(("pushed", "status"), [(True, looks.PARTLY), (False, "failed"), (None, "failed")])
def test_a_failed_sync_that_wrote_something_is_partly_written(pushed, status):
    assert words.status_of(_failed("x", data_pushed=pushed)) == status


def test_a_success_that_wrote_is_not_partly_written():
    assert words.status_of(CompanySyncStatus(sync_status_code=2000, data_pushed=True)) == "succeeded"


def test_no_sync_is_never_synced():
    assert words.status_of(None) == "never"


def test_a_row_has_mark_word_and_cause():
    assert words.outcome_line(_failed("Tax rate is invalid")) == "✕ failed: tax rate invalid"
    assert words.outcome_line(CompanySyncStatus(sync_status_code=2040)) == "○ nothing to write"


@pytest.mark.parametrize(("pushed", "word"), [(True, "yes"), (False, "no"), (None, "not told")])
def test_whether_it_wrote_is_said_or_left_open(pushed, word):
    assert words.wrote(CompanySyncStatus(data_pushed=pushed)) == word


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("Linked", ("succeeded", "linked")),
        ("PendingAuth", (looks.LATE, "not linked yet")),
        ("Unlinked", (looks.OFF, "not linked")),
        ("Deauthorized", (looks.OFF, "access withdrawn")),
        ("Frozen", ("unknown", "Frozen")),
        (None, ("unknown", "not told")),
    ],
)
def test_a_connection_has_a_mark_and_a_word(status, shown):
    assert words.connection_status(Connection(status=status)) == shown


def test_no_text_blames_shouts_or_apologises():
    told = " ".join(f"{w.name} {w.meaning} {w.steps}" for w in words.CODES.values())
    assert not re.search(r"!|oops|sorry|wrong", told, re.IGNORECASE)
