"""What a followed start says about the usual time, and at its end about days missing before and after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.insight.start.attempt import MatchBasis, Stage
from dashboard.insight.start.duration import UsualDuration
from dashboard.views.start import status as start_status
from tests.views.start.test_status import CONTEXT, attempt, ended, sync

RUNNING = attempt(Stage.RUNNING, new=(sync(1000),), sync=sync(1000), basis=MatchBasis.SAME_ID)  # for 34 s


def reason(made, **context):
    return start_status.answer(made, replace(CONTEXT, **context)).reason


def usual(seconds):
    return UsualDuration(timedelta(seconds=seconds), timedelta(seconds=seconds + 5), 6)


def test_what_is_usual_is_said_once_it_is_known():
    assert "It usually takes about 40 s." in reason(RUNNING, usual=usual(40))
    assert "sual" not in reason(RUNNING)


def test_a_slow_sync_is_called_slow_and_not_stuck():
    said = reason(RUNNING, usual=usual(10))
    assert "It’s slower than usual: the last 6 took up to 15 s." in said
    assert "stuck" not in said


def test_one_that_was_accepted_and_is_not_listed_yet_is_compared_too():
    assert "It usually takes about 40 s." in reason(attempt(Stage.RUNNING), usual=usual(40))


@pytest.mark.parametrize("code", [2000, 2040, 5017, 5080])
def test_at_the_end_it_says_how_many_days_were_missing_and_are_now(code):
    made = ended(code)
    before = replace(made, intent=replace(made.intent, missing_days=12))
    assert reason(before, missing_now=0).endswith("Days missing: 12 → 0.")


@pytest.mark.parametrize(("before", "now"), [(None, 0), (12, None), (None, None), (0, 0)])
def test_nothing_is_said_of_days_that_are_not_known_or_were_never_missing(before, now):
    made = ended(2000)
    assert "missing" not in reason(
        replace(made, intent=replace(made.intent, missing_days=before)), missing_now=now
    )


def test_while_it_is_running_nothing_is_said_of_the_end():
    running = replace(RUNNING, intent=replace(RUNNING.intent, missing_days=12))
    assert "missing" not in reason(running, missing_now=0)
