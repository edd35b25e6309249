"""Find lists the companies opened recently: this session's, and those that the browser has stored."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta

from streamlit.testing.v1 import AppTest

from dashboard.search.recent import RecentCompany
from dashboard.services.account import CodatAccount
from tests.pages.conftest import ROOT
from tests.pages.test_find import answer_of, settled

STORED = RecentCompany(
    "11111111-2222-4333-8444-555555555555",
    "Alder & Co",
    "Square → Xero",
    "failed",
    "failing 9 days",
    "22 days until switch-off",
    datetime.now(UTC) - timedelta(hours=3, minutes=5),
)


def to_find(test: AppTest) -> AppTest:
    test.query_params.clear()
    return settled(test.switch_page(str(ROOT / "pages/home.py")).run())


def as_stored(sandbox, *entries: object) -> dict[str, object]:
    """What the browser sends of an account's recent companies."""
    identity = CodatAccount(sandbox.url, "test-key").account_id
    return {"scope": hashlib.sha256(identity.encode()).hexdigest()[:8], "entries": list(entries)}


def test_a_company_opened_in_this_session_is_listed_with_its_state(open_page, fresh_sandbox):
    company = fresh_sandbox.company("archived-tax-rate")
    answer = answer_of(to_find(open_page("company", company=company)))
    assert f'<a href="/company?company={company}">Bluebird Coffee</a>' in answer
    assert "failing 9 days" in answer
    assert re.search("2[12] days until switch-off", answer)  # fewer after midnight, until the nightly sync
    assert "appear here" not in answer


def test_what_the_browser_has_stored_is_listed_with_the_age_of_its_state(open_page, fresh_sandbox):
    test = open_page()
    test.session_state["recents"] = as_stored(fresh_sandbox, STORED.as_stored())
    answer = answer_of(settled(test.run()))
    assert all(
        words in answer
        for words in ("Alder &amp; Co", "failing 9 days", "22 days until switch-off", ">3 h ago<")
    )


def test_what_another_account_has_stored_is_not_listed(open_page, fresh_sandbox):
    test = open_page()
    test.session_state["recents"] = as_stored(fresh_sandbox, STORED.as_stored()) | {"scope": "other"}
    assert "Alder" not in answer_of(settled(test.run()))


def test_nonsense_from_the_browser_lists_nothing(open_page, fresh_sandbox):
    test = open_page()
    nonsense: list[object] = [7, [], {}, as_stored(fresh_sandbox, None, {"id": "<b>"})]
    for sent in [*nonsense, as_stored(fresh_sandbox) | {"entries": 3}]:
        test.session_state["recents"] = sent
        assert "Companies you open appear here." in answer_of(settled(test.run()))
        assert not test.exception


def test_the_whole_list_is_browsed_by_its_address(open_page):
    answer = answer_of(settled(open_page(rows="40")))
    assert "41–59 of 59" in answer
    assert 'href="/?rows=20"' in answer
    assert "1–20 of 59" in answer_of(settled(open_page(rows="99999")))
    assert "1–20 of 59" in answer_of(settled(open_page(rows="-1")))
