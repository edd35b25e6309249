"""The checks on the start page: what blocks, what must be answered first, what is recorded."""

import re

import pytest

from dashboard.starting.service import StartService
from dashboard.store.errors import StoreProblem, StoreUnavailable
from dashboard.ui.start import questions as start_questions
from dashboard.views.start import questions
from tests.pages.conftest import text_of
from tests.pages.starting import answered, keys, press, until

BY_HAND = start_questions._BY_HAND
GROUPS = r'<h3 class="d d-check">([^<]+)</h3>'


def groups(test):
    return re.findall(GROUPS, text_of(test))


def logged(test):
    """Return the log lines on the page that follows a start."""
    return re.findall(r"(Answered|Warning dismissed): ([^<]+)<", text_of(test))


@pytest.mark.parametrize(
    ("case", "headline"),
    [
        ("switched-off", "Sync is switched off for this company"),
        ("not-configured", "The set-up isn’t finished"),
        ("no-commerce", "Sync for Commerce isn’t set up here"),
    ],
)
def test_what_blocks_is_the_answer_of_the_page_and_there_is_no_button(start, case, headline):
    page = start(case)
    assert headline in text_of(page)
    assert not keys(page) & {"go_on", "start_sync"}


def test_a_healthy_merchant_is_asked_nothing(start):
    page = start()
    assert "Needs your answer" not in groups(page)
    assert not press(page, "go_on").button(key="start_sync").disabled


def test_the_button_works_once_every_question_is_answered(start, fresh_sandbox):
    asked = press(start("half-linked"), "go_on")
    assert "Needs your answer" in groups(asked)
    assert asked.button(key="start_sync").disabled
    ready = answered(asked)
    assert not ready.button(key="start_sync").disabled
    ended = until(press(ready, "start_sync"), "What happened")
    until(ended, "The sync")
    assert len(fresh_sandbox.ledger()) == 1


def test_a_company_s_old_gap_is_asked_about_and_the_answer_is_on_record(start, fresh_sandbox):
    asked = press(start("archived-tax-rate"), "go_on")
    assert asked.radio(key=BY_HAND).label == "Has the merchant entered these days by hand?"
    assert asked.button(key="start_sync").disabled
    no = asked.radio(key=BY_HAND).set_value(questions.NO).run()
    ended = until(press(no, "start_sync"), "The sync failed again")
    said = logged(ended)
    assert said[0][0] == "Answered"
    assert re.match("The merchant hasn’t entered .* by hand", said[0][1])
    assert ("Warning dismissed", "It will probably fail again.") in said
    assert len(fresh_sandbox.ledger()) == 1


def test_days_entered_by_hand_offer_the_others_and_stay_on_record(start, fresh_sandbox):
    asked = press(start("archived-tax-rate"), "go_on")
    yes = asked.radio(key=BY_HAND).set_value(questions.YES).run()
    assert yes.button(key="start_sync").disabled
    assert "unless the merchant first sets a new start date" in text_of(yes)
    other = press(yes, "start_other_days")
    assert other.query_params["cover"] in ("range", ["range"])
    assert fresh_sandbox.ledger() == []
    again = start("archived-tax-rate", cover="now")
    assert re.search("The merchant entered .{1,30} by hand", text_of(again))
    assert "Ask the merchant" not in text_of(start("archived-tax-rate", cover="range", **dict(_days(other))))


def test_an_answer_that_cannot_be_recorded_is_not_called_saved(start, monkeypatch):
    asked = press(start("archived-tax-rate"), "go_on")
    yes = asked.radio(key=BY_HAND).set_value(questions.YES).run()

    def fails(*_):
        raise StoreUnavailable(StoreProblem.LOCKED)

    monkeypatch.setattr(StartService, "note_answer", fails)
    other = press(yes, "start_other_days")
    assert "The answer wasn’t saved." in text_of(other)
    assert "cover" not in other.query_params


def _days(test):
    for name in ("from", "to"):
        value = test.query_params[name]
        yield name, value[0] if isinstance(value, list) else value


def test_a_problem_that_appeared_after_the_page_was_drawn_refuses_the_start(start, fresh_sandbox):
    asked = press(start(), "go_on")
    fresh_sandbox.fault("401", n=50, operation="connections.list")
    refused = until(press(asked, "start_sync"), "The sync was not started")
    assert "Couldn’t load the connections" in text_of(refused)
    assert fresh_sandbox.ledger() == []


def test_a_collision_warns_and_can_be_dismissed(start, fresh_sandbox):
    form = start(cover="range", **{"from": "2026-01-08", "to": "2026-01-15"})
    assert "Warnings" in groups(form)
    assert "probably in the books already" in text_of(form)
    ended = until(press(press(form, "go_on"), "start_sync"), "Codat accepted it")
    assert ("Warning dismissed", "These days are probably in the books already.") in logged(ended)
    assert len(fresh_sandbox.ledger()) == 1


def test_what_tonight_s_sync_covers_too_can_wait_and_the_page_says_what_each_choice_brings(start):
    page = start()
    assert "Wait or start?" in text_of(page)
    assert "The next scheduled sync covers the same sales." in text_of(page)


def test_it_says_that_the_chosen_setting_still_is_not_among_the_options(start):
    assert "still isn’t among the options" in text_of(start("archived-tax-rate"))
