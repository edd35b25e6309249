"""What each part of a shared view says, and that it says the same as the dashboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from codat_client import NotFound
from dashboard.insight.days import last_days
from dashboard.insight.reading import Reading
from dashboard.insight.share.content import ShareDetail, SharePage, SharePart
from dashboard.insight.share.extras import ShareBaseline, ShareExtras
from dashboard.insight.verdict.facts import VerdictLimits
from dashboard.insight.verdict.missing_days import missing_days
from dashboard.insight.verdict.state import State
from dashboard.services.assessment import assess
from dashboard.views.share.compose import status_view
from dashboard.views.share.status_view import ActionStep, StatusView
from dashboard.views.verdict.merchant_text import Outside
from dashboard.views.verdict.texts import texts_of
from tests.support.merchants import NOW, cases, reads
from tests.views.share.makers import assessed, content, viewed

FAILING = "archived-tax-rate"
RELATIVE = ("today", "tonight", "yesterday", "tomorrow", "last night", " ago")


def since(missing: int, ago: timedelta, case: str = "closed-gap") -> str:
    view = viewed(case, extras=ShareExtras(baseline=ShareBaseline(missing, NOW - ago)))
    assert view.missing
    return view.missing.since_shared


def with_reads(case: str, **changed: Any) -> StatusView:
    snapshot = replace(reads(case).snapshot, **changed)
    return status_view(assess(snapshot, NOW, VerdictLimits()), content(), ShareExtras(), NOW)


# The answer


@pytest.mark.parametrize("case", cases())
def test_the_answer_never_contradicts_the_company_page(case):
    assessment, view = assessed(case), viewed(case)
    company = texts_of(assessment, assessment.verdict.zone.zone, Outside())
    assert view.answer
    assert view.answer.status == company.mark
    assert view.answer.state == assessment.verdict.state
    assert (assessment.verdict.state is State.ARRIVING) is company.headline.startswith("Sales up to") or (
        view.answer.headline.split(" ")[0] == company.headline.split(" ")[0]
    )


@pytest.mark.parametrize("case", cases())
def test_nothing_is_relative_to_the_moment_of_reading(case):
    view = viewed(case)
    assert view.answer
    said = " ".join([view.answer.headline, view.answer.reason, *(each.what for each in steps(view))])
    assert not [
        word for word in ("today", "tonight", "yesterday", "tomorrow", "last night") if word in said.lower()
    ]


def steps(view: StatusView) -> tuple[ActionStep, ...]:
    return view.causes.steps if view.causes else ()


def test_without_the_causes_the_reason_says_what_else_there_is():
    view = viewed("failing-29", content({SharePart.ANSWER}))
    assert view.answer
    assert view.answer.reason == "By our count, Codat will switch the sync off on 22 Nov."


def test_a_year_is_named_only_where_it_isnt_this_one():
    assert viewed("switched-off").title == "Sync is off; sales since 3 Sep are not in FreeAgent"


def test_a_failing_company_is_given_the_day_on_which_codat_switches_the_sync_off():
    said = "By our count, Codat will switch the sync off on 12 Dec."
    assert viewed(FAILING).switch_off == said
    assert viewed(FAILING, content({SharePart.CAUSES})).switch_off == said
    assert viewed(FAILING, content({SharePart.DAILY_RESULTS})).switch_off == ""


def test_the_day_of_the_switch_off_is_said_once():
    view = viewed("failing-29")
    assert view.answer
    assert (view.switch_off, "Codat will switch the sync off" in view.answer.reason) == ("", True)
    assert "on 22 Nov" in viewed("failing-29", content({SharePart.CAUSES})).switch_off


@pytest.mark.parametrize("case", ["healthy", "switched-off", "failing-31", "late", "brand-new"])
def test_what_isnt_failing_or_is_off_has_no_such_day(case):
    assert viewed(case).switch_off == ""


def test_a_company_without_sync_settings_isnt_said_to_send_sales():
    assert viewed("no-commerce").about == ""
    assert viewed("no-commerce", content({SharePart.CONNECTIONS})).about


# Who acts


@pytest.mark.parametrize("case", cases())
def test_whoever_acts_is_named_and_never_you(case):
    for step in steps(viewed(case)):
        assert step.who not in {"You", "Merchant", "Support"}
        assert (
            "the merchant " not in step.what
            or viewed(case).company == "This company"
            or case == "hostile-text"
        )


def test_the_merchant_is_called_by_its_name():
    assert steps(viewed("deauthorised"))[:2] == (
        ActionStep("Magpie Records", "link QuickBooks Online again and allow access."),
        ActionStep(
            "Support team",
            "ask Magpie Records whether they’ve entered any sales since 15 Nov by hand."
            " Syncing those would book them twice.",
        ),
    )


def test_the_id_of_a_setting_is_named_only_where_ids_are_shared():
    assert "(41cebc85…)" not in steps(viewed(FAILING))[0].what
    assert "(41cebc85…)" in steps(viewed(FAILING, content(details={ShareDetail.IDS})))[0].what


# Missing days


@pytest.mark.parametrize("case", cases())
def test_the_missing_days_are_those_of_the_company_page(case):
    verdict, view = assessed(case).verdict, viewed(case)
    assert view.missing
    found = missing_days(verdict.gap, verdict.dues)
    assert [(each.first, each.last, each.sure) for each in view.missing.spans] == [
        (each.first, each.last, each.sure) for each in found[-12:]
    ]


@pytest.mark.parametrize(
    ("missing", "ago", "said"),
    [
        (12, timedelta(days=3), "On 17 Nov, 12 days of sales were missing; now none are."),
        (1, timedelta(days=3), "On 17 Nov, 1 day of sales was missing; now none are."),
        (12, timedelta(hours=2), "At 11:42, 12 days of sales were missing; now none are."),
        (0, timedelta(days=3), ""),
    ],
)
def test_a_link_says_what_has_been_fixed_since_it_was_made(missing, ago, said):
    assert since(missing, ago) == said


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (9, "On 17 Nov, 9 days of sales were missing; still 9 now."),
        (3, "On 17 Nov, 3 days of sales were missing; now 9 are."),
        (0, "On 17 Nov, no sales were missing; now 9 days are."),
    ],
)
def test_a_link_says_what_has_not_been_fixed(missing, said):
    assert since(missing, timedelta(days=3), FAILING) == said


def test_a_link_of_today_says_nothing_of_what_has_not_changed():
    assert since(9, timedelta(hours=2), FAILING) == ""


@pytest.mark.parametrize("case", cases())
def test_what_has_changed_is_said_only_where_both_are_certain(case):
    gap = assessed(case).verdict.gap
    assert bool(since(3, timedelta(days=3), case)) is (gap is not None and gap.certain)


def test_some_merchants_have_an_uncertain_number_of_missing_days():
    gaps = [assessed(case).verdict.gap for case in cases()]
    assert any(gap is not None and not gap.certain for gap in gaps)


def test_before_the_first_sync_is_due_no_sales_are_missing():
    missing = viewed("brand-new").missing
    assert missing
    assert (missing.summary, missing.note) == ("None due yet", "the first sync is due on 21 Nov at 02:00")


@pytest.mark.parametrize("case", ["never-synced-404", "not-configured"])
def test_without_a_first_sync_to_come_all_sales_are_missing(case):
    missing = viewed(case).missing
    assert missing
    assert missing.summary == "All"


# Daily results


@pytest.mark.parametrize("case", cases())
def test_the_days_are_those_of_the_company_page(case):
    facts, daily = assessed(case).facts, viewed(case).daily
    assert daily
    records = [record for _, record in facts.runs.timed]
    expected = last_days(records, facts.merchant.zone, NOW, 90, facts.runs.latest_id)
    if daily.days:
        assert [(day.date, day.status) for day in daily.days] == [
            (day.date, day.outcome or "") for day in expected
        ]


@pytest.mark.parametrize("case", cases())
def test_the_table_counts_each_day_once(case):
    daily = viewed(case).daily
    assert daily
    assert sum(each.count for each in daily.groups) == len(daily.days)


@pytest.mark.parametrize(
    ("page", "more", "days", "calendar"),
    [
        (SharePage.COMPANY, {}, 90, False),
        (SharePage.HISTORY, {}, 182, True),
        (SharePage.HISTORY, {"summary_days": 7}, 7, False),
        (SharePage.COMPANY, {"summary_days": 30}, 30, False),
    ],
)
def test_how_many_days_are_shown(page, more, days, calendar):
    daily = viewed(FAILING, content(page=page, **more)).daily
    assert daily
    assert (len(daily.days), daily.calendar) == (days, calendar)


def test_an_unread_list_is_never_shown_as_days_without_a_sync():
    view = with_reads(FAILING, syncs=Reading())
    assert view.daily
    assert view.syncs
    assert view.turn
    unread = "Couldn’t load the syncs."
    assert (view.daily.finding, view.syncs.summary, view.turn.finding) == (unread, unread, unread)
    assert view.daily.days == ()


# When it broke


def test_when_it_broke_compares_the_last_success_and_the_first_failure():
    turn = viewed(FAILING).turn
    assert turn
    assert turn.finding == "9 failures and no success since 12 Nov at 02:08."
    assert [(row.label, row.good, row.bad) for row in turn.rows] == [
        ("Outcome", "wrote data", "failed"),
        ("Ran", "11 Nov 02:18", "12 Nov 02:08"),
        ("Cause", "–", "Tax rate invalid"),
        ("Wrote data", "yes", "no"),
    ]


def test_connections_errors_are_beside_the_turn_only_where_connections_are_shared():
    whole = viewed("deauthorised").turn
    without = viewed("deauthorised", content({SharePart.BEFORE_AFTER})).turn
    assert whole
    assert without
    assert whole.errors
    assert (without.errors, without.rows[:2]) == ((), whole.rows[:2])


@pytest.mark.parametrize(
    ("case", "said"), [("monthly", "No sync has failed."), ("brand-new", "No sync has run yet.")]
)
def test_without_a_failure_nothing_is_compared(case, said):
    turn = viewed(case).turn
    assert turn
    assert (turn.finding, turn.rows) == (said, ())


def test_without_an_earlier_success_only_the_failure_is_described():
    turn = viewed("half-linked").turn
    assert turn
    assert {(row.good, row.good_status) for row in turn.rows} == {("", "")}
    assert all(row.bad for row in turn.rows)


# Connections


def test_a_lost_connection_says_so_but_quotes_its_error_only_where_messages_are_shared():
    quiet = viewed("deauthorised").connections
    quoted = viewed("deauthorised", content(details={ShareDetail.MESSAGES})).connections
    assert quiet
    assert quoted
    lost = next(row for row in quiet.rows if row.problem)
    assert (lost.platform, lost.state) == ("QuickBooks Online", "access withdrawn")
    assert lost.problem == "It reported an error on 15 Nov 09:22."
    assert next(row.problem for row in quoted.rows if row.problem).startswith("Error on 15 Nov 09:22: ")


def test_a_switched_off_sync_says_so_beside_its_schedule():
    connections = viewed("switched-off").connections
    assert connections
    assert connections.schedule.endswith("; the sync is switched off.")


# What couldn't be read


def test_the_last_good_state_is_shown_and_said_where_newer_reads_failed():
    latest = reads(FAILING).snapshot.latest
    failed = replace(latest, read_at=NOW - timedelta(minutes=37)).failed(NotFound("No."), NOW)
    view = with_reads(FAILING, latest=failed)
    assert view.late == "Codat didn’t respond on 20 Nov at 13:42. This page shows the status as of 13:05."
    assert view.as_of_text == "20 Nov 2026, 13:05 London (13:05 UTC)"
    assert view.title == "Sales since 11 Nov are not in Xero"


def test_an_older_list_is_said_where_only_the_latest_sync_could_be_read():
    known = reads(FAILING).snapshot
    at = NOW - timedelta(minutes=37)
    syncs = replace(known.syncs, read_at=at).failed(NotFound("No."), NOW)
    connections = replace(known.connections, read_at=at).failed(NotFound("No."), NOW)
    assert with_reads(FAILING, syncs=syncs, connections=connections).late == (
        "Couldn’t refresh the syncs; shown as of 20 Nov at 13:05."
        " Couldn’t refresh the connections; shown as of 20 Nov at 13:05."
    )


@pytest.mark.parametrize("case", ["deleted", "healthy", "no-commerce"])
def test_a_first_read_or_one_that_succeeded_is_not_called_late(case):
    assert viewed(case).late == ""


@pytest.mark.parametrize(
    ("case", "title"),
    [
        ("deleted", "Codat can’t find this company"),
        ("never-synced-404", "Nothing has synced yet"),
        ("not-configured", "The set-up isn’t finished"),
        ("no-commerce", "This company doesn’t use Sync for Commerce"),
        ("running", "A sync is running"),
        ("switched-off", "Sync is off; sales since 3 Sep are not in FreeAgent"),
    ],
)
def test_the_title_of_a_special_case_says_what_it_is(case, title):
    assert viewed(case).title == title
