"""What a summary, notes and the view of one sync say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from codat_client import CodatError
from dashboard.insight.activity.entry import ActivityOutcome
from dashboard.insight.outcome import Outcome, outcome_of
from dashboard.insight.reading import Reading
from dashboard.insight.share.choices import SUMMARY_PARTS
from dashboard.insight.share.content import ShareDetail, SharePage, SharePart
from dashboard.insight.share.extras import SharedNote, SharedStart, ShareExtras
from dashboard.insight.start.intent import RequestedRange
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.services.assessment import assess
from dashboard.views.share.compose import status_view
from dashboard.views.share.status_view import StatusView
from tests.support.merchants import NOW, reads
from tests.views.share.makers import EVERY_DETAIL, assessed, content, viewed

FAILING = "archived-tax-rate"


# Notes, starts and the summary


def extras() -> ShareExtras:
    started = (
        SharedStart(NOW - timedelta(days=2), RequestedRange.up_to_now(), ActivityOutcome.FAILED, "Ada Byron"),
        SharedStart(NOW - timedelta(days=20), RequestedRange.up_to_now(), None, "Ada Byron"),
    )
    return ShareExtras((SharedNote(NOW - timedelta(days=1), "Called them.", "Ada Byron"),), started)


def test_notes_are_shown_with_their_authors_only_where_names_are_too():
    with_notes = viewed(FAILING, content(details={ShareDetail.NOTES}), extras())
    with_both = viewed(FAILING, content(details=EVERY_DETAIL), extras())
    assert with_notes.notes
    assert with_both.notes
    assert (with_notes.notes[0].text, with_notes.notes[0].person) == ("Called them.", "")
    assert with_both.notes[0].person == "Ada Byron (unverified)"


@pytest.mark.parametrize(
    ("days", "results", "failed", "starts"),
    [(7, "Failed on 7 days.", 7, 1), (30, "Wrote data on 21 days, failed on 9.", 9, 2)],
)
def test_a_summary_as_the_form_makes_it_says_what_happened_in_its_days(days, results, failed, starts):
    summary = viewed(FAILING, content(SUMMARY_PARTS, summary_days=days), extras()).summary
    assert summary
    assert summary.failures
    assert summary.starts
    assert summary.results == results
    assert (summary.title, len(summary.starts)) == (f"Last {days} days", starts)
    assert [(each.cause, each.count) for each in summary.failures] == [("Tax rate invalid", failed)]


def test_a_start_whose_outcome_isnt_known_yet_says_so():
    summary = viewed(FAILING, content(SUMMARY_PARTS, summary_days=30), extras()).summary
    assert summary
    assert summary.starts
    assert [(each.asked, each.outcome) for each in summary.starts] == [
        ("up to now", "failed"),
        ("up to now", "not yet settled"),
    ]


def test_where_the_record_cant_be_read_nothing_is_said_of_notes_and_starts():
    view = viewed(FAILING, content(details=EVERY_DETAIL, summary_days=30), ShareExtras(known=False))
    assert view.summary
    assert (view.summary.starts, view.notes) == (None, None)


def test_without_the_causes_a_summary_says_nothing_of_failures_causes():
    summary = viewed(FAILING, content(SUMMARY_PARTS - {SharePart.CAUSES}, summary_days=30), extras()).summary
    assert summary
    assert summary.failures is None
    assert summary.starts
    assert len(summary.starts) == 2


def test_a_summary_names_its_days_in_the_merchants_zone():
    summary = viewed(FAILING, content(summary_days=7)).summary
    assert summary
    assert summary.period == "14–20 Nov 2026"


# One sync


@pytest.mark.parametrize("case", ["archived-tax-rate", "late", "healthy"])
def test_the_state_of_a_sync_is_its_own_outcome_not_the_companys_state(case):
    ended = reads(case).latest
    assert ended
    view = viewed(case, content(page=SharePage.SYNC, sync_id=(ended.sync_id or "").lower()))
    assert view.answer
    assert view.answer.state == outcome_of(ended)


def test_the_state_of_a_sync_that_codat_no_longer_lists_is_unknown():
    answer = of_sync("0" * 8).answer
    assert answer
    assert answer.state == Outcome.UNKNOWN


def of_sync(sync_id: str | None, **more: Any) -> StatusView:
    return viewed(FAILING, content(page=SharePage.SYNC, sync_id=(sync_id or "").lower(), **more))


def test_a_view_of_one_sync_says_how_it_ended():
    latest = reads(FAILING).latest
    view = of_sync(latest.sync_id if latest else "")
    assert view.title == "This sync failed, 20 Nov 02:25"
    assert view.one_sync
    assert [(row.label, row.value) for row in view.one_sync.rows] == [
        ("Ran", "20 Nov 2026, 02:25 London (02:25 UTC)"),
        ("Range of sales", "11 Nov 02:00 – 20 Nov 02:00"),
        ("Wrote data", "no"),
    ]


def test_a_view_of_an_older_sync_says_that_its_days_were_covered():
    older = next(each for each in reads("closed-gap").syncs or () if outcome_of(each) is Outcome.FAILED)
    chosen = content(page=SharePage.SYNC, sync_id=(older.sync_id or "").lower())
    view = viewed("closed-gap", chosen)
    assert view.title.startswith("This sync failed, ")
    assert view.causes
    assert view.causes.steps[0].who == "No action needed"


def test_a_sync_s_causes_say_nothing_of_how_the_company_is_now():
    good = reads("late").latest
    sync_id = (good.sync_id or "").lower() if good else ""
    view = viewed("late", content(page=SharePage.SYNC, sync_id=sync_id))
    assert view.causes
    assert view.causes.why == "It wrote data to Xero."


def test_a_sync_that_codat_no_longer_lists_says_so():
    view = of_sync("0" * 8)
    assert view.title == "This sync can’t be found"
    assert view.one_sync
    assert view.one_sync.rows == ()


def test_a_sync_is_never_called_gone_where_only_the_list_could_not_be_read():
    failed = Reading[Any]().failed(CodatError("Codat failed."), NOW)
    known = replace(assessed(FAILING).snapshot, syncs=failed)
    chosen = content(page=SharePage.SYNC, sync_id="0" * 8)
    view = status_view(assess(known, NOW, VerdictLimits()), chosen, ShareExtras(), NOW)
    assert view.title == "This sync can’t be shown"
