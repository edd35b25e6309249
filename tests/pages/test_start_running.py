"""Start while a sync is running, may be, or is stuck: Company's rule, and a question if it isn't known."""

import re

from tests.pages.conftest import text_of
from tests.pages.starting import keys, press, until

MAY = "A sync may be running; its start time is unknown"


def posts(sandbox):
    return [each["operation"] for each in sandbox.ledger()]


def test_the_setting_counts_on_company_and_on_start(start, open_page, fresh_sandbox):
    longer = {"STUCK_HOURS": "72"}
    assert start("stuck", longer).button(key="go_on").disabled
    shown = text_of(open_page("company", longer, company=fresh_sandbox.company("stuck")))
    # whether sales are waiting depends on the hour
    assert re.search("<h1>A sync (is running|runs)", shown)
    assert not start("stuck", {"STUCK_HOURS": "2"}).button(key="go_on").disabled


def test_one_of_unknown_age_is_shown_alike_on_company_and_on_start(start, open_page, fresh_sandbox):
    fresh_sandbox.switch(runningTimes=False)
    company = text_of(open_page("company", company=fresh_sandbox.company("running")))
    form = text_of(start("running"))
    for shown in (company, form):
        assert MAY in shown
        assert "until it ends: another sync now could overlap it." in shown
        assert "sk Codat support if it doesn’t finish" in shown
    assert "stuck" not in company


def test_beside_it_a_person_may_start_after_they_were_asked(start, fresh_sandbox):
    fresh_sandbox.switch(runningTimes=False)
    form = press(start("running"), "go_on")
    assert form.button(key="start_sync").disabled
    form.checkbox(key="start_anyway").check().run()
    until(press(form, "start_sync"), "Codat’s answer")
    assert posts(fresh_sandbox) == ["sync.request"]


def test_nobody_is_asked_where_nothing_may_be_running(start):
    form = press(start("healthy", cover="range"), "go_on")
    assert not form.get("checkbox")
    assert "start_sync" in keys(form)


def test_a_sync_of_unknown_age_that_came_after_the_question_holds_the_start_up(start, fresh_sandbox, client):
    fresh_sandbox.let_syncs_run()
    form = press(start("healthy", cover="range"), "go_on")
    fresh_sandbox.switch(runningTimes=False)
    client.sync.request(fresh_sandbox.company("healthy"))
    until(press(form, "start_sync"), "The sync was not started")
    assert "may be running; its start time is unknown" in text_of(form)
    assert posts(fresh_sandbox) == ["sync.request"]


def test_of_two_offers_the_one_that_fixes_it_comes_first(start):
    fixes = start("half-closed-gap").segmented_control(key="w_cover")
    assert (fixes.value, fixes.options[0]) == ("range", "A range of days")
    usual = start("archived-tax-rate").segmented_control(key="w_cover")
    assert (usual.value, usual.options[0]) == ("now", "Up to now")


def test_what_the_address_names_is_kept_whatever_comes_first(start):
    assert start("half-closed-gap", cover="now").segmented_control(key="w_cover").value == "now"
