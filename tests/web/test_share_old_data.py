"""A live link with old data: it says what was known then, and never guesses what has happened since."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from dashboard.settings import SettingsError
from tests.support.shared import HOST, app_of, serving, shared_desk

NOT_SINCE = "Not updated since"


@pytest.fixture
def desk(fresh_sandbox, sqlite_url):
    with shared_desk(fresh_sandbox, sqlite_url, "healthy") as made:
        yield made


@pytest.fixture
def token(desk):
    return desk.make(lasts=timedelta(days=3))[1]


def status(desk, token):
    answer = desk.http.get(f"/s/{token}/status.json")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_day_without_reads_adds_no_missing_day_and_no_late_sync(desk, token, fresh_sandbox):
    before = status(desk, token)
    fresh_sandbox.fault("500", n=1_000)
    desk.clock.pass_(hours=31)
    now = status(desk, token)
    assert now.get("late", "")
    for part in ("title", "as_of", "answer", "missing", "daily"):
        assert now[part] == before[part]


def test_an_old_page_says_that_it_was_not_updated(desk, token, monkeypatch):
    before = status(desk, token)
    monkeypatch.setattr("dashboard.services.budget.held_back", lambda *_: "Not read.")
    desk.clock.pass_(hours=21)
    now = status(desk, token)
    assert (before.get("late", ""), now.get("late", "").startswith(NOT_SINCE)) == ("", True)
    assert NOT_SINCE in desk.http.get(f"/s/{token}").text


def test_an_old_page_waits_for_the_newer_reads_under_way(desk, token):
    before = status(desk, token)
    desk.clock.pass_(hours=2)
    now = status(desk, token)
    assert (now.get("late", ""), now["as_of"] > before["as_of"]) == ("", True)


def test_a_page_with_old_data_waits_only_a_moment_for_codat(desk, token, fresh_sandbox):
    before = status(desk, token)
    fresh_sandbox.fault("late", n=100, delay=30)
    desk.clock.pass_(hours=2)
    with TestClient(app_of(desk.views, first_read_s=0.05), base_url=HOST) as there:
        assert there.get(f"/s/{token}/status.json").json()["as_of"] == before["as_of"]


def test_a_dashboard_that_is_not_set_up_never_says_that_a_link_has_ended():
    def not_set_up():
        raise SettingsError("SHARE_MOST_DAYS is 'bogus'.")

    with TestClient(serving(not_set_up), base_url=HOST) as there:
        answer = there.get("/s/anything")
    assert (answer.status_code, "bogus" in answer.text) == (503, False)
