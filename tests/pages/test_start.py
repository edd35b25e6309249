"""Start a sync, as a person goes through it: the form, the step that asks once more, what becomes of it."""

import re
from concurrent.futures import Future
from datetime import UTC, datetime

import pytest

from dashboard.insight.reading import Reading
from dashboard.insight.start.attempt import Stage
from dashboard.insight.start.intent import Intent, RequestedRange, new_intent_id
from dashboard.search.listing import ListedCompany
from dashboard.services.account import CodatAccount
from dashboard.services.directory import Directory
from dashboard.settings import Settings
from dashboard.starting import registry
from dashboard.ui.start import form as start_form
from tests.pages.conftest import NAME, clients_of, text_of
from tests.pages.starting import answered, keys, press, until
from tests.starting.support import HERE, RULES
from tests.support import limits
from tests.support.starts import know_keys, service_here, use_rules, wait_for

SOMETHING = "11111111-1111-4111-8111-111111111111"
FOR_THE_MERCHANT = r'data-copy="([^"]*)"[^>]*>Copy text for the merchant<'


@pytest.mark.parametrize(
    ("times", "label"), [("utc", "First day (Santiago)"), ("", "First day (merchant’s)")]
)
def test_a_date_fields_name_is_read_aloud_without_escapes(start, times, label):
    form = start("skipped-midnight", cover="range", **({"times": times} if times else {}))
    assert form.date_input(key="w_from").label == label


def test_the_form_says_what_would_be_covered_and_where_it_is_written(start):
    said = text_of(start("archived-tax-rate"))
    assert "Start a sync up to now" in said
    # a success that ran hours late belongs to no due time
    estimated, unknown = "By Codat’s schedule, it covers sales from about", "from the end of the last success"
    assert estimated in said or f"It covers sales {unknown}" in said
    assert "and writes them into Xero" in said


def test_a_name_that_comes_after_the_form_replaces_the_id(start, fresh_sandbox, monkeypatch):
    company_id, draw = fresh_sandbox.company("healthy"), start_form.draw
    name: Future[Reading[ListedCompany]] = Future()

    def then_the_name_comes(page):
        draw(page)
        if not name.done():
            name.set_result(Reading(ListedCompany(company_id, "Late Name Ltd"), datetime.now(UTC)))

    monkeypatch.setattr(Directory, "when_known", lambda *_: name)
    monkeypatch.setattr(start_form, "draw", then_the_name_comes)
    said = text_of(start())
    assert re.search("Company</dt>.{,80}Late Name Ltd", said, re.DOTALL)


def test_after_a_failure_the_form_says_that_it_will_most_likely_fail_again(start):
    assert "It will probably fail again," in text_of(start("archived-tax-rate"))


def test_going_on_asks_once_more_and_sends_nothing(start, fresh_sandbox):
    asked = press(start(), "go_on")
    assert "A sync can’t be stopped or undone." in text_of(asked)
    assert (keys(asked) & {"go_on", "dont_start", "start_sync"}) == {"dont_start", "start_sync"}
    assert fresh_sandbox.ledger() == []


def test_not_starting_leads_back_to_the_form(start, fresh_sandbox):
    back = press(press(start(), "go_on"), "dont_start")
    assert "go_on" in keys(back)
    assert fresh_sandbox.ledger() == []


def test_the_buttons_say_what_will_happen(start):
    form = start(cover="range", **{"from": "2026-01-08", "to": "2026-01-15"})
    assert form.button(key="go_on").label.startswith("Review and start")
    assert press(form, "go_on").button(key="start_sync").label.startswith("Start sync for 8–15 Jan")


def test_starting_sends_one_trigger_and_follows_it_to_its_end(start, fresh_sandbox):
    started = press(press(start(), "go_on"), "start_sync")
    assert "go_on" not in keys(started)
    until(started, "The sync succeeded after")
    assert len(fresh_sandbox.ledger()) == 1


def test_a_failure_is_shown_with_its_cause_and_the_next_step(start):
    ended = until(
        press(answered(press(start("archived-tax-rate"), "go_on")), "start_sync"), "The sync failed again"
    )
    assert "for the same reason" in text_of(ended)
    assert "choose another tax rate" in text_of(ended)


