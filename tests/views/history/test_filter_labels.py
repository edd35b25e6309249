"""History's filters and orders in words, and their chips and links as HTML."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from dashboard.insight.causes.catalogue import causes
from dashboard.insight.history.filters import STATUSES, Filters, Order, SortColumn
from dashboard.insight.outcome import Outcome
from dashboard.views.history import filter_labels

TODAY = dt.date(2026, 11, 24)
NOV_1, NOV_7 = dt.date(2026, 11, 1), dt.date(2026, 11, 7)


def address(filters: Filters) -> str:
    return f"/history?{','.join(filters.kinds)}"


@pytest.mark.parametrize(
    ("filters", "kind", "found"),
    [
        (Filters(statuses=frozenset({Outcome.FAILED})), "status", "Status: failed"),
        (
            Filters(statuses=frozenset({Outcome.FAILED, Outcome.SUCCEEDED})),
            "status",
            "Status: wrote data or failed",
        ),
        (Filters(codes=frozenset({5130, 4000})), "code", "Code: 4000 or 5130"),
        (Filters(codes=frozenset(range(1, 8))), "code", "Code: 1, 2, 3 or 4 more"),
        (Filters(causes=frozenset({"overlap"})), "cause", "Cause: overlapping range"),
        (Filters(wrote=False), "wrote", "Wrote data: no"),
        (Filters(wrote=True), "wrote", "Wrote data: yes"),
        (Filters(days=90), "days", "Last 90 days"),
        (Filters(first=NOV_1, last=NOV_7), "days", "1–7 Nov"),
        (Filters(first=NOV_1), "days", "From 1 Nov"),
        (Filters(last=dt.date(2025, 11, 7)), "days", "Up to 7 Nov 2025"),
        (Filters(text="tax rate"), "text", "Text: “tax rate”"),
    ],
)
def test_each_filter_is_shown_in_a_few_words(filters, kind, found):
    assert filter_labels.chip(kind, filters, TODAY) == found


@pytest.mark.parametrize(
    ("filters", "kind", "found"),
    [
        (Filters(codes=frozenset(range(1, 8))), "code", "Code: 1, 2, 3, 4, 5, 6 or 7"),
        (Filters(first=NOV_1, last=NOV_7), "days", "1–7 Nov 2026"),
        (Filters(first=NOV_1), "days", "From 1 Nov 2026"),
        (Filters(last=NOV_7), "days", "Up to 7 Nov 2026"),
        (Filters(days=30), "days", "Last 30 days: 26 Oct 2026 – 24 Nov 2026"),
        (Filters(text="tax rate " * 20), "text", f"Text: “{'tax rate ' * 20}”"),
        (Filters(wrote=False), "wrote", "Wrote data: no"),
    ],
)
def test_a_file_shows_each_filter_in_full_with_the_year(filters, kind, found):
    assert filter_labels.in_full(kind, filters, TODAY) == found


def test_a_file_names_every_status_and_cause():
    everything = Filters(statuses=frozenset(STATUSES), causes=frozenset(causes()))
    assert "more" not in filter_labels.in_full("status", everything, TODAY)
    names = filter_labels.in_full("cause", everything, TODAY)
    assert all(each.short in names for each in causes().values())


def test_a_cause_that_nobody_knows_keeps_its_key():
    assert filter_labels.cause_name("not-there") == "not-there"


def test_each_chip_leads_to_the_view_without_its_filter():
    html = filter_labels.chips(Filters(days=90, wrote=True), TODAY, address)
    assert '<a class="d-chip" href="/history?wrote" aria-label="Remove filter: Last 90 days">' in html
    assert 'href="/history?days" aria-label="Remove filter: Wrote data: yes"' in html


def test_one_chip_needs_no_clear_all_and_none_draws_nothing():
    assert "Clear" not in filter_labels.chips(Filters(days=90), TODAY, address)
    assert not filter_labels.chips(Filters(), TODAY, address)


@pytest.mark.parametrize(
    ("filters", "label"),
    [(Filters(days=90, wrote=True), "Clear both"), (Filters(days=90, wrote=True, text="a"), "Clear all")],
)
def test_all_are_cleared_with_one_link(filters, label):
    assert f'<a href="/history?">{label}</a>' in filter_labels.chips(filters, TODAY, address)


def test_foreign_text_in_a_chip_stays_text():
    html = filter_labels.chips(Filters(text='<b>"&'), TODAY, address)
    assert "&lt;b&gt;&quot;&amp;" in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("shown", "of", "filters", "found"),
    [
        (82, 733, Filters(days=90, wrote=True), ["<b>82</b> of 733 syncs match 2 filters", "651 hidden"]),
        (1, 2, Filters(text="a"), ["<b>1</b> of 2 syncs matches 1 filter", "1 hidden"]),
        (0, 10, Filters(text="a"), ["<b>0</b> of 10 syncs match 1 filter", "10 hidden"]),
        (10_000, 10_000, Filters(), ["<b>10,000</b> syncs, newest first"]),
        (1, 1, Filters(), ["<b>1</b> sync, newest first"]),
    ],
)
def test_what_filters_leave_and_hide_is_counted(shown, of, filters, found):
    html = filter_labels.count(shown, of, filters)
    assert all(each in html for each in found), html


def test_filters_that_hide_nothing_say_so_by_silence():
    assert "hidden" not in filter_labels.count(3, 3, Filters(text="a"))


@pytest.mark.parametrize(
    ("order", "found"),
    [
        (Order(), "newest first"),
        (Order(SortColumn.RAN, descending=False), "oldest first"),
        (Order(SortColumn.CODE, descending=True), "code, highest first"),
        (Order(SortColumn.CAUSE, descending=False), "cause, A to Z"),
        (Order(SortColumn.OUTCOME, descending=True), "outcome, failed first"),
        (Order(SortColumn.WROTE, descending=True), "wrote data, yes first"),
    ],
)
def test_each_order_has_words(order, found):
    assert filter_labels.order_words(order) == found


@pytest.mark.parametrize(
    ("page", "of", "said"),
    [
        (1, 740, "1–100 of 740 Next 100"),
        (7, 740, "601–700 of 740 Previous 100 Next 40"),
        (8, 740, "701–740 of 740 Previous 100"),
        (12, 10_000, "1,101–1,200 of 10,000 Previous 100 Next 100"),
        (1, 9, "1–9 of 9"),
        (1, 1, "1 of 1"),
        (2, 101, "101 of 101 Previous 100"),
    ],
)
def test_paging_says_which_rows_are_shown_and_leads_to_those_before_and_after(page, of, said):
    html = filter_labels.pager(page, 100, of, lambda number: f"/history?rows={number}")
    assert " ".join(re.sub("<[^>]+>", " ", html).split()) == said
    leads = re.findall(r'rows=(\d+)">(Previous|Next)', html)
    assert all(int(to) == page + (1 if word == "Next" else -1) for to, word in leads)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(), "last 90 days"),
        (Filters(days=365), "last 365 days"),
        (Filters(first=NOV_1, last=NOV_7), "1–7 Nov"),
        (Filters(first=NOV_1), "from 1 Nov"),
    ],
)
def test_a_chart_says_which_days_it_shows(filters, said):
    assert filter_labels.days_shown(filters, TODAY - dt.timedelta(89), TODAY, TODAY) == said


def test_a_chart_that_ends_before_today_says_its_dates():
    assert filter_labels.days_shown(Filters(), NOV_1, NOV_7, TODAY) == "1–7 Nov"


def test_every_column_can_be_sorted_by_and_the_present_one_turned_round():
    html = filter_labels.sort_links(Order(), lambda order: f"/h?{order.column}{order.descending}")
    assert html.count("<a ") == len(SortColumn)
    assert '<a href="/h?ranFalse" aria-current="true" aria-label="Ran, newest first; reverse' in html
    assert '<a href="/h?codeFalse">Code</a>' in html
