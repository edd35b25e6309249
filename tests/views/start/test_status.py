"""What an attempt says to a person, at each of its stages."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from codat_client import CompanySyncStatus, SyncDateRange, SyncSummary
from dashboard.insight.outcome import Outcome
from dashboard.insight.start.attempt import Attempt, MatchBasis, Stage, StartEvent, StartEventType
from dashboard.insight.start.intent import Intent, RequestedRange
from dashboard.views import theme
from dashboard.views.cause_words import Why
from dashboard.views.start import event_log
from dashboard.views.start import status as start_status
from dashboard.views.start.context import StartContext

NOW = datetime(2026, 11, 20, 13, 42, 42, tzinfo=UTC)
BEGAN = NOW - timedelta(seconds=34)
CONTEXT = StartContext(ZoneInfo("Europe/London"), NOW, "Xero")
INTENT = Intent(
    "7d20c1aa-5b13-4e0e-9f5e-2f60b5a1c0de", "8a210b68-6988-11ed-a1eb-0242ac120002", RequestedRange.up_to_now()
)
RANGE = SyncDateRange(start_text="2026-11-11T02:00:00Z", finish_text="2026-11-20T13:42:00Z")
ACCEPTED = SyncSummary(sync_status_code=1000, commerce_sync_id=INTENT.id, sync_date_range_utc=RANGE)


def sync(code, message=None, *, pushed=False, sync_id="22222222-2222-4222-8222-222222222222"):
    return CompanySyncStatus(
        sync_id=sync_id,
        sync_status_code=code,
        error_message=message,
        data_pushed=pushed,
        sync_utc_text="2026-11-20",
    )


def attempt(stage, **more):
    rest: dict[str, Any] = {
        "sent_at": BEGAN,
        "accepted_at": BEGAN,
        "sent_count": 1,
        "summary": ACCEPTED,
    } | more
    return Attempt(INTENT, stage, BEGAN, **rest)


def ended(code, message=None, *, pushed=False, **more):
    record = sync(code, message, pushed=pushed)
    known: dict[str, Any] = {
        "sync": record,
        "new": (record,),
        "basis": MatchBasis.SAME_ID,
        "ended_at": NOW,
    }
    return attempt(Stage.ENDED, **(known | more))


def said(made):
    return start_status.answer(made, CONTEXT)


def test_before_the_call_it_says_that_nothing_is_sent():
    assert said(attempt(Stage.LOOKING)).reason == "Nothing has been sent yet."


def test_a_running_sync_says_for_how_long_and_what_it_covers():
    now = said(attempt(Stage.RUNNING, new=(sync(1000),), sync=sync(1000), basis=MatchBasis.SAME_ID))
    assert now.headline == "The sync has been running for 34 s"
    assert now.reason.startswith("It covers sales from 11 Nov 02:00 to 20 Nov 13:42. You can leave this page")


def test_an_accepted_sync_that_does_not_show_yet_is_said_so():
    now = said(attempt(Stage.RUNNING))
    assert (now.headline, "isn’t in Codat’s list yet" in now.reason) == (
        "Codat accepted the sync",
        True,
    )


def test_a_lost_answer_is_said_in_plain_words():
    now = said(attempt(Stage.UNCLEAR, summary=None, sentence="Codat answered 502."))
    assert now.headline == "We don’t know whether the sync started"
    assert now.reason.startswith("We asked Codat to start this sync, but its answer got lost.")
    assert (now.mark, now.said) == (theme.UNSETTLED, "Codat answered 502.")


def test_what_was_found_after_a_lost_answer_is_called_likely():
    found = attempt(
        Stage.RUNNING, summary=None, was_unclear=True, new=(sync(1000),), basis=MatchBasis.ONLY_NEW
    )
    assert "it’s probably this one" in said(found).reason


def test_a_running_sync_known_only_by_its_newness_is_called_likely():
    now = said(attempt(Stage.RUNNING, new=(sync(1000),), sync=sync(1000), basis=MatchBasis.ONLY_NEW))
    assert now.headline == "Codat accepted the sync 34 s ago"
    assert "it’s the only new one, so it’s probably this one" in now.reason


def test_one_that_is_over_but_known_only_by_its_newness_is_not_called_the_end():
    over = sync(2000)
    now = said(attempt(Stage.RUNNING, new=(over,), sync=over, basis=MatchBasis.ONLY_NEW))
    assert now.headline == "A new sync has ended, probably this one"
    assert "we’re checking a little longer" in now.reason


def test_a_new_sync_of_another_person_s_is_distinguished():
    now = said(attempt(Stage.RUNNING, others=(sync(2000),)))
    assert now.headline == "Codat accepted the sync"
    assert "its id shows it isn’t this one" in now.reason


def unclear(**more):
    return attempt(Stage.UNCLEAR, summary=None, accepted_at=None, **more)


def test_while_we_cannot_look_that_is_said_and_not_that_nothing_is_there():
    now = said(unclear(check_error="Codat answered 503."))
    assert "The last check failed: Codat answered 503. We keep checking." in now.reason
    assert "No new sync" not in now.reason


def test_how_long_nothing_new_appeared_is_shown_up_to_the_last_look_that_was_answered():
    looked = unclear(may_release=True, checked_at=BEGAN + timedelta(minutes=10, seconds=3))
    assert said(looked).reason.startswith("No new sync appeared in the 10 min 3 s after the request.")
    later = said(replace(looked, check_error="Codat answered 503."))
    assert "after the request. The last check failed: Codat answered 503. Check" in later.reason


@pytest.mark.parametrize(
    ("values", "checked"),
    [
        ({}, "no sync started for this company at that time"),
        (
            {"new": (sync(1000), sync(2000)), "basis": MatchBasis.SEVERAL},
            "every sync since the request has ended",
        ),
        ({"new": (sync(1000),), "sync": sync(1000), "basis": MatchBasis.ONLY_NEW}, "this sync has ended"),
    ],
)
def test_what_a_person_confirms_is_true_of_what_the_page_lists(values, checked):
    assert start_status.looked(unclear(**values)).endswith(checked)


def test_an_internal_error_asks_for_nothing_that_cannot_be_said_yet():
    assert said(unclear(internal_error=True)).reason.startswith(
        "We asked Codat to start it; then this dashboard had an internal error. We keep checking."
    )


def test_a_fault_of_ours_has_its_own_words():
    now = said(unclear(may_release=True, internal_error=True))
    assert "this dashboard had an internal error" in now.reason
    assert "No new sync" not in now.reason
    running = said(no_end_seen(internal_error=True))
    assert "had an internal error while it followed the sync; last checked today 13:42." in running.reason


def no_end_seen(**more):
    return attempt(Stage.RUNNING, may_release=True, **({"checked_at": NOW} | more))


def test_how_long_it_was_followed_is_the_time_it_was_followed():
    long_ago = NOW - timedelta(hours=2)
    assert said(no_end_seen(sent_at=long_ago, accepted_at=long_ago)).reason.startswith(
        "We followed it for 2 h without seeing it end; last checked today 13:42."
    )


def test_an_end_that_could_not_be_looked_for_is_said_so():
    gone = no_end_seen(check_error="Codat answered 503.")
    assert "The last check failed: Codat answered 503. We check every few minutes." in said(gone).reason


def test_a_success_says_after_how_long_and_where_it_wrote():
    now = said(ended(2000, pushed=True))
    assert now.headline == "The sync succeeded after 34 s"
    assert now.reason == "Codat wrote the sales from 11 Nov 02:00 to 20 Nov 13:42 into Xero."


def test_nothing_to_write_is_no_failure():
    assert said(ended(2040)).headline == "The sync ended after 34 s, with nothing to write"


def test_a_first_failure_is_not_called_again():
    assert said(ended(4000, before=sync(2000))).headline == "The sync failed after 34 s"


def test_the_same_failure_is_said_to_be_the_same():
    now = said(ended(4000, "Tax rate gone", before=sync(4000, "Tax rate gone")))
    assert now.headline == "The sync failed again after 34 s, for the same reason"


def test_another_failure_is_not():
    now = said(ended(4260, before=sync(4000, "Tax rate gone")))
    assert now.headline == "The sync failed again after 34 s"


@pytest.mark.parametrize(
    ("pushed", "words", "status"),
    [
        (False, "Nothing was written into Xero.", Outcome.FAILED),
        (True, "It wrote some data into Xero", theme.PARTLY),
        (None, "doesn’t report whether", Outcome.FAILED),
    ],
)
def test_a_failure_says_whether_something_was_written(pushed, words, status):
    now = said(ended(5130, pushed=pushed))
    assert words in now.reason
    assert now.mark == status


OVERLAP = "Date overlaps with a previous sync date range"


@pytest.mark.parametrize(("code", "message"), [(5080, None), (5080, OVERLAP), (4000, OVERLAP)])
@pytest.mark.parametrize("before", [None, sync(5080), sync(4000, "Tax rate gone")])
def test_a_sync_that_was_skipped_as_a_duplicate_is_not_reported_as_a_loss(code, message, before):
    now = said(ended(code, message, before=before))
    assert (now.mark, now.headline) == (Outcome.SKIPPED, "Codat skipped this sync as a duplicate after 34 s")
    assert now.reason.startswith(
        "It was meant to cover sales from 11 Nov 02:00 to 20 Nov 13:42. Nothing was written"
    )
    assert now.reason.endswith("Its dates overlap an earlier sync’s, so Codat skipped it as a duplicate.")
    assert "fail" not in f"{now.headline} {now.reason} {now.steps}"


def test_a_skipped_sync_has_the_reading_and_the_steps_of_its_company():
    of_company = Why("By Codat’s schedule, no sales are missing.", "", (("No action needed", ""),))
    now = start_status.answer(ended(5080), replace(CONTEXT, why=lambda _: of_company))
    assert now.reason.endswith(f"Nothing was written into Xero. {of_company.reason}")
    assert now.steps == of_company.steps


def test_a_failure_is_shown_as_its_company_shows_it():
    of_company = Why("Xero is not linked.", "", (("Merchant", "link Xero."),))
    now = start_status.answer(ended(4000, "Tax rate gone"), replace(CONTEXT, why=lambda _: of_company))
    assert now.reason == "Xero is not linked. Nothing was written into Xero."
    assert now.steps == of_company.steps


def test_a_skipped_one_without_a_reported_range_says_only_what_is_known():
    now = said(ended(5080, pushed=None, summary=None))
    assert now.reason.startswith("Codat doesn’t report whether it wrote into Xero. Its dates overlap")


def test_a_result_known_only_by_its_newness_says_so():
    assert "it’s the only new one" in said(ended(2000, basis=MatchBasis.ONLY_NEW)).reason


def test_of_several_none_is_called_the_result():
    several = ended(2000, sync=None, new=(sync(2000), sync(4000)), basis=MatchBasis.SEVERAL)
    assert said(several).headline == "2 new syncs since the request, all ended"
    assert said(several).mark == Outcome.UNKNOWN
    assert said(several).steps == ()


def test_an_answer_that_was_a_failure_already_is_the_result():
    at_once = SyncSummary(sync_status_code=4000, error_message="two data connections", data_pushed=False)
    now = said(attempt(Stage.ENDED, summary=at_once, ended_at=NOW))
    assert now.headline == "Codat rejected it right away: 4000 configuration error"


def test_an_answer_that_is_a_failure_already_is_said_first_and_not_called_accepted():
    at_once = SyncSummary(sync_status_code=4000, error_message="No sales customer has been configured.")
    now = said(attempt(Stage.RUNNING, summary=at_once))
    assert (now.mark, now.headline) == (
        Outcome.FAILED,
        "Codat rejected it right away: 4000 configuration error",
    )
    assert now.reason.startswith("No customer for sales is chosen in the sync settings. We’re checking")
    assert now.steps[0][0] == "Merchant"
    lines = (
        StartEvent(NOW, StartEventType.ACCEPTED, "", 4000),
        StartEvent(NOW, StartEventType.ANSWERED_OVER, "", 4000),
    )
    told = event_log.log(attempt(Stage.RUNNING, summary=at_once, log=lines), CONTEXT)
    assert [each.what for each in told[:2]] == [
        "Codat answered",
        "Codat rejected it right away: 4000 configuration error",
    ]


def test_an_answer_that_is_a_good_end_already_is_no_refusal():
    now = said(attempt(Stage.RUNNING, summary=SyncSummary(sync_status_code=2040)))
    assert now.headline == "Codat reports that it ended: 2040 nothing to write"
    lines = (StartEvent(NOW, StartEventType.ANSWERED_OVER, "", 2040),)
    told = event_log.log(attempt(Stage.RUNNING, log=lines), CONTEXT)
    assert told[0].what == "Codat reports that it ended: 2040 nothing to write"


def test_an_accepted_start_is_called_accepted():
    told = event_log.log(
        attempt(Stage.RUNNING, log=(StartEvent(NOW, StartEventType.ACCEPTED, "", 1000),)), CONTEXT
    )
    assert told[0].what == "Codat accepted it"


def test_a_failure_names_who_does_what_next():
    assert said(ended(4000, "Tax rate gone")).steps[0][0] == "Merchant"


def test_what_is_not_known_is_not_called_an_end():
    assert said(attempt(Stage.RELEASED)).mark == Outcome.UNKNOWN
    assert said(no_end_seen()).mark == theme.UNSETTLED


def test_every_stage_has_its_words():
    assert all(said(attempt(stage, sentence="Why.")).headline for stage in Stage)


def test_every_step_has_its_words():
    lines = tuple(StartEvent(NOW, step, "2", 4000) for step in StartEventType)
    told = event_log.log(attempt(Stage.ENDED, sync=sync(4000), log=lines), CONTEXT)
    assert len(told) == len(lines)
    assert not [line.what for line in told if line.what in set(StartEventType)]


def test_the_last_line_of_a_running_attempt_says_when_codat_was_asked():
    lines = (
        StartEvent(NOW, StartEventType.CONFIRMED),
        StartEvent(NOW, StartEventType.REPORTED, "Pending", 1000),
    )
    told = event_log.log(attempt(Stage.RUNNING, log=lines, checked_at=NOW), CONTEXT)
    assert (told[1].what, told[1].rest) == ("In progress (code 1000)", "last checked 13:42:42")


def test_a_question_without_an_answer_is_said():
    lines = (StartEvent(NOW, StartEventType.ACCEPTED),)
    told = event_log.log(attempt(Stage.RUNNING, log=lines, check_error="Codat answered 500."), CONTEXT)
    assert told[0].rest == "the last check failed: Codat answered 500."


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (RequestedRange.up_to_now(), "up to now"),
        (RequestedRange.up_to(datetime(2026, 11, 16, tzinfo=UTC)), "up to 15 Nov"),
        (RequestedRange.up_to(NOW), "up to 20 Nov 13:42"),
        (
            RequestedRange.between(datetime(2026, 11, 8, tzinfo=UTC), datetime(2026, 11, 16, tzinfo=UTC)),
            "for 8–15 Nov",
        ),
        (RequestedRange.between(datetime(2026, 11, 8, tzinfo=UTC), NOW), "for 8 Nov 00:00 – 20 Nov 13:42"),
    ],
)
def test_what_was_asked_is_said_in_days_where_it_was_days(ask, words):
    assert event_log.asked(ask, CONTEXT) == words


def test_what_codat_did_not_show_is_not_invented():
    rows = dict(start_status.answered(attempt(Stage.UNCLEAR, summary=None), CONTEXT, "Bluebird <Coffee>"))
    assert "not reported" in rows["From"]
    assert rows["Company"] == "Bluebird &lt;Coffee&gt;"


def test_the_ticket_has_the_ids_and_times_in_utc():
    made = replace(ended(4000, "Tax rate gone"), log=(StartEvent(NOW, StartEventType.ACCEPTED),))
    ticket = start_status.ticket(made, CONTEXT, "Bluebird Coffee")
    assert INTENT.id in ticket
    assert "2026-11-20T13:42:42Z Codat accepted it" in ticket
    assert ticket.endswith("\nAs of: 2026-11-20T13:42:42Z")


def test_after_a_restore_it_does_not_say_that_the_request_was_sent():
    restored = unclear(sent_count=0)
    assert said(restored).reason.startswith("The database was restored from a backup that doesn’t show")
    assert "We keep checking." in said(restored).reason
    assert "Check the Codat Portal" in said(replace(restored, may_release=True)).reason


def test_a_check_that_showed_nothing_new_is_dated_from_the_request_even_once_codat_has_accepted_it():
    nothing_new = StartEvent(NOW, StartEventType.STILL_UNKNOWN)
    late_yes = attempt(Stage.RUNNING, log=(nothing_new,), accepted_at=NOW)
    assert event_log.what(late_yes, nothing_new, CONTEXT) == "No new sync 34 s after the request"
