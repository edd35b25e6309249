"""The sentences of the checks: a side that isn’t linked, a failure, what could not be read."""

import re
from dataclasses import replace
from datetime import date

import pytest

from codat_client import Configuration, Connection, ConnectionList
from dashboard.insight.reading import Reading
from dashboard.insight.start.check import Check, CheckFinding
from dashboard.insight.start.checks import checks_of
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.state import State
from dashboard.ui.start.days import RANGE
from dashboard.views.start import checks, questions, wait_or_start
from dashboard.views.start import plan as start_plan
from tests.insight.verdict_makers import at, nights, settings
from tests.insight.verdict_makers import judged as verdict_of
from tests.views.start.test_plan import (
    DAILY,
    LINKED,
    NOW,
    UNREAD,
    body_of,
    headlines,
    may_go_on,
    plan,
    remarks,
    running,
    situation,
    sync,
)

FAILS = "It will probably fail again,"


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        (4000, "It will probably fail again,"),
        (5130, "It will probably fail again,"),
        (5000, "It may fail again."),
        (5321, "It may fail again."),  # for this kind another try may help, as Company says
        (5120, "It may fail again."),
        (5080, "Codat skipped the last sync as a duplicate."),
    ],
)
def test_after_a_failure_it_says_what_to_expect(code, headline):
    failed = situation(latest=sync(code))
    assert headline in headlines(plan(), failed)
    assert checks.will_probably_fail(failed) is headline.startswith("It will probably fail")


def test_another_try_is_suggested_only_if_the_cause_lies_with_codat():
    def body(**latest):
        seen = situation(latest=sync(**latest))
        return next(body for _, said, body in remarks(plan(), seen) if "fail again" in said)

    assert "another try may work" in body(code=5000)
    assert "another try may work" in body(code=5999)
    assert "We don’t know whether another try will help." in body(code=5120)
    locked = body(code=5000, error_message="The customer is not active.")
    assert "unless the cause has been fixed" in locked


def test_a_stuck_sync_is_shown_with_its_own_time_though_a_skipped_one_followed():
    stuck = running("2026-11-20T02:14:00Z")
    skipped = sync(5080, "2026-11-20T09:05:00Z", sync_id="3C")
    listed = [sync(), stuck, skipped]
    verdict = judge(listed, LINKED, DAILY, NOW, latest=skipped, last_successful=sync())
    assert verdict.state is State.STUCK
    told = remarks(plan(), replace(situation(latest=skipped), verdict=verdict))
    assert "A sync has been running since today 02:14." in [each[1] for each in told]


def test_codat_s_message_is_escaped():
    failed = situation(latest=sync(4000, error_message="<b>bold</b>"))
    assert "&lt;b&gt;bold" in body_of("It will probably fail again,", plan(), failed)


def test_switched_off_is_said_only_when_codat_says_so():
    assert "Sync is switched off for this company." in headlines(
        plan(), situation(configuration=Configuration(enable=False))
    )
    assert "Sync is switched off for this company." not in headlines(
        plan(), situation(configuration=Configuration())
    )


def test_a_missing_side_is_named():
    missing = "There is no connection to the accounting software."
    assert missing in headlines(plan(), situation(connections=LINKED[:1]))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("PendingAuth", "Xero is not linked yet."),
        ("Unlinked", "Xero is no longer linked."),
        ("Deauthorized", "Access to Xero was withdrawn."),
        ("Paused", "Xero is not linked."),
    ],
)
def test_a_side_that_is_not_linked_is_said_by_its_status_and_once(status, said):
    half = [LINKED[0], Connection(source_type="Accounting", platform_name="Xero", status=status)]
    told = remarks(plan(), situation(connections=half))
    assert [each[1] for each in told if "Xero" in each[1]] == [said]
    assert str(told).count("not linked yet") == (status == "PendingAuth")
    assert ("“Paused”" in str(told)) is (status == "Paused")


def test_a_side_of_which_the_list_does_not_show_is_not_called_missing():
    cut = ConnectionList(LINKED[:1])
    cut.cut_short = True
    told = headlines(plan(), situation(connections=cut))
    assert "It’s not clear whether the accounting software is linked." in told
    assert not [each for each in told if "no connection" in each or "is not linked" in each]


