"""What Company says while it follows a sync by itself."""

from datetime import timedelta

from dashboard.insight.start.attempt import Attempt, Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.views import running_words
from dashboard.views.company import follow_text
from dashboard.views.reads import quota_words
from tests.insight.verdict_makers import LONDON, NOW

COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"


def line(seconds, error="", *, followed=True):
    return follow_text.line(NOW - timedelta(seconds=seconds), error, NOW, followed=followed)


def test_it_says_when_codat_was_checked_and_that_it_goes_on():
    assert line(3) == "Checked just now; updates automatically."
    assert line(40) == "Checked 40 s ago; updates automatically."


def test_a_check_that_failed_is_said():
    assert line(40, "No answer.") == "Checked 40 s ago. The last check failed: No answer. Trying again."


def test_checks_that_leave_the_quota_to_people_are_no_failure():
    said = follow_text.line(NOW, quota_words.FOR_PEOPLE, NOW, followed=True, held_back=True)
    assert said == f"Checked just now. {quota_words.FOR_PEOPLE}"


def test_one_that_is_no_longer_followed_does_not_say_that_it_is():
    assert line(7200, followed=False) == "Checked 2 h ago; no longer updates automatically."


def test_before_anything_was_checked_it_says_so():
    assert follow_text.line(None, "", NOW, followed=True) == "Not checked yet; updates automatically."


def test_where_the_page_updates_by_itself_no_one_is_asked_to_look_again():
    shown = (("You", "compare the sales."), ("No other action needed", running_words.LOOK_AGAIN))
    by_itself = ("No other action needed", "this page updates when it’s finished.")
    assert follow_text.steps(shown) == (shown[0], by_itself)


def test_a_start_that_is_not_settled_is_shown_with_who_and_when():
    def shown(who):
        intent = Intent(new_intent_id(), COMPANY, RequestedRange.up_to_now(), who)
        return follow_text.started(Attempt(intent, Stage.RUNNING, NOW), LONDON, NOW)

    assert shown("") == "A colleague started a sync today 13:42; we don’t know its outcome yet."
    assert shown("Ada").startswith("Ada started a sync")
