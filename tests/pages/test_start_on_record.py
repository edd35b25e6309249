"""A start from a page: under a name given once, visible from other pages, followed by one poll for all."""

from __future__ import annotations

from threading import enumerate as enumerate_threads

from dashboard.starting.progress import PollPolicy
from dashboard.starting.worker import StartRules
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import answered, press, until, until_gone
from tests.support import limits
from tests.support.starts import use_rules

ALLOWED = {"ALLOW_STARTING": "1"}


def started(page):
    """Start a sync from the form."""
    return press(answered(press(page, "go_on")), "start_sync")


def test_without_a_name_nothing_starts_until_one_is_given(start, fresh_sandbox):
    form = start()
    form.session_state["person_name"] = ""
    asked = started(form)
    assert "Enter your name first." in text_of(asked)
    assert fresh_sandbox.ledger() == []
    asked.text_input(key="start_name").set_value("Ben").run()
    until(press(asked, "start_sync"), "Start confirmed by Ben")


def test_a_name_given_earlier_is_used_without_asking(start):
    until(started(start()), f"Start confirmed by {NAME}")


def test_a_running_start_shows_on_the_pages_of_other_companies_too(start, open_page, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    until(started(start()), "running for")
    for page, query in (
        ("home", {}),
        ("help", {}),
        ("company", {"company": fresh_sandbox.company("monthly")}),
    ):
        assert "Start under way" in text_of(open_page(page, ALLOWED, **query))
    fresh_sandbox.end_syncs()
    until_gone(open_page("help", ALLOWED), "Start under way")


def test_the_page_of_the_start_itself_has_no_such_line(start, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    assert "Start under way" not in text_of(until(started(start()), "running for"))


def test_while_a_start_holds_the_company_no_page_offers_another(start, open_page, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    until(started(start()), "running for")
    company = fresh_sandbox.company("healthy")
    for page in ("company", "history", "setup"):
        assert ">Start a sync<" not in text_of(open_page(page, ALLOWED, company=company))
    fresh_sandbox.end_syncs()
    until(open_page("company", ALLOWED, company=company), ">Start a sync<")


def test_however_many_tabs_watch_only_one_poll_reaches_codat(start, open_page, fresh_sandbox, monkeypatch):
    once = PollPolicy(first=limits.WAIT_S, most=limits.WAIT_S)
    use_rules(monkeypatch, StartRules(policy=once))  # polled once, then not again during this test
    fresh_sandbox.let_syncs_run()
    page, company = until(started(start()), "running for"), fresh_sandbox.company("healthy")
    attempt = page.session_state["started"][1]
    tabs = [open_page("start", ALLOWED, company=company, attempt=attempt) for _ in range(3)]
    before = len(fresh_sandbox.requests())
    for tab in [*tabs, *tabs, *tabs]:
        assert "running for" in text_of(tab.run())
    assert len(fresh_sandbox.requests()) == before
    assert [each.name for each in enumerate_threads()].count(f"start {attempt}") == 1


def test_at_the_end_the_page_says_how_many_days_were_missing_and_are_now(start):
    asked = answered(press(start("failing-3"), "go_on"))
    assert "Days missing: " in text_of(until(press(asked, "start_sync"), "Days missing: "))


def test_on_history_a_sync_started_here_has_its_person_and_on_activity_its_end(
    start, open_page, fresh_sandbox
):
    until(started(start()), "succeeded")
    company = fresh_sandbox.company("healthy")
    history = open_page("history", ALLOWED, company=company, days="30", text="")
    assert history
    said = text_of(open_page("activity", ALLOWED, company=company))
    assert "Sync ended: wrote data" in said
    assert f"{NAME}</span>" in said
