"""The answer is made anew as soon as anything that its texts are made from is another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from codat_client import SyncDateRange, SyncSummary
from dashboard.insight.start.attempt import MatchBasis
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.services.cache import ContentCache
from dashboard.services.stores import close_stores
from dashboard.starting.registry import close_services
from dashboard.ui import assessments, session, starts
from dashboard.ui import page as pages
from dashboard.ui.page import CompanyView
from tests.insight.verdict_makers import NOW, nights
from tests.support.starts import service_here
from tests.ui.pages import data_of, screen_of

NOBODY = "http://127.0.0.1:9"
COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"
OTHER_ID = "0b9e5d0c-6988-11ed-a1eb-0242ac120002"
SYNCS = nights([2000] * 9 + [4000])
UP_TO_NOW = RequestedRange.up_to_now()
THREE_DAYS_AGO = NOW - timedelta(days=3)
SUMMARY = SyncSummary(
    sync_date_range_utc=SyncDateRange(
        start_text=THREE_DAYS_AGO.isoformat(), finish_text=(NOW - timedelta(days=1)).isoformat()
    )
)
Recognise = Callable[..., None]


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> CompanyView:
    monkeypatch.setattr(pages, "CACHE", ContentCache())
    monkeypatch.delenv("DEMO", raising=False)
    monkeypatch.setenv("CODAT_API_KEY", "test-key")
    monkeypatch.setenv("CODAT_BASE_URL", NOBODY)
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    data = data_of(SYNCS)
    data.company_id = COMPANY
    return screen_of(data)


@pytest.fixture
def recognise(page: CompanyView) -> Iterator[Recognise]:
    """Return a function that pairs the latest sync with a start from here, and with Codat's response."""

    def it(summary: SyncSummary, requested: RequestedRange = UP_TO_NOW) -> None:
        way = session.account()
        assert way is not None
        records = service_here(way)._records
        start, _ = records.claim(Intent(new_intent_id(), page.company_id, requested), None)
        records.change(start.id, sync=SYNCS[-1], basis=MatchBasis.SAME_ID, summary=summary)

    yield it
    close_services()
    close_stores()


def test_codats_other_id_is_in_the_text_as_soon_as_a_start_shows_it(page, recognise):
    assert OTHER_ID not in assessments.of(page).texts.support_text
    recognise(SyncSummary(commerce_sync_id=OTHER_ID))
    assert OTHER_ID in assessments.of(page).texts.support_text


def test_a_range_that_a_start_shows_counts_at_once(page, recognise):
    before = assessments.of(page)
    recognise(SUMMARY)
    assert assessments.of(page) != before


def test_while_nothing_is_another_the_answer_is_the_one_that_was_made(page, recognise):
    recognise(SyncSummary(commerce_sync_id=OTHER_ID))
    first, second = assessments.of(page), assessments.of(page)
    assert first is second


def test_whether_a_range_was_asked_for_by_days_is_part_of_what_starts_tell(page, recognise):
    recognise(SUMMARY)
    up_to_now = starts.stamp(page.company_id)
    recognise(SUMMARY, RequestedRange.between(THREE_DAYS_AGO, NOW))
    assert starts.stamp(page.company_id) != up_to_now
