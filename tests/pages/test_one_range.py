"""A sync's range, and how far the books reach, are the same on every page."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.pages.conftest import MOMENT, text_of


def seen(page) -> str:
    assert not page.exception
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text_of(page))).split())


@pytest.mark.parametrize("case", ["healthy", "archived-tax-rate", "half-closed-gap", "monthly", "odd-times"])
def test_history_and_the_sync_s_own_page_show_the_same_range(case, open_page, client, fresh_sandbox):
    company = fresh_sandbox.company(case)
    newest = client.sync.get_latest_sync(company)
    table = open_page("history", company=company).dataframe[0].value
    (in_history,) = set(table[table["sync"] == f"{newest.sync_id[:8]}…"]["range"])
    own = seen(open_page("sync", company=company, sync=newest.sync_id))
    (on_its_page,) = re.findall(rf"Range of sales ({MOMENT} – {MOMENT}|Unknown)", own)
    assert in_history == on_its_page.replace("Unknown", "unknown")


@pytest.mark.parametrize("case", ["healthy", "archived-tax-rate"])
def test_company_and_start_place_where_the_books_end_at_one_moment(case, open_page, start, fresh_sandbox):
    company = seen(open_page("company", company=fresh_sandbox.company(case)))
    form = seen(start(case))
    (reach,) = set(re.findall(rf"(?:in the books up to|Sales missing .{{1,20}} from) ({MOMENT})", company))
    assert f"By Codat’s schedule, it covers sales from about {reach} to now" in form
