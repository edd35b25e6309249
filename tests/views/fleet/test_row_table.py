"""Home's rows: never a guess as a fact, hostile names stay text, and 100 of them are small."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.fleet.company_state import StripDay
from dashboard.insight.verdict.state import State
from dashboard.views.fleet import row_table, strip
from dashboard.views.fleet.row_table import RowContext
from tests.insight.fleet.fleet_rows import NOW, a_row, a_state

UTC = ZoneInfo("UTC")
CONTEXT = RowContext(lambda company_id: f"/company?company={company_id}", NOW, UTC)
FAILING = a_state(
    State.FAILING,
    cause_words="tax rate invalid",
    began=NOW - timedelta(days=9),
    days_missing=9,
    fewest_missing=5,
    switch_off_days=21,
    strip="o" * 21 + "x" * 9,
    strip_ends=NOW.date(),
)


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_row_says_all_of_a_failing_company():
    said = words(row_table.row_html(a_row(1, FAILING, name="Bluebird", shops="Square"), CONTEXT))
    assert said == (
        "✕ failing 9 days Bluebird Square → Xero 5–9 days 21 days 11 Nov 09:00 "
        "tax rate invalid Merchant just now"
    )


def test_a_company_that_was_never_read_is_not_shown_as_fine():
    html = row_table.row_html(a_row(1, name="Bluebird"), CONTEXT)
    assert words(html) == "– not checked yet Bluebird Xero"
    assert "d-c-ok" not in html


def test_the_age_of_an_old_state_and_a_failed_check_are_said():
    row = a_row(
        1, a_state(State.ARRIVING), read_at=NOW - timedelta(hours=27), failed_at=NOW - timedelta(minutes=5)
    )
    html = row_table.row_html(row, CONTEXT)
    assert words(html).endswith("▲ 27 h ago check failed 5 min ago")
    assert html.startswith('<tr class="d-stale">')
    assert "19 Nov 2026 06:00 UTC" in html


def test_a_first_check_that_failed_is_no_state():
    row = replace(a_row(1), failed_at=NOW - timedelta(minutes=5))
    assert words(row_table.row_html(row, CONTEXT)).endswith("never check failed 5 min ago")


@pytest.mark.parametrize(
    ("most", "least", "said"),
    [(9, 9, "9 days"), (1, None, "1 day"), (9, 5, "5–9 days"), (0, 0, ""), (None, None, "unknown")],
)
def test_missing_days_in_words(most, least, said):
    assert row_table.missing(a_state(days_missing=most, fewest_missing=least, began=NOW)) == said


def test_a_healthy_company_misses_nothing_of_which_we_know():
    assert row_table.missing(a_state(State.ARRIVING)) == ""


@pytest.mark.parametrize("name", ["<script>x</script>", '"><img src=x>', "a & b", "x" * 500, "\u202eevil"])
def test_names_and_platforms_stay_text(name):
    html = row_table.row_html(a_row(1, FAILING, name=name, books=name, shops=name), CONTEXT)
    assert set(re.findall(r"<(\w+)", html)) <= {"tr", "td", "span", "a", "div", "i"}
    assert len(re.findall(r"<td", html)) == 10


def test_a_hundred_rows_are_at_most_a_hundred_and_ten_kilobytes():
    fleet = [a_row(each, FAILING, name="A shop with a usual name", shops="Shopify") for each in range(100)]
    assert len(row_table.table(fleet, CONTEXT).encode()) < 110_000


def test_a_strip_says_how_many_days_failed_and_the_last_of_them():
    letters = "o" * 25 + "xxx" + "ou"
    said = strip.spoken(letters, NOW.date(), NOW.date())
    assert said == "30 days: 3 failed, the last on 18 Nov, 1 unknown, the last on 20 Nov"


@pytest.mark.parametrize(
    ("letters", "said"),
    [
        ("o" * 30, "30 days: syncs succeeded on 30 days"),
        ("." * 30, "30 days: no sync"),
        ("s" + "." * 29, "30 days: 1 skipped"),
    ],
)
def test_a_strip_without_failures_says_so(letters, said):
    assert strip.spoken(letters, None, NOW.date()) == said


def test_every_outcome_of_a_strip_has_its_own_height():
    html = strip.strip("".join(StripDay), NOW.date(), NOW.date())
    assert re.findall(r'<i class="(\w+)" style="width:4px"', html) == ["ok", "bad", "skip", "odd", "no"]


@pytest.mark.parametrize(("days", "said"), [(None, ""), (0, "today"), (1, "1 day"), (5, "5 days")])
def test_the_last_day_before_a_switch_off_is_called_today(days, said):
    assert row_table.left(a_state(switch_off_days=days), NOW) == said