def test_after_a_failure_the_merchants_text_is_at_hand_as_company_has_it(start, open_page, fresh_sandbox):
    failed = until(
        press(answered(press(start("archived-tax-rate"), "go_on")), "start_sync"), "The sync failed again"
    )
    company = open_page("company", company=fresh_sandbox.company("archived-tax-rate"))
    to_copy = [re.findall(FOR_THE_MERCHANT, text_of(each)) for each in (failed, company)]
    assert to_copy[0] == to_copy[1] != []


def test_after_a_success_there_is_nothing_to_tell_the_merchant(start):
    ended = until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    assert not re.search(FOR_THE_MERCHANT, text_of(ended))


def test_the_days_in_the_address_are_what_codat_is_asked_for(start, fresh_sandbox):
    form = start(cover="range", **{"from": "2026-01-08", "to": "2026-01-15"})
    until(press(press(form, "go_on"), "start_sync"), "Codat accepted it")
    sent = fresh_sandbox.ledger()[0]["body"]["dateRange"]
    assert [sent["start"][:19], sent["finish"][:19]] == ["2026-01-08T00:00:00", "2026-01-16T00:00:00"]


def test_a_range_turned_round_gives_a_sentence_and_no_button(start):
    turned = start(cover="range", **{"from": "2026-01-15", "to": "2026-01-08"})
    assert "after the last one" in text_of(turned)
    assert "go_on" not in keys(turned)


def test_choosing_what_to_cover_goes_into_the_address_and_makes_no_call(start, fresh_sandbox):
    form = start()
    before = len(fresh_sandbox.company_requests())
    form.segmented_control(key="w_cover").set_value("day").run()
    assert form.query_params["cover"] in ("day", ["day"])
    assert len(fresh_sandbox.company_requests()) == before


def test_choosing_makes_one_entry_in_the_history_so_that_back_undoes_it(start):
    form = start()
    form.segmented_control(key="w_cover").set_value("range").run()
    assert set(form.query_params) == {"company", "cover"}


def test_one_typed_day_alone_gives_a_range_that_is_not_turned_round(start):
    form = start(cover="range", to="2026-01-15")
    assert "go_on" in keys(form)
    assert "go_on" in keys(start(cover="range", **{"from": "2026-01-15"}))


def test_another_choice_closes_the_step_that_asks_for_confirmation(start):
    asked = press(start(), "go_on")
    asked.segmented_control(key="w_cover").set_value("day").run()
    assert "start_sync" not in keys(asked)


def test_a_reload_closes_the_step_that_asks_for_confirmation(start, fresh_sandbox):
    asked = press(start(), "go_on")
    asked.session_state["view"] = None  # as on a newly opened page
    assert "start_sync" not in keys(asked.run())
    assert fresh_sandbox.ledger() == []


def test_the_confirmation_repeats_every_warning_of_the_form(start):
    form = start("archived-tax-rate", cover="range", **{"from": "2026-01-08", "to": "2026-01-15"})
    warnings = re.findall(r"<div class=\"d d-notice\".*?</div></div>", text_of(form))
    assert len(warnings) > 1
    asked = text_of(press(form, "go_on"))
    assert [each for each in warnings if each not in asked] == []


def test_read_only_says_why_and_offers_no_button(start, fresh_sandbox):
    page = start(env={"READ_ONLY": "1"})
    assert "READ_ONLY=1" in text_of(page)
    assert "Ask a colleague in support to start the sync." in text_of(page)
    assert not keys(page) & {"go_on", "start_sync"}
    assert fresh_sandbox.ledger() == []


def test_read_only_set_after_the_form_was_drawn_still_sends_nothing(start, fresh_sandbox, monkeypatch):
    asked = press(start(), "go_on")
    monkeypatch.setenv("READ_ONLY", "1")
    refused = press(asked, "start_sync")
    assert "The sync was not started" in text_of(refused)
    assert fresh_sandbox.ledger() == []


def test_beyond_this_machine_starting_is_off(open_page, fresh_sandbox):
    page = open_page("start", company=fresh_sandbox.company("healthy"))
    assert "ALLOW_STARTING=1" in text_of(page)
    assert "go_on" not in keys(page)


