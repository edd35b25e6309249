"""Entries about who is on a company, as Activity words them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dashboard.insight.activity.entry import ActivityEntry
from dashboard.insight.fleet.work import WorkEventType
from dashboard.views.activity import entry_words

NOW = datetime(2026, 11, 24, 9, 51, tzinfo=UTC)
UTC_ZONE = ZoneInfo("Etc/UTC")


def entry(kind, detail="", person="Ada"):
    return ActivityEntry(1, NOW, kind, "c", person, verified=False, detail=detail)


@pytest.mark.parametrize(
    ("kind", "detail", "headline", "said"),
    [
        (WorkEventType.TAKEN, "", "On it", ""),
        (WorkEventType.GIVEN, "Ben\nLee", "Given to Ben Lee", ""),
        (WorkEventType.CONTACTED, "", "Merchant contacted", ""),
        (WorkEventType.SNOOZED, "2026-12-03T00:00:00+00:00", "Snoozed until 3 Dec 00:00", ""),
        (WorkEventType.SNOOZED, "", "Snoozed until it changes", ""),
        (WorkEventType.RECOVERED, "Ada", "Recovered", "Ada was on it"),
        (WorkEventType.RECOVERED, "", "Recovered", ""),
        (WorkEventType.PROBLEM_OVER, "Ada", "Problem over", "Ada was on it"),
        (WorkEventType.REFUSED, "This is read-only.", "Refused", "This is read-only."),
    ],
)
def test_an_entry_says_what_happened(kind, detail, headline, said):
    shown = entry(kind, detail)
    assert (entry_words.headline(shown, UTC_ZONE, NOW), entry_words.detail(shown)) == (headline, said)


@pytest.mark.parametrize("kind", [WorkEventType.RECOVERED, WorkEventType.PROBLEM_OVER])
def test_a_problem_that_is_over_is_no_ones_doing(kind):
    recovered = entry(kind, "Ada", person="")
    assert entry_words.who(recovered, marked=True) == "automatic"
    assert entry_words.who(entry(WorkEventType.TAKEN), marked=True) == "Ada (unverified)"
