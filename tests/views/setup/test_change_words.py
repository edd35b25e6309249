"""What changed in a set-up reads as a sentence, with the days between which it happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.insight.setup.changes import ChangeAction, SeenChange, SetUpChange
from dashboard.views.setup import change_words
from tests.insight.verdict_makers import LONDON

NOW = datetime(2026, 11, 20, 13, 42, tzinfo=UTC)
READ_14 = datetime(2026, 11, 14, 3, tzinfo=UTC)
READ_15 = datetime(2026, 11, 15, 3, tzinfo=UTC)


def change(action: str, subject: str, *more: str | None) -> SetUpChange:
    return SetUpChange(ChangeAction(action), subject, *more)  # type: ignore[arg-type]


REMOVED = change("gone", "tax_rate", "", "Standard", None)


def seen(
    what: SetUpChange = REMOVED, before: datetime | None = READ_14, at: datetime = READ_15
) -> SeenChange:
    return SeenChange(what, before, at)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (REMOVED, "tax rate “Standard” was removed"),
        (change("gone", "tax_rate", "standardRate", "20%", None),
         "tax rate “20%”, chosen for “Standard rate”, was removed"),
        (change("back", "tax_rate", "", None, "20%"), "tax rate “20%” is available again"),
        (change("renamed", "account", "", "Sales (4000)", "Shop (4001)"),
         "account “Sales (4000)” was renamed “Shop (4001)”"),
        (change("chosen", "account", "Tips", "A", "B"), "the account for “Tips” changed from “A” to “B”"),
        (change("chosen", "account", "Tips", None, "B"), "the account for “Tips” changed to “B”"),
        (change("chosen", "customer", "", "A", None), "the customer was cleared; it was “A”,"),
        (change("chosen", "invoice_status", "", "Draft", "Submitted"),
         "the invoice status changed from “Draft” to “Submitted”"),
        (change("turned", "sync", "", "on", "off"), "sync was turned off"),
        (change("turned", "payments", "", "off", "on"), "payments were turned on"),
        (change("turned", "set_up", "", "off", "on"), "the set-up was finished"),
        (change("turned", "set_up", "", "on", "off"), "the set-up became unfinished"),
        (change("set", "hour", "", "2", "14"), "the sync hour changed from 02:00 to 14:00"),
        (change("set", "zone", "", None, "UTC"), "the time zone changed from not set to UTC"),
        (change("link", "connection", "Xero", "Linked", "Unlinked"), "Xero was unlinked"),
        (change("link", "connection", "Xero", "Linked", "Deauthorized"), "access to Xero was withdrawn"),
        (change("link", "connection", "Xero", "Linked", "Odd"),
         "the connection to Xero changed from “Linked” to “Odd”"),
        (change("added", "connection", "Square", None, "Linked"), "the connection to Square was added"),
        (change("removed", "connection", "", "Linked", None), "the connection to a platform was removed"),
        (change("chosen", "of another version", "", "A", "B"), "a setting changed"),
    ],
)  # fmt: skip
def test_each_kind_of_change_is_a_sentence(what: SetUpChange, words: str):
    assert change_words.what(what) == words


@pytest.mark.parametrize(
    ("before", "at", "words"),
    [
        (READ_14, READ_15, "between 14 and 15 Nov"),
        (READ_14.replace(month=10, day=31), READ_15, "between 31 Oct and 15 Nov"),
        (READ_15.replace(hour=1), READ_15, "on 15 Nov"),
        (None, READ_15, "by 15 Nov"),
        (READ_14.replace(year=2025), READ_15, "between 14 Nov 2025 and 15 Nov"),
    ],
)
def test_when_is_between_the_two_reads(before: datetime | None, at: datetime, words: str):
    assert change_words.when(seen(before=before, at=at), LONDON, NOW) == words


def test_the_days_are_those_of_the_zone_shown():
    late = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)
    assert change_words.when(seen(before=late, at=late), LONDON, NOW) == "on 15 Jul"


def test_history_lists_them_and_calls_none_the_cause():
    shown = change_words.changes([seen()] * 10, LONDON, NOW)
    assert shown.count("Tax rate “Standard” was removed between 14 and 15 Nov.") == 8
    assert "2 more changes" in shown
    assert change_words.NOT_A_CAUSE in shown


def test_company_shows_the_first_and_how_many_more():
    assert change_words.line([], LONDON, NOW, "") == change_words.changes([], LONDON, NOW) == ""
    shown = change_words.line([seen(), seen()], LONDON, NOW, "<a>More</a>")
    assert "Tax rate “Standard” was removed between 14 and 15 Nov, and 1 other change." in shown
    assert shown.endswith("<a>More</a></p>")


def test_names_from_outside_are_escaped():
    hostile = seen(change("gone", "account", "<i>", "<script>", None))
    for shown in (
        change_words.changes([hostile], LONDON, NOW),
        change_words.line([hostile], LONDON, NOW, ""),
    ):
        assert "<script>" not in shown
        assert "<i>" not in shown