def test_while_a_start_is_not_settled_every_page_of_the_company_shows_it(start, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    until(press(press(start(), "go_on"), "start_sync"), "has been running")
    other = start()
    assert "has been running" in text_of(other)
    assert "go_on" not in keys(other)


def test_two_tabs_at_the_last_step_start_one_sync(start, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    one, two = press(start(), "go_on"), press(start(), "go_on")
    until(press(one, "start_sync"), "has been running")
    told = text_of(press(two, "start_sync"))
    assert "The sync was not started" in told
    assert f"{NAME} started a sync for this company" in told
    assert len(fresh_sandbox.ledger()) == 1


def test_a_tab_left_at_the_last_step_does_not_start_a_second_one_later(start, fresh_sandbox):
    one, two = press(start(), "go_on"), press(start(), "go_on")
    until(press(one, "start_sync"), "The sync succeeded after")
    assert "your page was loaded before it ended" in text_of(press(two, "start_sync"))
    assert len(fresh_sandbox.ledger()) == 1


def test_a_form_left_open_does_not_start_over_a_sync_that_it_never_showed(start, fresh_sandbox):
    one, old = press(start(), "go_on"), start()
    until(press(one, "start_sync"), "The sync succeeded after")
    refused = press(press(old, "go_on"), "start_sync")
    assert "your page was loaded before it ended" in text_of(refused)
    assert len(fresh_sandbox.ledger()) == 1


def test_after_such_a_refusal_the_company_is_read_again_and_can_be_started(start, fresh_sandbox):
    one, old = press(start(), "go_on"), start()
    until(press(one, "start_sync"), "The sync succeeded after")
    press(press(old, "go_on"), "start_sync")
    del old.session_state["started"]  # the person moves on
    until(press(press(old.run(), "go_on"), "start_sync"), "Codat accepted it")
    assert len(fresh_sandbox.ledger()) == 2


def test_an_attempt_that_came_to_nothing_is_not_in_the_way_of_the_next(start, fresh_sandbox):
    one, two = press(start(), "go_on"), press(start(), "go_on")
    fresh_sandbox.fault("403", operation="sync.request")
    until(press(one, "start_sync"), "The sync was not started")
    until(press(two, "start_sync"), "Codat accepted it")
    assert len(fresh_sandbox.ledger()) == 2


def test_a_last_success_that_was_not_read_is_not_called_none(start, fresh_sandbox):
    fresh_sandbox.fault("401", n=50, operation="sync.get_last_successful_sync")
    page = start()
    assert "Couldn’t load the last successful sync." in text_of(page)
    assert "No sync has succeeded yet" not in text_of(page)
    assert page.button(key="go_on").disabled


def test_without_the_latest_sync_there_is_no_form(start, fresh_sandbox):
    fresh_sandbox.fault("401", n=50, operation="sync.get_latest_sync")
    assert not keys(start()) & {"go_on", "start_sync"}


@pytest.mark.parametrize(
    ("operation", "what"), [("configuration.get", "the set-up"), ("connections.list", "the connections")]
)
def test_what_else_was_not_read_is_said_before_a_start(start, fresh_sandbox, operation, what):
    fresh_sandbox.fault("401", n=50, operation=operation)
    page = start()
    assert f"Couldn’t load {what}." in text_of(page)
    assert not page.button(key="go_on").disabled


@pytest.mark.parametrize("fault", [{"kind": "401", "n": 50}, {"kind": "late", "n": 50, "delay": 9}])
def test_the_form_needs_no_name_of_the_company(start, fresh_sandbox, fault):
    fresh_sandbox.fault(**fault, operation="companies.list")
    page = start(env={"CODAT_API_KEY": f"no-list-yet-{fault['kind']}"})
    assert "go_on" in keys(page)
    assert f"Company {fresh_sandbox.company('healthy')[:8]}…" in text_of(page)


def test_what_became_of_a_start_is_shown_though_the_set_up_cannot_be_read(start, fresh_sandbox):
    started = until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    fresh_sandbox.fault("401", n=50, operation="configuration.get")
    again = start(attempt=started.session_state["started"][1])
    assert "The sync succeeded after" in text_of(again)


def test_looking_at_pages_sends_nothing_and_records_no_start(start, fresh_sandbox):
    press(start(), "go_on")
    start(attempt=SOMETHING)
    made = service_here(CodatAccount(fresh_sandbox.url, "test-key"))
    assert made.of_company(fresh_sandbox.company("healthy")).attempts == ()
    assert fresh_sandbox.ledger() == []


def test_a_service_has_a_client_of_its_own(start):
    started = press(press(start(), "go_on"), "start_sync")
    (made,) = registry._services.values()
    assert made._client not in clients_of(started)


def test_while_codat_runs_one_nobody_can_go_on(start):
    page = start("running")
    assert "A sync is running," in text_of(page)
    assert page.button(key="go_on").disabled


def test_a_lost_answer_is_said_plainly(start, fresh_sandbox):
    fresh_sandbox.fault("502", operation="sync.request", carriedOut=False)
    page = until(press(press(start(), "go_on"), "start_sync"), "We don’t know whether the sync started")
    assert "its answer got lost" in text_of(page)
    assert text_of(page).count("No one can start another sync") == 1
    assert "release" not in keys(page)


@pytest.fixture
def two_keys(fresh_sandbox, sqlite_url):
    """Two keys at one address, each with its own account."""
    know_keys(sqlite_url, fresh_sandbox.url, "key-of-ann", "key-of-ben")


@pytest.mark.usefixtures("two_keys")
def test_while_a_start_runs_under_another_key_there_is_no_form_and_nobody_is_named(start, fresh_sandbox):
    fresh_sandbox.let_syncs_run()
    asked = press(start(env={"CODAT_API_KEY": "key-of-ben"}), "go_on")
    until(press(press(start(env={"CODAT_API_KEY": "key-of-ann"}), "go_on"), "start_sync"), "has been running")
    other = start(env={"CODAT_API_KEY": "key-of-ben"})
    assert "A sync is being started under another API key" in text_of(other)
    assert not keys(other) & {"go_on", "start_sync"}
    assert "The sync was not started" in text_of(press(asked, "start_sync"))
    assert len(fresh_sandbox.ledger()) == 1


@pytest.mark.usefixtures("two_keys")
def test_when_the_start_under_another_key_has_ended_the_company_is_read_again(start, fresh_sandbox):
    company = fresh_sandbox.company("healthy")
    start_service = service_here(CodatAccount(fresh_sandbox.url, "key-of-ann"))
    fresh_sandbox.let_syncs_run()
    started = start_service.start(
        Intent(new_intent_id(), company, RequestedRange.up_to_now()), Settings(), HERE
    )
    wait_for(start_service, started.id, lambda now: now.stage is Stage.RUNNING, limits.WAIT_S)
    ben = start(env={"CODAT_API_KEY": "key-of-ben"})
    before = ben.session_state["companies"][company].latest.read_at
    fresh_sandbox.end_syncs()
    assert "go_on" in keys(until(ben, "Start a sync up to now"))
    assert ben.session_state["companies"][company].latest.read_at > before


@pytest.fixture
def quick_service(start, monkeypatch):  # noqa: ARG001 - `start` sets other rules
    """Give the pages a fast service: ten minutes take half a second."""
    use_rules(monkeypatch, RULES)


@pytest.mark.usefixtures("quick_service")
def test_what_stays_unknown_is_released_only_by_a_deliberate_act(start, fresh_sandbox):
    fresh_sandbox.fault("502", operation="sync.request", carriedOut=False)
    page = until(press(press(start(), "go_on"), "start_sync"), "No new sync appeared in the")
    assert page.button(key="release").disabled
    page.checkbox(key="release_looked").check().run()
    freed = press(page, "release")
    assert "We never found out whether the sync started" in text_of(freed)
    assert "go_on" in keys(start())


@pytest.mark.usefixtures("quick_service")
def test_after_a_lost_answer_a_sync_that_began_is_found(start, fresh_sandbox):
    fresh_sandbox.fault("drop", operation="sync.request", carriedOut=True)
    page = until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    assert "it’s the only new one" in text_of(page)
    assert len(fresh_sandbox.ledger()) == 1


def test_a_start_this_process_does_not_know_is_said_so(start):
    page = start(attempt=SOMETHING)
    assert "Start not found" in text_of(page)
    assert "go_on" not in keys(page)


def test_a_start_that_the_demo_has_forgotten_is_said_so(start):
    page = start(env={"DEMO": "1"}, attempt=SOMETHING)
    assert "the demo was restarted" in text_of(page)
    assert "API key" not in text_of(page)


def test_a_start_of_another_company_is_not_shown_here(start):
    started = until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    attempt_id = started.session_state["started"][1]
    assert "Start not found" in text_of(start("nothing-to-sell", attempt=attempt_id))


def test_the_address_of_a_start_shows_it_again(start):
    started = until(press(press(start(), "go_on"), "start_sync"), "The sync succeeded after")
    again = start(attempt=started.session_state["started"][1])
    assert "The sync succeeded after" in text_of(again)
    assert "Before" in text_of(again)


def test_a_merchant_with_hostile_texts_has_a_form_too(start):
    assert "go_on" in keys(start("hostile-text"))
