"""History rests on the small reads too: one that comes late draws it again, usually all come together."""

from __future__ import annotations

from typing import Any

from codat_client import CompanySyncStatus
from tests.support.cached import forget_all, made_last


def known(page) -> Any:
    """What the rules of the page last judged from."""
    (data,) = page.session_state["companies"].values()
    return data, made_last(data, "known")


def open_late(open_page, fresh_sandbox, operation: str) -> Any:
    forget_all()
    company = fresh_sandbox.company("healthy")
    fresh_sandbox.fault("late", operation=operation, companyId=company, delay=1.5)
    return known(open_page("history", company=company))


def test_a_latest_sync_that_comes_late_is_judged_too(open_page, fresh_sandbox):
    data, evidence = open_late(open_page, fresh_sandbox, "sync.get_latest_sync")
    assert isinstance(evidence.latest, CompanySyncStatus)
    assert evidence.latest is data.latest.value


def test_a_last_successful_sync_that_comes_late_is_judged_too(open_page, fresh_sandbox):
    data, evidence = open_late(open_page, fresh_sandbox, "sync.get_last_successful_sync")
    assert data.last_successful.value in [record for _, record in evidence.runs.timed]
    assert evidence.runs is made_last(data, "runs")
