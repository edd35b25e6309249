"""Shared: every link with its state and openings; pause, resume, another end, revoke one or all."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlalchemy import insert

from dashboard.insight.share.content import ShareContent, SharePage, SharePart
from dashboard.services.stores import real_store
from dashboard.settings import load
from dashboard.sharing.link import LinkState, NewLink
from dashboard.sharing.registry import share_service
from dashboard.store.tables import share_opening
from dashboard.ui.share.shared_view import PER_PAGE
from tests.pages.conftest import NAME, ROOT, text_of
from tests.pages.starting import keys, press
from tests.support.people import at_desk

tokens: list[str] = []
ALLOWED = {"ALLOW_STARTING": "1"}
HOSTILE = '<img src=x onerror="alert(1)"> **Eve**'
CONTENT = ShareContent(SharePage.COMPANY, frozenset({SharePart.ANSWER, SharePart.MISSING_DAYS}))


@pytest.fixture
def shared(open_page):
    """Return a function that opens Shared, with changes allowed."""

    def open_it(env=ALLOWED, **query):
        return open_page("shared", env, **{name: str(value) for name, value in query.items()})

    return open_it


@pytest.fixture
def made(open_page, fresh_sandbox, monkeypatch):  # noqa: ARG001 - its settings name the store
    """Return a function that makes a link, and adds its token to `tokens`."""
    monkeypatch.setenv("ALLOW_STARTING", "1")

    def make(case="healthy", person=NAME, **more):
        usual = {"company_name": case.title(), "content": CONTENT, "lasts": timedelta(days=7)} | more
        who = at_desk(person)
        link, token = service().make(NewLink(fresh_sandbox.company(case), **usual), who)
        tokens.append(token)
        return link

    yield make
    tokens.clear()


def service():
    return share_service(load(os.environ))


def state(link):
    found = next(each for each in service().links() if each.id == link.id)
    return found.state(datetime.now(UTC))


def table(page):
    return next((each.value for each in page.get("html") if "<table" in each.value), "")


def test_without_links_it_says_how_to_make_one(shared):
    assert "Open a company and choose “Share…”." in text_of(shared())


def test_a_link_says_what_it_shows_by_whom_for_whom_and_until_when(shared, made):
    made(recipient="Ann at Bluebird")
    said = unescape(text_of(shared()))
    words = ("Healthy", "Company, live · Status, missing sales", f"{NAME} (unverified)", "Ann at Bluebird")
    assert [each for each in (*words, "Open", "never") if each not in said] == []


def test_previews_by_chat_programs_are_counted_apart_and_it_says_so(shared, made):
    now = datetime.now(UTC)
    counted = {"link_id": made().id, "hour": now, "opened": 2, "previewed": 1, "last_opened_at": now}
    with real_store(load(os.environ)).writing() as connection:
        connection.execute(insert(share_opening), [counted])
    said = text_of(shared())
    assert "twice, last today" in said
    assert "1 preview" in said
    assert "counted separately" in said
    assert "JSON and badge aren’t counted" in said


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"person": "Ben"}, {"Monthly"}),
        ({"person": "-"}, {"Quarterly"}),
        ({"state": "paused"}, {"Healthy"}),
        ({"state": "open"}, {"Monthly", "Quarterly"}),
        ({"state": "nonsense"}, {"Healthy", "Monthly", "Quarterly"}),
        ({"person": "Ben", "state": "paused"}, set()),
    ],
)
def test_the_address_filters(shared, made, query, names):
    paused = made()
    made("monthly", "Ben")
    made("archived-tax-rate", "", company_name="Quarterly")
    service().pause(paused.id, at_desk(NAME))
    listed = table(shared(**query))
    assert {name for name in ("Healthy", "Monthly", "Quarterly") if f">{name}</a>" in listed} == names


def test_one_companys_links_can_be_listed(shared, made, fresh_sandbox):
    made()
    made("monthly")
    listed = table(shared(company=fresh_sandbox.company("monthly")))
    assert "Monthly" in listed
    assert "Healthy" not in listed


def test_a_filter_in_the_menu_goes_into_the_address(shared, made):
    made()
    page = shared()
    page.selectbox(key="l_state").select(LinkState.OPEN).run()
    assert page.query_params["state"] == "open"
    assert "State: Open" in text_of(page)


def test_no_match_says_how_to_see_more(shared, made):
    made()
    assert "No link matches the filters." in text_of(shared(state="revoked"))


def test_many_links_are_shown_page_by_page(shared, made):
    for number in range(PER_PAGE + 1):
        made(company_name=f"Shop {number}")
    assert f"<b>1–{PER_PAGE}</b> of {PER_PAGE + 1}" in text_of(shared())
    assert table(shared(rows=2)).count("Manage</a>") == 1


def test_a_link_is_paused_and_resumed(shared, made):
    link = made()
    page = press(shared(link=link.id), "pause_link")
    assert state(link) is LinkState.PAUSED
    assert service().open_link(tokens[-1]) is None
    press(page, "resume_link")
    assert service().open_link(tokens[-1]) is not None


def test_the_end_of_a_link_can_be_changed(shared, made):
    link = made()
    page = shared(link=link.id)
    page.segmented_control(key="shared_end").set_value(timedelta(hours=1)).run()
    press(page, "save_end")
    assert service().links()[0].ends_at - datetime.now(UTC) <= timedelta(hours=1)


def test_revoking_asks_first(shared, made):
    link = made()
    page = press(shared(link=link.id), "revoke_link")
    assert state(link) is LinkState.OPEN
    assert "You can’t undo this." in text_of(page)
    assert state(link) is LinkState.OPEN
    press(page, "revoke_now")
    assert state(link) is LinkState.REVOKED


def test_a_revoke_can_be_called_off(shared, made):
    link = made()
    page = press(press(shared(link=link.id), "revoke_link"), "dont_revoke")
    assert "revoke_now" not in keys(page)
    assert state(link) is LinkState.OPEN


def test_a_question_is_not_asked_again_after_the_page_was_left(shared, made):
    page = press(shared(link=made().id), "revoke_link")
    for name in ("help", "shared"):
        page.switch_page(str(ROOT / f"pages/{name}.py")).run()
    assert "revoke_link" in keys(page)
    assert "revoke_now" not in keys(page)


def test_a_revoked_link_can_be_changed_no_longer(shared, made):
    link = made()
    page = press(press(shared(link=link.id), "revoke_link"), "revoke_now")
    assert not {"pause_link", "resume_link", "revoke_link"} & keys(page)
    assert "Revoked" in text_of(page)


def test_all_links_of_a_company_are_revoked_at_once(shared, made, fresh_sandbox):
    both, other = [made(), made()], made("monthly")
    page = press(shared(company=fresh_sandbox.company("healthy")), "revoke_all_company")
    assert "Revoke both links for Healthy?" in text_of(page)
    press(page, "revoke_now")
    assert {state(each) for each in both} == {LinkState.REVOKED}
    assert state(other) is LinkState.OPEN


def test_all_links_of_a_person_are_revoked_at_once(shared, made):
    mine, theirs = made(), made(person="Ben")
    page = press(shared(person="Ben", state="open"), "revoke_all_person")
    assert "Revoke the link created by Ben?" in text_of(page)
    press(page, "revoke_now")
    assert (state(mine), state(theirs)) == (LinkState.OPEN, LinkState.REVOKED)


@pytest.mark.parametrize(
    ("env", "why"),
    [
        ({"READ_ONLY": "1"}, "Ask a colleague in support to change the link"),
        ({"ALLOW_STARTING": "0"}, "Change the link from a dashboard on your own computer"),
    ],
)
def test_who_may_not_change_a_link_sees_it_and_why(shared, made, env, why):
    page = shared(env, link=made().id, company="")
    said = unescape(text_of(page))
    assert "You can’t change this link." in said
    assert why in said
    assert not {"pause_link", "revoke_link"} & keys(page)


def test_a_change_without_a_name_waits_for_one(shared, made):
    link = made()
    page = shared(link=link.id)
    page.session_state["person_name"] = ""
    asked = press(page.run(), "pause_link")
    assert "Enter your name first." in text_of(asked)
    assert state(link) is LinkState.OPEN


def test_a_change_that_came_too_late_is_reported(shared, made):
    link = made()
    page = shared(link=link.id)
    service().revoke(link.id, at_desk("Ben"))
    assert "Nothing was changed." in text_of(press(page, "pause_link"))


def test_foreign_text_is_shown_as_text_only(shared, made):
    link = made(person=HOSTILE, company_name=HOSTILE, recipient=HOSTILE, note=HOSTILE)
    page = shared(link=link.id, person=HOSTILE)
    assert "<img" not in text_of(page)
    assert "&lt;img src=x" in table(page)


def test_an_unreadable_store_is_reported(shared):
    said = text_of(shared({"DATABASE_URL": "mysql://nowhere"}))
    assert "Couldn’t load the links." in said
    assert "DATABASE_URL isn’t valid" in said
