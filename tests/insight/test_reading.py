"""One read of a company: whether there is an answer, how old it is, what a failed try leaves."""

from datetime import timedelta

from codat_client import CodatError
from dashboard.insight.reading import OLD_AFTER, Reading
from tests.insight.verdict_makers import NOW

UNREAD: Reading[str] = Reading()
FAULT = CodatError("Codat did not answer.")
SECOND = timedelta(seconds=1)


def test_before_the_first_read_there_is_nothing_and_nothing_is_old():
    assert (UNREAD.present, UNREAD.settled, UNREAD.is_old(NOW)) == (False, False, False)


def test_no_sync_yet_is_an_answer_as_well():
    read: Reading[str] = Reading(None, NOW)
    assert (read.value, read.present, read.settled) == (None, True, True)


def test_a_read_that_failed_is_settled_though_there_is_no_answer():
    failed = UNREAD.failed(FAULT)
    assert (failed.present, failed.settled, failed.error) == (False, True, FAULT)


def test_after_a_failed_read_the_older_answer_stays_with_its_age():
    failed = Reading("before", NOW).failed(FAULT)
    assert (failed.value, failed.read_at, failed.error) == ("before", NOW, FAULT)


def test_a_good_read_takes_the_error_away():
    assert Reading("now", NOW).error is None


def test_an_answer_is_old_after_a_quarter_of_an_hour_and_not_before():
    read = Reading("an answer", NOW)
    assert timedelta(minutes=15) == OLD_AFTER
    assert not read.is_old(NOW + OLD_AFTER)
    assert read.is_old(NOW + OLD_AFTER + SECOND)