def test_connections_that_were_not_read_are_not_called_missing():
    assert not [each for each in headlines(plan(), situation(connections=UNREAD)) if "linked" in each]


def test_a_partly_written_sync_is_said():
    partly = situation(latest=sync(5130, data_pushed=True))
    assert "The last sync failed after writing some data." in headlines(plan(), partly)


@pytest.mark.parametrize("name", ["latest", "last_successful"])
def test_without_the_syncs_a_start_depends_on_no_one_can_continue(name):
    unread = situation(**{name: UNREAD})
    assert not may_go_on(unread)
    assert headlines(plan(), unread)[0].startswith("Couldn’t load the ")
    assert "you can start once" in remarks(plan(), unread)[0][2]


@pytest.mark.parametrize("name", ["connections", "configuration"])
def test_other_failed_reads_are_shown_and_block_no_one(name):
    unread = situation(**{name: UNREAD})
    assert may_go_on(unread)
    assert headlines(plan(), unread)[0].startswith("Couldn’t load the ")


def test_a_message_with_a_full_stop_gets_no_second_one():
    full, bare = (situation(latest=sync(4000, error_message=each)) for each in ("It was refused.", "Refused"))
    said = "It will probably fail again,"
    assert body_of(said, plan(), full).endswith("“It was refused.”")
    assert body_of(said, plan(), bare).endswith("“Refused”.")


@pytest.fixture
def failing():
    """A merchant whose syncs have failed since 11 Nov, with the verdict of the whole list."""
    syncs = nights([2000] * 20 + [4000] * 9)
    seen = situation(configuration=DAILY, latest=syncs[-1], last_successful=syncs[19])
    return replace(seen, verdict=verdict_of(syncs))


def test_a_range_before_the_start_date_is_asked_about_with_the_date():
    begins = settings(schedule={"start_date_text": "2026-11-10T00:00:00"})
    seen = situation(configuration=begins)
    wanted = plan(RANGE, date(2026, 11, 8), date(2026, 11, 15))
    body = body_of("These days begin before the start date.", wanted, seen)
    assert "syncs sales from 10 Nov 00:00 on" in body


def test_31_failing_days_that_codat_does_not_report_are_called_our_count():
    seen = replace(situation(), verdict=verdict_of(nights([2000] * 3 + [4000] * 33)))
    body = body_of("Sync is probably switched off.", plan(), seen)
    assert body.startswith("By our count, 33 days in a row failed; Codat switches syncs off after 31.")


def test_the_last_failing_day_is_named_by_its_number():
    seen = replace(situation(), verdict=verdict_of(nights([2000] * 3 + [4000] * 30)))
    assert "failing day 31" in body_of("Another failure may switch sync off.", plan(), seen)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(21, 1, 30), "A scheduled sync is due today 02:00."),
        (at(21, 2, 10), "A scheduled sync was due today 02:00."),
    ],
)
def test_a_scheduled_sync_of_the_same_sales_is_named_with_its_time(now, said):
    seen = situation()
    clock, verdict = replace(seen.clock, now=now), verdict_of(nights([2000] * 20), now)
    seen = replace(seen, clock=clock, verdict=verdict)
    assert said in headlines(plan(), seen)
    assert "may skip one as a duplicate (5080)" in body_of(said, plan(), seen)


def test_a_long_range_is_named_with_its_days():
    wanted = plan(RANGE, date(2026, 10, 1), date(2026, 11, 9))
    assert "It covers 40 days." in headlines(wanted, situation())


def test_days_entered_by_hand_are_named_from_the_record(failing):
    entered = [(date(2026, 11, 11), date(2026, 11, 18))]
    assert "The merchant entered 11–18 Nov by hand." in [
        each[1] for each in remarks(plan(), failing, entered=entered)
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([(date(2026, 11, 12), date(2026, 11, 15))], "This sync leaves out 12–15 Nov, entered by hand."),
        ([(date(2026, 11, 1), date(2026, 11, 3))], ""),
        ([], ""),
    ],
)
def test_missing_days_entered_by_hand_that_a_sync_leaves_out_are_named(failing, days, said):
    wanted = plan(RANGE, date(2026, 11, 19), date(2026, 11, 20))
    findings = checks_of(failing, wanted.sync(NOW), days)
    assert questions.left_out(days, findings, failing) == said


