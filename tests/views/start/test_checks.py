"""The sentences of the checks: a side that isn’t linked, a failure, what could not be read."""

from dataclasses import replace

import pytest

from codat_client import Configuration, Connection, ConnectionList
from dashboard.insight.verdict.judge import judge
from dashboard.insight.verdict.state import State
from dashboard.views.start import checks
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


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        (4000, "It will probably fail again,"),
        (5130, "It will probably fail again,"),
        (5000, "It may fail again."),
        (5321, "It may fail again."),  # by its kind another try is worth it, as Company says
        (5120, "It may fail again."),
        (5080, "Codat skipped the last sync as a duplicate."),
    ],
)
def test_after_a_failure_it_says_what_to_expect(code, headline):
    failed = situation(latest=sync(code))
    assert headline in headlines(plan(), failed)
    assert checks.will_probably_fail(failed) is headline.startswith("It will probably fail")


def test_only_where_the_cause_lies_with_codat_another_try_is_said_to_help():
    def body(**latest):
        seen = situation(latest=sync(**latest))
        return next(body for _, said, body in remarks(plan(), seen) if "fail again" in said)

    assert "another try may work" in body(code=5000)
    assert "another try may work" in body(code=5999)
    assert "We don’t know whether another try can work." in body(code=5120)
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
def test_without_the_syncs_a_start_rests_on_nobody_can_go_on(name):
    unread = situation(**{name: UNREAD})
    assert not may_go_on(unread)
    assert headlines(plan(), unread)[0].startswith("Couldn’t load the ")
    assert "You can start once" in remarks(plan(), unread)[0][2]


@pytest.mark.parametrize("name", ["connections", "configuration"])
def test_what_else_was_not_read_is_said_and_holds_nobody_up(name):
    unread = situation(**{name: UNREAD})
    assert may_go_on(unread)
    assert headlines(plan(), unread)[0].startswith("Couldn’t load the ")


def test_a_message_that_has_its_full_stop_gets_no_second_one():
    full, bare = (situation(latest=sync(4000, error_message=each)) for each in ("It was refused.", "Refused"))
    said = "It will probably fail again,"
    assert body_of(said, plan(), full).endswith("“It was refused.”")
    assert body_of(said, plan(), bare).endswith("“Refused”.")
