"""The table of syncs: which are in it, in which order, and what is said of its filters."""

from __future__ import annotations

from datetime import datetime

import pytest

from dashboard.insight.history.filters import Filters, Order, SortColumn
from dashboard.insight.outcome import Outcome
from dashboard.insight.share.content import ShareDetail, SharePart
from dashboard.insight.share.extras import SharedStart, ShareExtras
from dashboard.views.share.compose import status_view
from tests.insight.verdict_makers import LONDON
from tests.support.merchants import NOW, reads
from tests.views.share.makers import assessed, content, viewed

FAILING = "archived-tax-rate"


def test_the_filters_are_applied_and_said():
    filters = Filters(statuses=frozenset({Outcome.FAILED}), days=30)
    syncs = viewed(FAILING, content(filters=filters)).syncs
    assert syncs
    assert syncs.summary == "9 of 740 syncs"
    assert syncs.filters == ("Status: failed", "Last 30 days: 22 Oct 2026 – 20 Nov 2026")
    assert {row.status for row in syncs.rows} == {Outcome.FAILED}


@pytest.mark.parametrize(
    ("most", "shown", "more"),
    [(50, 50, "690 more syncs not shown."), (739, 739, "1 more sync not shown."), (740, 740, "")],
)
def test_a_file_lists_more_syncs_than_a_page_and_both_say_how_many_are_left(most, shown, more):
    syncs = status_view(assessed(FAILING), content(), ShareExtras(), NOW, most_syncs=most).syncs
    assert syncs
    assert (len(syncs.rows), syncs.more) == (shown, more)


def filters_named(*details: ShareDetail, parts: frozenset[SharePart]) -> tuple[str, ...]:
    filters = Filters(
        statuses=frozenset({Outcome.FAILED}),
        codes=frozenset({4001}),
        causes=frozenset({"tax-rate"}),
        text="tax",
    )
    syncs = viewed(FAILING, content(parts, details, filters=filters)).syncs
    assert syncs
    return syncs.filters


def test_filters_of_what_isnt_shared_are_only_counted():
    alone, messages = frozenset({SharePart.SYNCS}), ShareDetail.MESSAGES
    with_causes = alone | {SharePart.CAUSES}
    assert filters_named(parts=alone) == ("Status: failed", "3 filters not shown")
    assert filters_named(ShareDetail.IDS, parts=alone) == (
        "Status: failed",
        "Code: 4001",
        "2 filters not shown",
    )
    assert filters_named(messages, parts=with_causes)[2:] == ("2 filters not shown",)
    assert filters_named(messages, ShareDetail.IDS, parts=with_causes)[-1] == "Text: “tax”"


def test_a_filter_that_isnt_named_still_applies():
    syncs = viewed(FAILING, content({SharePart.SYNCS}, filters=Filters(text="tax"))).syncs
    assert syncs
    assert (syncs.summary, syncs.filters) == ("9 of 740 syncs", ("1 filter not shown",))


@pytest.mark.parametrize(
    ("column", "needed"),
    [
        (SortColumn.CODE, ShareDetail.IDS),
        (SortColumn.MESSAGE, ShareDetail.MESSAGES),
        (SortColumn.CAUSE, SharePart.CAUSES),
    ],
)
def test_the_order_by_what_isnt_shared_isnt_kept(column, needed):
    parts = {SharePart.SYNCS}
    details = {needed} if isinstance(needed, ShareDetail) else set()
    order = Order(column, descending=False)
    without = viewed(FAILING, content(parts, order=order)).syncs
    shared = viewed(FAILING, content(parts | ({needed} - details), details, order=order)).syncs
    assert without
    assert shared
    assert without.order == "newest first"
    assert shared.order.startswith(column)


def test_in_another_order_they_are_the_same_newest_syncs():
    newest = viewed(FAILING, content()).syncs
    oldest_first = viewed(FAILING, content(order=Order(SortColumn.RAN, descending=False))).syncs
    assert newest
    assert oldest_first
    assert oldest_first.rows == tuple(reversed(newest.rows))
    assert oldest_first.more == newest.more


def test_the_order_is_kept_and_said():
    syncs = viewed(FAILING, content(order=Order(SortColumn.RAN, descending=False))).syncs
    assert syncs
    assert syncs.order == "oldest first"
    assert syncs.rows[0].at
    assert syncs.rows[1].at
    assert syncs.rows[0].at < syncs.rows[1].at


def test_a_summary_lists_only_the_syncs_of_its_period():
    syncs = viewed(FAILING, content(summary_days=7)).syncs
    assert syncs
    first = datetime(2026, 11, 14, tzinfo=LONDON)
    assert len(syncs.rows) == 7
    assert all(row.at and row.at >= first for row in syncs.rows)


def test_who_started_a_sync_is_named_only_where_names_are_shared():
    latest = reads(FAILING).latest
    assert latest
    start = SharedStart(NOW, None, None, "Ada Byron", sync_id=latest.sync_id or "")
    extras = ShareExtras(starts=(start,))
    with_names = viewed(FAILING, content(details={ShareDetail.NAMES}), extras).syncs
    without = viewed(FAILING, content(), extras).syncs
    assert with_names
    assert without
    assert [row.started_by for row in with_names.rows[:2]] == ["Ada Byron (unverified)", ""]
    assert not any(row.started_by for row in without.rows)