def test_a_side_that_is_still_not_linked_is_named_as_the_reason_to_fail_again():
    failed = sync(4000, error_message="Company needs two valid data connections.")
    unlinked = [LINKED[0], Connection(source_type="Accounting", platform_name="Xero", status="Unlinked")]
    body = body_of(FAILS, plan(), situation(latest=failed, connections=unlinked))
    assert body.startswith("because Xero still isn’t linked.")


def test_a_cause_that_looks_fixed_is_shown_without_a_warning():
    failed = sync(4000, error_message="Company needs two valid data connections.")
    seen = situation(latest=failed)
    assert "The cause of the last failure looks fixed." in headlines(plan(), seen)
    assert FAILS not in headlines(plan(), seen)
    assert not checks.will_probably_fail(seen)


def test_the_days_on_which_the_clocks_change_are_named():
    wanted = plan(RANGE, date(2026, 10, 24), date(2026, 10, 26))
    assert body_of("The clocks change:", wanted, situation()) == "25 Oct has 25 hours."
    assert (
        dict(start_plan.asked(wanted, situation(), "x"))["From"] == "24 Oct 00:00 London · 23 Oct 23:00 UTC"
    )


def test_remarks_are_grouped_by_what_they_do(failing):
    found = checks_of(replace(failing, connections=Reading(LINKED[:1], NOW)), plan().sync(NOW))
    shown = checks.shown(found, plan(), failing)
    assert re.findall("<h3[^>]*>([^<]*)", shown) == ["Needs your answer", "Warnings"]
    blocked = checks.shown([CheckFinding(Check.SWITCHED_OFF)], plan(), failing)
    assert "Can’t start yet" in blocked


@pytest.mark.parametrize("check", list(Check))
def test_every_check_has_words_here_or_is_the_answer_of_the_page(check):
    answered = {Check.GONE, Check.NO_SET_UP, Check.UNFINISHED, Check.NOTHING_LEFT}
    assert (check in checks._WORDS) is (check not in answered)


def test_a_dismissed_warning_is_recorded_as_a_sentence():
    found = CheckFinding(Check.FAILS_AGAIN)
    passed = checks.passed_over(found, plan(), situation(latest=sync(4000)))
    assert (passed.said, passed.warning) == ("It will probably fail again.", True)
    missing = checks.passed_over(
        CheckFinding(Check.NOT_LINKED, "books"), plan(), situation(connections=LINKED[:1])
    )
    assert (missing.said, missing.warning) == ("There is no connection to the accounting software.", False)


def test_the_days_asked_about_are_the_missing_ones_and_the_others_are_offered(failing):
    wanted = plan()
    found = next(each for each in checks_of(failing, wanted.sync(NOW)) if each.check is Check.BY_HAND)
    assert questions.days_asked(found, wanted, failing) == (date(2026, 11, 11), date(2026, 11, 19))
    entered = (date(2026, 11, 11), date(2026, 11, 18))
    assert questions.other_days(entered, wanted, failing) == (date(2026, 11, 19), date(2026, 11, 20))
    assert questions.other_days((date(2026, 11, 11), date(2026, 11, 20)), wanted, failing) is None
    assert questions.entered(found, entered, failing).said == "The merchant entered 11–18 Nov by hand."


def test_waiting_is_offered_where_tonight_s_sync_covers_the_same_sales_and_nothing_blocks(failing):
    assert wait_or_start.choices([], plan(), failing) == ""  # the scheduled one will fail too
    fine = replace(failing, latest=failing.last_successful)
    shown = wait_or_start.choices([], plan(), fine)
    assert "The next scheduled sync covers the same sales. It is due tomorrow 02:00." in shown
    assert "The sales are in Xero as soon as this sync succeeds." in shown
    assert wait_or_start.choices([CheckFinding(Check.RUNNING)], plan(), fine) == ""
    days = plan(RANGE, date(2026, 11, 1), date(2026, 11, 3))
    assert wait_or_start.choices([], days, fine) == ""
