"""Company in a real browser while a sync is running: it turns into the new answer without a click."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from codat_client import CodatClient
from tests.browser.driving import open_at
from tests.browser.test_start import heading, slow_syncs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
__all__ = ["slow_syncs"]
TURNS_WITHIN_MS = 60_000


def test_the_page_turns_into_the_new_answer_by_itself(page, dashboard, slow_syncs):
    company = slow_syncs.company("windows-zone")
    with CodatClient("test-key", slow_syncs.url) as client:
        client.sync.request(company)
    open_at(page, f"{dashboard.url}/company?company={company}")
    expect(heading(page)).to_contain_text(re.compile("sync is running|sync runs", re.IGNORECASE))
    expect(page.get_by_text("updates automatically")).to_be_visible()
    page.evaluate("() => { window.stays = true }")
    slow_syncs.end_syncs()
    expect(heading(page)).not_to_contain_text(re.compile("running|runs"), timeout=TURNS_WITHIN_MS)
    expect(page.get_by_text("updates automatically")).to_have_count(0)
    assert page.evaluate("() => window.stays")
