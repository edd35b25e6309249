"""Who is on a company, on its page: taken with a name given once, given, snoozed, and seen by colleagues."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.access.role import Role
from tests.pages.conftest import NAME, text_of
from tests.pages.starting import keys, press

ALLOWED = {"ALLOW_STARTING": "1"}


@pytest.fixture
def company(open_page, fresh_sandbox):
    """Return a function that opens a merchant's Company page, with actions allowed."""

    def open_it(env=ALLOWED):
        return open_page("company", env, company=fresh_sandbox.company("archived-tax-rate"))

    return open_it


def test_it_is_taken_given_to_a_colleague_and_released(company):
    page = company()
    assert "No one is on it." in text_of(page)
    press(page, "work_take")
    assert text_of(page).count("You’re on it, since today") == 2  # under the answer, and in the block
    press(page, "work_give").text_input(key="work_to").set_value("Ben").run()
    assert "Ben is on it" in text_of(press(page, "save_work"))
    assert "No one is on it." in text_of(press(page, "work_release"))
    said = text_of(page)
    assert ("Given to Ben" in said, "No longer on it" in said) == (True, True)


def test_a_colleague_whose_page_is_older_reads_who_has_it(company):
    page, colleague = company(), company()
    colleague.session_state["person_name"] = "Grace Hopper"
    press(colleague, "work_take")
    assert "Grace Hopper is already on it." in text_of(press(page, "work_take"))
    assert "Grace Hopper is on it" in text_of(page)
    assert "You’re on it" in text_of(press(page, "work_take_over"))


def test_a_snooze_until_a_day_or_until_it_changes_is_shown_and_ended(company):
    page = press(company(), "work_snooze")
    day = page.date_input(key="work_day")
    day.set_value(day.value + timedelta(days=6)).run()
    assert f"Snoozed by {NAME} until" in text_of(press(page, "save_work"))
    press(press(page, "work_end_snooze"), "work_snooze")
    assert "until it changes." in text_of(press(page, "snooze_until_change"))


def test_without_a_name_it_is_asked_for_once(company):
    page = company()
    page.session_state["person_name"] = ""
    asked = press(press(page, "work_contacted"), "save_work")
    assert "Enter your name first." in text_of(asked)
    asked.text_input(key="work_name").set_value("Ben").run()
    assert "by Ben." in text_of(press(asked, "save_work"))


@pytest.mark.parametrize("env", [{"READ_ONLY": "1"}, {"ALLOW_STARTING": "0"}])
def test_who_may_not_sees_who_is_on_it_and_no_buttons(company, env):
    press(company(), "work_take")
    page = company(env)
    assert "on it, since" in text_of(page)
    assert not {each for each in keys(page) if each.startswith("work_")}


def test_with_sign_in_it_is_not_given_to_someone_who_does_not_see_it(company, signed_in_as):
    signed_in_as(Role.OPERATOR, "Grace Hopper", rule="name No such*")
    signed_in_as(Role.OPERATOR)
    page = press(company(), "work_give")
    page.selectbox(key="work_to").select_index(1).run()
    said = text_of(press(page, "save_work"))
    assert "Grace Hopper’s role doesn’t cover this company." in said
    assert "No one is on it." in said


def test_with_sign_in_it_is_given_to_someone_who_has_signed_in(company, signed_in_as):
    signed_in_as(Role.OPERATOR, "Grace Hopper")
    signed_in_as(Role.OPERATOR)
    page = press(company(), "work_give")
    page.selectbox(key="work_to").select_index(1).run()
    assert "Grace Hopper is on it" in text_of(press(page, "save_work"))
