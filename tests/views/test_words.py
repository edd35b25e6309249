"""Outcomes, codes, connections and schedules in a few words."""

import pytest

from codat_client import CompanySyncStatus, Connection
from dashboard.views import theme, words


def _failed(message: str | None = None, code: int = 4000, **rest: object) -> CompanySyncStatus:
    return CompanySyncStatus(sync_status_code=code, error_message=message, **rest)  # type: ignore[arg-type]


def test_a_code_is_named_with_its_number():
    assert words.code_label(4000) == "4000 configuration error"
    assert words.code_label(4040) == "4040 company deleted or de-authorised"
    assert words.code_label(4200) == "4200 failed, not documented"
    assert words.code_label(None) == "no code"


@pytest.mark.parametrize(("pushed", "status"), [(True, theme.PARTLY), (False, "failed"), (None, "failed")])
def test_a_failed_sync_that_wrote_something_is_partly_written(pushed, status):
    assert words.status_of(_failed("x", data_pushed=pushed)) == status


def test_a_success_that_wrote_is_not_partly_written():
    assert words.status_of(CompanySyncStatus(sync_status_code=2000, data_pushed=True)) == "succeeded"


def test_no_sync_is_never_synced():
    assert words.status_of(None) == "never"


def test_a_row_has_mark_word_and_cause():
    assert words.outcome_line(_failed("Tax rate is invalid")) == "✕ failed: tax rate invalid"
    assert words.outcome_line(CompanySyncStatus(sync_status_code=2040)) == "○ nothing to write"


@pytest.mark.parametrize(("pushed", "word"), [(True, "yes"), (False, "no"), (None, "not reported")])
def test_whether_it_wrote_is_said_or_left_open(pushed, word):
    assert words.wrote(CompanySyncStatus(data_pushed=pushed)) == word


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("Linked", ("succeeded", "linked")),
        ("PendingAuth", (theme.LATE, "not linked yet")),
        ("Unlinked", (theme.OFF, "not linked")),
        ("Deauthorized", (theme.OFF, "access withdrawn")),
        ("Frozen", ("unknown", "Frozen")),
        (None, ("unknown", "not reported")),
    ],
)
def test_a_connection_has_a_mark_and_a_word(status, shown):
    assert words.connection_status(Connection(status=status)) == shown


@pytest.mark.parametrize(
    ("name", "verified", "shown"),
    [
        ("Ada\nByron", False, "Ada Byron (unverified)"),
        ("Ada", True, "Ada"),
        ("", False, words.NO_NAME),
        ("\u200b", False, words.NO_NAME),
    ],
)
def test_a_name_says_whether_it_is_verified(name, verified, shown):
    assert words.person(name, verified=verified) == shown


def test_a_sync_started_here_says_by_whom_if_a_name_was_given():
    assert words.started_here(words.person("Ada")) == "started here by Ada (unverified)"
    assert words.started_here("") == "started here"
