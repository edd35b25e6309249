"""What is known about a company before a start: read or not, and how long ago."""

from __future__ import annotations

from datetime import timedelta

from codat_client import NoAnswer
from dashboard.insight.reading import Reading
from tests.views.start.test_plan import NOW, may_go_on, situation, sync


def test_no_sync_yet_is_an_answer_and_not_unread():
    never = situation(latest=None, last_successful=None)
    assert (never.unread, may_go_on(never)) == ([], True)


def test_what_was_seen_is_as_old_as_the_older_of_both_syncs():
    older = NOW - timedelta(minutes=20)
    assert situation(latest=Reading(sync(), older)).seen_at == older
    assert situation(last_successful=Reading(sync(), older)).seen_at == older


def test_an_older_answer_beside_a_failed_try_still_counts_as_read():
    older = Reading(sync(), NOW - timedelta(minutes=3), NoAnswer("No answer."))
    assert may_go_on(situation(latest=older))
