"""What runs already: the look before a call follows the same rule as Company and the form."""

import pytest

from dashboard.insight.outcome import is_over
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.check import RecordedAnswer
from dashboard.insight.start.checks import may_be_running
from dashboard.settings import Settings
from tests.starting.support import HERE, answers_to_all
from tests.support import limits
from tests.support.starts import wait_for


def start(starter, case, **more):
    """Start one; `stuck_hours` is the setting, the rest goes into the intent."""
    allowed = Settings(stuck_hours=more.pop("stuck_hours", 2.0))
    intent = starter.intent(case, **more)
    attempt = starter.service.start(intent, allowed, HERE)
    return wait_for(starter.service, attempt.id, lambda now: now.settled, limits.WAIT_S)


def asked_about(sync_id):
    """Answer every question, and the one about a sync that may be running."""
    return (*answers_to_all(), RecordedAnswer(may_be_running(sync_id).key, "Start anyway."))


@pytest.fixture
def timeless(starter):
    """The sandbox, in which a running sync bears no time."""
    starter.sandbox.switch(runningTimes=False)
    return starter


def test_a_sync_that_is_running_holds_a_start_up(starter):
    attempt = start(starter, "running")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "has been running since" in attempt.sentence


def test_a_stuck_one_is_asked_about_first(starter):
    attempt = start(starter, "stuck")
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
    assert "A sync has been running since" in attempt.sentence


def test_a_stuck_one_holds_up_nobody_who_was_asked_about_it(starter):
    asked = answers_to_all(starter.latest_id("stuck"))
    assert start(starter, "stuck", answers=asked).stage is Stage.ENDED
    assert starter.posts() == 1


def test_a_team_that_waits_longer_is_held_up_for_longer(starter):
    attempt = start(starter, "stuck", stuck_hours=72.0)
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)


def test_one_of_unknown_age_is_asked_about_first(timeless):
    attempt = start(timeless, "running")
    assert (attempt.stage, timeless.posts()) == (Stage.NOT_STARTED, 0)
    assert "may be running; its start time is unknown" in attempt.sentence


def test_who_was_asked_about_this_one_may_start(timeless):
    attempt = start(timeless, "running", answers=asked_about(timeless.latest_id("running")))
    assert timeless.posts() == 1
    assert is_over(attempt.outcome)  # about midnight Codat may skip it as a duplicate


@pytest.mark.parametrize("other", ["", "11111111-1111-4111-8111-111111111111"])
def test_to_have_been_asked_about_another_one_is_not_enough(timeless, other):
    assert start(timeless, "running", answers=asked_about(other)).stage is Stage.NOT_STARTED
    assert timeless.posts() == 0


def test_nobody_goes_on_beside_one_that_is_known_to_be_running(starter):
    attempt = start(starter, "running", answers=asked_about(starter.latest_id("running")))
    assert (attempt.stage, starter.posts()) == (Stage.NOT_STARTED, 0)
